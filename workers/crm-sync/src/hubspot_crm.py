"""HubSpot: contacts of ``/crm/v3``. https://developers.hubspot.com/docs/api-reference/crm-contacts-v3

Search: https://developers.hubspot.com/docs/api-reference/latest/crm/search-the-crm
Limits: https://developers.hubspot.com/docs/developer-tooling/platform/usage-guidelines
Errors: https://developers.hubspot.com/docs/api-reference/error-handling
"""

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import quote

from crm_protocol import (
    Busy,
    CrmAnswer,
    CrmRequest,
    Exists,
    Person,
    QuotaSpent,
    Record,
    Refused,
    Steps,
    Unwell,
    Values,
    checked,
    digits_of,
)

CONTACTS = "/crm/v3/objects/contacts"
PAGE = 100
MORE_EMAILS = "hs_additional_emails"
PHONES = ("phone", "mobilephone")
# A number as it is searched: area code and local number alone, however it is written.
CALCULATED = (
    "hs_searchable_calculated_phone_number",
    "hs_searchable_calculated_mobile_number",
)
READ_ALWAYS = ("email", MORE_EMAILS, *PHONES)

DAILY = "DAILY"
# Seconds that a limit lasts; HubSpot's own clients wait so, since it seldom says Retry-After.
WAITS = {"TEN_SECONDLY_ROLLING": 10.0, "SECONDLY": 1.0}
SHORT_WAIT_SECONDS = 1.0
LOCKED, LOCKED_SECONDS = 423, 2.0
MIGRATING, MIGRATING_SECONDS = 477, 3600.0  # its data are being moved; up to a day
_EXISTING = re.compile(r"Existing ID: (\d+)")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


class HubSpotCrm:
    """HubSpot's API with a private app's token.

    ``id_property`` is a property with unique values that holds the lead's id, if there is one.
    """

    name = "hubspot"
    base = "https://api.hubapi.com"

    def __init__(self, id_property: str | None = None) -> None:
        self._id_property = id_property

    def headers(self, key: str) -> dict[str, str]:
        """A bearer token."""
        return {"authorization": f"Bearer {key}"}

    def matching(self, person: Person, properties: tuple[str, ...]) -> Steps[list[Record]]:
        """Found by primary and additional addresses, by numbers, and by the lead's id.

        A search ends at 10,000 matches, whatever the page. So the next page is not asked for by its
        number but by the id after which it begins, and that has no end. It finds words, and so also
        strangers who share some of them: these are left out.
        """
        found: list[Record] = []
        after = 0
        while True:
            body = self._search(person, properties, after)
            page = _read(_checked((yield CrmRequest("POST", f"{CONTACTS}/search", body))))
            records = [self._marked(_record(each), person) for each in page]
            found += [each for each in records if each.may_be(person)]
            if len(records) < PAGE:
                return found
            after = max(int(each.id) for each in records)

    def _search(self, person: Person, properties: tuple[str, ...], after: int) -> dict[str, Any]:
        filters: list[dict[str, str]] = []
        if person.email:
            filters.append(_filter("email", "EQ", person.email))
            filters.append(_filter(MORE_EMAILS, "CONTAINS_TOKEN", person.email))
        if person.phone:
            filters += _by_phone(person.phone)
        own = (self._id_property,) if self._id_property else ()
        filters += [_filter(name, "EQ", person.lead_id) for name in own]
        later = [_filter("hs_object_id", "GT", str(after))] if after else []
        return {
            "filterGroups": [{"filters": [each, *later]} for each in filters],
            "sorts": [{"propertyName": "hs_object_id", "direction": "ASCENDING"}],
            "properties": [*dict.fromkeys((*READ_ALWAYS, *own, *properties))],
            "limit": PAGE,
        }

    def _marked(self, record: Record, person: Person) -> Record:
        mark = record.values.get(self._id_property) if self._id_property else None
        return replace(record, is_marked=mark == person.lead_id)

    def read(self, external_id: str, properties: tuple[str, ...]) -> Steps[Record | None]:
        """A contact. HubSpot answers for one that was merged with the one that it went into."""
        names = ",".join(dict.fromkeys((*READ_ALWAYS, *properties)))
        path = f"{CONTACTS}/{quote(external_id, safe='')}?properties={quote(names)}"
        answer = yield CrmRequest("GET", path)
        return None if answer.status == 404 else _record(_checked(answer).json())

    def create(self, person: Person, values: Values) -> Steps[Record]:
        """A new contact; by a batch upsert where a property holds the lead's id."""
        properties = {name: value for name, value in values.items() if value}
        if not self._id_property:
            request = CrmRequest("POST", CONTACTS, {"properties": properties})
            return _record(_checked((yield request)).json())
        one = {"idProperty": self._id_property, "id": person.lead_id, "properties": properties}
        answer = yield CrmRequest("POST", f"{CONTACTS}/batch/upsert", {"inputs": [one]})
        results = _read(_checked(answer))
        if not results:
            _raise_existing(answer)
            raise Refused(f"HubSpot took no contact: {_reason(answer)}.")
        return _record(results[0])

    def update(self, record: Record, changes: Values) -> Steps[Record]:
        """The contact with changes; an empty value clears a property."""
        path = f"{CONTACTS}/{quote(record.id, safe='')}"
        answer = yield CrmRequest("PATCH", path, {"properties": dict(changes)})
        if answer.status == 404:
            raise Unwell("HubSpot has just lost the contact")
        updated = _record(_checked(answer).json())
        kept = {name: value for name, value in record.values.items() if name not in changes}
        return replace(record, id=updated.id, values={**kept, **updated.values}, at=updated.at)

    def erase(self, external_id: str, *, for_good: bool) -> Steps[None]:
        """GDPR deletion, which can't be undone, or the archive, which can for 90 days."""
        if for_good:
            body = {"objectId": external_id}
            answer = yield CrmRequest("POST", f"{CONTACTS}/gdpr-delete", body)
        else:
            answer = yield CrmRequest("DELETE", f"{CONTACTS}/{quote(external_id, safe='')}")
        if answer.status != 404:
            _checked(answer)

    def date(self, day: date) -> str:
        """Milliseconds of midnight UTC: any other hour is refused for a date."""
        return self.moment(datetime(day.year, day.month, day.day, tzinfo=UTC))

    def moment(self, at: datetime) -> str:
        """Epoch milliseconds."""
        return str(int(at.timestamp() * 1000))

    def same(self, name: str, ours: str, theirs: str) -> bool:
        """HubSpot writes dates anew, lowers addresses, and keeps numbers without their zeros."""
        if ours.strip() == theirs.strip():
            return True
        if "email" in name:
            return ours.strip().lower() == theirs.strip().lower()
        if "phone" in name and ours and theirs:
            return digits_of(ours) == digits_of(theirs)
        return _number(ours) is not None and _number(ours) == _number(theirs)


