"""From an event as it was sent to a hit as it is counted."""

import json
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from urllib.parse import parse_qs, urlsplit

from pydantic import BaseModel

from contracts.analytics import Event
from edgekit import new_id

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


class Hits(BaseModel):
    """A message of the queue."""

    hits: list[Hit]


class Sender(NamedTuple):
    """What is known of whoever sent an event, without their address."""

    visitor: str
    device: str
    country: str


def hit_of(event: Event, sender: Sender, now: datetime) -> Hit:
    """The hit that an event makes at ``now``."""
    url = _split(event.url)
    at = _moment(event.at, now)
    referrer = _referrer(event.referrer, url.site)
    return Hit(
        id=event.id or new_id("ev"),
        at=int(at.timestamp() * 1000),
        day=at.date().isoformat(),
        name=event.name,
        site=url.site,
        path=url.path,
        referrer=referrer,
        source=url.utm_source or referrer or "direct",
        props=json.dumps(event.props, ensure_ascii=False) if event.props else "{}",
        **sender._asdict(),
    )


class _Url(NamedTuple):
    site: str
    path: str
    utm_source: str


def _split(url: str) -> _Url:
    """Host, path and source of an address; queries may hold secrets and are dropped."""
    try:
        parts = urlsplit(url)
        site = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return _Url("", "", "")
    source = parse_qs(parts.query).get("utm_source", [""])[0].lower()[:100]
    path = parts.path or ("/" if site else "")
    return _Url(site, path[:500].rstrip("/") or path[:1], source)


def _referrer(referrer: str | None, site: str) -> str:
    """The host that sent the visitor; a site is not its own referrer."""
    host = _split(referrer or "").site
    return "" if host == site else host


def _moment(at: datetime | None, now: datetime) -> datetime:
    if at is None or not now - MAX_AGE <= at <= now + MAX_AHEAD:
        return now
    return at.astimezone(UTC)
