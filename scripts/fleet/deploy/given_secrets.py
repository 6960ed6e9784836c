"""Secrets: from a file or from the keyboard, to wrangler's standard input, and nowhere else.

The file has a line ``NAME=value`` for every worker that needs the name, and ``worker:NAME=value``
for one of them, as ``fleet dev --var`` has them. What was given is remembered as a salted hash, so
that a deployment knows whether a secret is another one than before.
"""

import getpass
import hashlib
import json
import secrets as random_source
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from fleet.deploy.remote import Running
from fleet.errors import FleetError
from fleet.project import Worker

SALT_BYTES = 16
SCRYPT_COST = 2**12
COMMENT = "#"


@dataclass(repr=False)  # never shows a value
class Secrets:
    """Given values: those for all workers, and those for one."""

    shared: dict[str, str] = field(default_factory=dict)
    own: dict[str, dict[str, str]] = field(default_factory=dict)

    def of(self, worker: Worker) -> dict[str, str]:
        """What is given to a worker, of what it needs."""
        given = {**self.shared, **self.own.get(worker.name, {})}
        return {name: given[name] for name in worker.secrets if name in given}


def read_secrets(path: Path | None, workers: Mapping[str, Worker]) -> Secrets:
    """The secrets of a file. Raises `FleetError` naming the line of a mistake, never its text."""
    given = Secrets()
    if path is None:
        return given
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip() or line.lstrip().startswith(COMMENT):
            continue
        name, equals, value = line.strip().partition("=")
        owner, colon, rest = name.strip().partition(":")
        key = rest if colon else owner
        if not equals or not key.isidentifier() or (colon and owner not in workers):
            raise FleetError(f"{path}:{number} is no NAME=value or worker:NAME=value of a worker.")
        (given.own.setdefault(owner, {}) if colon else given.shared)[key] = _unquoted(value)
    _refuse_unread(path, given, workers)
    return given


def _unquoted(value: str) -> str:
    value = value.strip()
    quoted = len(value) > 1 and value[0] == value[-1] and value[0] in "\"'"
    return value[1:-1] if quoted else value


def _refuse_unread(path: Path, given: Secrets, workers: Mapping[str, Worker]) -> None:
    read = {name for worker in workers.values() for name in worker.secrets}
    unread = [name for name in given.shared if name not in read]
    for owner, own in given.own.items():
        unread += [f"{owner}:{name}" for name in own if name not in workers[owner].secrets]
    if unread:
        raise FleetError(f"{path} gives {', '.join(unread)}, which no secrets.required asks for.")


def complete(given: Secrets, workers: Iterable[Worker], running: Mapping[str, Running]) -> None:
    """Ask at the terminal for what is required, not given and not set yet.

    Raises `FleetError` with all that is missing where there is no terminal.
    """
    missing: dict[str, list[str]] = {}
    for worker in workers:
        there = running[worker.name].secrets if worker.name in running else frozenset()
        for name in worker.secrets:
            if name not in there and name not in given.of(worker):
                missing.setdefault(name, []).append(worker.name)
    if missing and not sys.stdin.isatty():
        told = "; ".join(f"{name} of {', '.join(names)}" for name, names in missing.items())
        raise FleetError(f"These secrets are required and not set: {told}. Give --secrets FILE.")
    for name, names in missing.items():
        value = getpass.getpass(f"{name} (for {', '.join(names)}): ")
        if not value:
            raise FleetError(f"{name} was left empty, and {', '.join(names)} requires it.")
        for each in names:
            given.own.setdefault(each, {})[name] = value


def fingerprint(given: dict[str, str], salt: str | None = None) -> str:
    """A salted hash of what is given to a worker."""
    salt = salt or random_source.token_hex(SALT_BYTES)
    text = json.dumps(given, sort_keys=True).encode()
    return f"{salt}:{hashlib.scrypt(text, salt=salt.encode(), n=SCRYPT_COST, r=8, p=1).hex()}"


def changed(given: dict[str, str], known: str | None) -> bool:
    """Whether what is given is other than what was given when ``known`` was kept."""
    if not given:
        return False
    return known is None or fingerprint(given, known.partition(":")[0]) != known
