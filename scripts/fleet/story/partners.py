"""The chapter of partners: what two of them were told in 30 days, and one that fell silent."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from contracts.base import Contract
from contracts.partner_hooks import (
    EventType,
    LeadCreated,
    LeadStatusChanged,
    NewSubscription,
)
from contracts.partner_hooks import publication as event
from edgekit import Statement
from edgekit.dead_letters import store_letter
from fleet.dev.options import development_secret
from fleet.story.dice import dice, story_id
from fleet.story.plot import Seller, chapter_hour, sellers
from fleet.story.scratch import Scratch, scratch, use_workers

use_workers("partner-hooks")

from partner_events import data_text  # noqa: E402
from partner_outcomes import ATTEMPT, DELIVERED, FAILED, SOURCE, UNWELL, WELL  # noqa: E402
from partner_publishing import deliveries, publication  # noqa: E402
from partner_schedule import WAITS_MS  # noqa: E402
from partner_secrets import Masters, first, packed  # noqa: E402
from partner_subscriptions import insertion, switching_off  # noqa: E402

DATABASE = "hooks-db"
DAYS = 30
SILENT_FROM = timedelta(days=6, hours=5)  # ago: the second partner's endpoint was taken down
NO_ANSWER = "old-crm.example can't be reached."
BROKERS = story_id("sub", "brokers")
OLD_CRM = story_id("sub", "old crm")
PARTNERS: tuple[tuple[str, str, tuple[EventType, ...], str], ...] = (
    (
        BROKERS,
        "https://hooks.sound-brokers.example/hearthstack",
        ("lead.created", "lead.status_changed"),
        "Sound Brokers: takes over what we do not buy",
    ),
    (OLD_CRM, "https://old-crm.example/in", ("lead.created",), "The CRM of the Tacoma office"),
)
NAMED = "UPDATE deliveries SET id = ?3 WHERE publication = ?1 AND subscription = ?2"


def statements() -> Iterator[tuple[str, list[str]]]:
    """SQL and parameters that fill an empty hooks-db."""
    now = chapter_hour()
    begin = now - timedelta(days=DAYS)
    with scratch(DATABASE) as database:
        for key, url, events, description in PARTNERS:
            new = NewSubscription(url=url, events=events, description=description)
            secrets = packed(first(Masters(development_secret("HOOKS_SECRET"))))
            database.run(insertion(key, url, new, secrets, _ms(begin)))
        told = (each for seller in sellers(now) for each in _told(seller))
        for at, key, data in sorted(told, key=lambda each: each[0]):
            if at > begin:
                _publish(database, at, key, data, now)
        yield from database.copied(
            "subscriptions", "publications", "deliveries", "attempts", "dead_letters"
        )


def _told(seller: Seller) -> Iterator[tuple[datetime, str, Contract]]:
    """What partners are told of a seller: when, under which id, and what."""
    created = LeadCreated(
        lead_id=seller.id,
        created_at=seller.at,
        zip=seller.new.address[-5:],
        timeline=seller.new.timeline,
        condition=seller.new.condition,
        asking_price=seller.new.asking_price,
        source=seller.new.source,
    )
    yield seller.at, f"{seller.id}:created", created
    before = "new"
    for step in seller.steps:
        changed = LeadStatusChanged.model_validate(
            {"lead_id": seller.id, "before": before, "status": step.status, "at": step.at}
        )
        yield step.at, f"{seller.id}:{step.status}", changed
        before = step.status


def _publish(database: Scratch, at: datetime, key: str, data: Contract, now: datetime) -> None:
    new = event(data, key)
    kind, text = new.type, data_text(new.data)
    lead = key.partition(":")[0]
    database.run(
        publication(key, key, kind, text, lead, _ms(at)), deliveries(key, key, kind, _ms(at))
    )
    query = "SELECT subscription FROM deliveries WHERE publication = ?1 ORDER BY number"
    for row in database.run(Statement(query, (key,))):
        subscription, delivery = row["subscription"], story_id("dlv", key, row["subscription"])
        database.run(Statement(NAMED, (key, subscription, delivery)))
        if subscription == OLD_CRM and at > now - SILENT_FROM:
            _fail(database, at, key, delivery, now)
        else:
            _succeed(database, at, key, subscription, delivery)


def _succeed(database: Scratch, at: datetime, key: str, subscription: str, delivery: str) -> None:
    url = next(url for name, url, _, _ in PARTNERS if name == subscription)
    took = round(dice("took", delivery).lognormvariate(4.8, 0.5))
    done = _ms(at) + took
    database.run(
        Statement(ATTEMPT, (delivery, _ms(at) + 60, url, 200, took, None, '{"ok":true}')),
        Statement(DELIVERED, (delivery, key, done, 200)),
        Statement(WELL, (subscription, done)),
    )


def _fail(database: Scratch, at: datetime, key: str, delivery: str, now: datetime) -> None:
    """Every attempt fails; with the first delivery that dies the endpoint is switched off."""
    moment, url = _ms(at), PARTNERS[1][1]
    for tries, wait in enumerate((*WAITS_MS, 0), 1):
        if moment > _ms(now):
            return
        is_last = tries > len(WAITS_MS)
        facts = (delivery, key, "dead" if is_last else "pending", moment + wait, None, NO_ANSWER)
        # A claim is used up; the story has one for all attempts of a delivery.
        claimed = Statement("UPDATE deliveries SET claim = ?2 WHERE id = ?1", (delivery, key))
        database.run(
            claimed,
            Statement(ATTEMPT, (delivery, moment, url, None, 21, NO_ANSWER, None)),
            Statement(FAILED, facts),
            Statement(UNWELL, (OLD_CRM, moment)),
        )
        if is_last:
            database.run(_letter(delivery, moment), *switching_off(OLD_CRM, "failing", moment))
        moment += wait


def _letter(delivery: str, at: int) -> Statement:
    payload = f'{{"delivery_id": "{delivery}"}}'
    letter = story_id("dead", delivery)
    return store_letter(
        SOURCE,
        OLD_CRM,
        delivery,
        payload,
        NO_ANSWER,
        attempts=6,
        now=at,
        letter_id=letter,
        told=True,
    )


def _ms(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)
