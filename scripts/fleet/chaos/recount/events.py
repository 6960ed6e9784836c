"""Providers' events: each that ``webhooks`` has answered is there once, and its worker has it."""

from collections.abc import Iterator, Sequence
from typing import Any

from fleet.chaos.desk import Desk
from fleet.chaos.letters import pages
from fleet.chaos.record import Finding, Record
from fleet.chaos.recount.counting import grouped, once


def read(desk: Desk) -> list[dict[str, Any]]:
    """Every event that the fleet has, page by page."""
    return list(pages(desk, "webhooks", "/api/events?limit=200"))


def findings(record: Record, listed: Sequence[dict[str, Any]]) -> Iterator[Finding]:
    """What is wrong with events. Stripe's and Twilio's are known by the ids that they bring."""
    ids = grouped((each["id"].partition(":")[0], each["id"]) for each in listed)
    for name in {each.name for each in record.events if each.provider in ("stripe", "twilio")}:
        yield from once(len(ids.get(name, [])), f"event {name}", "in GET /api/events")
    for each in listed:
        if each["status"] != "delivered":
            where = f"{each['status']} in GET /api/events: {each['last_error']}"
            yield Finding("lost", f"{each['provider']} event {each['id']}", where)
