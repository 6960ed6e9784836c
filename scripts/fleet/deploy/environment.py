"""An environment: how its workers and resources are called, and the ids of its resources.

``wrangler/environments/<name>.json`` keeps it. There is no secret in it, so it is committed; a
deployment adds the ids of what it makes.
"""

import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fleet.errors import FleetError

PRODUCTION = "production"
PLACE = "{name}"
NAME = re.compile(r"[a-z][a-z0-9-]{0,30}")
KINDS = ("d1", "kv", "r2", "queues")
LONGEST_WORKER = 63  # a label of a host name

Ids = dict[str, dict[str, str]]


@dataclass
class Environment:
    """One place where the fleet runs.

    ``names`` is a pattern for workers and resources alike; ``addresses`` a pattern for where its
    public workers answer, empty for workers.dev. ``vars`` are those of each worker that differ from
    its ``wrangler.jsonc``; those under ``*`` are every worker's that has them. ``routes`` are those
    of each worker; what stands in ``wrangler.jsonc`` is for where workers have their own names.
    ``base`` is where workers live that a preview does not have.
    """

    name: str
    path: Path | None
    names: str
    addresses: str = ""
    account: str = ""
    vars: dict[str, dict[str, Any]] = field(default_factory=dict)
    routes: dict[str, list[Any]] = field(default_factory=dict)
    ids: Ids = field(default_factory=lambda: {kind: {} for kind in KINDS})
    base: "Environment | None" = None

    def called(self, name: str) -> str:
        """What a worker or a resource of the repository is called here."""
        return self.names.replace(PLACE, name)

    def address(self, worker: str) -> str:
        """Where a public worker answers, without a slash at the end."""
        return self.addresses.replace("{worker}", self.called(worker)).rstrip("/")

    def save(self) -> None:
        """Write it, if it has a file."""
        if self.path is None:
            return
        kept: dict[str, Any] = {"names": self.names}
        kept |= {"addresses": self.addresses} if self.addresses else {}
        kept |= {"account": self.account} if self.account else {}
        kept |= {"vars": self.vars} if self.vars else {}
        kept |= {"routes": self.routes} if self.routes else {}
        kept |= {kind: dict(sorted(self.ids[kind].items())) for kind in KINDS if self.ids[kind]}
        self.path.parent.mkdir(parents=True, exist_ok=True)
        text = json.dumps(kept, indent=2, ensure_ascii=False) + "\n"
        scratch = self.path.with_suffix(".writing")
        scratch.write_text(text, encoding="utf-8")
        scratch.replace(self.path)


def read_environment(root: Path, name: str) -> Environment:
    """The environment of this name; one that has no file yet is called after its name.

    Raises `FleetError` for a name or a file that can't be one.
    """
    if not NAME.fullmatch(name):
        raise FleetError(f"“{name}” is no name of an environment: use letters, digits and hyphens.")
    path = root / "wrangler" / "environments" / f"{name}.json"
    usual = PLACE if name == PRODUCTION else f"{PLACE}-{name}"
    if not path.is_file():
        return Environment(name, path, usual)
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        environment = Environment(
            name,
            path,
            str(kept.get("names", usual)),
            str(kept.get("addresses", "")),
            str(kept.get("account", "")),
            {worker: dict(given) for worker, given in kept.get("vars", {}).items()},
            {worker: list(given) for worker, given in kept.get("routes", {}).items()},
            {kind: dict(kept.get(kind, {})) for kind in KINDS},
        )
    except (ValueError, AttributeError, TypeError) as error:
        raise FleetError(f"{path} can't be read as an environment: {error}.") from error
    if PLACE not in environment.names:
        raise FleetError(f"{path}: names has no {PLACE}, so that all would be called the same.")
    return environment
