"""``fleet preview``: what a pull request changes, running beside a base that has the rest."""

import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from fleet.deploy.api import Api, connect
from fleet.deploy.command import carry_out, confirm, whole_fleet
from fleet.deploy.configs import Placing
from fleet.deploy.content import Contents
from fleet.deploy.deploying import Target, public_addresses
from fleet.deploy.environment import LONGEST_WORKER, NAME, PLACE, Environment, read_environment
from fleet.deploy.given_secrets import read_secrets
from fleet.deploy.ledger import NAME as LEDGER
from fleet.deploy.ledger import Ledger, open_ledger
from fleet.deploy.migrations import pending
from fleet.deploy.remote import Running, look
from fleet.deploy.removal import WORKER, remove_all
from fleet.deploy.resources import Stock, identify, needed
from fleet.deploy.seeding import Seeds
from fleet.errors import FleetError
from fleet.graph.order import Calls, calls_of
from fleet.project import Fleet
from fleet.vendor import vendor_workers

DAY_S = 86_400


@dataclass(frozen=True)
class UpOptions:
    """What ``fleet preview up`` is asked for."""

    key: str
    base: str
    api: str | None
    secrets: Path | None
    comment: Path | None
    patience_s: float
    yes: bool


def up_command(options: UpOptions) -> int:
    """Bring a preview up, or up to date. Returns the exit status."""
    fleet = whole_fleet()
    vendor_workers([worker.folder for worker in fleet.workers.values()])
    given = read_secrets(options.secrets, fleet.workers)
    base = read_environment(fleet.root, options.base)
    console = Console(highlight=False, soft_wrap=True)
    with connect(options.api, base.account) as api:
        _find_addresses(api, base)
        environment = _environment(fleet, options.key, base)
        chosen = _choose(api, fleet, base)
        if not chosen:
            console.print(f"Nothing differs from {base.name}: there is nothing to preview.")
            _remove_others(api, environment, [], console)
            _write(options.comment, comment(options.key, base, chosen, {}))
            return 0
        placing = Placing(fleet, environment, frozenset(chosen))
        workers = [fleet.workers[name] for name in chosen]
        open_ledger(api, environment, Stock(api)).preview_of(base.name)
        target = Target(api, placing, workers, given, options.patience_s, Seeds(fleet.root))
        status = carry_out(target, options.yes, plan_only=False)
        _remove_others(api, environment, [placing.called(name) for name in chosen], console)
        addresses = public_addresses(placing, workers)
        _write(options.comment, comment(options.key, base, chosen, addresses))
        return status


def _find_addresses(api: Api, base: Environment) -> None:
    if not base.addresses:
        domain = str(api.get("/workers/subdomain")["subdomain"])
        base.addresses = f"https://{{worker}}.{domain}.workers.dev"


def _environment(fleet: Fleet, key: str, base: Environment) -> Environment:
    """A preview as an environment: nothing of it is kept in a file, all is found by its names."""
    if not NAME.fullmatch(key):
        raise FleetError(f"“{key}” is no id of a preview: use letters, digits and hyphens.")
    names = f"{PLACE}-{key}"
    if names == base.names:
        raise FleetError(f"A preview can't be called like its base, {base.name}: give another id.")
    longest = max(fleet.workers, key=len)
    if len(names.replace(PLACE, longest)) > LONGEST_WORKER:
        raise FleetError(f"{longest}-{key} is too long for an address: give a shorter id.")
    return Environment(key, None, names, base.addresses, base.account, base.vars, base=base)


def _choose(api: Api, fleet: Fleet, base: Environment) -> dict[str, str]:
    """The workers that differ from the base, and those that depend on one; each with the reason."""
    stock = Stock(api)
    placing = Placing(fleet, base)
    workers = list(fleet.workers.values())
    running = look(api, placing, fleet.workers, stock)
    if not any(not each.stub for each in running.values()):
        raise FleetError(
            f"{base.name} was never deployed, and a preview needs it for what did not change: "
            f"run `fleet deploy --env {base.name}` on main first."
        )
    missing = set(identify(base, stock, needed(workers)))
    behind = {one.worker.name for one in pending(api, base, workers)}
    contents = Contents()
    changed = {}
    for worker in workers:
        reason = _differs(running.get(worker.name), contents.code(worker))
        if not reason and (worker.name in behind or missing & set(needed([worker]))):
            reason = "its resources change"
        if reason:
            changed[worker.name] = reason
    return dependents(calls_of(fleet), changed)


def _differs(running: Running | None, code: str) -> str:
    if running is None or running.stub:
        return "new"
    return "" if running.code == code else "changed"


