"""calendar over HTTP: slots, who gets one, moving, cancelling, links, invitations, the feed."""

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import icalendar
import pytest
from calendar_at_work import ADMIN, PERSON, book, change, path_of, post, slots, token_of

from contracts.calendar import Booked, Booking, Slots
from edgekit.signed_links import LinkKeys
from fleet.dev.local import LocalFleet

ZONE = ZoneInfo("America/Los_Angeles")  # of the business
BUSY = "SELECT count(*) AS minutes FROM occupied"


@pytest.fixture
def calendar(fleet: LocalFleet) -> Iterator[httpx.Client]:
    with fleet.worker("calendar") as client:
        yield client


def statuses(answers: list[httpx.Response]) -> dict[int, int]:
    return dict(Counter(answer.status_code for answer in answers))


def at_once(count: int, ask: Any, each: Any) -> list[httpx.Response]:
    with ThreadPoolExecutor(count) as people:
        return list(people.map(ask, each))


# Slots


def test_slots_are_told_in_utc_for_the_visitor_s_days(calendar: httpx.Client) -> None:
    for tz in ("America/Los_Angeles", "Pacific/Kiritimati", "Pacific/Pago_Pago", "Asia/Kathmandu"):
        answer = calendar.get("/api/slots", params={"tz": tz})
        found = Slots.model_validate_json(answer.text)
        assert found.tz == tz
        assert found.slots
        assert all(each.end - each.start == timedelta(hours=1) for each in found.slots)
        assert all(each.start.utcoffset() == timedelta(0) for each in found.slots)


@pytest.mark.parametrize(
    "asked",
    [
        {"tz": "America"},
        {"tz": "Mars/Olympus"},
        {"tz": "../../etc/passwd"},
        {"tz": "UTC\x00"},
        {"tz": ""},
        {"from": "2026-13-01"},
        {"from": "2026-12-02", "to": "2026-12-01"},
        {"from": "0001-01-01", "to": "9999-12-31"},
        {"from": "1798761600"},
    ],
)
def test_days_and_zones_that_can_t_be_are_refused(
    calendar: httpx.Client, asked: dict[str, str]
) -> None:
    answer = calendar.get("/api/slots", params=asked)
    assert answer.status_code == 422, answer.text
    assert answer.json()["errors"]


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "9999-12-28", "1970-01-01"])
def test_days_far_away_are_empty(calendar: httpx.Client, day: str) -> None:
    for tz in ("Pacific/Kiritimati", "Pacific/Pago_Pago"):
        assert slots(calendar, **{"from": day, "tz": tz}) == []


# Who gets a slot


def test_fifty_people_ask_for_one_slot_at_once_and_one_gets_it(
    fleet: LocalFleet, calendar: httpx.Client
) -> None:
    start = slots(calendar)[5]
    names = [{"name": f"Person {number}"} for number in range(50)]
    answers = at_once(25, lambda who: post(calendar, start, **who), names)
    assert statuses(answers) == {201: 1, 409: 49}
    assert fleet.d1("calendar", BUSY) == [{"minutes": 90}]
    assert len(fleet.d1("calendar", "SELECT id FROM bookings")) == 1
    assert start not in slots(calendar)


def test_of_overlapping_slots_asked_for_at_once_none_comes_too_near_another(
    fleet: LocalFleet, calendar: httpx.Client
) -> None:
    starts = slots(calendar)[4:19]  # the first may be too soon a moment later
    answers = at_once(15, lambda start: post(calendar, start), starts * 3)
    assert set(statuses(answers)) == {201, 409}
    rows = fleet.d1("calendar", "SELECT busy_from, busy_until FROM bookings ORDER BY busy_from")
    assert all(one["busy_until"] <= other["busy_from"] for one, other in zip(rows, rows[1:]))  # noqa: B905, RUF007
    left = set(slots(calendar))
    assert not left & {answer.json()["start"] for answer in answers if answer.is_success}
    # What is still offered can be had.
    for start in sorted(left)[:3]:
        if start in slots(calendar):
            book(calendar, start)


@pytest.mark.parametrize(
    "start",
    [
        "2020-01-06T17:00:00Z",
        "2026-12-06T18:00:00Z",  # a Sunday
        "2026-12-25T18:00:00Z",
        "2199-12-31T17:00:00Z",
    ],
)
def test_what_is_no_slot_can_t_be_booked(calendar: httpx.Client, start: str) -> None:
    answer = post(calendar, start)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/start"


