"""HubSpot: CRM objects, created, upserted, searched, merged and deleted.

https://developers.hubspot.com/docs/api-reference/crm-contacts-v3
"""

import itertools
import secrets
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from fleet.dev.providers.base import Answer, Exchange, StandIn
from fleet.dev.providers.hubspot_search import BadSearch, search

PREFIX = "/crm/v3/objects/"
MORE = "hs_additional_emails"
MERGED = "hs_merged_object_ids"
BATCH = 100
SHOWN = ("createdate", "email", "firstname", "lastname", "lastmodifieddate", "hs_object_id")
Object = dict[str, Any]


class HubSpot(StandIn):
    """Keeps objects by type and id. A contact's addresses are its own alone, secondary ones too."""

    name = "hubspot"
    aliases = ("crm",)
    hosts = ("hubapi.com", "hubspot.com")
    variables = ("CRM_API_URL", "HUBSPOT_API_URL")
    secrets = ("HUBSPOT_TOKEN", "CRM_API_KEY")

    def __init__(self) -> None:
        # Never an id that a worker's database knows from an earlier run of the fleet.
        self._numbers = itertools.count(10**10 + secrets.randbelow(9 * 10**10))
        self.reset()

    def reset(self) -> None:
        """Forget every object."""
        self._objects: dict[tuple[str, str], Object] = {}
        self._merged: dict[tuple[str, str], str] = {}

    def event(self, asked: Mapping[str, Any]) -> Mapping[str, Any]:
        """The event that is asked for; the value that it tells of is the contact's from then on."""
        stored = self._get("contacts", str(asked.get("objectId")))
        if stored is not None and "propertyValue" in asked:
            name = str(asked.get("propertyName", "phone"))
            self._change(stored, {name: asked["propertyValue"]})
        return asked

    def answer(self, exchange: Exchange) -> Answer:
        """Answer a call on ``/crm/v3/objects/{type}``."""
        _, found, rest = exchange.path.partition(PREFIX)
        if not found:
            return _error(404, "OBJECT_NOT_FOUND", "resource not found")
        if not exchange.headers.get("authorization", "").startswith("Bearer "):
            return _error(401, "INVALID_AUTHENTICATION", "Authentication credentials not found.")
        kind, *tail = rest.split("/")
        body = exchange.json()
        if exchange.method == "POST" and not tail:
            return self._made(kind, body.get("properties", {}))
        if tail == ["batch", "upsert"]:
            return self._upsert(kind, body.get("inputs", []))
        if tail == ["search"]:
            return self._search(kind, body)
        if tail == ["merge"]:
            return self._merge(kind, body)
        if tail == ["gdpr-delete"]:
            return self._forget(kind, body)
        return self._one(kind, tail[0] if tail else "", exchange)

    def _made(self, kind: str, properties: dict[str, Any]) -> Answer:
        taken = self._with_email(kind, str(properties.get("email", "")))
        if taken is not None:
            return _existing(taken["id"])
        return Answer.json(_shown(self._create(kind, properties), ("*",)), 201)

    def _create(self, kind: str, properties: dict[str, Any]) -> Object:
        identity, now = str(next(self._numbers)), _now()
        own = {"hs_object_id": identity, "createdate": now, "lastmodifieddate": now}
        stored = {
            "id": identity,
            "properties": {name: _kept(name, value) for name, value in properties.items()} | own,
            "createdAt": now,
            "updatedAt": now,
            "archived": False,
        }
        self._objects[kind, identity] = stored
        return stored

    def _upsert(self, kind: str, inputs: list[dict[str, Any]]) -> Answer:
        """Make or change objects by a property with unique values.

        One that can't be fails them all, unless each has a trace id of its own: then the answer
        is a 207 that says which (https://developers.hubspot.com/docs/api-reference/error-handling).
        """
        if len(inputs) > BATCH:
            return _error(400, "VALIDATION_ERROR", "The maximum batch size is 100.")
        is_traced = all(each.get("objectWriteTraceId") for each in inputs)
        started = _now()
        results: list[Object] = []
        errors: list[dict[str, Any]] = []
        for each in inputs:
            column = each.get("idProperty", "hs_object_id")
            named = {column: str(each.get("id"))}
            found = self._by(kind, column, str(each.get("id")))
            taken = self._with_email(kind, str(each["properties"].get("email", "")))
            if taken is not None and taken is not found:
                if not is_traced:
                    return _existing(taken["id"])
                errors.append(_problem("CONFLICT", _taken(taken["id"])))
            elif found is None:
                made = self._create(kind, named | each["properties"])
                results.append(_shown(made, ("*",)) | {"new": True})
            else:
                self._change(found, named | each["properties"])
                results.append(_shown(found, ("*",)) | {"new": False})
        told: dict[str, Any] = {"status": "COMPLETE", "startedAt": started, "completedAt": _now()}
        if errors:
            told |= {"numErrors": len(errors), "errors": errors}
        return Answer.json(told | {"results": results}, 207 if errors else 200)

    def _search(self, kind: str, body: dict[str, Any]) -> Answer:
        stored = (each for (own, _), each in self._objects.items() if own == kind)
        try:
            page, total, after = search(stored, body)
        except BadSearch as wrong:
            return _error(400, "VALIDATION_ERROR", str(wrong))
        wanted = (*SHOWN, *body.get("properties", ()))
        told: dict[str, Any] = {
            "total": total,
            "results": [_shown(each, wanted) for each in page],
        }
        if after is not None:
            told["paging"] = {"next": {"after": str(after)}}
        return Answer.json(told)

    def _merge(self, kind: str, body: dict[str, Any]) -> Answer:
        """Merge two contacts into a new one, to which the ids of both lead from now on.

        The primary's values hold, and the other's addresses are secondary.
        https://developers.hubspot.com/changelog/updated-merge-functionality-for-contacts-and-companies
        """
        primary = self._get(kind, str(body.get("primaryObjectId")))
        other = self._get(kind, str(body.get("objectIdToMerge")))
        if primary is None or other is None or primary is other:
            return _error(400, "VALIDATION_ERROR", "Both contacts have to be there.")
        own = {name: value for name, value in primary["properties"].items() if value}
        left = self._create(kind, other["properties"] | own)
        gone = [primary["id"], other["id"]]
        for identity in gone:
            del self._objects[kind, identity]
            self._merged[kind, identity] = left["id"]
        before = [primary["properties"].get(MERGED), other["properties"].get(MERGED)]
        left["properties"][MERGED] = ";".join([*filter(None, before), *gone])
        emails = dict.fromkeys([*_secondary(primary), *_emails(other)])
        if emails:
            left["properties"][MORE] = ";".join(emails)
        return Answer.json(_shown(left, ("*",)))

    def _forget(self, kind: str, body: dict[str, Any]) -> Answer:
        found = self._by(kind, body.get("idProperty", "hs_object_id"), str(body.get("objectId")))
        if found is not None:
            del self._objects[kind, found["id"]]
        return Answer(204)

    def _one(self, kind: str, identity: str, exchange: Exchange) -> Answer:
        stored = self._by(kind, exchange.query.get("idProperty", "hs_object_id"), identity)
        if exchange.method == "DELETE":
            if stored is not None:
                del self._objects[kind, stored["id"]]
            return Answer(204)
        if stored is None:
            return _error(404, "OBJECT_NOT_FOUND", "resource not found")
        if exchange.method == "PATCH":
            properties = exchange.json().get("properties", {})
            taken = self._with_email(kind, str(properties.get("email", "")))
            if taken is not None and taken is not stored:
                return _existing(taken["id"])
            self._change(stored, properties)
            return Answer.json(_shown(stored, ("*",)))
        wanted = exchange.query.get("properties", "")
        return Answer.json(_shown(stored, (*SHOWN, *wanted.split(","))))

    def _change(self, stored: Object, properties: dict[str, Any]) -> None:
        kept = {name: _kept(name, value) for name, value in properties.items()}
        now = _now()
        stored["properties"] |= kept | {"lastmodifieddate": now}
        stored["updatedAt"] = now

    def _get(self, kind: str, identity: str) -> Object | None:
        while (kind, identity) in self._merged:
            identity = self._merged[kind, identity]
        return self._objects.get((kind, identity))

    def _by(self, kind: str, column: str, value: str) -> Object | None:
        if column == "hs_object_id":
            return self._get(kind, value)
        if column == "email":
            return self._with_email(kind, value)
        return next((o for o in self._of(kind) if o["properties"].get(column) == value), None)

    def _with_email(self, kind: str, email: str) -> Object | None:
        if not email:
            return None
        return next((each for each in self._of(kind) if email.lower() in _emails(each)), None)

    def _of(self, kind: str) -> Iterator[Object]:
        return (each for (own, _), each in self._objects.items() if own == kind)


def _emails(stored: Object) -> list[str]:
    first = stored["properties"].get("email")
    return [*([first] if first else []), *_secondary(stored)]


def _secondary(stored: Object) -> list[str]:
    return [each for each in stored["properties"].get(MORE, "").split(";") if each]


def _kept(name: str, value: Any) -> str:
    """A value as HubSpot keeps it: as text, and addresses in lower case."""
    text = "" if value is None else str(value)
    return text.lower() if name == "email" else text


def _shown(stored: Object, wanted: tuple[str, ...]) -> Object:
    properties = stored["properties"]
    if wanted != ("*",):
        properties = {name: properties.get(name) for name in wanted if name}
    return stored | {"properties": {name: value or None for name, value in properties.items()}}


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _taken(identity: str) -> str:
    return f"Contact already exists. Existing ID: {identity}"


def _existing(identity: str) -> Answer:
    return _error(409, "CONFLICT", _taken(identity))


def _problem(category: str, message: str) -> dict[str, Any]:
    return {"status": "error", "message": message, "category": category, "context": {}}


def _error(status: int, category: str, message: str) -> Answer:
    return Answer.json(_problem(category, message) | {"correlationId": str(uuid4())}, status)
