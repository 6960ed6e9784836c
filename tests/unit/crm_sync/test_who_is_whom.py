"""Which of HubSpot's contacts a lead is: found however it is written, and never a stranger."""

import pytest
from crm_at_work import Business, lead

from crm_protocol import Person, Record
from crm_syncing import SeveralContacts, erase, the_one
from hubspot_crm import HubSpotCrm

MARK = "hearthstack_lead_id"


@pytest.fixture
def business() -> Business:
    return Business()


@pytest.mark.parametrize("number", ["(206) 555-0142", "206.555.0142", "+1 206 555 0142"])
@pytest.mark.parametrize("name", ["phone", "mobilephone"])
def test_a_number_is_found_however_somebody_has_typed_it(
    business: Business, name: str, number: str
) -> None:
    known = business.made(**{name: number})
    assert business.sync(lead(email=None)).external_id == known
    [contact] = business.contacts()
    assert contact["properties"]["phone"] == (number if name == "phone" else None)


def test_a_number_of_another_country_is_found_as_it_is_written(business: Business) -> None:
    known = business.made(phone="+442079460142")
    assert business.sync(lead(email=None, phone="+442079460142")).external_id == known


def test_whom_a_search_finds_by_half_an_address_is_a_stranger(business: Business) -> None:
    stranger = business.made(email="m@example.org", hs_additional_emails="mary.ann@example.org")
    made = business.sync(lead()).external_id
    assert made != stranger
    assert {each["id"] for each in business.contacts()} == {stranger, made}
    business.play(
        erase(business.crm, None, Person("lead_1", "ann@example.org", None), for_good=True)
    )
    assert [each["id"] for each in business.contacts()] == [stranger]


def test_a_contact_with_our_mark_is_the_lead_whatever_it_says_by_now() -> None:
    business = Business(crm=HubSpotCrm(MARK))
    ours = business.made(email="old@example.org", **{MARK: "lead_1"})
    theirs = business.made(email="ann@example.org")
    result = business.sync(lead())
    assert result.external_id == ours
    emails = {each["id"]: each["properties"]["email"] for each in business.contacts()}
    assert emails == {ours: "old@example.org", theirs: "ann@example.org"}


def test_a_mark_of_another_lead_is_no_mark_of_ours() -> None:
    business = Business(crm=HubSpotCrm(MARK))
    business.made(email="bo@example.org", **{MARK: "lead_10"})
    business.sync(lead())
    assert len(business.contacts()) == 2


def test_a_contact_with_address_and_number_comes_before_those_with_one_of_them() -> None:
    person = Person("lead_1", "ann@example.org", "+12065550142")
    number, address = frozenset({"2065550142"}), frozenset({"ann@example.org"})
    whole = Record("1", {}, address, number)
    household = Record("2", {}, frozenset({"bo@example.org"}), number)
    assert the_one([household, whole], person) is whole
    assert the_one([household], person) is household
    with pytest.raises(SeveralContacts):
        the_one([household, Record("3", {}, address)], person)


def test_who_has_no_number_is_not_whoever_has_a_phone_that_is_none() -> None:
    nobody = Record("1", {}, frozenset(), frozenset({""}))
    assert not nobody.may_be(Person("lead_1", "ann@example.org", None))
    assert the_one([nobody], Person("lead_1", "ann@example.org", None)) is None


@pytest.mark.parametrize("is_primary", [True, False])
def test_merged_either_way_the_lead_is_the_one_that_is_left(
    business: Business, is_primary: bool
) -> None:
    ours = business.sync(lead()).external_id
    other = business.made(email="ann.doe@example.org", phone="206-555-0199")
    primary, gone = (ours, other) if is_primary else (other, ours)
    left = business.merge(primary, gone)
    assert left not in (ours, other)
    business.asked.clear()
    assert business.sync(lead(version=2)).external_id == left
    assert business.writes == []
    business.sync(lead(version=3, address="1 Elm St, Seattle"))
    [contact] = business.contacts()
    assert (contact["id"], contact["properties"]["address"]) == (left, "1 Elm St, Seattle")
    assert business.database.row("lead_1").external_id == left


def test_leads_whose_contacts_were_merged_are_both_the_one_that_is_left(
    business: Business,
) -> None:
    first = business.sync(lead()).external_id
    second = business.sync(lead(id="lead_2", email="ann2@example.org", phone=None)).external_id
    left = business.merge(first, second)
    for name, email, phone in (
        ("lead_1", "ann@example.org", "+12065550142"),
        ("lead_2", "ann2@example.org", None),
    ):
        changed = lead(id=name, version=2, email=email, phone=phone)
        assert business.sync(changed).external_id == left
    assert [each["id"] for each in business.contacts()] == [left]
