"""From an event as it was sent to a hit as it is counted."""

import json
from datetime import UTC, datetime, timedelta, tzinfo
from typing import NamedTuple

from pydantic import BaseModel

from contracts.analytics import Event
from edgekit import new_id
from page_names import address_of
from referrer_spam import is_spam

MAX_AGE = timedelta(hours=24)
MAX_AHEAD = timedelta(minutes=5)


class Hit(BaseModel):
    """One row of ``events``; whatever is not known is an empty text."""

    id: str
    at: int
    day: str
    name: str
    site: str
    path: str
    referrer: str
    source: str
    device: str
    country: str
    visitor: str
    props: str
    shift: int = 0
    """Seconds by which the site's clock was ahead of UTC; ``day`` is its day."""


class Hits(BaseModel):
    """A message of the queue."""

    hits: list[Hit]


class Sender(NamedTuple):
    """What is known of whoever sent an event, without their address."""

    visitor: str
    device: str
    country: str


def hit_of(event: Event, sender: Sender, now: datetime, zone: tzinfo = UTC) -> Hit:
    """The hit that an event makes at ``now``, on a site whose clock is ``zone``'s."""
    url = address_of(event.url)
    at = _moment(event.at, now)
    local = at.astimezone(zone)
    referrer = _referrer(event.referrer, url.site)
    return Hit(
        id=event.id or new_id("ev"),
        at=int(at.timestamp() * 1000),
        day=local.date().isoformat(),
        name=event.name,
        site=url.site,
        path=url.path,
        referrer=referrer,
        source=url.utm_source or referrer or "direct",
        props=json.dumps(event.props, ensure_ascii=False) if event.props else "{}",
        shift=int((local.utcoffset() or timedelta()).total_seconds()),
        **sender._asdict(),
    )


def is_spam_of(hit: Hit) -> bool:
    """Whether a hit was sent only for the name that it claims to come from to be read."""
    return is_spam(hit.referrer) or is_spam(hit.source)


def _referrer(referrer: str | None, site: str) -> str:
    """The site that sent the visitor; a site is not its own referrer."""
    host = address_of(referrer or "").site
    return "" if host == site else host


def _moment(at: datetime | None, now: datetime) -> datetime:
    if at is None or not now - MAX_AGE <= at <= now + MAX_AHEAD:
        return now
    return at.astimezone(UTC)