def _by_phone(number: str) -> list[dict[str, str]]:
    """Filters for a number. Without its country's code a foreign one can't be told from another."""
    is_american = number.startswith("+1")
    names, value = (CALCULATED, digits_of(number)) if is_american else (PHONES, number)
    return [_filter(name, "EQ", value) for name in names]


def _filter(name: str, operator: str, value: str) -> dict[str, str]:
    return {"propertyName": name, "operator": operator, "value": value}


def _read(answer: CrmAnswer) -> list[dict[str, Any]]:
    results = answer.json().get("results")
    if not isinstance(results, list):
        raise Unwell("HubSpot's answer has no results")
    return [each for each in results if isinstance(each, dict)]


def _record(found: dict[str, Any]) -> Record:
    external_id, given = found.get("id"), found.get("properties")
    if not isinstance(external_id, str) or not isinstance(given, dict):
        raise Unwell("HubSpot's answer is no contact")
    values = {name: str(value) for name, value in given.items() if value is not None}
    more = values.get(MORE_EMAILS, "").split(";")
    emails = {each.strip().lower() for each in (values.get("email", ""), *more)} - {""}
    phones = {digits_of(values.get(name, "")) for name in PHONES} - {""}
    at = _moment(found.get("updatedAt"))
    return Record(external_id, values, frozenset(emails), frozenset(phones), at=at)


def _moment(told: Any) -> int | None:
    try:
        return int(datetime.fromisoformat(told).timestamp() * 1000)
    except (TypeError, ValueError, OverflowError):
        return None


def _checked(answer: CrmAnswer) -> CrmAnswer:
    """An answer of success; the limits share a status, and only the body tells them apart."""
    if answer.status == 429:
        _raise_limit(answer)
    if answer.status == LOCKED:
        raise Busy("HubSpot has locked the contact for a moment.", LOCKED_SECONDS)
    if answer.status == MIGRATING:
        raise Busy("HubSpot is moving its data.", answer.retry_after or MIGRATING_SECONDS)
    if answer.status in (400, 409):
        _raise_existing(answer)
    return checked(answer, "HubSpot", _reason(answer))


def _raise_limit(answer: CrmAnswer) -> None:
    """Raise what a limit means: some answers name it in ``policyName``, some in a sentence."""
    told = (answer.word("policyName") or answer.word("message")).upper()
    if DAILY in told:
        raise QuotaSpent("HubSpot's calls of the day are used up.")
    policy = next((name for name in WAITS if name in told), "")
    wait = answer.retry_after or WAITS.get(policy, SHORT_WAIT_SECONDS)
    raise Busy(f"HubSpot is asked too often ({policy or 'no policy named'}).", wait)


def _raise_existing(answer: CrmAnswer) -> None:
    if found := _EXISTING.search(answer.text):
        raise Exists(found[1])


def _reason(answer: CrmAnswer) -> str:
    """Its category alone: the message may hold what the person has said."""
    return answer.word("category")


def _number(text: str) -> float | None:
    """A number, or a date as milliseconds: the two ways in which HubSpot writes one."""
    try:
        if _DAY.match(text):
            moment = datetime.fromisoformat(text)
            at = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
            return at.timestamp() * 1000
        return float(text)
    except ValueError:
        return None
