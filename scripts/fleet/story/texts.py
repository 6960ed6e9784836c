"""The chapter of texts: acknowledgements and short talks of the last 30 days, and who said STOP."""

import hashlib
from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

from contracts.sms import NewText, Purpose, Reason, Status
from edgekit import Statement
from fleet.story.dice import dice, story_id
from fleet.story.plot import Seller, chapter_hour, sellers
from fleet.story.scratch import Scratch, scratch, use_workers

use_workers("sms")

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
NOBODY = "hmac:none"  # nobody in the story was erased
ACKNOWLEDGEMENT = (
    "Hearthstack: thanks for telling us about your home. One of us will call you soon. "
    "Reply STOP to end texts, HELP for help."
)
ASKED = (
    "Hi, it’s Dana of Hearthstack. Is the roof the first one, or was it replaced?",
    "This is Sam of Hearthstack. When would be a good time for a short call?",
    "Priya here, of Hearthstack. I can come by on Thursday at 3 – would that suit you?",
)
REPLIED = (
    "Thursday works, see you then",
    "roof is from 2009 I think",
    "Call me after 5 please",
    "Still thinking about it. What do you need to know?",
    "Can you do 10 am instead?",
)
STOPS = ("STOP", "Stop please", "unsubscribe", "Please stop texting me, we sold it")


def statements() -> Iterator[tuple[str, list[str]]]:
    """SQL and parameters that fill an empty sms-db."""
    now = chapter_hour()
    with scratch(DATABASE) as database:
        for seller in sellers(now):
            consent = seller.new.consent
            if now - seller.at < timedelta(days=DAYS) and consent and consent.sms:
                _acknowledge(database, seller)
                _talk(database, seller, now)
        yield from database.copied("texts", "receipts", "replies", "consents", "people")


def _acknowledge(database: Scratch, seller: Seller) -> None:
    phone, consent = seller.new.phone, seller.new.consent
    if phone is None or consent is None:
        return
    words, at = consent.text or "", _ms(seller.at)
    database.run(*said(phone, granted=True, source="form", text=words, at=at, digested=NOBODY))
    _send(database, seller, "ack", ACKNOWLEDGEMENT, "transactional", seller.at)


def _talk(database: Scratch, seller: Seller, now: datetime) -> None:
    """An agent asks something after the first call, and most answer."""
    reached = next((step.at for step in seller.steps if step.status == "contacted"), None)
    luck = dice("talk", seller.id)
    if reached is None or luck.random() > TALKED or seller.new.phone is None:
        return
    asked = reached + timedelta(minutes=luck.randint(4, 50))
    answered = asked + timedelta(minutes=luck.randint(1, 45))
    if answered >= now or not _is_day(asked):
        return
    _send(database, seller, "ask", luck.choice(ASKED), "conversation", asked)
    if luck.random() < 0.8:
        is_stop = luck.random() < STOPPED
        _hear(database, seller, luck.choice(STOPS if is_stop else REPLIED), answered)


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
