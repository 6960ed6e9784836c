"""What comes back from HubSpot: our own writes are nobody's edits, all else is somebody's."""

import json
from datetime import datetime

import pytest
from crm_at_work import NOW, Business, lead

from crm_plan import Known, News, hear
from crm_protocol import CrmAnswer, CrmRequest
from crm_store import LEASE_MS, being_made, claim

OLD, NEW = "+12065550142", "+12065550143"


@pytest.fixture
def business() -> Business:
    return Business()


def heard(business: Business, value: str, at: int, name: str = "phone") -> News:
    """What a webhook's change is, by all that is known."""
    return hear(name, value, at, business.database.row("lead_1").known, business.crm)


def written_at(business: Business) -> int:
    """When HubSpot has noted our last write, by its own clock."""
    [contact] = business.contacts()
    return int(datetime.fromisoformat(contact["updatedAt"]).timestamp() * 1000)


# What comes in, when (seconds after our write), and what of it is somebody's.
ECHOES = [
    ("+12065550142", 1, None),  # our own value
    ("(206) 555-0142", 1, None),  # written otherwise
    ("+12065550177", 1, "+12065550177"),  # another in the same minute
    ("+12065550177", 0, "+12065550177"),  # another in the same moment
    ("", 5, ""),  # it was cleared
]


@pytest.mark.parametrize(("value", "after", "edit"), ECHOES)
def test_an_echo_is_known_by_its_value(
    business: Business, value: str, after: int, edit: str | None
) -> None:
    business.sync(lead())
    change = heard(business, value, NOW + 1000 * after).changes.get("phone")
    assert (change.value if change else None) == edit


@pytest.mark.parametrize("value", [OLD, "(206) 555-0142"])
def test_a_late_echo_of_what_we_wrote_before_is_nobodys_edit(
    business: Business, value: str
) -> None:
    business.sync(lead())
    first = written_at(business)
    business.sync(lead(version=2, phone=NEW))
    assert heard(business, value, first).changes == {}
    returned = heard(business, value, written_at(business) + 5000)
    assert returned.changes["phone"] is not None, "somebody has put it back"


@pytest.mark.parametrize("hours", [-5, 5])
def test_hubspots_clock_may_differ_from_ours(business: Business, hours: int) -> None:
    """Two quick changes, whose echoes come in the end, each with HubSpot's time."""
    ahead = hours * 3_600_000
    real = business.ask

    def ask(request: CrmRequest) -> CrmAnswer:
        answer = real(request)
        found = json.loads(answer.text)
        if "updatedAt" not in found:
            return answer
        at = NOW + ahead + len(business.writes) * 40
        found["updatedAt"] = datetime.fromtimestamp(at / 1000).astimezone().isoformat()
        return CrmAnswer(answer.status, json.dumps(found))

    business.ask = ask  # type: ignore[method-assign]
    business.sync(lead())
    business.sync(lead(version=2, phone=NEW))
    assert heard(business, OLD, NOW + ahead + 40).changes == {}
    assert heard(business, NEW, NOW + ahead + 80).changes == {"phone": None}
    put_back = heard(business, OLD, NOW + ahead + 81).changes["phone"]
    assert put_back is not None


def test_an_echo_after_somebodys_edit_does_not_hide_it(business: Business) -> None:
    business.sync(lead())
    edit = heard(business, "+12065550177", NOW + 2000).changes["phone"]
    assert edit is not None
    known = business.database.row("lead_1").known
    edited = Known(known.written, {}, {"phone": edit})
    assert hear("phone", OLD, NOW + 1000, edited, business.crm).changes == {}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("email", "Ann@Example.org"),
        ("firstname", " Ann "),
        ("hs_lead_status", "NEW"),
        ("address", "8021 21st Ave NW, Seattle, WA 98117"),
    ],
)
def test_each_property_knows_its_own_value(business: Business, name: str, value: str) -> None:
    business.sync(lead())
    assert heard(business, value, NOW + 1000, name).changes == {name: None}


def test_another_case_is_another_name_and_is_written(business: Business) -> None:
    business.sync(lead(name="ann doe"))
    change = heard(business, "Ann", NOW + 1000, "firstname").changes["firstname"]
    assert change is not None
    assert change.value == "Ann"
    business.sync(lead(version=2, name="Ann Doe"))
    [contact] = business.contacts()
    assert contact["properties"]["firstname"] == "Ann"


@pytest.mark.parametrize(("seconds", "may_be_its"), [(1, True), (-30, True), (-90, False)])
def test_a_change_is_held_back_only_by_a_contact_that_was_being_made_by_then(
    business: Business, seconds: int, may_be_its: bool
) -> None:
    """Changes of strangers, of which HubSpot tells too, would else wait for each new contact."""
    business.take(lead())
    business.database.run(claim("lead_1", NOW, "hubspot", to_sync=True))
    [rows] = business.database.run(being_made(NOW + 1000 * seconds, NOW + 5000))
    assert bool(rows) is may_be_its
    [rows] = business.database.run(being_made(NOW + 1000 * seconds, NOW + LEASE_MS))
    assert not rows, "the lease is over"