def test_a_minute_a_second_and_another_offset(calendar: httpx.Client) -> None:
    start = datetime.fromisoformat(slots(calendar)[4])
    for wrong in (timedelta(minutes=1), timedelta(seconds=1), timedelta(microseconds=1)):
        assert post(calendar, (start + wrong).isoformat()).status_code == 422
    with_offset = start.astimezone(tz=None).isoformat()
    assert book(calendar, with_offset)["start"] == slots_text(start)


def slots_text(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"start": "2026-12-01T17:00:00"}, "/start"),
        ({"start": 1796144400}, "/start"),
        ({"start": "0001-01-01T00:00:00+14:00"}, "/start"),
        ({"start": "9999-12-31T23:59:59-14:00"}, "/start"),
        ({"start": None}, "/start"),
        ({"name": " "}, "/name"),
        ({"name": None}, "/name"),
        ({"name": "x" * 201}, "/name"),
        ({"email": "ann"}, "/email"),
        ({"phone": "12"}, "/phone"),
        ({"address": "1"}, "/address"),
        ({"tz": "Nowhere/Else"}, "/tz"),
        ({"note": "x" * 2001}, "/note"),
        ({"note": "bell\x07"}, "/note"),
        ({"lead_id": "../x"}, "/lead_id"),
    ],
)
def test_a_field_that_can_t_be_is_pointed_to(
    calendar: httpx.Client, changes: dict[str, Any], pointer: str
) -> None:
    body = {**PERSON, "start": slots(calendar)[0], **changes}
    answer = calendar.post("/api/bookings", json={k: v for k, v in body.items() if v is not None})
    assert answer.status_code == 422, answer.text
    assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]


def test_only_a_name_and_a_start_are_needed(calendar: httpx.Client) -> None:
    nothing = dict.fromkeys(("email", "phone", "address", "tz"))
    booked = book(calendar, slots(calendar)[0], **nothing)
    detail = calendar.get(path_of(booked["manage_url"])).json()
    assert (detail["email"], detail["tz"]) == (None, "America/Los_Angeles")


def test_a_key_brings_the_first_answer_back_also_at_once(calendar: httpx.Client) -> None:
    start = slots(calendar)[3]
    answers = at_once(10, lambda _: post(calendar, start, "k1"), range(10))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.text for answer in answers}) == 1
    first = answers[0].json()
    assert change(calendar, first, "cancel").status_code == 200
    again = post(calendar, start, "k1")
    assert (again.status_code, again.json()) == (201, first)
    assert again.headers["idempotent-replayed"] == "true"
    assert post(calendar, start, "k1", name="Somebody else").status_code == 409
    assert post(calendar, start, "k2").status_code == 201


# Moving and cancelling


def test_a_move_takes_the_new_time_and_frees_the_old_one(
    fleet: LocalFleet, calendar: httpx.Client
) -> None:
    old, new = slots(calendar)[0], slots(calendar)[12]
    booked = book(calendar, old)
    answer = change(calendar, booked, "reschedule", new)
    assert answer.status_code == 200, answer.text
    moved = Booking.model_validate_json(answer.text)
    assert (moved.sequence, moved.id) == (1, booked["id"])
    assert old in slots(calendar)
    assert new not in slots(calendar)
    again = change(calendar, booked, "reschedule", new)
    assert (again.status_code, again.json()["sequence"]) == (200, 1)
    assert fleet.d1("calendar", BUSY) == [{"minutes": 90}]


def test_many_moves_of_one_booking_and_to_one_slot_at_once(
    fleet: LocalFleet, calendar: httpx.Client
) -> None:
    free = slots(calendar)
    # By the business's days: around midnight UTC two days have slots one behind the other.
    local = {
        datetime.fromisoformat(start).astimezone(ZONE).date(): start for start in reversed(free)
    }
    days = sorted(local.values())[:12]
    booked = [book(calendar, start) for start in days[:6]]
    target = days[8]
    answers = at_once(6, lambda each: change(calendar, each, "reschedule", target), booked)
    assert statuses(answers) == {200: 1, 409: 5}
    one = booked[0]
    at_once(6, lambda start: change(calendar, one, "reschedule", start), [days[9], days[10]] * 3)
    assert fleet.d1("calendar", BUSY) == [{"minutes": 540}]
    rows = fleet.d1("calendar", "SELECT id, starts_at FROM bookings")
    assert len({row["starts_at"] for row in rows}) == len(rows) == 6


