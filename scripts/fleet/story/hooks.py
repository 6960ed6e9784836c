"""The chapter of what providers sent in 30 days: forms that became leads, and some that did not."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from edgekit import Statement
from edgekit.dead_letters import OUTBOX, store_letter
from fleet.story.dice import story_id
from fleet.story.plot import Seller, chapter_hour, sellers
from fleet.story.scratch import Scratch, scratch, use_workers

use_workers("webhooks")

from hook_delivery import TOPIC  # noqa: E402
from hook_records import DELIVERED, INSERT, EventKey, undelivered  # noqa: E402

DATABASE = "webhooks-db"
DAYS = 30
BY_FORM = ("facebook", "letter")  # sources whose forms are somebody else's
HEADERS = json.dumps({"content-type": "application/json", "user-agent": "Zapier"})
NO_ADDRESS = "leads answered 422: The form has invalid fields: /address."
# days ago, what the repository of the site told
PUSHES = ((24.2, "push"), (16.8, "pull_request.opened"), (16.1, "push"), (5.4, "push"))


def statements() -> Iterator[tuple[str, list[str]]]:
    """SQL and parameters that fill an empty webhooks-db."""
    now = chapter_hour()
    with scratch(DATABASE) as database:
        for number, (ago, kind) in enumerate(PUSHES):
            key = EventKey(provider="github", id=story_id("push", number))
            payload = {"repository": {"full_name": "hearthstack/site"}}
            database.run(_stored(key, kind, payload, None, now - timedelta(days=ago)))
        for seller in sellers(now):
            if seller.new.source in BY_FORM and seller.at > now - timedelta(days=DAYS):
                _deliver(database, seller)
        _give_up(database, now - timedelta(days=2.3))
        yield from database.copied("events", "dead_letters")


def _stored(
    key: EventKey, kind: str, payload: dict[str, Any], worker: str | None, at: datetime
) -> Statement:
    ms, text = _ms(at), json.dumps(payload, ensure_ascii=False)
    status = "pending" if worker else "stored"
    facts = (key.provider, key.id, None, kind, ms, ms, text, HEADERS, worker, status)
    return Statement(INSERT, facts)


def _deliver(database: Scratch, seller: Seller) -> None:
    key = EventKey(provider="form", id=story_id("zap", seller.id))
    fields = ("name", "email", "phone", "address", "message", "source")
    payload = seller.new.model_dump(include=set(fields), exclude_none=True)
    done = (key.provider, key.id, "leads", "taken", _ms(seller.at) + 180)
    database.run(
        _stored(key, "form.submitted", payload, "leads", seller.at), Statement(DELIVERED, done)
    )


def _give_up(database: Scratch, at: datetime) -> None:
    """A form that asked for no address."""
    key = EventKey(provider="form", id=story_id("zap", "without an address"))
    payload = {"name": "Robin Vance", "email": "robin.vance@example.com"}
    database.run(
        _stored(key, "form.submitted", payload, "leads", at),
        undelivered(key, "dead", "leads", NO_ADDRESS),
        store_letter(
            OUTBOX,
            TOPIC,
            key.text,
            key.model_dump_json(),
            NO_ADDRESS,
            attempts=1,
            now=_ms(at),
            letter_id=story_id("dead", key.id),
            told=True,
        ),
    )


def _ms(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)
