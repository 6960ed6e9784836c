"""Follow Up Boss: events and people. https://docs.followupboss.com/reference/events-post

An event answers 201 with a new person, 200 with one that was there, and 204 if its source's lead
flow is archived.
"""

import base64
import itertools
import re
import secrets
from typing import Any

from fleet.dev.providers.base import Answer, Exchange, StandIn

ARCHIVED = "Archived"
"""A source whose lead flow is archived: what comes from it is ignored."""
LIMITS = {
    "x-ratelimit-limit": "125",
    "x-ratelimit-remaining": "124",
    "x-ratelimit-window": "10",
    "x-ratelimit-context": "global",
}
USUAL_PAGE, LARGEST_PAGE = 10, 100
Person = dict[str, Any]


class FollowUpBoss(StandIn):
    """An event makes a person, or updates the one with the same email or phone."""

    name = "followupboss"
    aliases = ("follow-up-boss", "fub", "crm")
    hosts = ("followupboss.com",)
    variables = ("FUB_API_URL", "FOLLOWUPBOSS_API_URL")
    secrets = ("FUB_API_KEY", "CRM_API_KEY")

    def __init__(self) -> None:
        # Never an id that a worker's database knows from an earlier run of the fleet.
        self._numbers = itertools.count(1_000_000 + secrets.randbelow(10**9))
        self.reset()

    def reset(self) -> None:
        """Forget every person."""
        self._people: dict[int, Person] = {}

    def answer(self, exchange: Exchange) -> Answer:
        """Answer a call on ``/v1/events`` or ``/v1/people``."""
        if not _has_key(exchange):
            return Answer.json({"errorMessage": "Access denied. Invalid API key."}, 401)
        *_, kind, last = ["", "", *exchange.path.split("/")]
        if exchange.method == "POST" and last == "events":
            return self._event(exchange.json())
        if exchange.method == "POST" and last == "people":
            return self._upsert(exchange.json())
        if last == "people":
            return self._list(exchange.query)
        if kind == "people" and last.isdigit() and int(last) in self._people:
            return self._one(int(last), exchange)
        return Answer.json({"errorMessage": "Resource not found."}, 404, LIMITS)

    def _event(self, event: dict[str, Any]) -> Answer:
        if event.get("source") == ARCHIVED:
            return Answer(204, b"", LIMITS)
        return self._upsert(event.get("person", {}))

    def _one(self, identity: int, exchange: Exchange) -> Answer:
        if exchange.method == "DELETE":
            del self._people[identity]
            return Answer.json({}, headers=LIMITS)
        person = self._people[identity]
        if exchange.method == "PUT":
            person.update(exchange.json())
        return Answer.json(person, headers=LIMITS)

    def _list(self, query: dict[str, str]) -> Answer:
        """A page, newest first; ``next`` leads to the one behind it.

        https://docs.followupboss.com/reference/pagination
        """
        found = [each for each in self._people.values() if _meets(each, query)]
        found.sort(key=lambda person: int(person["id"]), reverse=True)
        limit = min(int(query.get("limit") or USUAL_PAGE), LARGEST_PAGE)
        before = int(query["next"]) if "next" in query else None
        rest = [each for each in found if before is None or each["id"] < before]
        meta: dict[str, Any] = {
            "collection": "people",
            "offset": 0,
            "limit": limit,
            "total": len(found),
        }
        if len(rest) > limit:
            meta["next"] = str(rest[limit - 1]["id"])
        return Answer.json({"_metadata": meta, "people": rest[:limit]}, headers=LIMITS)

    def _upsert(self, person: Person) -> Answer:
        known = self._people.get(int(person.get("id") or 0)) or next(
            (each for each in self._people.values() if _contacts(each) & _contacts(person)), None
        )
        if known is not None:
            known.update(person)
            return Answer.json(known, 200, LIMITS)
        identity = next(self._numbers)
        self._people[identity] = {"id": identity} | person
        return Answer.json(self._people[identity], 201, LIMITS)


def _has_key(exchange: Exchange) -> bool:
    """Whether there is Basic authentication with the key as the name."""
    scheme, _, given = exchange.headers.get("authorization", "").partition(" ")
    try:
        key, _, _ = base64.b64decode(given).decode().partition(":")
    except ValueError:
        return False
    return scheme.lower() == "basic" and bool(key)


def _meets(person: Person, query: dict[str, str]) -> bool:
    wanted = {query[name].lower() for name in ("email", "phone") if name in query}
    return {_plain(each) for each in wanted} <= _contacts(person)


def _contacts(person: Person) -> set[str]:
    listed = [*person.get("emails", []), *person.get("phones", [])]
    return {_plain(str(each.get("value", "")).lower()) for each in listed}


def _plain(value: str) -> str:
    """A number by its last ten digits; anything else as it is."""
    return value if "@" in value else re.sub(r"\D", "", value)[-10:]
