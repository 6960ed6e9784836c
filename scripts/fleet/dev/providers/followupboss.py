"""Follow Up Boss: events and people. https://docs.followupboss.com/reference/events-post"""

import itertools
from typing import Any

from fleet.dev.providers.base import Answer, Exchange, StandIn


class FollowUpBoss(StandIn):
    """An event makes a person, or updates the one with the same email or phone."""

    name = "followupboss"
    aliases = ("follow-up-boss", "fub", "crm")
    hosts = ("followupboss.com",)
    variables = ("FUB_API_URL", "FOLLOWUPBOSS_API_URL")
    secrets = ("FUB_API_KEY", "CRM_API_KEY")

    def __init__(self) -> None:
        self._numbers = itertools.count(1)
        self.reset()

    def reset(self) -> None:
        """Forget every person."""
        self._people: dict[int, dict[str, Any]] = {}

    def answer(self, exchange: Exchange) -> Answer:
        """Answer a call on ``/v1/events`` or ``/v1/people``."""
        *_, kind, last = ["", "", *exchange.path.split("/")]
        if exchange.method == "POST" and last == "events":
            return self._upsert(exchange.json().get("person", {}))
        if exchange.method == "POST" and last == "people":
            return self._upsert(exchange.json())
        if last == "people":
            return Answer.json({"people": list(self._people.values())})
        if kind == "people" and last.isdigit() and int(last) in self._people:
            person = self._people[int(last)]
            person.update(exchange.json())
            return Answer.json(person)
        return Answer.json({"errorMessage": "Resource not found."}, 404)

    def _upsert(self, person: dict[str, Any]) -> Answer:
        known = next((each for each in self._people.values() if _same(each, person)), None)
        if known is not None:
            known.update(person)
            return Answer.json(known, 200)
        identity = next(self._numbers)
        self._people[identity] = {"id": identity} | person
        return Answer.json(self._people[identity], 201)


def _same(one: dict[str, Any], other: dict[str, Any]) -> bool:
    return bool(_contacts(one) & _contacts(other))


def _contacts(person: dict[str, Any]) -> set[str]:
    listed = [*person.get("emails", []), *person.get("phones", [])]
    return {str(each.get("value", "")).lower() for each in listed}
