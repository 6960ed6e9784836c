"""The private feed of busy times, and the link that opens it."""

from booking_links import FEED, base_url, keys_for
from booking_records import BusyRow
from calendar_services import Ctx
from contracts.calendar import FeedLink
from edgekit import Problem, Response
from invitations import feed, ics

DAY_MS = 86_400_000
MOST_BOOKINGS = 2000
BUSY = """SELECT id, starts_at, ends_at, busy_from, busy_until FROM bookings
WHERE status = 'booked' AND busy_until > ?1 ORDER BY busy_until LIMIT ?2"""


def feed_link(ctx: Ctx) -> FeedLink:
    """Where a calendar application subscribes; good until the secret changes."""
    address = (ctx.vars.public_url or base_url(ctx)).rstrip("/")
    return FeedLink(url=f"{address}/api/feed.ics?token={keys_for(FEED, ctx).token(FEED)}")


async def read_feed(token: str, ctx: Ctx) -> Response:
    """Busy times from 30 days ago on; raises ``Problem`` 403 for a token that is not the feed's."""
    if keys_for(FEED, ctx).subject(token, ctx.started_ms / 1000) != FEED:
        raise Problem(403, "This link is not of the feed.")
    since = ctx.started_ms - 30 * DAY_MS
    bookings = await ctx.db.all(BusyRow, BUSY, since, MOST_BOOKINGS)
    return ics(feed(bookings, ctx.vars, ctx.now()), "busy")
