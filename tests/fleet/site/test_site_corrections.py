"""What people write beside a number, and what they correct: it reaches whoever calls them."""

import re
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import httpx
import pytest
from site_forms_read import hidden

from fleet.dev.client import eventually
from fleet.dev.local import LocalFleet

HOME = "8021 21st Ave NW, Seattle, WA 98117"
SAYS_IT = "The phone has the extension 12."
WRITTEN = ["206-555-0137 ext 12", "(206) 555-0137 x12", "206.555.0137, Ext. 12"]


def offered(site: httpx.Client) -> str:
    """The path of an offer."""
    home = {"address": HOME, "condition": "fair", "timeline": "30_days"}
    sent = site.post("/offer", data=hidden(site.get("/offer").text) | home)
    assert sent.status_code == 303, sent.text[:2000]
    return urlsplit(sent.headers["location"]).path


@pytest.mark.parametrize("phone", WRITTEN)
def test_an_extension_reaches_the_lead_of_a_message(
    fleet: LocalFleet, site: httpx.Client, phone: str
) -> None:
    form = hidden(site.get("/contact").text)
    form |= {"name": "Ann Lee", "phone": phone, "address": HOME, "message": "Hello"}
    assert site.post("/contact", data=form).status_code == 303
    [lead] = fleet.d1("leads", "SELECT phone, phone_ext, message FROM leads")
    assert lead == {"phone": "+12065550137", "phone_ext": "12", "message": "Hello"}


def test_an_extension_reaches_the_lead_of_an_acceptance(
    fleet: LocalFleet, site: httpx.Client
) -> None:
    path = offered(site)
    form = hidden(site.get(path).text) | {"name": "Ann Lee", "phone": WRITTEN[0]}
    assert site.post(path, data=form).status_code == 303
    [lead] = eventually(lambda: fleet.d1("leads", "SELECT phone, phone_ext FROM leads"))
    assert lead == {"phone": "+12065550137", "phone_ext": "12"}


def test_an_extension_reaches_the_visit(fleet: LocalFleet, site: httpx.Client) -> None:
    page = site.get("/book").text
    start = re.search(r'name="start" value="([^"]+)"', page)
    assert start
    form = hidden(page) | {"name": "Ann Lee", "phone": WRITTEN[1], "address": HOME}
    assert site.post("/book", data=form | {"start": start[1], "note": "Ring"}).status_code == 303
    [booking] = fleet.d1("calendar", "SELECT phone, note FROM bookings")
    assert (booking["phone"], booking["note"]) == ("+12065550137", f"Ring\n{SAYS_IT}")


@pytest.mark.parametrize(
    "corrected",
    [
        {"name": "Ann Lee", "phone": "206-555-0188"},
        {"name": "Anna Leigh", "phone": "206-555-0137"},
        {"name": "Anna Leigh", "phone": "206-555-0188"},
        {"name": "Ann Lee", "phone": "206-555-0137", "email": "ann@example.com"},
    ],
    ids=["phone", "name", "both", "more"],
)
def test_what_is_corrected_after_an_acceptance_reaches_its_lead(
    fleet: LocalFleet, site: httpx.Client, corrected: dict[str, str]
) -> None:
    path = offered(site)
    form = hidden(site.get(path).text)
    first = {"name": "Ann Lee", "phone": "206-555-0137"}
    for said in (first, first, corrected, corrected):
        answer = site.post(path, data=form | said)
        assert answer.status_code == 303
    [lead] = eventually(lambda: fleet.d1("leads", "SELECT id, email FROM leads"))
    [note] = eventually(lambda: fleet.d1("leads", "SELECT lead_id, text FROM notes"))
    assert note["lead_id"] == lead["id"]
    changed = {name: value for name, value in corrected.items() if first.get(name) != value}
    for name, value in changed.items():
        told = "+12065550188" if name == "phone" else value
        assert f"{name}: {told}" in str(note["text"])
    assert len(fleet.d1("leads", "SELECT id FROM leads")) == 1


def test_a_correction_waits_for_leads_and_is_erased_with_its_person(
    fleet: LocalFleet, site: httpx.Client
) -> None:
    path = offered(site)
    form = hidden(site.get(path).text)
    with fleet.fault("leads", "down"):
        for phone in ("206-555-0137", "206-555-0188"):
            said = {"name": "Ann Lee", "phone": phone}
            assert site.post(path, data=form | said).status_code == 303
    kept = "SELECT payload FROM outbox"
    assert "+12065550188" in str(fleet.d1("instant-offer", kept))

    def told() -> list[dict[str, object]]:
        fleet.cron("instant-offer", at=(datetime.now(UTC) + timedelta(minutes=5)).isoformat())
        return fleet.d1("leads", "SELECT text FROM notes")

    [note] = eventually(told)
    assert "phone: +12065550188" in str(note["text"])
    with fleet.worker("instant-offer") as offers:
        gone = offers.post(
            "/api/forget",
            json={"phone": "206-555-0137"},
            headers={"Authorization": "Bearer dev-admin-token"},
        )
        assert gone.json() == {"quotes": 1}
    assert "+12065550188" not in str(fleet.d1("instant-offer", kept))


def test_an_accepted_offer_says_where_to_correct_something(site: httpx.Client) -> None:
    path = offered(site)
    who = {"name": "Ann Lee", "phone": "206-555-0137"}
    site.post(path, data=hidden(site.get(path).text) | who)
    assert "Something to correct?" in site.get(path).text
