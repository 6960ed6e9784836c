"""The chapter of the watch: cards that Slack has got, and what the workers reported in 30 days."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from contracts.slack_intel import LeadCard, LogEntry, Notification
from edgekit import Statement
from fleet.story.dice import dice, story_id
from fleet.story.leads import estimate, scored
from fleet.story.plot import Seller, chapter_hour, sellers
from fleet.story.scratch import Scratch, scratch, use_workers

use_workers("slack-intel")

from fleet_log import store  # noqa: E402
from slack_cards import payload_of  # noqa: E402
from slack_queue import SENT, enqueue  # noqa: E402

DATABASE = "intel-db"
LOG_DAYS = 30
DASHBOARD = "http://dashboard.localhost:8787"
CHANNELS = {"#hot-leads": "C00HOTLEADS", "#leads-incoming": "C00INCOMING"}
# days ago, level, worker, event, what else was said
EVENTS: tuple[tuple[float, str, str, str, dict[str, Any]], ...] = (
    (28.4, "warning", "market-intelligence", "feed_refused", {"reason": "a row has no date"}),
    (26.1, "warning", "valuation", "slow", {"path": "/api/batch", "duration_ms": 1840}),
    (21.7, "error", "property-data", "upstream", {"error": "api.rentcast.io did not answer."}),
    (21.69, "error", "property-data", "upstream", {"error": "api.rentcast.io did not answer."}),
    (17.2, "warning", "leads", "valuation_later", {"reason": "valuation did not answer in time."}),
    (12.9, "warning", "slack-intel", "slack_wait", {"channel": "#hot-leads", "seconds": 30}),
    (9.3, "error", "sentiment", "feed_unreadable", {"error": "The feed breaks off in line 212."}),
    (6.5, "warning", "dashboard", "slow", {"path": "/api/summary", "duration_ms": 2610}),
    (3.8, "error", "market-intelligence", "unhandled", {"path": "/api/compare", "status": 500}),
    (1.2, "warning", "leads", "outbox_retry", {"error": "slack-intel did not answer in time."}),
)


def statements() -> Iterator[tuple[str, list[str]]]:
    """SQL and parameters that fill an empty intel-db."""
    now = chapter_hour()
    with scratch(DATABASE) as database:
        for seller in sellers(now):
            _tell(database, seller)
        for number, event in enumerate(EVENTS):
            database.run(_logged(number, event, now))
        yield from database.copied("messages", "logs")


def _tell(database: Scratch, seller: Seller) -> None:
    found, valued = scored(seller), estimate(seller)
    channel = "#hot-leads" if found.total > 80 else "#leads-incoming"
    facts = seller.new.model_dump(include=set(LeadCard.model_fields))
    card = LeadCard.model_validate(
        {
            **facts,
            "id": seller.id,
            "score": found.total,
            "score_parts": found.parts,
            "valuation": valued and valued.model_dump(include={"estimate", "low", "high"}),
        }
    )
    payload = payload_of(Notification(channel=channel, lead=card), DASHBOARD)
    message_id, at = story_id("msg", seller.id), _ms(seller.at + timedelta(milliseconds=400))
    sent = (message_id, at + 350, CHANNELS[channel], f"{at / 1000:.6f}")
    database.run(
        enqueue(message_id, channel, payload, at, key=seller.id, lead_id=seller.id),
        Statement(SENT, sent),
    )


def _logged(
    number: int, event: tuple[float, str, str, str, dict[str, Any]], now: datetime
) -> Statement:
    ago, level, worker, name, more = event
    said = {"level": level, "worker": worker, "event": name, "at": now - timedelta(days=ago)}
    request_id = f"req_{dice('request', number).getrandbits(64):016x}"
    entry = LogEntry.model_validate({**said, "request_id": request_id, **more})
    return store(entry, _ms(now), LOG_DAYS)


def _ms(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)
