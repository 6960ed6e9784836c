"""Dead letters, as an operator lists and replays them."""

from collections.abc import Iterator
from typing import Any

from fleet.chaos.desk import Desk

WORKERS = (
    *("leads", "calendar", "webhooks", "email", "sms"),
    *("crm-sync", "partner-hooks", "slack-intel"),
)
"""Those with a list of dead letters."""


def replay_all(desk: Desk, worker: str) -> int:
    """Replay every dead letter of a worker; answers how many were replayed."""
    return sum(replay(desk, worker, letter["id"]) for letter in list(letters(desk, worker)))


def replay(desk: Desk, worker: str, letter_id: str) -> bool:
    """Replay a dead letter; answers whether that was taken."""
    reply = desk.ask(worker, "POST", f"/api/dead/{letter_id}/replay")
    return reply is not None and reply.ok


def letters(desk: Desk, worker: str) -> Iterator[dict[str, Any]]:
    """Every dead letter that waits, newest first."""
    return pages(desk, worker, "/api/dead?limit=50")


def pages(desk: Desk, worker: str, path: str) -> Iterator[dict[str, Any]]:
    """Everything in a list, page by page; ``path`` has its query."""
    cursor = ""
    while True:
        after = f"&cursor={cursor}" if cursor else ""
        reply = desk.ask(worker, "GET", path + after)
        if reply is None or not reply.ok:
            status = "nothing" if reply is None else f"{reply.status}: {reply.said}"
            raise RuntimeError(f"{worker} answered {path} with {status}.")
        yield from reply.said["items"]
        cursor = reply.said["cursor"]
        if not cursor:
            return