def test_a_move_to_a_taken_time_or_to_no_slot_changes_nothing(calendar: httpx.Client) -> None:
    free = slots(calendar)
    mine, theirs = book(calendar, free[0]), book(calendar, free[14])
    assert change(calendar, mine, "reschedule", free[14]).status_code == 409
    assert change(calendar, mine, "reschedule", "2020-01-06T17:00:00Z").status_code == 422
    for each, start in ((mine, free[0]), (theirs, free[14])):
        detail = calendar.get(path_of(each["manage_url"])).json()
        assert (detail["start"], detail["sequence"]) == (start, 0)


def test_a_cancelled_booking_frees_its_time_and_stays_cancelled(calendar: httpx.Client) -> None:
    start = slots(calendar)[2]
    booked = book(calendar, start)
    for _ in range(2):
        answer = change(calendar, booked, "cancel")
        assert (answer.status_code, answer.json()["status"]) == (200, "cancelled")
        assert answer.json()["sequence"] == 1
    assert start in slots(calendar)
    assert change(calendar, booked, "reschedule", start).status_code == 409
    assert book(calendar, start)["id"] != booked["id"]


def test_what_has_begun_can_t_be_changed(fleet: LocalFleet, calendar: httpx.Client) -> None:
    free = slots(calendar)
    booked = book(calendar, free[0])
    fleet.write("calendar", "UPDATE bookings SET starts_at = starts_at - 2592000000")
    assert change(calendar, booked, "cancel").status_code == 409
    assert change(calendar, booked, "reschedule", free[9]).status_code == 409


# Links


def test_links_open_their_own_booking_and_nothing_else(calendar: httpx.Client) -> None:
    free = slots(calendar)
    mine, theirs = book(calendar, free[0]), book(calendar, free[14])
    assert Booked.model_validate(mine)
    for url in (mine["manage_url"], mine["ics_url"]):
        assert calendar.get(path_of(url)).status_code == 200
    feed = calendar.get("/api/feed", headers=ADMIN).json()["url"].partition("token=")[2]
    now = int(datetime.now(UTC).timestamp())
    forged = LinkKeys("another secret", "booking").token(mine["id"], now + 1000)
    for token in ("", "x", token_of(theirs), feed, forged, token_of(mine)[:-1], "é" * 300):
        params = {"token": token}
        address = f"/api/bookings/{mine['id']}"
        for answer in (
            calendar.get(address, params=params),
            calendar.get(f"{address}.ics", params=params),
            calendar.post(f"{address}/cancel", params=params),
            calendar.post(f"{address}/reschedule", params=params, json={"start": free[5]}),
        ):
            assert answer.status_code == 403, (token, answer.text)
            assert answer.headers["content-type"] == "application/problem+json"
    assert calendar.get("/api/feed.ics", params={"token": token_of(mine)}).status_code == 403


def test_a_link_that_is_over_is_410(fleet: LocalFleet, calendar: httpx.Client) -> None:
    booked = book(calendar, slots(calendar)[0])
    over = LinkKeys("dev-link-secret", "booking").token(booked["id"], 1_700_000_000)
    assert calendar.get(f"/api/bookings/{booked['id']}", params={"token": over}).status_code == 410
    fleet.write("calendar", "DELETE FROM bookings")
    assert calendar.get(path_of(booked["manage_url"])).status_code == 404


def test_answers_with_a_person_in_them_are_kept_by_no_cache(calendar: httpx.Client) -> None:
    booked = book(calendar, slots(calendar)[0])
    for url in (booked["manage_url"], booked["ics_url"]):
        assert "no-store" in calendar.get(path_of(url)).headers["cache-control"]


def test_browsers_of_the_site_may_ask(calendar: httpx.Client) -> None:
    origin = {"Origin": "http://site.localhost:8787"}
    asked = {**origin, "Access-Control-Request-Method": "POST"}
    assert calendar.options("/api/bookings", headers=asked).status_code == 204
    answer = calendar.get("/api/slots", headers=origin)
    assert answer.headers["access-control-allow-origin"] == origin["Origin"]


