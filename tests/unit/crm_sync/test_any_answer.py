"""Whatever a CRM says, in answers and webhooks, is read or is a fault that says what to do."""

import json
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from crm_at_work import lead
from hypothesis import given
from hypothesis import strategies as st

from crm_changes import followupboss_people, hubspot_changes, hubspot_merges
from crm_mapping import DEFAULTS, Target, mapped, values_of
from crm_protocol import Crm, CrmAnswer, CrmFault, CrmRequest, Person, Record, digits_of, play
from followupboss_crm import FollowUpBossCrm
from generic_crm import GenericCrm
from hubspot_crm import HubSpotCrm

CRMS: dict[str, Crm] = {
    "hubspot": HubSpotCrm(),
    "hubspot by id": HubSpotCrm("lead_id"),
    "followupboss": FollowUpBossCrm(),
    "generic": GenericCrm(),
}
NAMES = st.sampled_from(
    ["id", "properties", "results", "people", "emails", "phones", "value", "message", "category",
     "email", "phone", "hs_additional_emails", "_metadata", "next", "firstname", "policyName"]
)  # fmt: skip
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=8,
)
OBJECTS = st.dictionaries(NAMES, VALUES, max_size=5)
CONTACTS = st.fixed_dictionaries(
    {"id": st.integers(0, 9).map(str)}, optional={"properties": OBJECTS, "emails": VALUES}
)
BODIES = (
    OBJECTS
    | CONTACTS
    | st.lists(CONTACTS | VALUES, max_size=3).map(lambda found: {"results": found, "people": found})
)
ANSWERS = st.builds(
    CrmAnswer,
    st.sampled_from([200, 201, 204, 207, 301, 400, 404, 409, 429, 500]),
    BODIES.map(json.dumps) | st.text(max_size=20) | st.just("[" * 2000),
    st.none() | st.floats(0, 60),
)
ANN = Person("lead_1", "ann@example.org", "+12065550142")


class NoMoreAnswersError(Exception):
    """All that the CRM says has been said."""


def told(answers: list[CrmAnswer]) -> Any:
    left = iter(answers)

    def ask(request: CrmRequest) -> CrmAnswer:
        try:
            return next(left)
        except StopIteration:
            raise NoMoreAnswersError from None

    return ask


@pytest.mark.parametrize("name", CRMS)
@given(st.lists(ANSWERS, min_size=1, max_size=4), OBJECTS)
def test_any_answer_is_a_record_or_a_fault(
    name: str, answers: list[CrmAnswer], raw: dict[str, Any]
) -> None:
    crm = CRMS[name]
    known = Record("7", {"email": "ann@example.org"}, raw=raw)
    changes = {"email": "ann@example.org", "emails": "ann@example.org", "phones": ""}
    for steps in (
        crm.matching(ANN, ("email",)),
        crm.read("7", ("email",)),
        crm.create(ANN, changes),
        crm.update(known, changes),
        crm.erase("7", for_good=True),
        crm.erase("7", for_good=False),
    ):
        with suppress(CrmFault, NoMoreAnswersError):
            play(steps, told(answers))


EVENT_NAMES = st.sampled_from(
    ["events", "event", "resourceIds", "subscriptionType", "propertyName", "propertyValue",
     "objectId", "occurredAt", "newObjectId", "mergedObjectIds", "primaryObjectId"]
)  # fmt: skip
EVENT_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats()
    | st.sampled_from(["contact.propertyChange", "contact.merge", "peopleUpdated", "email"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(EVENT_NAMES, inner, max_size=5),
    max_leaves=10,
)  # fmt: skip


@given(st.dictionaries(EVENT_NAMES, EVENT_VALUES))
def test_any_webhook_tells_of_contacts_or_of_nothing(payload: dict[str, Any]) -> None:
    for changed in hubspot_changes(payload, frozenset({"email"}), 5):
        assert set(changed.values) == {"email"}
        assert 0 < changed.at < 2**53
    for left, gone in hubspot_merges(payload):
        assert all(isinstance(each, str) for each in (left, *gone))
    assert all(isinstance(each, str) for each in followupboss_people(payload))


@given(
    st.integers(31_536_000, 7_226_582_400).map(lambda at: datetime.fromtimestamp(at, UTC)),
    st.sampled_from(["America/Los_Angeles", "Pacific/Kiritimati", "Asia/Kathmandu", "UTC"]),
    st.sampled_from(sorted(CRMS)),
)
def test_a_date_is_the_day_that_a_clock_of_the_zone_shows(
    at: datetime, zone: str, name: str
) -> None:
    mapping = {"it": Target.model_validate({"field": "created_at", "type": "date"})}
    crm, where = CRMS[name], ZoneInfo(zone)
    written = values_of(lead(created_at=at), mapping, crm, where)["it"]
    day = at.astimezone(where).date()
    assert written == crm.date(day)
    if name.startswith("hubspot"):
        assert date(1970, 1, 1) + timedelta(milliseconds=int(written)) == day
        assert int(written) % 86_400_000 == 0
        assert crm.same("lead_date", written, day.isoformat())


@given(st.sampled_from(sorted(DEFAULTS)), st.text(), st.text())
def test_any_name_is_written_in_full(crm: str, name: str, address: str) -> None:
    values = values_of(
        lead().model_copy(update={"name": name, "address": address}),
        mapped(crm, None),
        CRMS.get(crm, GenericCrm()),
        ZoneInfo("UTC"),
    )
    if "firstname" in values:
        parts = [values["firstname"], values["lastname"]]
        assert " ".join(parts).rstrip(" ") == name.rstrip(" ")
    assert all(isinstance(value, str) for value in values.values())


@pytest.mark.parametrize("name", CRMS)
@given(st.text() | st.from_regex(r"[0-9]{1,4}-[0-9]{2}-[0-9]{2}.*"), st.text())
def test_two_texts_are_compared_whatever_they_are(name: str, ours: str, theirs: str) -> None:
    for member in ("phone", "phones", "email"):
        assert CRMS[name].same(member, ours, ours) or "nan" in ours.lower()
        assert CRMS[name].same(member, ours, theirs) == CRMS[name].same(member, theirs, ours)


@given(
    st.from_regex(r"[2-9][0-9]{9}", fullmatch=True), st.sampled_from(["{}", "+1{}", "1{}", "+1-{}"])
)
def test_a_number_has_the_same_digits_however_it_is_written(number: str, form: str) -> None:
    assert digits_of(form.format(number)) == number
