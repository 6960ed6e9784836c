"""Follow Up Boss and a CRM of one's own: the same promises, each in its own words."""

import json
from typing import Any

import pytest
from crm_at_work import NOW, Business, conflicts, lead

from crm_changes import followupboss_people, hubspot_changes, hubspot_merges
from crm_protocol import Archived, Busy, CrmAnswer, Person
from crm_syncing import SeveralContacts, erase
from fleet.dev.providers.followupboss import ARCHIVED, FollowUpBoss
from fleet.dev.providers.generic_crm import GenericCrm as GenericStandIn
from followupboss_crm import FollowUpBossCrm
from generic_crm import GenericCrm


@pytest.fixture
def fub() -> Business:
    return Business(stand_in=FollowUpBoss(), crm=FollowUpBossCrm())


def people(business: Business) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = list(business.stand_in._people.values())  # type: ignore[attr-defined]
    return found


def test_a_lead_goes_in_as_an_event_with_the_key_as_the_name(fub: Business) -> None:
    fub.sync(lead())
    [event] = fub.writes
    assert (event.method, event.path) == ("POST", "/v1/events")
    assert event.body is not None
    assert event.body["type"] == "Seller Inquiry"
    assert event.body["person"]["emails"] == [{"value": "ann@example.org"}]
    assert event.body["person"]["phones"] == [{"value": "+12065550142"}]
    assert fub.crm.headers("key") == {
        "authorization": "Basic a2V5Og==",
        "x-system": "Hearthstack",
    }


def test_a_registered_system_says_its_key() -> None:
    headers = FollowUpBossCrm("Acme", "secret").headers("key")
    assert (headers["x-system"], headers["x-system-key"]) == ("Acme", "secret")


def test_all_pages_of_people_are_read(fub: Business) -> None:
    for number in range(1, 251):
        person = {"id": number, "phones": [{"value": "206-555-0142"}]}
        fub.stand_in._people[number] = person  # type: ignore[attr-defined]
    found = fub.play(fub.crm.matching(Person("lead_1", None, "+12065550142"), ()))
    assert {each.id for each in found} == {str(number) for number in range(1, 251)}
    assert len(fub.asked) == 3


def test_people_with_something_else_are_strangers(fub: Business) -> None:
    stranger = {"id": 1, "emails": [{"value": "joann@example.org"}], "phones": [{"value": "n/a"}]}
    body = json.dumps({"_metadata": {}, "people": [stranger]})
    fub.ask = lambda _: CrmAnswer(200, body)  # type: ignore[method-assign]
    assert fub.play(fub.crm.matching(Person("lead_1", "ann@example.org", None), ())) == []


def test_a_change_touches_nothing_else_and_keeps_the_other_numbers(fub: Business) -> None:
    fub.sync(lead())
    [person] = people(fub)
    person["phones"].append({"value": "206-555-0111", "type": "work"})
    fub.asked.clear()
    fub.sync(lead(version=2, phone="+12065550143"))
    [change] = fub.writes
    phones = [{"value": "+12065550143"}, {"value": "206-555-0111", "type": "work"}]
    assert (change.method, change.body) == ("PUT", {"phones": phones})


def test_what_an_agent_has_written_holds(fub: Business) -> None:
    fub.sync(lead())
    [person] = people(fub)
    person["stage"] = "Nurture"
    result = fub.sync(lead(version=2, status="contacted"))
    assert conflicts(result.news) == ["stage"]
    assert people(fub)[0]["stage"] == "Nurture"


def test_a_number_written_otherwise_is_the_same_number(fub: Business) -> None:
    fub.sync(lead())
    people(fub)[0]["phones"][0]["value"] = "(206) 555-0142"
    fub.asked.clear()
    result = fub.sync(lead(version=2))
    assert (fub.writes, conflicts(result.news)) == ([], [])


def test_a_phone_of_one_and_an_address_of_another_touch_neither(fub: Business) -> None:
    one = {"id": 1, "phones": [{"value": "2065550142"}]}
    two = {"id": 2, "emails": [{"value": "ann@example.org"}]}
    fub.stand_in._people.update({1: one, 2: two})  # type: ignore[attr-defined]
    fub.take(lead())
    with pytest.raises(SeveralContacts):
        fub.deliver()
    assert fub.writes == []


