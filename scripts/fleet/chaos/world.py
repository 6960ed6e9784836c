"""What a story has to do with: the desk, what was recorded, and what providers have seen."""

import json
from collections.abc import Mapping
from typing import Any

from fleet.chaos.desk import Desk
from fleet.chaos.record import Finding, Record
from fleet.chaos.witness import Witness
from fleet.dev.local import LocalFleet
from fleet.dev.providers import Exchange

CONTACTS = "https://api.hubapi.com/crm/v3/objects/contacts"


class World:
    """The fleet as people and providers meet it."""

    def __init__(self, fleet: LocalFleet) -> None:
        self.fleet = fleet
        self.record = Record()
        self.desk = Desk(fleet.port, self.record)
        self.witness = Witness()
        fleet.dev.outbox.witnesses.append(self.witness.hear)

    def wrong(self, kind: str, what: str, where: str) -> None:
        """Note an answer that there should not have been."""
        self.record.wrong.append(Finding("wrong", f"{kind} {what}", where))

    def at_stripe(self, payment_id: str, kind: str) -> Mapping[str, Any]:
        """Let something happen to a payment; return the event that tells of it."""
        return self.fleet.stand_in("stripe").event({"of": payment_id, "type": kind})

    def hubspot(self, method: str, path: str = "", body: Any = None) -> Any:
        """Do something in the CRM by hand, past its API's faults."""
        content = b"" if body is None else json.dumps(body).encode()
        headers = {"authorization": "Bearer theirs", "content-type": "application/json"}
        asked = Exchange("a-person", method, CONTACTS + path, headers, content)
        answer = self.fleet.stand_in("hubspot").answer(asked)
        return json.loads(answer.body) if answer.body else None
