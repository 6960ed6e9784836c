"""The steps of a deployment, from what the account has to what the repository says."""

import getpass
import json
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from fleet.deploy import given_secrets, migrations, resources, restore, smoke
from fleet.deploy.api import Api
from fleet.deploy.configs import Placing, config_of
from fleet.deploy.given_secrets import Secrets
from fleet.deploy.ledger import Ledger, find_ledger, open_ledger
from fleet.deploy.plan import Change, Plan, make_plan
from fleet.deploy.remote import STUB, Running, look
from fleet.deploy.removal import WORKER
from fleet.deploy.resources import Resource, Stock
from fleet.deploy.seeding import Seeds
from fleet.deploy.staging import Staging
from fleet.deploy.wrangler import Wrangler
from fleet.errors import FleetError
from fleet.project import Worker

AT_ONCE = 2  # of wrangler, which keeps a core busy
Told = Callable[[str], None]


@dataclass
class Target:
    """Where to deploy which workers, and what they are given."""

    api: Api
    placing: Placing
    workers: list[Worker]
    given: Secrets = field(default_factory=Secrets)
    smoke_s: float = 60.0
    seeds: Seeds | None = None  # what databases are filled with; an environment of its own has none

    @property
    def called(self) -> dict[str, str]:
        """The workers' names in the account."""
        return {worker.name: self.placing.called(worker.name) for worker in self.workers}


@dataclass(frozen=True)
class Outlook:
    """The account as it is, and what would be done to it."""

    stock: Stock
    running: dict[str, Running]
    ledger: Ledger | None
    plan: Plan


def outlook(target: Target) -> Outlook:
    """Look at the account and plan. Nothing is changed."""
    api, placing = target.api, target.placing
    environment = placing.environment
    if not environment.addresses:
        domain = str(api.get("/workers/subdomain")["subdomain"])
        environment.addresses = f"https://{{worker}}.{domain}.workers.dev"
    stock = Stock(api)
    missing = resources.identify(environment, stock, resources.needed(target.workers))
    pending = migrations.pending(api, environment, target.workers)
    running = look(api, placing, [worker.name for worker in target.workers], stock)
    ledger = find_ledger(api, environment, stock)
    known = ledger.secrets() if ledger is not None else {}
    plan = make_plan(placing, target.workers, running, missing, pending, target.given, known)
    return Outlook(stock, running, ledger, plan)


class Failure(FleetError):  # noqa: N818 - it is the end of a deployment, not a kind of mistake
    """A deployment that failed, and what became of the fleet."""


def deploy(target: Target, told: Told) -> Plan:
    """Deploy; ``told`` hears each step. Raises `FleetError` when it fails.

    Before anything is uploaded all secrets and migrations are there, or nothing is uploaded. What
    fails later puts all workers back.
    """
    stock = Stock(target.api)
    migrations.refuse_losses(target.placing.fleet, target.workers)
    environment = target.placing.environment
    ledger = open_ledger(target.api, environment, stock)
    with ledger.locked():
        if target.seeds is not None:
            target.seeds.begin_anew(target.api, environment, target.workers, ledger, stock)
        now = outlook(target)
        given_secrets.complete(target.given, target.workers, now.running)
        # One that was cut off behind its last upload has still to show that all is well.
        if not now.plan.empty or ledger.unfinished() is not None:
            _Run(target, ledger, now, told).run()
        return now.plan


