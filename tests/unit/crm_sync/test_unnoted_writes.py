"""Killed between a write and its note, or without an answer: what is there may be our own."""

import pytest
from crm_at_work import NOW, SEATTLE, Business, conflicts, lead

from crm_mapping import mapped
from crm_plan import hear
from crm_store import claim, forget
from fleet.dev.providers.followupboss import FollowUpBoss
from followupboss_crm import FollowUpBossCrm
from hubspot_crm import HubSpotCrm

OLD, MIDDLE, NEW = "1 Elm St, Seattle", "2 Elm St, Seattle", "3 Elm St, Seattle"


@pytest.fixture(params=["hubspot", "hubspot with ids", "followupboss"])
def business(request: pytest.FixtureRequest) -> Business:
    if request.param == "followupboss":
        return Business(stand_in=FollowUpBoss(), crm=FollowUpBossCrm())
    return Business(crm=HubSpotCrm("mark" if "ids" in request.param else None))


def addresses(business: Business) -> list[object]:
    """The address of each contact that there is."""
    if isinstance(business.stand_in, FollowUpBoss):
        return [each["addresses"][0]["street"] for each in business.stand_in._people.values()]
    return [each["properties"]["address"] for each in business.contacts()]


def test_a_contact_that_was_made_unnoted_gets_the_newest_values(business: Business) -> None:
    business.take(lead(address=OLD))
    business.die()
    result = business.sync(lead(version=2, address=NEW))
    assert (addresses(business), conflicts(result.news)) == ([NEW], [])


def test_a_change_that_was_written_unnoted_is_ours_to_change(business: Business) -> None:
    business.sync(lead(address=OLD))
    business.take(lead(version=2, address=MIDDLE))
    business.die()
    result = business.sync(lead(version=3, address=NEW))
    assert (addresses(business), conflicts(result.news)) == ([NEW], [])
    assert business.database.row("lead_1").tried == "[]"


def test_as_often_as_it_is_killed(business: Business) -> None:
    business.sync(lead(address=OLD))
    for version in range(2, 12):
        business.take(lead(version=version, address=f"{version} Elm St, Seattle"))
        business.die()
        business.die()
    result = business.sync(lead(version=20, address=NEW))
    assert (addresses(business), conflicts(result.news)) == ([NEW], [])


def test_what_somebody_has_written_meanwhile_holds() -> None:
    business = Business()
    made = business.sync(lead(address=OLD)).external_id
    business.take(lead(version=2, address=MIDDLE))
    business.die()
    business.hubspot("PATCH", f"/{made}", {"properties": {"address": "9 Oak St"}})
    result = business.sync(lead(version=3, address=NEW))
    assert (addresses(business), conflicts(result.news)) == (["9 Oak St"], ["address"])


def test_the_echo_of_an_unnoted_write_is_nobodys_edit() -> None:
    business = Business()
    business.sync(lead(address=OLD))
    business.take(lead(version=2, address=MIDDLE))
    business.die()
    row = business.database.row("lead_1")
    mapping = mapped("hubspot", None)
    known = row.known_by(mapping, business.crm, SEATTLE, also_newest=True)
    assert hear("address", MIDDLE, NOW + 1000, known, business.crm).changes == {}
    assert hear("address", NEW, NOW + 1000, known, business.crm).changes != {}


def test_nothing_is_kept_of_who_is_erased() -> None:
    business = Business()
    business.take(lead(address=OLD))
    business.die()
    business.database.run(*forget("lead_1", "contact_1", NOW))
    row = business.database.row("lead_1")
    assert row.tried == "[]"
    business.database.run(claim("lead_1", NOW, "hubspot", to_sync=True))
    assert "Elm" not in str(business.database.row("lead_1"))


def test_who_is_erased_while_the_contact_is_made_is_known_by_its_id_alone() -> None:
    business = Business()
    business.take(lead(address=OLD))
    contact, result = business.played("lead_1")
    business.database.run(*forget("lead_1", "contact_1", NOW))
    business.settle(contact, result)
    row = business.database.row("lead_1")
    assert (row.external_id, row.status, row.leased_until) == (result.external_id, "erased", 0)
    assert (row.written, row.conflicts, row.changes, row.tried) == ("{}", "{}", "{}", "[]")


def test_what_was_cleared_unnoted_is_ours_to_fill(business: Business) -> None:
    business.sync(lead(phone="+12065550142"))
    business.take(lead(version=2, phone=None))
    business.die()
    result = business.sync(lead(version=3, phone="+12065550143"))
    assert conflicts(result.news) == []
    business.asked.clear()
    assert conflicts(business.sync(lead(version=4, phone="+12065550143")).news) == []
    assert business.writes == []
