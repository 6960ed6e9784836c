"""The same form again: by key, by person and address, at once, later, and after an erasure."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from leads_at_work import ADMIN, LEAD, announcements, lead_body, run_sql

from fleet.dev.client import eventually
from fleet.dev.local import LocalFleet

DAY_MS = 86_400_000
KEY = {"Idempotency-Key": "k"}


@pytest.fixture
def leads(fleet: LocalFleet) -> Iterator[httpx.Client]:
    with fleet.worker("leads") as client:
        yield client


def age(fleet: LocalFleet, table: str, column: str, milliseconds: int) -> None:
    """Make what a table holds older, as if it had come so much earlier."""
    run_sql(fleet, "leads", (f"UPDATE {table} SET {column} = {column} - ?1", (milliseconds,)))


def test_a_key_brings_its_first_answer_back_even_after_the_lead_has_changed(
    fleet: LocalFleet, leads: httpx.Client
) -> None:
    with fleet.fault("valuation", "error"):
        first = leads.post("/api/leads", json=LEAD, headers=KEY)
    eventually(lambda: fleet.cron("leads") or announcements(fleet))
    (lead,) = fleet.d1("leads", "SELECT score FROM leads WHERE valued_at IS NOT NULL")
    assert lead["score"] > first.json()["score"]
    again = leads.post("/api/leads", json=lead_body(email=" ADA@example.com "), headers=KEY)
    assert (again.status_code, again.text) == (201, first.text)
    assert again.headers["idempotent-replayed"] == "true"


@pytest.mark.parametrize("age_ms", [0, 10_000])
def test_a_key_whose_first_request_broke_off_is_answered_with_its_lead(
    fleet: LocalFleet, leads: httpx.Client, age_ms: int
) -> None:
    first = leads.post("/api/leads", json=LEAD, headers=KEY)
    run_sql(fleet, "leads", ("UPDATE submissions SET status = NULL, answer = NULL", ()))
    age(fleet, "submissions", "created_at", age_ms)
    again = leads.post("/api/leads", json=LEAD, headers=KEY)
    assert (again.status_code, again.json()) == (201, first.json())


def test_a_duplicate_under_a_key_of_its_own_is_replayed_as_a_duplicate(leads: httpx.Client) -> None:
    leads.post("/api/leads", json=LEAD)
    second = leads.post("/api/leads", json=LEAD, headers=KEY)
    third = leads.post("/api/leads", json=LEAD, headers=KEY)
    assert (second.status_code, second.json()["duplicate"]) == (200, True)
    assert (third.status_code, third.text) == (200, second.text)


def test_the_same_person_by_phone_alone_is_the_same_lead(leads: httpx.Client) -> None:
    first = leads.post("/api/leads", json=LEAD)
    spelled = lead_body(
        email=None, phone="+1 206.555.0142", address="8021 21st avenue northwest seattle wa 98117"
    )
    again = leads.post("/api/leads", json=spelled)
    assert (again.status_code, again.json()["id"]) == (200, first.json()["id"])


@pytest.mark.parametrize(
    "change",
    [{"address": "9 Elm St, Kent, WA 98030"}, {"email": "someone@else.org", "phone": None}],
)
def test_another_address_or_person_is_another_lead(
    leads: httpx.Client, change: dict[str, Any]
) -> None:
    leads.post("/api/leads", json=LEAD)
    assert leads.post("/api/leads", json=lead_body(**change)).status_code == 201


def test_after_30_days_the_same_person_is_a_new_lead(
    fleet: LocalFleet, leads: httpx.Client
) -> None:
    first = leads.post("/api/leads", json=LEAD).json()
    age(fleet, "recent_leads", "expires_at", 30 * DAY_MS - 600_000)
    assert leads.post("/api/leads", json=LEAD).status_code == 200
    age(fleet, "recent_leads", "expires_at", 600_000)
    renewed = leads.post("/api/leads", json=LEAD)
    assert renewed.status_code == 201
    assert renewed.json()["id"] != first["id"]
    assert leads.post("/api/leads", json=LEAD).json()["id"] == renewed.json()["id"]


HOME = "77 North East Palm Cove Apartment 4, Kirkland, Washington 98033"


@pytest.mark.parametrize(
    "change",
    [
        {"address": "77 NE Palm Cv #4, Kirkland, WA 98033-1234, US"},
        {"address": "77 NE Palm Cv Apt 4, 98033"},
        {"address": "77 NE Palm Cv Apt 4, Kirkland WA"},
        {"address": "77 NE Palm Cove, Apt 4"},
        {"email": "k.arla.may+house@googlemail.com"},
        {"email": "karlamay\u200b@gmail.com"},
        {"phone": "\u202a+1 (425) 555\u20110188\u202c", "email": None},
        {"phone": "425-555-0188 (cell) ", "email": None},
        {"phone": "999-999-9999"},
    ],
)
def test_another_spelling_of_person_and_home_is_the_same_lead(
    leads: httpx.Client, change: dict[str, Any]
) -> None:
    facts = {"email": "karlamay@gmail.com", "phone": "425 555 0188", "property": None}
    first = leads.post("/api/leads", json=lead_body(**facts, address=HOME))
    again = leads.post("/api/leads", json=lead_body(**{**facts, "address": HOME, **change}))
    assert (again.status_code, again.json()["id"]) == (200, first.json()["id"])


@pytest.mark.parametrize(
    "address",
    [
        "77 NE Palm Cv Apt 5, Kirkland, WA 98033",
        "77 NE Palm Cv Apt 4, Kirkland, WA 98034",
        "77 NE Palm Cv Apt 4, Bothell, WA",
        "77 SE Palm Cv Apt 4, Kirkland, WA 98033",
    ],
)
def test_another_unit_place_or_side_of_town_is_another_lead(
    leads: httpx.Client, address: str
) -> None:
    leads.post("/api/leads", json=lead_body(address=HOME, property=None))
    other = leads.post("/api/leads", json=lead_body(address=address, property=None))
    assert other.status_code == 201


def test_a_form_that_makes_a_lead_hotter_is_scored_anew_and_told(
    fleet: LocalFleet, leads: httpx.Client
) -> None:
    cold = lead_body(timeline="exploring", condition="good", asking_price=2_500_000)
    first = leads.post("/api/leads", json=cold).json()
    eventually(lambda: len(announcements(fleet)) == 1)
    hot = cold | {"timeline": "asap", "asking_price": 300_000}
    assert leads.post("/api/leads", json=hot).json()["duplicate"]
    eventually(lambda: len(announcements(fleet)) == 2)
    lead = leads.get(f"/api/leads/{first['id']}", headers=ADMIN).json()
    assert (lead["timeline"], lead["asking_price"]) == ("asap", 300_000)
    assert lead["score"] > first["score"] + 25
    assert f"{lead['score']} of 100" in str(announcements(fleet)[1])
    assert lead["notes"][0]["text"] == "Sent again: asking_price: 300000; timeline: asap"


def test_a_home_of_which_a_later_form_tells_another_condition_is_valued_anew(
    fleet: LocalFleet, leads: httpx.Client
) -> None:
    good = lead_body(condition="good")
    first = leads.post("/api/leads", json=good).json()
    eventually(lambda: len(announcements(fleet)) == 1)
    assert leads.post("/api/leads", json=good | {"condition": "poor"}).json()["duplicate"]
    eventually(lambda: len(announcements(fleet)) == 2)
    lead = leads.get(f"/api/leads/{first['id']}", headers=ADMIN).json()
    assert lead["condition"] == "poor"
    assert lead["valuation"]["estimate"] < first["valuation"]["estimate"]
    assert lead["valued_at"] is not None
    assert f"${lead['valuation']['estimate']:,}" in str(announcements(fleet)[1])


def test_what_a_second_form_says_differently_is_noted_once(leads: httpx.Client) -> None:
    first = leads.post("/api/leads", json=LEAD).json()
    for _ in range(2):
        leads.post("/api/leads", json=lead_body(asking_price=250_000, motivation=None))
    lead = leads.get(f"/api/leads/{first['id']}", headers=ADMIN).json()
    assert [note["text"] for note in lead["notes"]] == ["Sent again: asking_price: 250000"]
    assert lead["asking_price"] == LEAD["asking_price"]


def test_what_is_new_of_a_lead_is_told_once_and_fills_what_was_not_known(
    fleet: LocalFleet, leads: httpx.Client
) -> None:
    bare = {
        "name": "Cy Ames",
        "phone": "(425) 555-0163",
        "address": "99 Pine St, Seattle, WA 98101",
    }
    first = leads.post("/api/leads", json=bare).json()
    eventually(lambda: len(announcements(fleet)) == 1)
    later = bare | {
        "email": "cy@example.org",
        "timeline": "asap",
        "condition": "poor",
        "message": "Please call, the auction is on Friday.",
        "property": {"sqft": 1480},
        "utm": {"source": "Ad"},
        "consent": {"sms": True, "text": "I agree to texts"},
    }
    for _ in range(2):
        again = leads.post("/api/leads", json=later)
        assert (again.status_code, again.json()["duplicate"]) == (200, True)
    eventually(lambda: len(announcements(fleet)) == 2)
    assert "auction is on Friday" in str(announcements(fleet)[1])
    lead = leads.get(f"/api/leads/{first['id']}", headers=ADMIN).json()
    assert lead["score"] > first["score"]
    assert (lead["email"], lead["timeline"], lead["utm"]) == (
        later["email"],
        "asap",
        {"source": "Ad"},
    )
    assert lead["property"]["sqft"] == 1480
    assert len(lead["notes"]) == 1
    assert leads.get("/api/leads", params={"q": "cy@example.org"}, headers=ADMIN).json()["items"]
    by_mail = later | {"phone": None}
    assert leads.post("/api/leads", json=by_mail).json()["id"] == first["id"]
    assert len(announcements(fleet)) == 2


def test_consent_that_comes_later_is_recorded_for_the_number_that_it_came_with(
    fleet: LocalFleet, leads: httpx.Client
) -> None:
    person = lead_body(consent=None)
    leads.post("/api/leads", json=person)
    leads.post("/api/leads", json=person | {"consent": {"sms": True, "text": "Texts are fine"}})

    def records() -> list[dict[str, Any]]:
        with fleet.worker("sms") as sms:
            params = {"phone": LEAD["phone"]}
            found = sms.get("/api/consent", params=params, headers=ADMIN).json()
        return list(found["records"])

    (record,) = eventually(records)
    assert record["text"] == "Texts are fine"


def test_consent_for_another_number_is_noted_and_not_taken_for_the_first(
    leads: httpx.Client,
) -> None:
    person = lead_body(consent=None)
    first = leads.post("/api/leads", json=person).json()
    other = person | {"phone": "(206) 555-0177", "consent": {"sms": True}}
    assert leads.post("/api/leads", json=other).json()["id"] == first["id"]
    lead = leads.get(f"/api/leads/{first['id']}", headers=ADMIN).json()
    assert (lead["phone"], lead["consent"]) == ("+12065550142", None)
    assert lead["notes"][0]["text"] == "Sent again: phone: +12065550177; agrees to: texts"


def test_a_duplicate_costs_no_agent_a_turn_and_another_area_has_its_own(
    fleet: LocalFleet, leads: httpx.Client
) -> None:
    far = {"address": "1 Elm St, Portland, OR 97201", "property": None}
    forms = [{"email": "0@x.org"}, {"email": "0@x.org"}, {"email": "far@x.org", **far}]
    for form in [*forms, {"email": "1@x.org"}]:
        leads.post("/api/leads", json=lead_body(phone=None, **form))
    agents = fleet.d1("leads", "SELECT agent FROM leads ORDER BY rowid")
    assert [row["agent"] for row in agents] == ["Dana Ortiz", "Priya Nair", "Sam Whitfield"]


def test_after_an_erasure_the_same_person_may_come_again_under_the_same_key(
    leads: httpx.Client,
) -> None:
    first = leads.post("/api/leads", json=LEAD, headers=KEY).json()
    leads.delete(f"/api/leads/{first['id']}", headers=ADMIN)
    again = leads.post("/api/leads", json=LEAD, headers=KEY)
    assert again.status_code == 201
    assert again.json()["id"] != first["id"]
