"""One contact in HubSpot in the end, nobody's data overwritten, and only what has changed."""

import json

import pytest
from crm_at_work import Business, conflicts, lead

from crm_protocol import (
    Busy,
    CrmAnswer,
    CrmFault,
    CrmRequest,
    Person,
    QuotaSpent,
    Refused,
    Unwell,
)
from crm_syncing import SeveralContacts, erase
from fleet.dev.providers.hubspot_search import CEILING
from hubspot_crm import HubSpotCrm

ANN = Person("lead_1", "ann@example.org", "+12065550142")


@pytest.fixture
def business() -> Business:
    return Business()


def test_a_lead_becomes_a_contact(business: Business) -> None:
    made = business.sync(lead())
    [contact] = business.contacts()
    assert contact["id"] == made.external_id == business.database.row("lead_1").external_id
    assert contact["properties"]["firstname"] == "Ann"
    assert contact["properties"]["phone"] == "+12065550142"


def test_what_has_not_changed_is_not_sent(business: Business) -> None:
    business.sync(lead())
    business.asked.clear()
    business.sync(lead(version=2))
    assert business.writes == []


def test_only_what_has_changed_is_sent(business: Business) -> None:
    business.sync(lead())
    business.asked.clear()
    business.sync(lead(version=2, phone="+12065550143", address=None))
    [patch] = business.writes
    assert patch.body == {"properties": {"phone": "+12065550143", "address": ""}}


def test_an_address_that_is_known_as_a_secondary_one_is_found_and_the_primary_stays(
    business: Business,
) -> None:
    known = business.made(email="first@example.org", hs_additional_emails="ann@example.org")
    result = business.sync(lead())
    [contact] = business.contacts()
    assert result.external_id == contact["id"] == known
    assert contact["properties"]["email"] == "first@example.org"
    assert contact["properties"]["firstname"] == "Ann"
    assert conflicts(result.news) == []


def test_an_alias_of_somebody_elses_primary_address_is_never_a_licence_to_overwrite_it(
    business: Business,
) -> None:
    business.made(email="first@example.org", hs_additional_emails="ann@example.org")
    business.sync(lead())
    result = business.sync(lead(version=2, email="new@example.org"))
    [contact] = business.contacts()
    assert contact["properties"]["email"] == "first@example.org"
    assert conflicts(result.news) == ["email"]


def test_a_contact_that_search_does_not_know_yet_is_updated_by_the_id_of_the_409(
    business: Business,
) -> None:
    known = business.made(email="ann@example.org")
    real = business.ask

    def blind(request: CrmRequest) -> CrmAnswer:
        if request.path.endswith("/search"):
            business.asked.append(request)
            return CrmAnswer(200, '{"total": 0, "results": []}')
        return real(request)

    business.ask = blind  # type: ignore[method-assign]
    assert business.sync(lead()).external_id == known
    business.ask = real  # type: ignore[method-assign]
    [contact] = business.contacts()
    assert contact["properties"]["firstname"] == "Ann"


def test_a_merged_contact_is_followed_without_a_second_one_or_a_loop(business: Business) -> None:
    first = business.sync(lead()).external_id
    other = business.made(email="ann.doe@example.org", firstname="Anna")
    left = business.merge(other, first)
    business.asked.clear()
    assert business.sync(lead(version=2)).external_id == left
    assert business.database.row("lead_1").external_id == left
    assert [each.path.partition("?")[0].rsplit("/", 1)[1] for each in business.asked] == [first]
    business.sync(lead(version=3, status="contacted"))
    [contact] = business.contacts()
    assert contact["id"] == left
    assert contact["properties"]["firstname"] == "Anna"


def test_a_phone_of_one_and_an_address_of_another_touch_neither(business: Business) -> None:
    business.made(email="bo@example.org", phone="+12065550142")
    business.made(email="ann@example.org", phone="+12065550199")
    before = business.contacts()
    business.take(lead())
    with pytest.raises(SeveralContacts, match="merge them"):
        business.deliver()
    assert business.contacts() == before
    assert business.writes == []


def test_a_number_of_several_people_is_nobodys_in_particular(business: Business) -> None:
    business.made(email="bo@example.org", phone="+12065550142")
    business.made(email="cy@example.org", phone="+12065550142")
    business.take(lead())
    with pytest.raises(SeveralContacts):
        business.deliver()


def test_what_a_person_has_written_holds_and_is_told(business: Business) -> None:
    made = business.sync(lead()).external_id
    business.hubspot("PATCH", f"/{made}", {"properties": {"phone": "+12065550177"}})
    seen = business.sync(lead(version=2))
    edit = seen.news.changes["phone"]
    assert edit is not None
    assert (edit.value, conflicts(seen.news)) == ("+12065550177", [])
    clash = business.sync(lead(version=3, phone="+12065550188"))
    assert conflicts(clash.news) == ["phone"]
    again = business.sync(lead(version=4, phone="+12065550188"))
    assert "phone" not in again.news.conflicts, "told once"
    [contact] = business.contacts()
    assert contact["properties"]["phone"] == "+12065550177"


def test_a_conflict_is_over_once_both_say_the_same(business: Business) -> None:
    made = business.sync(lead()).external_id
    business.hubspot("PATCH", f"/{made}", {"properties": {"phone": "+12065550177"}})
    business.sync(lead(version=2, phone="+12065550188"))
    assert business.database.row("lead_1").known.conflicts
    business.sync(lead(version=3, phone="+12065550177"))
    known = business.database.row("lead_1").known
    assert (dict(known.conflicts), dict(known.changes)) == ({}, {})


