"""The lock and the history of an environment, in a D1 database of its own.

One statement of D1 is atomic, so that two machines can't both have the lock. It is a lease by D1's
own clock, renewed while a deployment runs; a deployment that was killed loses it within a minute,
and at once to its own machine.
"""

import json
import os
import socket
import threading
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

from fleet.deploy.api import Api
from fleet.deploy.environment import Environment
from fleet.deploy.resources import Stock, create
from fleet.errors import FleetError

LEASE_S = 60
RENEWAL_S = 15
NAME = "fleet-deploys"
UNDER_WAY = "under way"
TABLES = """
CREATE TABLE IF NOT EXISTS lock (id INTEGER PRIMARY KEY CHECK (id = 1), holder TEXT NOT NULL, until INTEGER NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS deploys (id TEXT PRIMARY KEY, commit_id TEXT NOT NULL, by TEXT NOT NULL, started INTEGER NOT NULL, ended INTEGER, outcome TEXT NOT NULL, reason TEXT, before TEXT NOT NULL, after TEXT) STRICT;
CREATE TABLE IF NOT EXISTS made (kind TEXT NOT NULL, name TEXT NOT NULL, filled INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (kind, name)) STRICT;
CREATE TABLE IF NOT EXISTS about (base TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS secrets (worker TEXT PRIMARY KEY, digest TEXT NOT NULL) STRICT;
"""  # noqa: E501 - D1 takes a statement as it is
TAKE = """
INSERT INTO lock VALUES (1, ?1, unixepoch() + ?2) ON CONFLICT (id) DO UPDATE
SET holder = excluded.holder, until = excluded.until
WHERE lock.until < unixepoch() OR lock.holder IN (?1, ?3) RETURNING holder
"""
HOLDER = "SELECT holder, until - unixepoch() AS left FROM lock WHERE until >= unixepoch()"


@dataclass(frozen=True)
class Deploy:
    """One line of the history: ``before`` and ``after`` are what ran, by worker."""

    id: str
    commit: str
    by: str
    started: int
    outcome: str
    reason: str
    before: dict[str, Any]
    after: dict[str, Any]


