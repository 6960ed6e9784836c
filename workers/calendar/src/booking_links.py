"""The links of a booking: whoever has one may read, move and cancel it, until it is over.

A link is good for some days after the appointment; each move brings new ones.
"""

from urllib.parse import quote, urlsplit

from calendar_services import Ctx
from edgekit import Problem
from edgekit.signed_links import LinkKeys

BOOKING, FEED = "booking", "calendar-feed"
DAY_SECONDS = 86_400


class Links:
    """Makes the links of bookings, below one address."""

    def __init__(self, keys: LinkKeys, base_url: str, days: int) -> None:
        self._keys = keys
        self._base_url = base_url.rstrip("/")
        self._days = days

    def of(self, booking_id: str, ends_at: int) -> tuple[str, str]:
        """Where to manage a booking, and its invitation; ``ends_at`` is epoch milliseconds."""
        token = self._keys.token(booking_id, ends_at // 1000 + self._days * DAY_SECONDS)
        address = f"{self._base_url}/api/bookings/{booking_id}"
        query = f"?token={quote(token, safe='')}"
        return f"{address}{query}", f"{address}.ics{query}"


def keys_for(purpose: str, ctx: Ctx) -> LinkKeys:
    """The keys that sign; raises ``Problem`` 503 while there is no secret."""
    try:
        return LinkKeys(ctx.secret("LINK_SECRET") or "", purpose)
    except ValueError as error:
        raise Problem(503, "Links can't be signed: the secret LINK_SECRET is not set.") from error


def links(ctx: Ctx, base_url: str) -> Links:
    """What makes the links of bookings that came in at ``base_url``."""
    chosen = ctx.vars.public_url or base_url
    return Links(keys_for(BOOKING, ctx), chosen, ctx.vars.link_days)


def base_url(ctx: Ctx) -> str:
    """The address at which a request came in."""
    address = urlsplit(ctx.url)
    return f"{address.scheme}://{address.netloc}"


def check_booking_token(booking_id: str, token: str, ctx: Ctx) -> None:
    """Let pass who has a link of this booking; raises ``Problem`` 403, or 410 for an old one."""
    subject = keys_for(BOOKING, ctx).subject(token, ctx.started_ms / 1000)
    if subject != booking_id:
        raise Problem(403, "This link is of another booking; use the one that you were sent.")