class _Run:
    """One deployment under the lock."""

    def __init__(self, target: Target, ledger: Ledger, now: Outlook, told: Told) -> None:
        self._target, self._ledger, self._now, self._told = target, ledger, now, told
        self._wrangler = Wrangler(target.placing.fleet.root, target.api)
        self._called = target.called
        cut = ledger.unfinished()
        before = {name: restore.kept(r) for name, r in now.running.items() if not r.stub}
        # What was cut off is no version to go back to: the one before it is.
        self._before = before if cut is None else cut.before
        self._touched: list[str] = [] if cut is None else list(self._called)
        self.commit = commit_of(target.placing.fleet.root)

    def run(self) -> None:
        key = self._ledger.begin(self.commit, person(), self._before)
        try:
            with self._staging() as staging:
                self._prepare(staging)
                self._upload(staging)
            self._smoke()
        except BaseException as error:
            self._give_up(key, error)
        else:
            self._finish(key)

    def _finish(self, key: str) -> None:
        try:
            self._ledger.end(key, "ok", self._after())
        except FleetError as error:
            told = f"All is deployed and well, but that could not be written down: {error}"
            raise FleetError(f"{told} Run the deployment again.") from error

    @contextmanager
    def _staging(self) -> Iterator[Staging]:
        with tempfile.TemporaryDirectory(prefix="fleet-deploy-") as folder:
            yield Staging(Path(folder))

    def _prepare(self, staging: Staging) -> None:
        target, plan = self._target, self._now.plan
        environment = target.placing.environment
        self._note(plan.missing)
        resources.make(target.api, environment, self._now.stock, plan.missing, self._told)
        environment.save()
        if plan.pending:
            configs = {w.name: config_of(target.placing, w) for w in target.workers}
            migrations.apply(self._wrangler, staging, plan.pending, configs, self._told)
        if target.seeds is not None:
            target.seeds.fill(target.api, environment, target.workers, self._ledger, self._told)

    def _note(self, missing: list[Resource]) -> None:
        """Remember first what is made, so that a kill leaves nothing that nobody knows of."""
        called = self._target.placing.environment.called
        made = [(kind, called(local)) for kind, local in missing]
        new = [self._called[c.name] for c in self._now.plan.changes.values() if c.doing == "new"]
        self._ledger.note([*made, *((WORKER, name) for name in new)])

    def _upload(self, staging: Staging) -> None:
        plan = self._now.plan
        for name in plan.order.stubs:
            self._ledger.hold()
            self._touched.append(name)
            folder = staging.stub(name, self._called[name])
            self._wrangler.run(folder, "deploy", "--tag", STUB)
            self._told(f"uploaded a stub of {self._called[name]}")
        for wave in plan.order.waves:
            self._ledger.hold()
            with ThreadPoolExecutor(AT_ONCE) as pool:
                list(pool.map(lambda name: self._one(staging, plan.changes[name]), wave))

    def _one(self, staging: Staging, change: Change) -> None:
        if change.doing == "none":
            return
        # Made anew, since the ids of what was missing are known now.
        config = config_of(self._target.placing, change.worker)
        folder = staging.worker(change.worker, config)
        self._touched.append(change.name)
        called = self._called[change.name]
        try:
            if change.doing == "triggers":
                self._wrangler.run(folder, "triggers", "deploy")
                self._told(f"set the triggers of {called}")
                return
            self._deploy(folder, Change(change.worker, config, change.code, "upload", ""))
        except FleetError as error:
            raise FleetError(f"{called} can't be deployed: {error}") from error
        self._told(f"deployed {called}")

    def _deploy(self, folder: Path, change: Change) -> None:
        arguments = ["--tag", change.tag, "--message", f"commit={self.commit} code={change.code}"]
        given = self._target.given.of(change.worker)
        if given:
            # Not a file on the disk, and no argument: both can be read by others.
            arguments += ["--secrets-file", "/dev/stdin"]
        self._wrangler.run(folder, "deploy", *arguments, given=json.dumps(given))
        if given:
            self._ledger.keep_secret(change.name, given_secrets.fingerprint(given))

    def _smoke(self) -> None:
        target = self._target
        addresses = public_addresses(target.placing, target.workers)
        found = smoke.smoke(addresses, target.smoke_s)
        sick = [f"{health.name}: {health.reason}" for health in found if health.reason]
        if sick:
            raise FleetError(f"The smoke test failed. {'; '.join(sick)}.")
        self._told(f"smoke test: {len(found)} of {len(found)} addresses are well")
        if unseen := smoke.unseen(target.workers, found):
            self._told(f"not seen by the smoke test, having no address: {', '.join(unseen)}")

    def _give_up(self, key: str, error: BaseException) -> None:
        """Put the fleet back, and say so. Raises `Failure`, or ``error`` if it is no mistake."""
        reason = str(error) or type(error).__name__
        called = self._called
        message = f"fleet: back from {self.commit}"
        # Callers first, so that nobody calls what is gone already.
        order = [name for wave in self._now.plan.order.waves for name in wave]
        names = [name for name in reversed(order) if name in self._touched]
        try:
            self._ledger.forget_secrets(names)
            done = restore.bring_back(self._target.api, called, self._before, names, message)
            self._ledger.end(key, "failed", self._before, reason)
        except FleetError as worse:
            raise Failure(
                f"{reason} The fleet could not be put back ({worse}) Run the deployment again, or "
                "`fleet rollback`."
            ) from error
        for line in done:
            self._told(line)
        if not isinstance(error, FleetError):
            raise error
        state = "all workers run what they ran before" if done else "nothing was uploaded"
        raise Failure(f"{reason} So {state}.") from error

    def _after(self) -> dict[str, restore.Kept]:
        target = self._target
        names = [worker.name for worker in target.workers]
        running = look(target.api, target.placing, names, self._now.stock)
        return {name: restore.kept(each) for name, each in running.items()}


def public_addresses(placing: Placing, workers: list[Worker]) -> dict[str, str]:
    """The addresses of those that have one."""
    environment = placing.environment
    return {w.name: environment.address(w.name) for w in workers if not w.private}


def commit_of(root: Path) -> str:
    """The commit that is checked out, with a plus where files differ from it."""
    done = subprocess.run(
        ["git", "describe", "--always", "--dirty=+", "--abbrev=12", "--exclude=*"],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout.strip() or "unknown"


def person() -> str:
    """Who deploys, for the history."""
    return f"{getpass.getuser()}@{socket.gethostname()}"