class Ledger:
    """The lock and the history of one environment."""

    def __init__(self, api: Api, base: str) -> None:
        self._api = api
        self._path = f"/d1/database/{base}/query"
        self._holder = f"{socket.gethostname()}:{os.getpid()}:{uuid.uuid4().hex[:8]}"
        self._lost = threading.Event()
        self._ask(TABLES)

    def _ask(self, sql: str, *params: str | int) -> list[dict[str, Any]]:
        # Every statement here may be run twice without harm. The API takes texts alone.
        body = {"sql": sql, "params": [str(each) for each in params]}
        results = self._api.post(self._path, body, again=True)
        return list(results[-1]["results"])

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Keep others out. Raises `FleetError` saying who is at it."""
        stop = threading.Event()
        renewal = threading.Thread(target=self._renew, args=(stop,), daemon=True)
        try:
            self._take()
            renewal.start()
            yield
        finally:
            stop.set()
            if renewal.ident is not None:
                renewal.join()
            # Also when it was not taken: perhaps only the answer was lost.
            self._release()

    def _release(self) -> None:
        """Give the lock back; where that does not come through twice the lease runs out."""
        for _ in range(2):
            with suppress(FleetError):
                self._ask("DELETE FROM lock WHERE holder = ?1", self._holder)
                return

    def _take(self) -> None:
        if self._ask(TAKE, self._holder, LEASE_S, self._holder):
            return
        other = self._ask(HOLDER)
        if other and _ended(other[0]["holder"]):
            if self._ask(TAKE, self._holder, LEASE_S, other[0]["holder"]):
                return
            other = self._ask(HOLDER)
        who = "another deployment"
        if other:
            host, process, _ = other[0]["holder"].split(":")
            who = f"a deployment from {host} (process {process})"
        raise FleetError(
            f"{who} is under way in this environment: wait for its end, and try again."
        )

    def _renew(self, stop: threading.Event) -> None:
        while not stop.wait(RENEWAL_S):
            with suppress(FleetError):
                if not self._ask(TAKE, self._holder, LEASE_S, self._holder):
                    self._lost.set()

    def hold(self) -> None:
        """Go no further without the lock. Raises `FleetError` when another has taken it."""
        if self._lost.is_set():
            raise FleetError("Another deployment took the lock while this one hung: look at it.")

    def note(self, made: Iterable[tuple[str, str]]) -> None:
        """Remember what is about to be made, by kind and name, before it is."""
        sql = "INSERT INTO made (kind, name) SELECT value ->> 0, value ->> 1 FROM json_each(?1)"
        self._ask(f"{sql} WHERE true ON CONFLICT DO NOTHING", json.dumps(list(made)))

    def made(self) -> list[tuple[str, str]]:
        """All that was ever to be made and not removed, by kind and name."""
        return [(row["kind"], row["name"]) for row in self._ask("SELECT kind, name FROM made")]

    def forget(self, kind: str, name: str) -> None:
        """Note that something was removed."""
        self._ask("DELETE FROM made WHERE kind = ?1 AND name = ?2", kind, name)

    def filled(self) -> set[str]:
        """The databases that hold all of their sample data."""
        return {row["name"] for row in self._ask("SELECT name FROM made WHERE filled = 1")}

    def fill(self, database: str) -> None:
        """Note that a database holds all of its sample data."""
        self._ask("UPDATE made SET filled = 1 WHERE kind = 'd1' AND name = ?1", database)

    def preview_of(self, base: str) -> None:
        """Note that this environment is a preview against another."""
        self._ask("INSERT INTO about SELECT ?1 WHERE NOT EXISTS (SELECT 1 FROM about)", base)

    def base(self) -> str | None:
        """What this environment is a preview against; None for one that is none."""
        return next((str(row["base"]) for row in self._ask("SELECT base FROM about")), None)

    def begin(self, commit: str, by: str, before: dict[str, Any]) -> str:
        """Note that a deployment begins, and what runs before it."""
        key = uuid.uuid4().hex[:12]
        sql = "INSERT INTO deploys VALUES (?1, ?2, ?3, unixepoch(), NULL, ?4, NULL, ?5, NULL)"
        sql += " ON CONFLICT DO NOTHING"
        self._ask(sql, key, commit, by, UNDER_WAY, json.dumps(before))
        return key

    def end(self, key: str, outcome: str, after: dict[str, Any], reason: str = "") -> None:
        """Note how a deployment ended, and with it those that it went on from."""
        cut = "UPDATE deploys SET outcome = 'cut off', ended = unixepoch()"
        self._ask(f"{cut} WHERE outcome = ?1 AND id <> ?2", UNDER_WAY, key)
        sql = "UPDATE deploys SET ended = unixepoch(), outcome = ?2, after = ?3, reason = ?4"
        self._ask(f"{sql} WHERE id = ?1", key, outcome, json.dumps(after), reason)

    def unfinished(self) -> Deploy | None:
        """The first of the deployments that were cut off and not gone on with."""
        sql = "SELECT * FROM deploys WHERE outcome = ?1 ORDER BY started, rowid LIMIT 1"
        return next((_deploy(row) for row in self._ask(sql, UNDER_WAY)), None)

    def history(self, count: int = 20) -> list[Deploy]:
        """The last deployments, the newest first."""
        sql = "SELECT * FROM deploys ORDER BY started DESC, rowid DESC LIMIT ?1"
        return [_deploy(row) for row in self._ask(sql, count)]

    def secrets(self) -> dict[str, str]:
        """The fingerprint of what each worker was last given."""
        return {row["worker"]: row["digest"] for row in self._ask("SELECT * FROM secrets")}

    def forget_secrets(self, workers: Iterable[str]) -> None:
        """These run what they were given earlier: what is given next is new to them."""
        sql = "DELETE FROM secrets WHERE worker IN (SELECT value FROM json_each(?1))"
        self._ask(sql, json.dumps(list(workers)))

    def keep_secret(self, worker: str, digest: str) -> None:
        """Remember the fingerprint of what a worker was given."""
        sql = "INSERT INTO secrets VALUES (?1, ?2) ON CONFLICT (worker) DO UPDATE"
        self._ask(f"{sql} SET digest = excluded.digest", worker, digest)


def find_ledger(api: Api, environment: Environment, stock: Stock) -> Ledger | None:
    """The ledger of an environment that has been deployed to."""
    base = stock.ids["d1"].get(environment.called(NAME))
    return Ledger(api, base) if base is not None else None


def open_ledger(api: Api, environment: Environment, stock: Stock) -> Ledger:
    """The ledger of an environment, made if it has none."""
    name = environment.called(NAME)
    base = stock.ids["d1"].get(name)
    if base is None:
        base = stock.ids["d1"][name] = create(api, stock, "d1", name)
    return Ledger(api, base)


def _ended(holder: str) -> bool:
    """Whether a holder was a process of this machine that is no more."""
    host, process, _ = holder.split(":")
    if host != socket.gethostname():
        return False
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        pass
    return False


def _deploy(row: dict[str, Any]) -> Deploy:
    return Deploy(
        str(row["id"]),
        str(row["commit_id"]),
        str(row["by"]),
        int(row["started"]),
        str(row["outcome"]),
        str(row["reason"] or ""),
        json.loads(row["before"]),
        json.loads(row["after"] or "{}"),
    )
