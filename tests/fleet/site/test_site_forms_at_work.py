"""Forms as browsers without JavaScript send them: to leads, calendar, instant-offer and email."""

import re
from datetime import datetime
from urllib.parse import parse_qsl, urlsplit
from zoneinfo import ZoneInfo

import httpx
import pytest
from site_forms_read import hidden

from fleet.dev.client import eventually
from fleet.dev.local import LocalFleet

ADMIN = {"Authorization": "Bearer dev-admin-token"}
ANN = {"name": "Ann Lee", "phone": "(206) 555-0137", "email": "ann@example.com"}
HOME = "8021 21st Ave NW, Seattle, WA 98117"


def leads(fleet: LocalFleet, name: str) -> list[dict[str, object]]:
    rows = fleet.d1("leads", "SELECT id, utm, source, message FROM leads WHERE name = 'Ann Lee'")
    assert name == "Ann Lee"
    return rows


def test_a_message_sent_twice_is_one_lead_and_both_see_the_thanks(
    fleet: LocalFleet, site: httpx.Client
) -> None:
    page = site.get(
        "/contact?UTM_Source=Mail&utm_odd=1", headers={"Referer": "https://n.example/a"}
    )
    form = hidden(page.text) | ANN | {"address": HOME, "message": "Hello"}
    answers = [site.post("/contact", data=form) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert "we have it" in site.get(answers[1].headers["location"]).text
    [lead] = leads(fleet, "Ann Lee")
    assert '"utm_source":"Mail"' in str(lead["utm"]).replace(" ", "")
    assert '"utm_odd":"1"' in str(lead["utm"]).replace(" ", "")
    assert "n.example/a" in str(lead["utm"])


def test_what_is_wrong_stands_beside_its_field_and_nothing_is_lost(site: httpx.Client) -> None:
    form = hidden(site.get("/contact").text) | {"name": "Ann", "phone": "12", "message": "Keep me"}
    page = site.post("/contact", data=form)
    assert page.status_code == 422
    assert 'id="f-phone-error"' in page.text
    assert 'id="f-address-error"' in page.text
    assert "Keep me" in page.text
    assert 'value="12"' in page.text
    assert page.text.count("autofocus") == 1


def test_the_trap_loses_nobody(fleet: LocalFleet, site: httpx.Client) -> None:
    form = hidden(site.get("/contact").text) | ANN | {"address": HOME, "aside": "x"}
    caught = site.post("/contact", data=form)
    assert caught.status_code == 422
    assert "send it again" in caught.text
    assert leads(fleet, "Ann Lee") == []
    kept = site.get("/api/caught", headers=ADMIN).json()["items"]
    assert kept[0]["values"]["name"] == "Ann Lee"
    again = hidden(caught.text) | ANN | {"address": HOME}
    assert site.post("/contact", data=again).status_code == 303
    assert len(leads(fleet, "Ann Lee")) == 1


def test_a_message_survives_a_failing_worker(fleet: LocalFleet, site: httpx.Client) -> None:
    form = hidden(site.get("/contact").text) | ANN | {"address": HOME, "message": "Keep me"}
    with fleet.fault("leads", "down"):
        page = site.post("/contact", data=form)
    assert page.status_code == 503
    assert "Keep me" in page.text
    assert "(206) 555-0199" in page.text
    assert site.post("/contact", data=hidden(page.text) | form).status_code == 303


def test_an_offer_is_calculated_shown_and_accepted_once(
    fleet: LocalFleet, site: httpx.Client
) -> None:
    form = hidden(site.get("/offer?utm_source=x").text)
    home = {"address": HOME, "condition": "fair", "timeline": "30_days", "sqft": "1,600",
            "bedrooms": "3", "bathrooms": "2", "year_built": "1950"}  # fmt: skip
    sent = site.post("/offer", data=form | home)
    assert sent.status_code == 303, sent.text[:3000]
    path = urlsplit(sent.headers["location"]).path
    with fleet.worker("instant-offer") as offers:
        quote = offers.get(f"/api/offer/{path.rpartition('/')[2]}").json()
    page = site.get(path).text
    for amount in (
        quote["offer"]["low"],
        quote["offer"]["high"],
        quote["costs"]["repairs"],
        quote["net_sheet"]["cash"]["net"],
        quote["net_sheet"]["listing"]["net"],
    ):
        assert f"${amount:,}" in page
    ends = datetime.fromisoformat(quote["expires_at"]).astimezone(ZoneInfo("America/Los_Angeles"))
    assert f"It stands until {ends:%B} {ends.day}, {ends.year}, " in page
    accepting = hidden(site.get(sent.headers["location"]).text) | ANN
    answers = [site.post(path, data=accepting) for _ in range(2)]
    assert {answer.status_code for answer in answers} <= {303, 409}
    assert answers[0].status_code == 303
    assert "You have accepted this offer" in site.get(path).text
    assert len(eventually(lambda: leads(fleet, "Ann Lee"))) == 1


def test_a_number_that_can_be_read_in_two_ways_is_asked_for_again(site: httpx.Client) -> None:
    form = hidden(site.get("/offer").text)
    home = {"address": HOME, "condition": "fair", "timeline": "30_days", "bathrooms": "1,5"}
    page = site.post("/offer", data=form | home | {"repairs": "18,5", "sqft": "14,80"})
    assert page.status_code == 422
    assert 'id="f-repairs-error"' in page.text
    assert 'id="f-sqft-error"' in page.text
    assert 'id="f-bathrooms-error"' not in page.text
    assert 'value="18,5"' in page.text


def test_a_calculator_that_is_down_says_so_and_keeps_the_form(
    fleet: LocalFleet, site: httpx.Client
) -> None:
    form = hidden(site.get("/offer").text) | {"address": HOME, "condition": "good"}
    with fleet.fault("instant-offer", "down"):
        page = site.post("/offer", data=form | {"timeline": "asap"})
    assert page.status_code == 503
    assert page.headers["retry-after"] == "60"
    assert "does not answer right now" in page.text
    assert HOME in page.text


def test_a_visit_is_booked_in_the_visitors_zone(fleet: LocalFleet, site: httpx.Client) -> None:
    page = site.get("/book?tz=America/New_York&utm_source=x").text
    assert "Eastern time" in page
    assert "Pacific time" in page
    start = re.search(r'name="start" value="([^"]+)"', page)
    assert start
    form = hidden(page) | ANN | {"address": HOME, "start": start[1]}
    answers = [site.post("/book", data=form) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    booked = site.get(answers[0].headers["location"])
    assert booked.status_code == 200
    assert "Your visit is booked" in booked.text
    assert "Eastern time" in booked.text
    other = hidden(page) | {"name": "Bo", "phone": "(206) 555-0155", "address": HOME}
    taken = site.post("/book", data=other | {"token": "x" * 20, "start": start[1]})
    assert taken.status_code == 409
    assert "choose another one" in taken.text
    assert 'value="Bo"' in taken.text


def test_a_visit_says_how_long_it_is_and_once_cancelled_only_that(
    fleet: LocalFleet, site: httpx.Client
) -> None:
    page = site.get("/book?tz=America/New_York").text
    start = re.findall(r'name="start" value="([^"]+)"', page)[-1]
    form = hidden(page) | ANN | {"address": HOME, "start": start}
    where = site.post("/book", data=form).headers["location"]
    booked = site.get(where).text
    asked = dict(parse_qsl(urlsplit(where).query))
    place = f"/api/bookings/{asked['booking']}"
    with fleet.worker("calendar") as calendar:
        told = calendar.get(place, params={"token": asked["token"]}).json()
        until = datetime.fromisoformat(told["end"]).astimezone(ZoneInfo("America/New_York"))
        assert f"until {until:%I:%M %p}".replace("until 0", "until ") in booked
        assert "Add it to your calendar" in booked
        gone = calendar.post(f"{place}/cancel", params={"token": asked["token"]})
        assert gone.status_code == 200, gone.text
    cancelled = site.get(where).text
    assert "This visit is cancelled" in cancelled
    assert "Book another visit" in cancelled
    for untrue in ("We confirm it", "Add it to your calendar", "Move or cancel", "are there until"):
        assert untrue not in cancelled


@pytest.mark.parametrize("path", ["/", "/book", "/offer"])
def test_no_page_promises_another_length_of_a_visit(site: httpx.Client, path: str) -> None:
    assert "half an hour" not in site.get(path).text.lower()


def test_a_link_that_is_not_ours_unsubscribes_nobody(site: httpx.Client) -> None:
    assert "You will get no more news" in site.get("/unsubscribe?token=x.0.y").text
    assert site.post("/unsubscribe", data={"link": "x.0.y"}).status_code == 422