def dependents(calls: Calls, changed: dict[str, str]) -> dict[str, str]:
    """``changed`` and all that call one of them, over however many others, with whom they call."""
    chosen = dict(changed)
    waiting = list(changed)
    for name in waiting:  # grows while it is read
        for caller in sorted(calls):
            if name in calls[caller] and caller not in chosen:
                chosen[caller] = f"calls {name}"
                waiting.append(caller)
    return chosen


def _remove_others(
    api: Api, environment: Environment, kept: Iterable[str], console: Console
) -> None:
    """Remove the workers that an earlier state of the pull request had, and this one has not."""
    stock = Stock(api)
    base = stock.ids["d1"].get(environment.called(LEDGER))
    if base is None:
        return
    ledger = Ledger(api, base)
    gone = [(kind, name) for kind, name in ledger.made() if kind == WORKER and name not in kept]
    with ledger.locked():
        for name in remove_all(api, ledger, gone):
            console.print(f"removed {name}, which no longer differs", markup=False)


def down_command(key: str, api_url: str | None) -> int:
    """Remove all of a preview. Returns the exit status."""
    console = Console(highlight=False, soft_wrap=True)
    with connect(api_url) as api:
        count = take_down(api, key, console)
    console.print(f"{key}: {count} removed." if count else f"There is no preview {key}.")
    return 0


def take_down(api: Api, key: str, console: Console) -> int:
    """Remove all that a preview was ever to have, and its ledger at last; returns how much."""
    name = f"{LEDGER}-{key}"
    base = Stock(api).ids["d1"].get(name)
    if base is None:
        return 0
    ledger = Ledger(api, base)
    # One that was killed at its very start has not said what it is, and has nothing.
    if ledger.base() is None and (ledger.made() or ledger.history(1)):
        raise FleetError(f"{key} is no preview but an environment: nothing was removed.")
    with ledger.locked():
        removed = remove_all(api, ledger, ledger.made())
    for each in removed:
        console.print(f"removed {each}", markup=False)
    api.delete(f"/d1/database/{base}")
    return len(removed) + 1


@dataclass(frozen=True)
class Listed:
    """One preview: its base, how many workers it has, when and of which commit it was made."""

    key: str
    base: str
    workers: int
    started: int
    commit: str
    outcome: str


def previews(api: Api) -> list[Listed]:
    """All previews of an account, the oldest first."""
    found = []
    for name, base_id in Stock(api).ids["d1"].items():
        key = name.removeprefix(f"{LEDGER}-")
        if key == name:
            continue
        ledger = Ledger(api, base_id)
        base = ledger.base()
        if base is not None:
            last = next(iter(ledger.history(1)), None)
            count = sum(kind == WORKER for kind, _ in ledger.made())
            told = (last.started, last.commit, last.outcome) if last else (0, "", "never deployed")
            found.append(Listed(key, base, count, *told))
    return sorted(found, key=lambda each: each.started)


def list_command(api_url: str | None) -> int:
    """Tell all previews. Returns the exit status."""
    with connect(api_url) as api:
        for one in previews(api):
            when = time.strftime("%Y-%m-%d %H:%M", time.gmtime(one.started))
            told = f"{one.key}  {one.workers} workers  {when}  {one.commit}  {one.outcome}"
            print(f"{told}  (base: {one.base})")
    return 0


def gc_command(api_url: str | None, days: float, yes: bool) -> int:
    """Remove the previews that nothing was deployed to for some days. Returns the exit status."""
    console = Console(highlight=False, soft_wrap=True)
    with connect(api_url) as api:
        old = [one for one in previews(api) if one.started < time.time() - days * DAY_S]
        if not old:
            console.print(f"No preview is older than {days:g} days.")
            return 0
        if not yes:
            confirm(f"Remove {', '.join(one.key for one in old)}?")
        for one in old:
            count = take_down(api, one.key, console)
            console.print(f"{one.key}: {count} removed.")
    return 0


def comment(key: str, base: Environment, chosen: dict[str, str], addresses: dict[str, str]) -> str:
    """A preview for the pull request, in Markdown; its first line finds it again."""
    lines = [f"<!-- fleet preview {key} -->", f"### Preview `{key}`", ""]
    if not chosen:
        return "\n".join([*lines, f"Nothing differs from `{base.name}`.", ""])
    lines += ["| worker | why | address |", "|---|---|---|"]
    for name, why in chosen.items():
        place = f"<{addresses[name]}>" if name in addresses else "private"
        lines.append(f"| {name} | {why} | {place} |")
    lines += ["", f"All other workers are those of `{base.name}`. Data are samples.", ""]
    return "\n".join(lines)


def _write(path: Path | None, text: str) -> None:
    if path is not None:
        path.write_text(text, encoding="utf-8")
