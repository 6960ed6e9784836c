"""Deliveries as they are listed, and one with each of its attempts."""

import json

from pydantic import BaseModel

from contracts.partner_hooks import (
    Attempt,
    Delivery,
    DeliveryDetail,
    DeliveryPage,
    DeliveryStatus,
)
from edgekit import Lifetime, PersonalData, Problem, decode_cursor, encode_cursor
from edgekit.dead_letters import LIFETIME as DEAD_LETTERS
from edgekit.dead_letters import moment
from edgekit.outbox import LIFETIMES as OUTBOX_LIFETIMES
from partner_vars import Ctx

LIFETIMES = (
    Lifetime("publications", "at", days="delivery_days", key="id"),
    Lifetime("deliveries", "created_at", days="delivery_days"),
    Lifetime("attempts", "at", days="delivery_days"),
    *OUTBOX_LIFETIMES,
    DEAD_LETTERS,
)
PERSONAL = (
    PersonalData("publications", ("data",), erased="emptied at once; a digest stays"),
    PersonalData("deliveries", ("last_error",), erased="emptied at once"),
    PersonalData("attempts", ("error", "excerpt"), erased="emptied at once"),
    PersonalData("dead_letters", ("payload", "error"), erased="deleted at once"),
)
NOBODY = {
    "subscriptions.description": "a partner, by its business's name",
    "outbox.payload": "which endpoint is off, and its host",
    "outbox.last_error": "why slack-intel could not be told",
}
KEPT = {"subscriptions": "a row for each endpoint of a partner, until it is deleted"}
COLUMNS = """number, id, subscription, publication AS webhook_id, type, status, attempts, replays,
  created_at, due_at, delivered_at, last_status, last_error"""
ONE = f"""SELECT {COLUMNS},
  (SELECT data FROM publications WHERE id = deliveries.publication) AS data
FROM deliveries WHERE id = ?1"""  # noqa: S608 - columns of ours
LOG = """SELECT at, url, status, duration_ms, error, excerpt FROM attempts
WHERE delivery = ?1 ORDER BY number DESC LIMIT 100"""


class DeliveryRow(BaseModel):
    """A delivery as a list reads it."""

    number: int
    id: str
    subscription: str
    webhook_id: str
    type: str
    status: DeliveryStatus
    attempts: int
    replays: int
    created_at: int
    due_at: int
    delivered_at: int | None
    last_status: int | None
    last_error: str | None

    def facts(self) -> dict[str, object]:
        """The fields of the delivery as the API shows them."""
        times = {name: moment(getattr(self, name)) for name in ("created_at", "delivered_at")}
        following = moment(self.due_at) if self.status == "pending" else None
        return {**dict(self), **times, "next_attempt_at": following}

    def shown(self) -> Delivery:
        """The delivery as a list shows it."""
        return Delivery.model_validate(self.facts())


class DetailRow(DeliveryRow):
    """A delivery with what is sent."""

    data: str | None


class AttemptRow(BaseModel):
    """An attempt as it is stored."""

    at: int
    url: str
    status: int | None
    duration_ms: int
    error: str | None
    excerpt: str | None

    def shown(self) -> Attempt:
        """The attempt as the API shows it."""
        return Attempt.model_validate(dict(self) | {"at": moment(self.at)})


async def page(
    subscription: str | None,
    status: DeliveryStatus | None,
    cursor: str | None,
    limit: int,
    ctx: Ctx,
) -> DeliveryPage:
    """A page of those that meet each filter, newest first.

    Raises ``Problem`` 422 for a cursor that is not one of ours.
    """
    (before,) = decode_cursor(cursor, (int,)) if cursor else (None,)
    wanted = {"subscription = ": subscription, "status = ": status, "number < ": before}
    given = {column: value for column, value in wanted.items() if value is not None}
    where = " AND ".join(f"{column}?{place}" for place, column in enumerate(given, 1)) or "TRUE"
    sql = f"SELECT {COLUMNS} FROM deliveries WHERE {where} ORDER BY number DESC LIMIT {limit + 1}"  # noqa: S608
    rows = await ctx.db.all(DeliveryRow, sql, *given.values())
    first = rows[:limit]
    following = encode_cursor((first[-1].number,)) if len(rows) > limit else None
    return DeliveryPage(items=[row.shown() for row in first], cursor=following)


async def shown(key: str, ctx: Ctx) -> Delivery:
    """A delivery as a list shows it; raises ``Problem`` 404."""
    return (await _find(key, ctx)).shown()


async def read(key: str, ctx: Ctx) -> DeliveryDetail:
    """A delivery with all that is known of it; raises ``Problem`` 404."""
    row = await _find(key, ctx)
    log = await ctx.db.all(AttemptRow, LOG, key)
    data = None if row.data is None else json.loads(row.data)
    return DeliveryDetail.model_validate(
        row.facts() | {"data": data, "log": [each.shown() for each in log]}
    )


async def _find(key: str, ctx: Ctx) -> DetailRow:
    row = await ctx.db.one(DetailRow, ONE, key)
    if row is None:
        raise Problem(404, f"No delivery has the id {key}.")
    return row
