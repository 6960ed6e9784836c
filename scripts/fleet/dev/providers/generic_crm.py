"""Any CRM behind the small JSON endpoint that docs/crm-sync.md describes: contacts by our id."""

from typing import Any

from fleet.dev.providers.base import Answer, Exchange, StandIn


class GenericCrm(StandIn):
    """Keeps contacts: ``GET``, ``PUT``, ``PATCH`` and ``DELETE`` of ``/contacts/{id}``."""

    name = "generic-crm"
    hosts = ("crm.example",)

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Forget every contact."""
        self._contacts: dict[str, dict[str, Any]] = {}

    def answer(self, exchange: Exchange) -> Answer:
        """Answer a call on a contact."""
        *_, kind, identity = ["", *exchange.path.split("/")]
        if kind != "contacts":
            return Answer.json({"error": "not found"}, 404)
        if exchange.method == "DELETE":
            return Answer(204 if self._contacts.pop(identity, None) else 404)
        given = exchange.json().get("properties", {})
        if exchange.method == "PUT":
            self._contacts[identity] = {"id": identity, "properties": given}
        stored = self._contacts.get(identity)
        if stored is None:
            return Answer.json({"error": "not found"}, 404)
        if exchange.method == "PATCH":
            stored["properties"] |= given
        return Answer.json(stored)
