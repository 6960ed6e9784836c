"""The chapter of visitors: whoever looks at the site, and the sellers among them who write."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random
from typing import Any

from fleet.story.dice import dice, story_id
from fleet.story.plot import CAMPAIGNS, Seller, chapter_hour, days_before, sellers, visitors_on
from fleet.story.scratch import scratch, use_workers

use_workers("analytics")

from event_store import storing  # noqa: E402
from hits import Hit  # noqa: E402

DATABASE = "analytics-db"
TABLES = ("events", "roll_up_position", "roll_ups")  # who was seen is of no use: nobody returns
SITE = "hearthstack.example"
PATHS = (
    ("/", 30), ("/offer", 16), ("/playbook", 9), ("/playbook/how-we-value-a-home", 8),
    ("/playbook/probate-and-inherited-houses", 6), ("/playbook/foreclosure-timelines", 4),
    ("/playbook/reading-a-net-sheet", 4), ("/contact", 5), ("/book", 4), ("/privacy", 1),
)  # fmt: skip
REFERRERS = (
    ("", 42),
    ("google.com", 30),
    ("facebook.com", 13),
    ("bing.com", 6),
    ("nextdoor.com", 9),
)
SOURCE_REFERRERS = {"google": "google.com", "facebook": "facebook.com"}
DEVICES = (("mobile", 58), ("desktop", 34), ("tablet", 8))


def statements() -> Iterator[tuple[str, list[str]]]:
    """SQL and parameters that fill an empty analytics-db."""
    now = chapter_hour()
    hits = sorted((hit for hit in _hits(now) if hit.at < _ms(now)), key=lambda hit: hit.at)
    with scratch(DATABASE) as database:
        for batch in storing(hits):
            database.run(*batch)
        yield from database.copied(*TABLES)


def _hits(now: datetime) -> Iterator[Hit]:
    for ago, day in days_before(now):
        for number in range(visitors_on(ago, day)):
            yield from _visit(ago, day, number)
    for seller in sellers(now):
        if seller.new.source != "referral":
            yield from _sellers_visit(seller)


def _visit(ago: int, day: datetime, number: int) -> Iterator[Hit]:
    """A visitor who only looks: a few pages, sometimes as far as the offer."""
    luck = dice("visit", ago, number)
    at = day + timedelta(hours=luck.triangular(6, 23, 15))
    referrer = _pick(luck, REFERRERS)
    visitor = _visitor(luck, referrer, "")
    path = _pick(luck, PATHS)
    for page in range(1 + min(int(luck.expovariate(0.9)), 5)):
        yield _hit(visitor, at, "pageview", path, (ago, number, page))
        if path == "/offer" and luck.random() < 0.34:
            yield _hit(visitor, at, "offer_viewed", path, (ago, number, page, "offer"))
        at += timedelta(seconds=luck.uniform(15, 160))
        path = _pick(luck, PATHS)


def _sellers_visit(seller: Seller) -> Iterator[Hit]:
    luck = dice("sellers-visit", seller.id)
    source = seller.new.source or ""
    tag = source if source in CAMPAIGNS else ""
    visitor = _visitor(luck, SOURCE_REFERRERS.get(source, ""), tag)
    for name, path, minutes in (
        ("pageview", "/", 9.0),
        ("pageview", "/offer", 6.0),
        ("offer_viewed", "/offer", 4.0),
        ("lead_created", "/offer", 0.0),
    ):
        yield _hit(
            visitor, seller.at - timedelta(minutes=minutes), name, path, (seller.id, name, path)
        )


def _visitor(luck: Random, referrer: str, source: str) -> dict[str, str]:
    return {
        "visitor": f"{luck.getrandbits(128):032x}"[:20],
        "device": _pick(luck, DEVICES),
        "country": "US",
        "referrer": referrer,
        "source": source or referrer or "direct",
    }


def _hit(visitor: dict[str, str], at: datetime, name: str, path: str, about: Any) -> Hit:
    # Nobody is known from one day, UTC, to the next.
    known = visitor | {"visitor": f"{visitor['visitor']}{at.day:02}"}
    return Hit(
        id=story_id("ev", *about),
        at=_ms(at),
        day=at.date().isoformat(),
        name=name,
        site=SITE,
        path=path,
        props="{}",
        **known,
    )


def _pick(luck: Random, weighted: tuple[tuple[str, int], ...]) -> str:
    names, weights = [name for name, _ in weighted], [weight for _, weight in weighted]
    return luck.choices(names, weights)[0]


def _ms(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)
