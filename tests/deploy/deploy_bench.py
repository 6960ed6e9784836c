"""A small fleet in a folder of its own, and an account to deploy it to."""

import copy
import json
import shutil
import sqlite3
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from cloudflare_stand_in import Account, Cloudflare
from cloudflare_stand_in.account import Database

from fleet.cli import main

HERE = Path(__file__).parent
REPOSITORY = HERE.parents[1]
SECRETS = "ADMIN_TOKEN=hush-admin\nfront:LINK_SECRET=hush-link\n"


@dataclass
class Bench:
    """The fleet's folder, the account, and how ``fleet`` is run in it."""

    root: Path
    cloudflare: Cloudflare

    @property
    def account(self) -> Account:
        """The account that is deployed to."""
        return self.cloudflare.account

    def fleet(self, *arguments: str) -> int:
        """Run a ``fleet`` command against the stand-in."""
        return main([*arguments, "--api", self.cloudflare.api])

    def deploy(self, *arguments: str, env: str = "staging") -> int:
        """Deploy without questions, with the usual secrets, and with no patience."""
        usual = ["--env", env, "--yes", "--patience", "0", "--secrets", "secrets.env"]
        return self.fleet("deploy", *usual, *arguments)

    def environment(self, name: str = "staging") -> dict[str, Any]:
        """What is kept of an environment."""
        path = self.root / "wrangler" / "environments" / f"{name}.json"
        kept: dict[str, Any] = json.loads(path.read_text())
        return kept

    def source(self, worker: str) -> Path:
        """A worker's module."""
        return self.root / "workers" / worker / "src" / "entry.py"

    def edit(self, worker: str, text: str) -> None:
        """Put a line at the end of a worker's module."""
        source = self.source(worker)
        source.write_text(f"{source.read_text()}\n{text}\n")

    def write(self, path: str, text: str) -> None:
        """Write a file of the fleet's folder."""
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text)

    def versions(self) -> dict[str, str]:
        """The version of each worker that has the traffic."""
        return {name: worker.active.id for name, worker in self.account.workers.items()}


def lay_out(root: Path, cloudflare: Cloudflare) -> Bench:
    """The small fleet in ``root``, with its environment ``staging`` on this account."""
    shutil.copytree(HERE / "small_fleet_to_deploy", root, dirs_exist_ok=True)
    (root / "node_modules").symlink_to(REPOSITORY / "node_modules")
    bench = Bench(root, cloudflare)
    kept = {"names": "{name}-staging", "addresses": cloudflare.addresses}
    bench.write("wrangler/environments/staging.json", json.dumps(kept))
    bench.write("secrets.env", SECRETS)
    return bench


def copied(account: Account) -> Account:
    """An account of its own with all that another has."""
    databases = {key: _copied(base) for key, base in account.databases.items()}
    account = replace(account, databases={})
    return replace(copy.deepcopy(account), databases=databases)


def _copied(base: Database) -> Database:
    connection = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    connection.deserialize(base.sqlite.serialize())
    return Database(base.id, base.name, connection)