def test_a_contact_that_was_deleted_is_made_anew_and_that_is_told(business: Business) -> None:
    first = business.sync(lead()).external_id
    business.hubspot("DELETE", f"/{first}")
    result = business.sync(lead(version=2))
    assert result.was_gone
    assert result.external_id != first
    assert len(business.contacts()) == 1


def test_an_address_that_has_come_to_be_anothers_is_a_conflict_and_the_rest_is_written(
    business: Business,
) -> None:
    business.sync(lead())
    business.made(email="bo@example.org")
    result = business.sync(lead(version=2, email="bo@example.org", address="1 Elm St, Seattle"))
    mine = next(each for each in business.contacts() if each["id"] == result.external_id)
    assert conflicts(result.news) == ["email"]
    assert mine["properties"]["email"] == "ann@example.org"
    assert mine["properties"]["address"] == "1 Elm St, Seattle"


def test_more_matches_than_a_search_pages_through_are_all_found(business: Business) -> None:
    number = "+12065550142"
    for _ in range(CEILING + 150):
        business.stand_in._create("contacts", {"phone": number})  # type: ignore[attr-defined]
    last = business.made(email="ann@example.org")
    found = business.play(HubSpotCrm().matching(ANN, ()))
    assert len({each.id for each in found}) == len(found) == CEILING + 151
    assert last in {each.id for each in found}


@pytest.mark.parametrize(
    ("status", "body", "fault"),
    [
        (429, {"policyName": "SECONDLY", "errorType": "RATE_LIMIT"}, Busy),
        (429, {"policyName": "TEN_SECONDLY_ROLLING", "errorType": "RATE_LIMIT"}, Busy),
        (429, {}, Busy),
        (
            429,
            {"category": "RATE_LIMITS", "message": "You have reached your secondly limit."},
            Busy,
        ),
        (423, {"message": "The record of ann is locked"}, Busy),
        (477, {}, Busy),
        (429, {"policyName": "DAILY", "errorType": "RATE_LIMIT"}, QuotaSpent),
        (
            429,
            {"category": "RATE_LIMITS", "message": "You have reached your daily limit."},
            QuotaSpent,
        ),
        (400, {"category": "VALIDATION_ERROR", "message": "phone of ann is bad"}, Refused),
        (401, {"category": "INVALID_AUTHENTICATION"}, Unwell),
        (403, {"category": "MISSING_SCOPES"}, Unwell),
        (500, "<html>", Unwell),
        (200, "not JSON", Unwell),
        (200, [], Unwell),
        (200, {}, Unwell),
        (200, {"results": "none"}, Unwell),
        (200, {"results": [{}]}, Unwell),
    ],
)
def test_a_bad_answer_means(status: int, body: object, fault: type[CrmFault]) -> None:
    def ask(_: CrmRequest) -> CrmAnswer:
        return CrmAnswer(status, body if isinstance(body, str) else json.dumps(body))

    business = Business()
    business.ask = ask  # type: ignore[method-assign]
    with pytest.raises(fault) as raised:
        business.play(HubSpotCrm().matching(ANN, ()))
    assert type(raised.value) is fault
    assert "ann" not in str(raised.value)


@pytest.mark.parametrize(
    ("status", "body", "asked", "waited"),
    [
        (429, {"policyName": "SECONDLY"}, None, 1),
        (429, {"policyName": "TEN_SECONDLY_ROLLING"}, None, 10),
        (429, {"message": "You have reached your ten_secondly_rolling limit."}, None, 10),
        (429, {"policyName": "TEN_SECONDLY_ROLLING"}, 4.0, 4),
        (429, {}, None, 1),
        (423, {}, None, 2),
        (477, {}, 300.0, 300),
        (477, {}, None, 3600),
    ],
)
def test_it_is_waited_as_long_as_the_limit_lasts(
    status: int, body: object, asked: float | None, waited: float
) -> None:
    business = Business()
    text = json.dumps(body)
    business.ask = lambda _: CrmAnswer(status, text, asked)  # type: ignore[method-assign]
    with pytest.raises(Busy) as raised:
        business.play(HubSpotCrm().read("1", ()))
    assert raised.value.seconds == waited


@pytest.mark.parametrize("for_good", [True, False])
def test_an_erased_contact_is_gone_and_erasing_again_is_no_fault(
    business: Business, for_good: bool
) -> None:
    made = business.sync(lead()).external_id
    for _ in range(2):
        business.play(erase(business.crm, made, None, for_good=for_good))
    assert business.contacts() == []


def test_without_its_id_a_contact_is_erased_by_its_address_and_a_households_number_spared(
    business: Business,
) -> None:
    business.made(email="ann@example.org")
    partner = business.made(email="bo@example.org", phone="+12065550142")
    business.play(erase(business.crm, None, ANN, for_good=True))
    assert [each["id"] for each in business.contacts()] == [partner]


def test_with_a_property_for_the_id_a_contact_without_an_address_is_made_once() -> None:
    business = Business(crm=HubSpotCrm("hearthstack_lead_id"))
    caller = Person("lead_1", None, "+12065550142")
    for _ in range(2):
        business.play(business.crm.create(caller, {"phone": "+12065550142"}))
    [contact] = business.contacts()
    assert contact["properties"]["phone"] == "+12065550142"
