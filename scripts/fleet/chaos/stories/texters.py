"""Somebody who is texted, says STOP, is texted all the same, and perhaps says START."""

import uuid
from collections.abc import Generator
from random import Random

from fleet.chaos.desk import now
from fleet.chaos.people import Person
from fleet.chaos.record import ReplyTaken, Silence, TextTaken
from fleet.chaos.stories.patience import found
from fleet.chaos.world import World

STOPS = ("STOP", "Unsubscribe.", "please stop texting me", "QUIT")


def texter(world: World, person: Person, luck: Random) -> Generator[float, None, None]:
    """Be texted some times, answer in between."""
    for number in range(luck.randint(1, 3)):
        yield from _texted(world, person, luck, f"a{number}")
    if luck.random() < 0.3:
        yield from _says(world, person, f"Is {person.number} my number?")
    if luck.random() < 0.6:
        yield from _says(world, person, luck.choice(STOPS))
        knows = yield from found(lambda: _knows(world, person, opted_out=True))
        silence = Silence(person.phone, since=now())
        if knows:
            world.record.silences.append(silence)
        yield from _texted(world, person, luck, "b")
        if knows and luck.random() < 0.4:
            silence.until = now()
            yield from _says(world, person, "START")
            yield from found(lambda: _knows(world, person, opted_out=False))
            yield from _texted(world, person, luck, "c")
        else:
            world.record.gone.append(person.phone)


def _texted(world: World, person: Person, luck: Random, name: str) -> Generator[float, None, None]:
    """A text; the same key again, perhaps, which has to be the same text."""
    body = f"Hello {person.name}, this is text {name} of yours."
    purpose = "conversation" if luck.random() < 0.2 else "transactional"
    new = {"to": person.phone, "body": body, "purpose": purpose}
    key = f"text-{person.number}-{name}"
    ids = set()
    for _ in range(luck.choice((1, 1, 2))):
        reply = yield from world.desk.insist("sms", "POST", "/api/send", new, key=key)
        if not reply.ok:
            world.wrong("text", key, f"POST /api/send answered {reply.status}: {reply.said}")
            return
        if reply.said["id"] not in ids:
            refused = reply.said["status"] == "refused"
            world.record.texts.append(TextTaken(reply.said["id"], person.phone, body, refused))
        ids.add(reply.said["id"])


def _says(world: World, person: Person, words: str) -> Generator[float, None, None]:
    """A text of theirs, perhaps delivered twice, which counts once."""
    sid = f"SM{uuid.uuid4().hex}"
    ids = {"MessageSid": sid, "SmsMessageSid": sid, "SmsSid": sid}
    yield from world.desk.event("twilio", sid, {**ids, "From": person.phone, "Body": words})
    if words != "START":
        world.record.replies.append(ReplyTaken(person.phone, words))


def _knows(world: World, person: Person, *, opted_out: bool) -> bool | None:
    """Whether sms knows what they have said."""
    reply = world.desk.ask("sms", "GET", f"/api/consent?phone=%2B{person.phone[1:]}")
    known = reply and reply.ok and (reply.said["state"] == "opted_out") == opted_out
    return bool(known) or None
