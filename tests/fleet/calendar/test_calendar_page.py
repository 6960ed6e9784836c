"""The page behind a booking's link, as a browser without scripts uses it."""

import re
from collections.abc import Iterator
from html import unescape
from html.parser import HTMLParser

import httpx
import pytest
from calendar_at_work import book, path_of, slots, token_of

from fleet.dev.local import LocalFleet

BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
AWKWARD = "</title><script>alert(1)</script>\" O'Brien & Söhne"


@pytest.fixture
def calendar(fleet: LocalFleet) -> Iterator[httpx.Client]:
    with fleet.worker("calendar") as client:
        yield client


class Page(HTMLParser):
    """What a person finds on the page: texts, what is to be chosen from, links and forms."""

    def __init__(self, answer: httpx.Response) -> None:
        super().__init__()
        assert answer.headers["content-type"].startswith("text/html")
        self.tags: list[str] = []
        self.choices: list[str] = []
        self.actions: list[str] = []
        self.text = ""
        self.feed(answer.text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        given = dict(attrs)
        if tag == "option" and given.get("value"):
            self.choices.append(given["value"] or "")
        if tag == "form":
            self.actions.append(given["action"] or "")

    def handle_data(self, data: str) -> None:
        self.text += data


def opened(calendar: httpx.Client, url: str) -> Page:
    answer = calendar.get(path_of(url), headers=BROWSER)
    assert answer.status_code == 200, answer.text
    return Page(answer)


def send(calendar: httpx.Client, booked: dict[str, str], page: Page, **form: str) -> httpx.Response:
    action = f"/api/bookings/{page.actions[0]}"
    assert action.startswith(f"/api/bookings/{booked['id']}/manage?token=")
    return calendar.post(action, data=form, headers=BROWSER)


def test_a_browser_gets_a_page_and_a_program_json(calendar: httpx.Client) -> None:
    booked = book(calendar, slots(calendar)[0], name=AWKWARD)
    answer = calendar.get(path_of(booked["manage_url"]), headers=BROWSER)
    page = Page(answer)
    assert AWKWARD in page.text
    assert "script" not in page.tags
    assert "8021 21st Ave NW" in page.text
    assert re.search(r"\d:\d\d [AP]M E[SD]T", page.text)
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert "no-store" in answer.headers["cache-control"]
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert calendar.get(path_of(booked["manage_url"])).json()["id"] == booked["id"]


def test_a_booking_is_moved_by_the_form(calendar: httpx.Client) -> None:
    booked = book(calendar, slots(calendar)[0])
    page = opened(calendar, booked["manage_url"])
    assert booked["start"] not in page.choices
    answer = send(calendar, booked, page, start=page.choices[-1], what="move")
    assert answer.status_code == 303
    back = calendar.get(answer.url.join(answer.headers["location"]).raw_path.decode())
    assert (back.json()["start"], back.json()["sequence"]) == (page.choices[-1], 1)


def test_all_that_can_be_chosen_can_be_had(calendar: httpx.Client) -> None:
    free = slots(calendar)
    booked = book(calendar, free[4])
    book(calendar, free[12])
    choices = opened(calendar, booked["manage_url"]).choices
    for start in (choices[0], choices[len(choices) // 2]):
        page = opened(calendar, booked["manage_url"])
        assert send(calendar, booked, page, start=start).status_code == 303


def test_a_booking_is_cancelled_by_the_form_and_not_by_opening_it(calendar: httpx.Client) -> None:
    booked = book(calendar, slots(calendar)[0])
    for _ in range(2):
        page = opened(calendar, booked["manage_url"])
    assert calendar.get(path_of(booked["manage_url"])).json()["status"] == "booked"
    assert send(calendar, booked, page, what="cancel").status_code == 303
    page = opened(calendar, booked["manage_url"])
    assert "Your appointment is cancelled" in page.text
    assert page.actions == []


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({"what": "move"}, 422),
        ({"start": ""}, 422),
        ({"start": "tomorrow"}, 422),
        ({"start": "2020-01-06T17:00:00Z"}, 422),
        ({"start": "\x00"}, 422),
        ({str(number): "x" for number in range(20)}, 422),
        ({}, 422),
    ],
)
def test_what_a_form_can_t_have_is_said_on_the_page(
    calendar: httpx.Client, form: dict[str, str], status: int
) -> None:
    booked = book(calendar, slots(calendar)[0])
    page = opened(calendar, booked["manage_url"])
    answer = send(calendar, booked, page, **form)
    assert answer.status_code == status
    assert 'role="alert"' in answer.text
    assert Page(answer).actions == page.actions


def test_a_time_that_somebody_took_meanwhile_is_said_on_the_page(calendar: httpx.Client) -> None:
    free = slots(calendar)
    booked = book(calendar, free[0])
    page = opened(calendar, booked["manage_url"])
    book(calendar, page.choices[-1])
    answer = send(calendar, booked, page, start=page.choices[-1])
    assert answer.status_code == 409
    assert "Somebody has just taken this time" in unescape(answer.text)


def test_the_forms_want_the_link(calendar: httpx.Client) -> None:
    free = slots(calendar)
    mine, theirs = book(calendar, free[0]), book(calendar, free[14])
    address = f"/api/bookings/{mine['id']}/manage"
    for token in ("", "x", token_of(theirs)):
        answer = calendar.post(address, params={"token": token}, data={"what": "cancel"})
        assert answer.status_code == 403
