"""The chapter of mails: 30 days of acknowledgements, visits and news, and what came of each."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from contracts.email import MailEventKind, NewMail, TemplateName, address_digest
from edgekit import Statement
from fleet.story.bookings import Visit, visits
from fleet.story.dice import dice, story_id
from fleet.story.notices import notices
from fleet.story.plot import Seller, chapter_hour, sellers
from fleet.story.scratch import Scratch, scratch, use_workers

use_workers("email", "calendar")

from booking_messages import TEMPLATES as BOOKING_TEMPLATES  # noqa: E402
from mail_bounces import classify  # noqa: E402
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
        for mail in sorted(_occasions(now), key=lambda each: each.at):
            _send(database, mail)
        yield from database.copied("mails", "mail_events", "suppressions")


class Occasion(NamedTuple):
    """A mail: when, to whom, and what it says; ``name`` is its own among the person's."""

    at: datetime
    seller: Seller
    name: str
    template: TemplateName
    said: dict[str, Any]


def _occasions(now: datetime) -> Iterator[Occasion]:
    """Each mail; none is of the future."""
    known = [each for each in sellers(now) if each.new.email]
    begin = now - timedelta(days=DAYS)
    for seller in known:
        if seller.at > begin:
            said = {"name": seller.new.name, "address": seller.new.address}
            at = seller.at + timedelta(milliseconds=600)
            yield Occasion(at, seller, "None", "lead_acknowledgement", said)
    for visit in visits(now):
        if visit.seller.new.email:
            yield from (each for each in _of_visit(visit, now) if each.at > begin)
    for number, (ago, subject, text) in enumerate(NEWS):
        at = now - timedelta(days=ago)
        readers = [seller for seller in known if seller.at < at - timedelta(days=1)]
        for place, seller in enumerate(readers):
            first = seller.new.name.partition(" ")[0]
            said = {"subject": subject, "text": text, "name": first}
            yield Occasion(at + timedelta(seconds=place), seller, str(number), "news", said)


def _of_visit(visit: Visit, now: datetime) -> Iterator[Occasion]:
    new = visit.seller.new
    for each in notices(visit, now):
        said = {"name": new.name, "when": each.when, "address": new.address}
        if each.was:
            said["was"] = each.was
        template = BOOKING_TEMPLATES[each.occasion]
        yield Occasion(each.at, visit.seller, f"{each.occasion} {each.name}", template, said)


def _send(database: Scratch, mail: Occasion) -> None:
    at, seller = mail.at, mail.seller
    mail_id = story_id("mail", seller.id, mail.name)
    new, data = _mail(mail)
    template = TEMPLATES[new.template]
    [taken] = database.run(take_mail(mail_id, new, template.category, data, mail_id, _ms(at)))
    if taken["status"] == "suppressed":
        return
    subject = template.subject_of(template.values(data))
    provider_id = story_id("re", mail_id)
    database.run(Statement(SENT, (mail_id, subject, _ms(at) + 240, PROVIDER, provider_id)))
    _report(database, at, new, mail_id, provider_id)
    if mail.template == "news" and dice("leaves", seller.id, mail.name).random() < LEAVES:
        left = _ms(at + timedelta(hours=2))
        database.run(
            suppress(address_digest(new.to.email), "marketing", "unsubscribed", left),
        )


def _mail(mail: Occasion) -> tuple[NewMail, Any]:
    to = {"email": mail.seller.new.email, "name": mail.seller.new.name}
    facts = {"template": mail.template, "to": to, "data": mail.said, "lead_id": mail.seller.id}
    return NewMail.model_validate(facts), read_data(mail.template, mail.said)


def _report(database: Scratch, at: datetime, new: NewMail, mail_id: str, provider_id: str) -> None:
    """What Resend has told of it. A person's mailbox is gone for good, or full for a while."""
    luck = dice("mailbox", new.to.email).random()
    kind: MailEventKind = "bounced" if luck < FULL else "delivered"
    words = WORDS["gone" if luck < GONE else "full"] if kind == "bounced" else None
    told = [_told(kind, at, new, mail_id, provider_id, words)]
    if FULL <= luck < ANNOYED and new.template == "news":
        later = at + timedelta(hours=5)
        told.append(_told("complained", later, new, mail_id, provider_id, None))
    database.run(*report_statements(told, _ms(at), 3, DAYS))


def _told(
    kind: MailEventKind,
    at: datetime,
    new: NewMail,
    mail_id: str,
    provider_id: str,
    words: str | None,
) -> MailReport:
    moment, bounce = at + timedelta(seconds=2), classify("", words) if words else None
    return MailReport(provider_id, mail_id, new.to.email, kind, moment, bounce, words)


def _ms(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)
