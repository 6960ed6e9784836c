"""What a deployment would do: what is new, what changes, what stays."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from fleet.deploy import given_secrets
from fleet.deploy.configs import Placing, config_of
from fleet.deploy.content import Contents, bound
from fleet.deploy.given_secrets import Secrets
from fleet.deploy.migrations import Pending
from fleet.deploy.order import Order, order
from fleet.deploy.remote import MARK, Running, triggers_differ
from fleet.deploy.resources import KINDS, Resource
from fleet.graph.order import calls_of
from fleet.project import Worker

Doing = Literal["new", "upload", "triggers", "none"]


@dataclass(frozen=True)
class Change:
    """One worker: its configuration here, its mark, what is to be done and why."""

    worker: Worker
    config: dict[str, Any]
    code: str
    doing: Doing
    why: str

    @property
    def name(self) -> str:
        """The worker's name in the repository."""
        return self.worker.name

    @property
    def tag(self) -> str:
        """What the version is marked with."""
        return MARK + bound(self.code, self.config)


@dataclass(frozen=True)
class Plan:
    """All that a deployment would do."""

    changes: dict[str, Change]
    missing: list[Resource]
    pending: list[Pending]
    order: Order

    @property
    def uploads(self) -> list[str]:
        """The workers that are uploaded, in their order."""
        wanted = [name for wave in self.order.waves for name in wave]
        return [name for name in wanted if self.changes[name].doing in ("new", "upload")]

    @property
    def empty(self) -> bool:
        """Whether there is nothing to do."""
        idle = all(change.doing == "none" for change in self.changes.values())
        return idle and not self.missing and not self.pending

    def lines(self, called: Mapping[str, str], named: Callable[[str], str]) -> list[str]:
        """The plan for people, by the names of workers and of resources in the account."""
        told = [f"+ {KINDS[kind].word} {named(local)}: is made" for kind, local in self.missing]
        told += [
            f"~ {named(one.database.name)}: {one.before or 'empty'} → {one.names[-1]}"
            for one in self.pending
        ]
        told += [
            f"+ {called[name]}: a stub first, since it is called in a circle"
            for name in self.order.stubs
        ]
        staying = []
        for name in (name for wave in self.order.waves for name in wave):
            change = self.changes[name]
            if change.doing == "none":
                staying.append(called[name])
            else:
                told.append(f"{'+' if change.doing == 'new' else '~'} {called[name]}: {change.why}")
        if staying:
            told.append(f"= {len(staying)} stay as they are: {', '.join(sorted(staying))}")
        return told


def make_plan(
    placing: Placing,
    workers: list[Worker],
    running: Mapping[str, Running],
    missing: list[Resource],
    pending: list[Pending],
    given: Secrets,
    known: Mapping[str, str],
) -> Plan:
    """Compare the repository with what runs; ``known`` are the fingerprints of given secrets."""
    contents = Contents()
    changes = {}
    for worker in workers:
        config = config_of(placing, worker)
        code = contents.code(worker)
        tag = MARK + bound(code, config)
        anew = given_secrets.changed(given.of(worker), known.get(worker.name))
        doing, why = _compare(worker, config, code, tag, running.get(worker.name), anew)
        changes[worker.name] = Change(worker, config, code, doing, why)
    calls = {
        name: [target for target in targets if target in changes]
        for name, targets in calls_of(placing.fleet).items()
        if name in changes
    }
    present = [name for name in changes if name in running]
    return Plan(changes, missing, pending, order(calls, present))


def _compare(
    worker: Worker,
    config: dict[str, Any],
    code: str,
    tag: str,
    running: Running | None,
    secrets_changed: bool,
) -> tuple[Doing, str]:
    if running is None:
        return "new", "new"
    if running.stub:
        return "upload", "only a stub of it is there"
    if running.tag != tag:
        same = running.code == code
        return "upload", "its bindings or vars change" if same else "its code changes"
    if secrets_changed:
        return "upload", "its secrets change"
    missing = [name for name in worker.secrets if name not in running.secrets]
    if missing:
        return "upload", f"{', '.join(missing)} is not set"
    differ = triggers_differ(running, config)
    return ("triggers", f"its {' and '.join(differ)} change") if differ else ("none", "")