# Invitations and lists


def test_the_invitation_follows_its_booking(calendar: httpx.Client) -> None:
    free = slots(calendar)
    booked = book(calendar, free[0])

    def read() -> tuple[Any, Any]:
        answer = calendar.get(path_of(booked["ics_url"]))
        assert answer.headers["content-type"].startswith("text/calendar; charset=utf-8")
        found = icalendar.Calendar.from_ical(answer.text)
        (event,) = found.walk("VEVENT")
        return found, event

    found, first = read()
    assert (found["METHOD"], first["SEQUENCE"], first["STATUS"]) == ("REQUEST", 0, "CONFIRMED")
    assert first["DTSTART"].dt == datetime.fromisoformat(free[0])
    assert change(calendar, booked, "reschedule", free[14]).status_code == 200
    found, moved = read()
    assert (moved["SEQUENCE"], moved["UID"]) == (1, first["UID"])
    assert moved["DTSTART"].dt == datetime.fromisoformat(free[14])
    assert change(calendar, booked, "cancel").status_code == 200
    found, cancelled = read()
    assert (found["METHOD"], cancelled["STATUS"]) == ("CANCEL", "CANCELLED")
    assert (cancelled["SEQUENCE"], cancelled["UID"]) == (2, first["UID"])


def test_the_feed_shows_busy_times_and_nobody(calendar: httpx.Client) -> None:
    free = slots(calendar)
    book(calendar, free[0])
    assert change(calendar, book(calendar, free[14]), "cancel").status_code == 200
    url = calendar.get("/api/feed", headers=ADMIN).json()["url"]
    text = calendar.get(path_of(url)).text
    (event,) = icalendar.Calendar.from_ical(text).walk("VEVENT")
    assert event["DTSTART"].dt == datetime.fromisoformat(free[0])
    assert "Ann" not in text
    assert calendar.get("/api/feed").status_code == 401


def test_the_list_of_bookings_pages_by_start_and_is_private(calendar: httpx.Client) -> None:
    free = slots(calendar)
    made = [book(calendar, start)["id"] for start in (free[14], free[0], free[28])]
    ask = partial(calendar.get, "/api/bookings", headers=ADMIN)
    first = ask(params={"limit": 2}).json()
    rest = ask(params={"limit": 2, "cursor": first["cursor"]}).json()
    assert [item["id"] for item in first["items"] + rest["items"]] == [made[1], made[0], made[2]]
    assert rest["cursor"] is None
    assert len(ask(params={"from": "2026-01-01", "to": "2026-01-02"}).json()["items"]) == 0
    assert ask(params={"status": "cancelled"}).json()["items"] == []
    assert ask(params={"cursor": "x"}).status_code == 422
    assert calendar.get("/api/bookings").status_code == 401


# Events from other systems


def deliver(calendar: httpx.Client, number: int, kind: str, data: Any) -> httpx.Response:
    event = {
        "id": f"evt_{number}",
        "provider": "standard",
        "type": kind,
        "occurred_at": "2026-11-28T10:00:00Z",
        "payload": {"type": kind, "data": data},
    }
    headers = {**ADMIN, "Idempotency-Key": f"evt_{number}"}
    return calendar.post("/api/inbound", json=event, headers=headers)


def test_another_system_can_cancel_a_booking_and_the_rest_is_ignored(
    calendar: httpx.Client,
) -> None:
    start = slots(calendar)[0]
    booked = book(calendar, start)
    for number, (kind, data) in enumerate(
        [
            ("booking.painted", {"booking_id": booked["id"]}),
            ("booking.cancelled", {"booking_id": "booking_none"}),
            ("booking.cancelled", {}),
            ("booking.cancelled", "x"),
            ("booking.cancelled", {"booking_id": [1]}),
        ]
    ):
        assert deliver(calendar, number, kind, data).status_code == 202
    assert start not in slots(calendar)
    for outcome in ("taken", "known"):
        answer = deliver(calendar, 9, "booking.cancelled", {"booking_id": booked["id"]})
        assert (answer.status_code, answer.json()["outcome"]) == (202, outcome)
    detail = calendar.get(path_of(booked["manage_url"])).json()
    assert (detail["status"], detail["sequence"]) == ("cancelled", 1)
    assert start in slots(calendar)
