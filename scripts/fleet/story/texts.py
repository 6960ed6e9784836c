"""The chapter of texts: acknowledgements and short talks of the last 30 days, and who said STOP."""

import hashlib
from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random
from typing import NamedTuple

from contracts.sms import NewText, Purpose, Reason, Status
from edgekit import Statement
from fleet.story.bookings import BASE_URL, Visit, visits
from fleet.story.dice import dice, story_id
from fleet.story.notices import notices
from fleet.story.plot import Seller, chapter_hour, sellers
from fleet.story.scratch import Scratch, scratch, use_workers

use_workers("sms", "calendar")

from booking_messages import TEXTS as BOOKING_TEXTS  # noqa: E402
from sms_inbound import TAKE  # noqa: E402
from sms_keywords import keyword  # noqa: E402
from sms_people import PERSON, Person, said  # noqa: E402
from sms_segments import segments  # noqa: E402
from sms_smart_encoding import smart  # noqa: E402
from sms_texts import ANSWERED, insert, receipt  # noqa: E402

DATABASE = "sms-db"
DAYS = 30
TALKED = 0.45  # of those who were reached
STOPPED, UNDELIVERED = 0.16, 0.03
NAME = "Hearthstack"
NOBODY = "hmac:none"  # nobody in the story was erased
ACKNOWLEDGEMENT = (
    "Hearthstack: thanks for telling us about your home. One of us will call you soon. "
    "Reply STOP to end texts, HELP for help."
)
# What is asked, and what people answer to it.
TALKS = (
    (
        "Hi, it’s Hearthstack. Is the roof the first one, or was it replaced?",
        ("roof is from 2009 I think", "Replaced once, I'd have to look up when", "Still the first"),
    ),
    (
        "Hearthstack here: is anybody living in the house at the moment?",
        ("No it's been empty since spring", "My son, until the end of the month", "Just us two"),
    ),
    (
        "Hi, it’s Hearthstack – would you have a photo of the kitchen for us?",
        ("Will send one tonight", "Sent it to your email", "Not yet, it's a mess. Tomorrow ok?"),
    ),
)
STOPS = ("STOP", "Stop please", "unsubscribe", "Please stop texting me, we sold it")


class Said(NamedTuple):
    """A text to somebody, or of theirs: then it has no purpose."""

    at: datetime
    seller: Seller
    name: str
    body: str
    purpose: Purpose | None


def statements() -> Iterator[tuple[str, list[str]]]:
    """SQL and parameters that fill an empty sms-db."""
    now = chapter_hour()
    with scratch(DATABASE) as database:
        for seller in sellers(now):
            _agree(database, seller)
        for text in sorted(_all(now), key=lambda each: each.at):
            if text.purpose:
                _send(database, text.seller, text.name, text.body, text.purpose, text.at)
            else:
                _hear(database, text.seller, text.body, text.at)
        yield from database.copied("texts", "receipts", "replies", "consents", "people")


def _all(now: datetime) -> Iterator[Said]:
    """What was said in the last days, in no order."""
    begin = now - timedelta(days=DAYS)
    for seller in sellers(now):
        consent = seller.new.consent
        if seller.at > begin and consent and consent.sms and seller.new.phone:
            yield Said(seller.at, seller, "ack", ACKNOWLEDGEMENT, "transactional")
            yield from _talk(seller, now)
    for visit in visits(now):
        if visit.seller.new.phone:
            yield from (text for text in _of_visit(visit, now) if begin < text.at < now)


def _of_visit(visit: Visit, now: datetime) -> Iterator[Said]:
    for each in notices(visit, now):
        url = f"{BASE_URL}/api/bookings/{visit.id}"
        body = BOOKING_TEXTS[each.occasion].format(business=NAME, when=each.when, url=url)
        name = f"{each.occasion} {each.name}"
        yield Said(each.text_at, visit.seller, name, body, "transactional")


def _agree(database: Scratch, seller: Seller) -> None:
    """Whoever ticked the box has agreed; STOP holds, whoever ticks it again."""
    phone, consent = seller.new.phone, seller.new.consent
    if phone is None or consent is None or not consent.sms:
        return
    words, at = consent.text or "", _ms(seller.at)
    database.run(*said(phone, granted=True, source="form", text=words, at=at, digested=NOBODY))


def _talk(seller: Seller, now: datetime) -> Iterator[Said]:
    """An agent asks something after the first call, and most answer."""
    reached = next((step.at for step in seller.steps if step.status == "contacted"), None)
    luck = dice("talk", seller.id)
    if reached is None or luck.random() > TALKED:
        return
    asked = reached + timedelta(minutes=luck.randint(4, 50))
    answered = asked + timedelta(minutes=luck.randint(1, 45))
    if answered >= now or not _is_day(asked):
        return
    question, answers = luck.choice(TALKS)
    yield Said(asked, seller, "ask", question, "conversation")
    if luck.random() < 0.8:
        is_stop = luck.random() < STOPPED
        yield Said(answered, seller, "answer", luck.choice(STOPS if is_stop else answers), None)


def _send(
    database: Scratch, seller: Seller, name: str, body: str, purpose: Purpose, at: datetime
) -> None:
    phone = seller.new.phone or ""
    (row,) = database.run(Statement(PERSON, (phone, NOBODY)))
    is_stopped = Person.model_validate(row).is_opted_out
    text_id = story_id("text", seller.id, name)
    new = NewText(to=phone, body=body, purpose=purpose, lead_id=seller.id)
    words, key, taken = smart(body), f"{seller.id}:{name}", _ms(at + timedelta(seconds=1))
    status: Status = "refused" if is_stopped else "queued"
    reason: Reason | None = "opted_out" if is_stopped else None
    cut = segments(words)
    database.run(insert(text_id, new, words, cut, status, reason, None, key=key, now=taken))
    if not is_stopped:
        _deliver(database, text_id, taken, dice("text", text_id))


def _deliver(database: Scratch, text_id: str, at: int, luck: Random) -> None:
    sid = "SM" + hashlib.md5(text_id.encode(), usedforsecurity=False).hexdigest()
    told, is_lost = at + luck.randint(900, 6_000), luck.random() < UNDELIVERED
    status: Status = "undelivered" if is_lost else "delivered"
    database.run(
        Statement(ANSWERED, (text_id, sid, at + 180)),
        receipt(sid, status, 30003 if is_lost else None, told),
    )


def _hear(database: Scratch, seller: Seller, body: str, at: datetime) -> None:
    phone, asks = seller.new.phone or "", keyword(body)
    reply = (story_id("in", seller.id), _ms(at), phone, body, asks)
    database.run(Statement(TAKE, reply))
    if asks == "stop":
        words = said(phone, granted=False, source="text", text=body, at=_ms(at), digested=NOBODY)
        database.run(*words)


def _is_day(at: datetime) -> bool:
    """Whether it is between 8 and 20 o'clock in Seattle's winter."""
    return 8 <= (at - timedelta(hours=8)).hour < 20


def _ms(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)
