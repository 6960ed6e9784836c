"""What ``fleet dev`` is asked for, and the variables and secrets that each worker gets."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from fleet.check import sources
from fleet.errors import FleetError
from fleet.project import Worker
from pyworkerd import Project

# Made up, and known to everyone: they protect nothing but a developer's own machine.
DEVELOPMENT_SECRETS = {
    "ADMIN_TOKEN": "dev-admin-token",
    "SENDGRID_VERIFICATION_KEY": "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEy1gc8y6k+NlBnG7/s5wC"
    "KkenNPqKKmRqxpFHPn4IlYO0ef7QmZhKWPdX7g22AjD3BvuIbBnAbw2Ut5tlyzr+Ew==",
    "STANDARD_WEBHOOK_SECRET": "whsec_ZGV2LXN0YW5kYXJkLXdlYmhvb2stc2VjcmV0",
    "STRIPE_WEBHOOK_SECRET": "whsec_dev_stripe",
}
# Optional ones that open something to those who know them: without them it would be closed here.
OPENING = {
    "FORM_TOKEN",
    "FUB_SYSTEM_KEY",
    "GITHUB_WEBHOOK_SECRET",
    "POSTMARK_WEBHOOK_TOKEN",
    "SENDGRID_VERIFICATION_KEY",
    "HUBSPOT_CLIENT_SECRET",
    "SLACK_SIGNING_SECRET",
    "STANDARD_WEBHOOK_SECRET",
    "STRIPE_WEBHOOK_SECRET",
    "TWILIO_AUTH_TOKEN",
}
AI_API_URL = "AI_API_URL"
# A model on a developer's machine, which has other things to do, takes its time.
PATIENCE = {"AI_FIRST_TOKEN_MS": "30000", "AI_DEADLINE_MS": "90000"}
ASSIGNMENT = re.compile(r"^\s*(?:export\s+)?([A-Za-z_]\w*)\s*=")


@dataclass(frozen=True)
class Variables:
    """Values given on the command line: for every worker, and for one."""

    shared: dict[str, str] = field(default_factory=dict)
    own: dict[str, dict[str, str]] = field(default_factory=dict)

    @classmethod
    def parse(cls, texts: Iterable[str]) -> "Variables":
        """Read ``NAME=VALUE`` and ``worker:NAME=VALUE``.

        Raises:
            FleetError: a text without a value.
        """
        variables = cls()
        for text in texts:
            left, equals, value = text.partition("=")
            worker, _, name = left.rpartition(":")
            if not equals or not name:
                raise FleetError(f"--var {text}: write NAME=VALUE or worker:NAME=VALUE.")
            place = variables.own.setdefault(worker, {}) if worker else variables.shared
            place[name] = value
        return variables

    def check(self, workers: Collection[str]) -> None:
        """Raise ``FleetError`` for a worker that there is none of."""
        for name in self.own:
            if name not in workers:
                known = ", ".join(sorted(workers))
                raise FleetError(f"--var {name}:…: there is no worker {name}; there are {known}.")

    def given_to(self, worker: str) -> dict[str, str]:
        """Return what ``worker`` gets, its own before the shared."""
        return self.shared | self.own.get(worker, {})


Seed = Literal["demo", "reference"]
DEFAULT_PORT = 8787  # also in the workers' own configs, which name each other's local addresses


@dataclass(frozen=True)
class DevOptions:
    """How to run the fleet.

    ``only`` () means all workers; those of ``without`` answer 503 to whoever calls them; without
    ``eager`` those that are called only by others that were not asked for boot when they first are,
    instead of before the fleet is ready; with ``snapshots`` memory snapshots are taken beside the
    work, from which the next start is faster; ``seed`` says what the databases are filled with:
    ``reference``, the data that workers look things up in, ``demo``, that and the story of a
    business (``fleet.story``), or None, which leaves them empty; ``usage`` counts what events use
    of Cloudflare's limits; with ``background`` what workers do behind their answers can be held
    back (``Runtime.hold_background``); ``official`` boots the workers by Cloudflare's own loader,
    where faults can't be set and usage is not counted; ``beside`` are further, named projects to
    run with the fleet; ``ai_url`` is the address of an OpenAI-compatible API, which workers get for
    ``AI_API_URL`` and which stands in for Workers AI: the one address that requests leave for;
    ``state`` is relative to ``root``; ``root`` None is the repository around the working directory.
    """

    port: int = DEFAULT_PORT
    host: str = "127.0.0.1"
    only: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    eager: bool = True
    snapshots: bool = True
    state: Path = Path(".fleet/state")
    reset: bool = False
    variables: Variables = field(default_factory=Variables)
    seed: Seed | None = "reference"
    live: bool = False
    crons: bool = True
    reload: bool = True
    usage: bool = True
    background: bool = False
    official: bool = False
    beside: tuple[Project, ...] = ()
    ai_url: str = ""
    root: Path | None = None


def environment(
    worker: Worker, variables: Variables, port: int = DEFAULT_PORT, ai_url: str = ""
) -> dict[str, str]:
    """Return the variables and secrets to start a worker with.

    A required secret, and one that opens something, has a development value where neither ``--var``
    nor the worker's ``.dev.vars`` gives it, so that everything works without a single key. Local
    addresses in the config's variables get the port that the fleet is served on; ``ai_url`` is for
    those that may work with a model.
    """
    given = variables.given_to(worker.name)
    settled = given.keys() | dev_vars(worker.folder)
    needed = {*worker.secrets, *(optional_secrets(worker) & OPENING)}
    made_up = {name: development_secret(name) for name in needed}
    moved = {
        name: value.replace(f"localhost:{DEFAULT_PORT}", f"localhost:{port}")
        for name, value in worker.variables.items()
        if isinstance(value, str) and port not in (0, DEFAULT_PORT)
        if f"localhost:{DEFAULT_PORT}" in value
    }
    asked = ai_url and ("ai" in worker.config or AI_API_URL in worker.variables)
    assumed = made_up | moved | ({AI_API_URL: ai_url, **PATIENCE} if asked else {})
    return {name: assumed[name] for name in assumed.keys() - settled} | given


def dev_vars(folder: Path) -> set[str]:
    """Return the names that a worker's ``.dev.vars`` sets; wrangler reads their values."""
    try:
        lines = (folder / ".dev.vars").read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return set()
    return {match.group(1) for line in lines if (match := ASSIGNMENT.match(line))}


def development_secret(name: str) -> str:
    """Return the value of a secret that nobody gave."""
    return DEVELOPMENT_SECRETS.get(name, f"dev-{name.lower().replace('_', '-')}")


def optional_secrets(worker: Worker) -> set[str]:
    """Return the secrets that a worker's vars declare as optional."""
    files = worker.main.parent.glob("*_vars.py")
    return {use.name for path in files for use in sources.read(path).optional_secrets}


def given_names(worker: Worker, variables: Variables) -> set[str]:
    """Return the names of a worker's variables that a person gave, not the made-up ones."""
    return variables.given_to(worker.name).keys() | dev_vars(worker.folder)
