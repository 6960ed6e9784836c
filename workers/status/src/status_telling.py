"""What Slack is told of an incident: that it began, and once it is over for good, that it is."""

from collections.abc import Iterator
from typing import Literal

from pydantic import BaseModel

from contracts.slack_intel import Notification
from edgekit import Delivery, Statement
from status_rows import INCIDENT, IncidentRow
from status_services import Ctx

TOPIC = "tell"
LONGEST_DETAIL = 500


class Telling(BaseModel):
    """The outbox message; ``resolved_at`` says of which end it is, in epoch milliseconds."""

    incident_id: str
    occasion: Literal["opened", "resolved"]
    resolved_at: int | None = None


def opened(incident_id: str, ctx: Ctx) -> Statement:
    """Tell of an incident, once."""
    telling = Telling(incident_id=incident_id, occasion="opened")
    return ctx.outbox.message(TOPIC, telling, key=f"{incident_id}:opened")


def resolved(incident_id: str, at: int, ctx: Ctx, *, calm_minutes: int) -> Statement:
    """Tell that an incident is over, once it has been for some minutes."""
    telling = Telling(incident_id=incident_id, occasion="resolved", resolved_at=at)
    due = at + calm_minutes * 60_000
    return ctx.outbox.message(TOPIC, telling, key=f"{incident_id}:resolved:{at}", not_before_ms=due)


async def tell(telling: Telling, delivery: Delivery, ctx: Ctx) -> None:
    """Tell slack-intel; what has changed since is not told."""
    row = await ctx.db.one(IncidentRow, INCIDENT, telling.incident_id)
    if row is None or not _still_so(row, telling):
        return
    data = dict(_data(row, telling))
    message = Notification(channel=ctx.vars.incidents_channel, template="incident", data=data)
    await ctx.services.slack_intel.notify(message, idempotency_key=delivery.key)


def _still_so(row: IncidentRow, telling: Telling) -> bool:
    return telling.occasion == "opened" or row.resolved_at == telling.resolved_at


def _data(row: IncidentRow, telling: Telling) -> Iterator[tuple[str, str]]:
    said = row.updates[0 if telling.occasion == "opened" else -1].message
    yield "worker", row.worker or row.title
    if row.worker:
        yield "state", "is down" if telling.occasion == "opened" else "is up again"
    else:
        yield "state", row.status if telling.occasion == "resolved" else row.updates[0].status
    yield "detail", said[:LONGEST_DETAIL]