def test_who_was_deleted_there_is_not_made_anew_before_the_lead_changes(fub: Business) -> None:
    first = fub.sync(lead()).external_id
    fub.stand_in.reset()
    fub.asked.clear()
    looked = fub.look()
    assert (looked.was_gone, looked.external_id) == (True, first)
    assert (fub.writes, people(fub)) == ([], [])
    again = fub.sync(lead(version=2))
    assert again.was_gone
    assert [str(each["id"]) for each in people(fub)] == [again.external_id]


def test_who_was_merged_there_is_followed_by_a_look(fub: Business) -> None:
    first = fub.sync(lead()).external_id
    [person] = people(fub)
    fub.stand_in.reset()
    fub.stand_in._people[7] = person | {"id": 7}  # type: ignore[attr-defined]
    assert first != fub.look().external_id == "7"
    assert fub.database.row("lead_1").external_id == "7"


def test_an_archived_lead_flow_is_no_person_and_no_fault() -> None:
    business = Business(stand_in=FollowUpBoss(), crm=FollowUpBossCrm(ARCHIVED))
    business.take(lead())
    with pytest.raises(Archived, match="archived"):
        business.deliver()
    assert people(business) == []


@pytest.mark.parametrize(("given", "waited"), [(7.0, 7.0), (None, 10.0)])
def test_too_many_calls_wait_as_long_as_is_said_or_a_window(
    fub: Business, given: float | None, waited: float
) -> None:
    fub.ask = lambda _: CrmAnswer(429, "{}", given)  # type: ignore[method-assign]
    with pytest.raises(Busy) as raised:
        fub.play(fub.crm.read("1", ()))
    assert raised.value.seconds == waited


def test_an_erased_person_is_gone(fub: Business) -> None:
    made = fub.sync(lead()).external_id
    for _ in range(2):
        fub.play(erase(fub.crm, made, None, for_good=True))
    assert people(fub) == []


def test_a_crm_of_ones_own_knows_contacts_by_the_leads_id() -> None:
    business = Business(stand_in=GenericStandIn(), crm=GenericCrm())
    assert business.sync(lead(asking_price=500_000)).external_id == "lead_1"
    business.sync(lead(version=2, asking_price=None))
    assert [each.method for each in business.writes] == ["PUT", "PATCH"]
    assert business.writes[1].body == {"properties": {"asking_price": ""}}
    business.play(erase(business.crm, "lead_1", None, for_good=True))
    assert business.play(business.crm.read("lead_1", ())) is None


def test_a_delivery_of_hubspot_is_read_event_by_event() -> None:
    events: list[Any] = [
        {"objectId": 7, "propertyName": "phone", "propertyValue": "1", "occurredAt": 5},
        {"objectId": 7, "propertyName": "phone", "propertyValue": None, "occurredAt": "soon"},
        {"objectId": 7, "propertyName": "not_mapped", "propertyValue": "1"},
        {"objectId": 7, "subscriptionType": "contact.creation"},
        {"subscriptionType": "contact.merge", "primaryObjectId": 7, "mergedObjectIds": [8],
         "newObjectId": 9},
        "nonsense",
    ]  # fmt: skip
    found = list(hubspot_changes({"events": events}, frozenset({"phone"}), NOW))
    assert [(each.external_id, each.values, each.at) for each in found] == [
        ("7", {"phone": "1"}, 5),
        ("7", {"phone": ""}, NOW),
    ]
    assert list(hubspot_merges({"events": events})) == [("9", ["8", "7"])]
    assert [each.at for each in hubspot_changes(events[0], frozenset({"phone"}), NOW)] == [5]


@pytest.mark.parametrize(
    ("payload", "ids"),
    [
        ({"event": "peopleUpdated", "resourceIds": [1, 2, 1]}, ["1", "2"]),
        ({"event": "peopleStageUpdated", "resourceIds": [3]}, ["3"]),
        ({"event": "tasksUpdated", "resourceIds": [1]}, []),
        ({"event": "peopleUpdated", "resourceIds": None}, []),
        ({}, []),
    ],
)
def test_follow_up_boss_names_people_alone(payload: dict[str, Any], ids: list[str]) -> None:
    assert followupboss_people(json.loads(json.dumps(payload))) == ids
