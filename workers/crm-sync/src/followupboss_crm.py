"""Follow Up Boss: leads go in as events. https://docs.followupboss.com/reference/events-post

Who asks: https://docs.followupboss.com/reference/identification
Pages: https://docs.followupboss.com/reference/pagination
Limits: https://docs.followupboss.com/reference/rate-limiting
"""

import base64
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import quote

from crm_protocol import (
    Archived,
    Busy,
    CrmAnswer,
    CrmRequest,
    Person,
    Record,
    Steps,
    Unwell,
    Values,
    checked,
    digits_of,
)

WINDOW_SECONDS = 10.0
PAGE = 100
# They hold lists of objects; the first value counts, the others are other people's business.
LISTS = {"emails": "value", "phones": "value", "addresses": "street"}


class FollowUpBossCrm:
    """Its API with the account's key. ``source`` is what the leads' flow is known by there.

    ``system_key`` is that of a system registered under the source's name: with it more calls are
    allowed.
    """

    name = "followupboss"
    base = "https://api.followupboss.com"

    def __init__(self, source: str = "Hearthstack", system_key: str | None = None) -> None:
        self._source = source
        self._system = {"x-system": source} | ({"x-system-key": system_key} if system_key else {})

    def headers(self, key: str) -> dict[str, str]:
        """Basic authentication: the key is the name, and there is no password."""
        named = base64.b64encode(f"{key}:".encode()).decode()
        return {"authorization": f"Basic {named}", **self._system}

    def matching(self, person: Person, properties: tuple[str, ...]) -> Steps[list[Record]]:
        """Found by address and by number, each asked for alone."""
        found: dict[str, Record] = {}
        for name, value in (("email", person.email), ("phone", person.phone)):
            after = ""
            while value:
                query = f"{name}={quote(value, safe='')}&limit={PAGE}&fields=allFields{after}"
                page = _checked((yield CrmRequest("GET", f"/v1/people?{query}"))).json()
                people = page.get("people")
                if not isinstance(people, list):
                    raise Unwell("Follow Up Boss' answer has no people")
                records = [record for record in map(_record, people) if record.may_be(person)]
                found |= {record.id: record for record in records}
                meta = page.get("_metadata")
                upcoming = meta.get("next") if isinstance(meta, dict) else None
                if not upcoming or not people:
                    break
                after = f"&next={quote(str(upcoming), safe='')}"
        return list(found.values())

    def read(self, external_id: str, properties: tuple[str, ...]) -> Steps[Record | None]:
        """A person."""
        path = f"/v1/people/{quote(external_id, safe='')}?fields=allFields"
        answer = yield CrmRequest("GET", path)
        return None if answer.status == 404 else _record(_checked(answer).json())

    def create(self, person: Person, values: Values) -> Steps[Record]:
        """An event, which makes a person and sets the account's lead flow going."""
        body = {
            "source": self._source,
            "system": self._source,
            "type": "Seller Inquiry",
            "person": _person({name: value for name, value in values.items() if value}, {}),
        }
        answer = _checked((yield CrmRequest("POST", "/v1/events", body)))
        if answer.status == 204:
            raise Archived("Follow Up Boss ignores it: the lead flow of this source is archived.")
        return _record(answer.json())

    def update(self, record: Record, changes: Values) -> Steps[Record]:
        """The person with changes; of a list all that was there stays."""
        path = f"/v1/people/{quote(record.id, safe='')}"
        answer = yield CrmRequest("PUT", path, _person(changes, record.raw))
        return _record(_checked(answer).json())

    def erase(self, external_id: str, *, for_good: bool) -> Steps[None]:
        """Delete a person; it is the only way there is."""
        answer = yield CrmRequest("DELETE", f"/v1/people/{quote(external_id, safe='')}")
        if answer.status != 404:
            _checked(answer)

    def date(self, day: date) -> str:
        """The day, which its custom fields take alone."""
        return day.isoformat()

    def moment(self, at: datetime) -> str:
        """A time in UTC, without fractions."""
        return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

    def same(self, name: str, ours: str, theirs: str) -> bool:
        """Numbers are kept as they are typed, e-mail addresses in any case."""
        if name == "phones" and ours and theirs:
            return digits_of(ours) == digits_of(theirs)
        if name == "emails":
            return ours.strip().lower() == theirs.strip().lower()
        return ours.strip() == theirs.strip()


def _person(values: Values, known: Any) -> dict[str, Any]:
    """A person's members. A new first value of a list comes before those that are there."""
    person: dict[str, Any] = {}
    for name, value in values.items():
        member = LISTS.get(name)
        if member is None:
            person[name] = value
            continue
        old = known.get(name) if isinstance(known.get(name), list) else []
        others = [each for each in old[1:] if isinstance(each, dict) and each.get(member) != value]
        person[name] = [{member: value}, *others] if value else others
    return person


def _record(found: Any) -> Record:
    external_id = found.get("id") if isinstance(found, dict) else None
    if not isinstance(external_id, int | str):
        raise Unwell("Follow Up Boss' answer is no person")
    values = {name: _first(name, value) for name, value in found.items()}
    emails = {each.lower() for each in _all(found, "emails")}
    phones = {digits_of(each) for each in _all(found, "phones")}
    return Record(str(external_id), values, frozenset(emails), frozenset(phones), found)


def _first(name: str, value: Any) -> str:
    if name in LISTS:
        listed = value if isinstance(value, list) else []
        first = listed[0] if listed and isinstance(listed[0], dict) else {}
        value = first.get(LISTS[name])
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, str | int | float) else ""


def _all(found: dict[str, Any], name: str) -> list[str]:
    listed = found.get(name)
    members = listed if isinstance(listed, list) else []
    return [str(each["value"]) for each in members if isinstance(each, dict) and each.get("value")]


def _checked(answer: CrmAnswer) -> CrmAnswer:
    if answer.status == 429:
        wait = WINDOW_SECONDS if answer.retry_after is None else answer.retry_after
        raise Busy("Follow Up Boss is asked too often.", wait)
    return checked(answer, "Follow Up Boss", "")
