"""``fleet smoke``: whether what answers at some addresses is well."""

from rich.console import Console

from fleet.deploy.command import whole_fleet
from fleet.deploy.smoke import smoke, unseen
from fleet.errors import FleetError

WORKER = "{worker}"


def smoke_command(url: str, patience_s: float) -> int:
    """Ask one worker, or with ``{worker}`` in the URL all public ones. Returns the exit status."""
    if not url.startswith(("http://", "https://")):
        raise FleetError(
            f"{url} is no address: give https://… of a worker, or with {WORKER} in it."
        )
    workers = list(whole_fleet().workers.values())
    public = [worker for worker in workers if not worker.private]
    every = WORKER in url
    addresses = (
        {w.name: url.replace(WORKER, w.name) for w in public} if every else {"the worker": url}
    )
    found = smoke({name: each.rstrip("/") for name, each in addresses.items()}, patience_s)
    console = Console(highlight=False, soft_wrap=True)
    for health in found:
        console.print(f"{health.name}: {health.reason or 'well'}", markup=False)
    if every and (dark := unseen(workers, found)):
        console.print(f"Not seen, having no address: {', '.join(dark)}", markup=False)
    return int(any(health.reason for health in found))
