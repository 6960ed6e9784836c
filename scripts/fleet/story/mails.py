"""The chapter of mails: 30 days of acknowledgements and two of news, and what became of each."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, Literal

from contracts.email import MailEventKind, NewMail, address_digest
from edgekit import Statement
from fleet.story.dice import dice, story_id
from fleet.story.plot import Seller, chapter_hour, sellers
from fleet.story.scratch import Scratch, scratch, use_workers

use_workers("email")

from mail_reports import MailReport  # noqa: E402
from mail_store import SENT, take_mail  # noqa: E402
from mail_templates import TEMPLATES, read_data  # noqa: E402
from suppressions import report_statements, suppress  # noqa: E402

DATABASE = "email-db"
DAYS = 30
PROVIDER = "resend"
# days ago, and what it says
NEWS: tuple[tuple[float, str, str], ...] = (
    (
        23.8,
        "What homes in Seattle sold for in October",
        (
            "Half of all homes near you were sold within 19 days.\n\nIf you would like to know "
            "what yours could bring, simply answer this mail."
        ),
    ),
    (
        9.8,
        "Selling in winter: what changes",
        (
            "Fewer buyers look at homes in December, and those who do are in earnest.\n\nWe buy "
            "all the year round, in whatever state the home is."
        ),
    ),
)
GONE, FULL, ANNOYED = 0.03, 0.07, 0.08  # of those who get a mail
LEAVES = 0.06  # of those who get news
WORDS = {
    "gone": "5.1.1 The account that you tried to reach does not exist",
    "full": "5.2.2 The mailbox is full",
}


def statements() -> Iterator[tuple[str, list[str]]]:
    """SQL and parameters that fill an empty email-db."""
    now = chapter_hour()
    with scratch(DATABASE) as database:
        for at, seller, news in sorted(_occasions(now), key=lambda each: each[0]):
            _send(database, at, seller, news)
        yield from database.copied("mails", "mail_events", "suppressions")


def _occasions(now: datetime) -> Iterator[tuple[datetime, Seller, int | None]]:
    """Each mail: when, to whom, and which news it is; none is of the future."""
    known = [each for each in sellers(now) if each.new.email]
    for seller in known:
        if seller.at > now - timedelta(days=DAYS):
            yield seller.at + timedelta(milliseconds=600), seller, None
    for number, (ago, _, _) in enumerate(NEWS):
        at = now - timedelta(days=ago)
        readers = [seller for seller in known if seller.at < at - timedelta(days=1)]
        for place, seller in enumerate(readers):
            yield at + timedelta(seconds=place), seller, number


def _send(database: Scratch, at: datetime, seller: Seller, news: int | None) -> None:
    mail_id = story_id("mail", seller.id, news)
    new, data = _mail(seller, news)
    template = TEMPLATES[new.template]
    [taken] = database.run(take_mail(mail_id, new, template.category, data, mail_id, _ms(at)))
    if taken["status"] == "suppressed":
        return
    subject = template.subject_of(template.values(data))
    provider_id = story_id("re", mail_id)
    database.run(Statement(SENT, (mail_id, subject, _ms(at) + 240, PROVIDER, provider_id)))
    _report(database, at, new, mail_id, provider_id)
    if news is not None and dice("leaves", seller.id, news).random() < LEAVES:
        left = _ms(at + timedelta(hours=2))
        database.run(
            suppress(address_digest(new.to.email), "marketing", "unsubscribed", left),
        )


def _mail(seller: Seller, news: int | None) -> tuple[NewMail, Any]:
    name: Literal["lead_acknowledgement", "news"] = "lead_acknowledgement"
    said: dict[str, Any] = {"name": seller.new.name, "address": seller.new.address}
    if news is not None:
        _, subject, text = NEWS[news]
        first = seller.new.name.partition(" ")[0]
        name, said = "news", {"subject": subject, "text": text, "name": first}
    to = {"email": seller.new.email, "name": seller.new.name}
    facts = {"template": name, "to": to, "data": said, "lead_id": seller.id}
    return NewMail.model_validate(facts), read_data(name, said)


def _report(database: Scratch, at: datetime, new: NewMail, mail_id: str, provider_id: str) -> None:
    """What Resend has told of it. A person's mailbox is gone for good, or full for a while."""
    luck = dice("mailbox", new.to.email).random()
    kind: MailEventKind = "bounced" if luck < FULL else "delivered"
    words = WORDS["gone" if luck < GONE else "full"] if kind == "bounced" else None
    told = [_told(kind, at, new, mail_id, provider_id, words, soft=GONE <= luck < FULL)]
    if FULL <= luck < ANNOYED and new.template == "news":
        later = at + timedelta(hours=5)
        told.append(_told("complained", later, new, mail_id, provider_id, None, soft=False))
    database.run(*report_statements(told, _ms(at), 3, DAYS))


def _told(
    kind: MailEventKind,
    at: datetime,
    new: NewMail,
    mail_id: str,
    provider_id: str,
    words: str | None,
    *,
    soft: bool,
) -> MailReport:
    moment = at + timedelta(seconds=2)
    return MailReport(provider_id, mail_id, new.to.email, kind, moment, soft, words)


def _ms(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)
