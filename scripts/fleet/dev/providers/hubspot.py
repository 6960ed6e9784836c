"""HubSpot: CRM objects, created, upserted and searched.

https://developers.hubspot.com/docs/reference/api/crm/objects/contacts
"""

import itertools
from datetime import UTC, datetime
from typing import Any

from fleet.dev.providers.base import Answer, Exchange, StandIn

PREFIX = "/crm/v3/objects/"


class HubSpot(StandIn):
    """Keeps objects by type and id, and finds them by any property."""

    name = "hubspot"
    aliases = ("crm",)
    hosts = ("hubapi.com", "hubspot.com")
    variables = ("CRM_API_URL", "HUBSPOT_API_URL")
    secrets = ("HUBSPOT_TOKEN", "CRM_API_KEY")

    def __init__(self) -> None:
        self._numbers = itertools.count(101)
        self.reset()

    def reset(self) -> None:
        """Forget every object."""
        self._objects: dict[tuple[str, str], dict[str, Any]] = {}

    def answer(self, exchange: Exchange) -> Answer:
        """Answer a call on ``/crm/v3/objects/{type}``."""
        _, found, rest = exchange.path.partition(PREFIX)
        if not found:
            return Answer.json({"status": "error", "message": "resource not found"}, 404)
        kind, *tail = rest.split("/")
        if tail == ["batch", "upsert"]:
            return self._upsert(kind, exchange.json())
        if tail == ["search"]:
            return self._search(kind, exchange.json())
        if exchange.method == "POST":
            return Answer.json(self._create(kind, exchange.json().get("properties", {})), 201)
        return self._one(kind, tail[0] if tail else "", exchange)

    def _create(self, kind: str, properties: dict[str, Any]) -> dict[str, Any]:
        identity, now = str(next(self._numbers)), datetime.now(UTC).isoformat()
        stored = {"id": identity, "properties": properties, "createdAt": now, "updatedAt": now}
        self._objects[kind, identity] = stored
        return stored

    def _upsert(self, kind: str, body: dict[str, Any]) -> Answer:
        results = []
        for each in body.get("inputs", []):
            named = {each.get("idProperty", "id"): each.get("id")}
            found = next(self._matching(kind, named), None)
            if found is None:
                results.append(self._create(kind, named | each["properties"]) | {"new": True})
            else:
                found["properties"] |= each["properties"]
                results.append(found | {"new": False})
        return Answer.json({"status": "COMPLETE", "results": results})

    def _search(self, kind: str, body: dict[str, Any]) -> Answer:
        groups = body.get("filterGroups", [])
        wanted = {f["propertyName"]: f["value"] for g in groups for f in g["filters"]}
        found = list(self._matching(kind, wanted))
        return Answer.json({"total": len(found), "results": found})

    def _matching(self, kind: str, wanted: dict[str, Any]) -> Any:
        for (stored_kind, _), stored in self._objects.items():
            values = stored["properties"] | {"id": stored["id"]}
            if stored_kind == kind and wanted.items() <= values.items():
                yield stored

    def _one(self, kind: str, identity: str, exchange: Exchange) -> Answer:
        column = exchange.query.get("idProperty", "id")
        stored = next(self._matching(kind, {column: identity}), None)
        if stored is None:
            return Answer.json({"status": "error", "message": f"{kind} {identity} not found"}, 404)
        if exchange.method == "DELETE":
            del self._objects[kind, stored["id"]]
            return Answer(204)
        if exchange.method == "PATCH":
            stored["properties"] |= exchange.json().get("properties", {})
        return Answer.json(stored)
