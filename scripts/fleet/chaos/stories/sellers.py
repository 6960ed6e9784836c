"""Somebody who may sell: a lead, perhaps posted twice, moved on, or edited in the CRM."""

import secrets
from collections.abc import Generator
from random import Random
from typing import Any

from fleet.chaos.desk import now
from fleet.chaos.people import Person
from fleet.chaos.record import CrmEdit, Finding, LeadTaken
from fleet.chaos.stories.patience import found
from fleet.chaos.world import World

HOME = {
    "sqft": 1480,
    "bedrooms": 3,
    "bathrooms": 1.5,
    "year_built": 1926,
    "zip": "98103",
    "lat": 47.6586,
    "lon": -122.3412,
}
LATER_PHONE = 500_000  # numbers of persons that are nobody's


def seller(world: World, person: Person, luck: Random) -> Generator[float, None, None]:
    """Post a lead until it is answered, and do what people do with one."""
    by_mail, by_text = luck.random() < 0.5, luck.random() < 0.4
    body = form(person, by_mail=by_mail, by_text=by_text)
    posted_at = now()
    key = f"form-{person.number}"
    reply = yield from world.desk.insist("leads", "POST", "/api/leads", body, key=key)
    if reply.status != 201:
        world.wrong("lead", key, f"POST /api/leads answered {reply.status}: {reply.said}")
        return
    taken = LeadTaken(reply.said["id"], person, posted_at, by_mail, by_text)
    world.record.leads.append(taken)
    chance = luck.random()
    if chance < 0.1:
        yield from _again(world, taken, body, key)
    elif chance < 0.2:
        yield from _moved_on(world, taken)
    elif chance < 0.25:
        yield from _edited(world, taken)


def form(person: Person, *, by_mail: bool, by_text: bool) -> dict[str, Any]:
    """What a seller fills in."""
    return {
        "name": person.name,
        "email": person.email,
        "phone": person.phone,
        "address": person.address,
        "timeline": "asap",
        "condition": "poor",
        "asking_price": 300_000,
        "property": HOME,
        "consent": {"email": by_mail, "sms": by_text},
    }


def _again(
    world: World, taken: LeadTaken, body: dict[str, Any], key: str
) -> Generator[float, None, None]:
    """The same under the same key, and without one: it has to be the same lead."""
    for name in (key, ""):
        reply = yield from world.desk.insist("leads", "POST", "/api/leads", body, key=name)
        if not reply.ok or reply.said["id"] != taken.id:
            told = f"The same form was answered {reply.status}: {reply.said}"
            world.record.wrong.append(Finding("doubled", f"lead {taken.id}", told))


def _moved_on(world: World, taken: LeadTaken) -> Generator[float, None, None]:
    """Somebody contacts them; a change whose answer was lost is found when it is made again."""
    path, change = f"/api/leads/{taken.id}", {"status": "contacted"}
    while True:
        seen = yield from world.desk.insist("leads", "GET", path)
        if not seen.ok:
            world.wrong("lead", taken.id, f"GET {path} answered {seen.status}")
            return
        if seen.said["status"] != "contacted":
            match = {"If-Match": seen.headers["etag"]}
            reply = yield from world.desk.insist("leads", "PATCH", path, change, headers=match)
            if reply.status == 412:
                continue
        taken.status = "contacted"
        return


def _edited(world: World, taken: LeadTaken) -> Generator[float, None, None]:
    """Somebody changes the phone in the CRM, which says so."""
    external_id = yield from found(lambda: _contact_of(world, taken))
    if external_id is None:
        return
    phone = Person(LATER_PHONE + taken.person.number).phone
    world.hubspot("PATCH", f"/{external_id}", {"properties": {"phone": phone}})
    event_id = secrets.randbelow(10**10)
    told = {
        "eventId": event_id,
        "objectId": int(external_id),
        "propertyName": "phone",
        "propertyValue": phone,
        "occurredAt": round(now() * 1000),
    }
    yield from world.desk.event("hubspot", str(event_id), told)
    world.record.edits.append(CrmEdit(taken.id, external_id, phone))


def _contact_of(world: World, taken: LeadTaken) -> str | None:
    reply = world.desk.ask("crm-sync", "GET", f"/api/contacts/{taken.id}")
    known = reply is not None and reply.ok and reply.said["status"] == "synced"
    return str(reply.said["external_id"]) if reply and known else None
