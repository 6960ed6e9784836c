"""Somebody who gets mails, unsubscribes or complains, and is written to all the same."""

import uuid
from collections.abc import Generator
from datetime import UTC, datetime, timedelta
from random import Random
from urllib.parse import urlsplit

from fleet.chaos.desk import now
from fleet.chaos.people import Person
from fleet.chaos.record import MailTaken, Silence
from fleet.chaos.stories.patience import found
from fleet.chaos.world import World

ONE_CLICK = b"List-Unsubscribe=One-Click"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def reader(world: World, person: Person, luck: Random) -> Generator[float, None, None]:
    """Get some mails, now and later; leave; and get no more."""
    yield from _mailed(world, person, luck, "first", "news", at_once=True)
    for number in range(luck.randint(0, 2)):
        yield from _mailed(world, person, luck, f"a{number}", luck.choice(("news", "message")))
    chance = luck.random()
    if chance < 0.3:
        yield from _unsubscribes(world, person)
    elif chance < 0.6:
        yield from _is_gone(world, person, luck.choice(("complained", "bounced")))
    for template in ("news", "message"):
        yield from _mailed(world, person, luck, f"b-{template}", template)


def _mailed(
    world: World,
    person: Person,
    luck: Random,
    name: str,
    template: str,
    *,
    at_once: bool = False,
) -> Generator[float, None, None]:
    subject = f"Mail {name} to {person.name}"
    new = {
        "template": template,
        "to": person.email,
        "data": {"subject": subject, "text": "We call you today."},
    }
    if luck.random() < 0.25 and not at_once:
        ahead = datetime.now(UTC) + timedelta(hours=luck.randint(1, 20))
        new["send_at"] = ahead.isoformat()
    key = f"mail-{person.number}-{name}"
    ids = set()
    for _ in range(luck.choice((1, 1, 2))):
        reply = yield from world.desk.insist("email", "POST", "/api/send", new, key=key)
        if not reply.ok:
            world.wrong("mail", key, f"POST /api/send answered {reply.status}: {reply.said}")
            return
        mail_id, suppressed = reply.said["id"], reply.said["status"] == "suppressed"
        if mail_id not in ids:
            taken = MailTaken(mail_id, person.email, subject, template == "news", suppressed)
            world.record.mails.append(taken)
        ids.add(mail_id)


def _unsubscribes(world: World, person: Person) -> Generator[float, None, None]:
    """With the one click of a mail that has come; somebody whom none has reached can't yet."""
    link = yield from found(lambda: world.witness.unsubscribe_link(person.email))
    if link is None:
        return
    address = urlsplit(link)
    path = f"{address.path}?{address.query}"
    while True:
        reply = yield from world.desk.insist("email", "POST", path, ONE_CLICK, headers=FORM)
        if reply.ok:
            break
        yield 1.0
    world.record.silences.append(Silence(person.email, now(), marketing_only=True))


def _is_gone(world: World, person: Person, kind: str) -> Generator[float, None, None]:
    """A complaint, or a bounce for good, of a mail that is none of ours."""
    told = {"to": [person.email], "email_id": uuid.uuid4().hex}
    bounce = {"type": "Permanent", "message": "550 5.1.1 no such user"}
    data = told | ({"bounce": bounce} if kind == "bounced" else {})
    event = {"type": f"email.{kind}", "data": data}
    yield from world.desk.event("resend", f"{kind}-{person.number}", event)
    world.record.gone.append(person.email)
    if (yield from found(lambda: _is_suppressed(world, person))):
        world.record.silences.append(Silence(person.email, now()))


def _is_suppressed(world: World, person: Person) -> bool | None:
    reply = world.desk.ask("email", "GET", f"/api/suppressions?address={person.email}")
    return bool(reply and reply.ok and reply.said["scope"] == "all") or None
