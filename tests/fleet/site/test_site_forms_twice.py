"""Two clicks at once, and forms in two tabs: one lead, one visit, and everybody sees the thanks."""

import re
from concurrent.futures import ThreadPoolExecutor
from html import unescape
from urllib.parse import urlsplit

import httpx

from fleet.dev.client import eventually
from fleet.dev.local import LocalFleet

CLICKS = 6
BO = {"name": "Bo Lind", "phone": "(206) 555-0161", "email": "bo@example.com"}
HOUSE = "8021 21st Ave NW, Seattle, WA 98117"
OWN_FORM = re.compile(r'<form class="stack".*?</form>', re.DOTALL)
KEPT = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')


def fields(page: str) -> dict[str, str]:
    """The hidden fields of a page's own form."""
    [form] = OWN_FORM.findall(page)
    return {unescape(name): unescape(value) for name, value in KEPT.findall(form)}


def at_once(site: httpx.Client, path: str, form: dict[str, str]) -> list[httpx.Response]:
    """The answers to as many clicks as an impatient hand makes."""
    with ThreadPoolExecutor(CLICKS) as hands:
        return list(hands.map(lambda _: site.post(path, data=form), range(CLICKS)))


def rows(fleet: LocalFleet, worker: str, table: str) -> list[dict[str, object]]:
    return fleet.d1(worker, f"SELECT id FROM {table} WHERE name = 'Bo Lind'")


def test_a_message_of_many_clicks_is_one_lead(fleet: LocalFleet, site: httpx.Client) -> None:
    form = fields(site.get("/contact").text) | BO | {"address": HOUSE, "message": "Hello"}
    answers = at_once(site, "/contact", form)
    assert [answer.status_code for answer in answers] == [303] * CLICKS
    assert "we have it" in site.get(answers[-1].headers["location"]).text
    assert len(rows(fleet, "leads", "leads")) == 1


def test_a_message_in_two_tabs_is_one_lead(fleet: LocalFleet, site: httpx.Client) -> None:
    for message in ("Hello", "Hello again"):
        form = fields(site.get("/contact").text) | BO | {"address": HOUSE, "message": message}
        assert site.post("/contact", data=form).status_code == 303
    assert len(rows(fleet, "leads", "leads")) == 1


def test_a_visit_of_many_clicks_is_booked_once(fleet: LocalFleet, site: httpx.Client) -> None:
    page = site.get("/book").text
    start = re.search(r'name="start" value="([^"]+)"', page)
    assert start
    answers = at_once(site, "/book", fields(page) | BO | {"address": HOUSE, "start": start[1]})
    assert [answer.status_code for answer in answers] == [303] * CLICKS
    assert len({answer.headers["location"] for answer in answers}) == 1
    assert len(rows(fleet, "calendar", "bookings")) == 1


def test_an_offer_of_many_clicks_is_accepted_once(fleet: LocalFleet, site: httpx.Client) -> None:
    asked = {"address": HOUSE, "condition": "fair", "timeline": "30_days", "sqft": "1600",
             "bedrooms": "3", "bathrooms": "2", "year_built": "1950"}  # fmt: skip
    quoted = site.post("/offer", data=fields(site.get("/offer").text) | asked)
    path = urlsplit(quoted.headers["location"]).path
    answers = at_once(site, path, fields(site.get(path).text) | BO)
    assert [answer.status_code for answer in answers] == [303] * CLICKS
    assert "You have accepted this offer" in site.get(path).text
    assert len(eventually(lambda: rows(fleet, "leads", "leads"))) == 1


def test_how_somebody_came_goes_from_page_to_page_and_with_the_lead(
    fleet: LocalFleet, site: httpx.Client
) -> None:
    came = "/?UTM_Source=News&utm_Campaign=a%26b&utm_x_y=1&gclid=2&utm_=3"
    home = site.get(came, headers={"Referer": "https://search.example/find?q=secret"}).text
    [link] = set(re.findall(r'href="(/contact\?[^"]*)"', home))
    page = site.get(unescape(link), headers={"Referer": str(site.base_url)}).text
    form = fields(page) | BO | {"address": HOUSE}
    assert site.post("/contact", data=form).status_code == 303
    [lead] = fleet.d1("leads", "SELECT utm FROM leads WHERE name = 'Bo Lind'")
    for said in ("News", "a&b", "utm_x_y", "search.example/find"):
        assert said in str(lead["utm"])
    for unsaid in ("gclid", "secret", '"utm_"'):
        assert unsaid not in str(lead["utm"])


def test_the_trap_is_where_neither_people_nor_their_browsers_fill_it(site: httpx.Client) -> None:
    page = site.get("/contact").text
    trap = re.search(r"<input[^>]*name=\"aside\"[^>]*>", page)
    assert trap
    assert 'tabindex="-1"' in trap[0]
    assert 'autocomplete="off"' in trap[0]
    assert 'aria-hidden="true"' in page[trap.start() - 200 : trap.start()]
