"""Any CRM behind a small JSON endpoint (docs/crm-sync.md): contacts by the lead's id.

``GET``, ``PUT``, ``PATCH`` and ``DELETE`` of ``/contacts/{lead_id}``.
"""

from dataclasses import replace
from datetime import UTC, date, datetime
from urllib.parse import quote

from crm_protocol import CrmAnswer, CrmRequest, Person, Record, Steps, Unwell, Values, checked


class GenericCrm:
    """It is asked by our own id alone, so that there is nothing to search."""

    name = "generic"
    base = ""

    def headers(self, key: str) -> dict[str, str]:
        """A bearer token."""
        return {"authorization": f"Bearer {key}"}

    def matching(self, person: Person, properties: tuple[str, ...]) -> Steps[list[Record]]:
        """The contact of the lead."""
        found = yield from self.read(person.lead_id, properties)
        return [] if found is None else [replace(found, is_marked=True)]

    def read(self, external_id: str, properties: tuple[str, ...]) -> Steps[Record | None]:
        """A contact."""
        answer = yield CrmRequest("GET", _path(external_id))
        return None if answer.status == 404 else _record(answer)

    def create(self, person: Person, values: Values) -> Steps[Record]:
        """The contact under the lead's id."""
        given = {name: value for name, value in values.items() if value}
        body = {"id": person.lead_id, "properties": given}
        return _record((yield CrmRequest("PUT", _path(person.lead_id), body)))

    def update(self, record: Record, changes: Values) -> Steps[Record]:
        """The contact with changes."""
        body = {"properties": dict(changes)}
        return _record((yield CrmRequest("PATCH", _path(record.id), body)))

    def erase(self, external_id: str, *, for_good: bool) -> Steps[None]:
        """Delete the contact."""
        answer = yield CrmRequest("DELETE", _path(external_id))
        if answer.status != 404:
            checked(answer, "The CRM", "")

    def date(self, day: date) -> str:
        """Midnight UTC."""
        return f"{day.isoformat()}T00:00:00Z"

    def moment(self, at: datetime) -> str:
        """RFC 3339, UTC."""
        return at.astimezone(UTC).isoformat().replace("+00:00", "Z")

    def same(self, name: str, ours: str, theirs: str) -> bool:
        """Texts as they are."""
        return ours == theirs


def _path(lead_id: str) -> str:
    return f"/contacts/{quote(lead_id, safe='')}"


def _record(answer: CrmAnswer) -> Record:
    found = checked(answer, "The CRM", "").json()
    external_id, given = found.get("id"), found.get("properties")
    if not isinstance(external_id, str) or not isinstance(given, dict):
        raise Unwell("the CRM's answer is no contact")
    return Record(external_id, {name: str(v) for name, v in given.items() if v is not None})
