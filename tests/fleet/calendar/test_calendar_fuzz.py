"""Whatever is sent to calendar is answered as its OpenAPI says, and never with a 5xx."""

import json
from collections.abc import Iterator
from typing import Any

import httpx
import jsonschema
import pytest
from calendar_at_work import ADMIN, PERSON, book, slots, token_of
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fleet.dev.local import LocalFleet

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=6,
)
TIMES = st.datetimes(timezones=st.timezones()).map(lambda moment: moment.isoformat()) | JSON
TEXTS = st.text(max_size=60)
FIELDS = ("name", "email", "phone", "address", "lead_id", "tz", "note")
BODIES = JSON | st.fixed_dictionaries(
    {"start": TIMES}, optional=dict.fromkeys(FIELDS, TEXTS | JSON)
).map(lambda given: {**PERSON, **given})
DAYS = st.dates().map(str) | TEXTS
TRY = settings(
    max_examples=80,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@pytest.fixture
def calendar(fleet: LocalFleet) -> Iterator[httpx.Client]:
    with fleet.worker("calendar") as client:
        yield client


def checked(calendar: httpx.Client, path: str, answer: httpx.Response) -> None:
    """An answer is one of those that the document declares, with a body of its schema."""
    document = calendar.get("/openapi.json").json()
    operation = document["paths"][path][answer.request.method.lower()]
    assert answer.status_code < 500, answer.text
    declared = operation["responses"][str(answer.status_code)]
    media_type = answer.headers["content-type"].partition(";")[0]
    schema = declared["content"][media_type]["schema"]
    if media_type.endswith("json"):
        jsonschema.validate(answer.json(), {**document, **schema})


@TRY
@given(first=DAYS, last=DAYS, tz=TEXTS | st.sampled_from(("UTC", "Asia/Tokyo", "../UTC", "US")))
def test_any_days_in_any_zone(calendar: httpx.Client, first: str, last: str, tz: str) -> None:
    answer = calendar.get("/api/slots", params={"from": first, "to": last, "tz": tz})
    checked(calendar, "/api/slots", answer)


@TRY
@given(body=BODIES, key=st.text(st.characters(codec="ascii", categories=["L", "N"]), max_size=260))
def test_any_booking(calendar: httpx.Client, body: Any, key: str) -> None:
    answer = calendar.post(
        "/api/bookings",
        content=json.dumps(body),
        headers={"Content-Type": "application/json", "Idempotency-Key": key},
    )
    checked(calendar, "/api/bookings", answer)


@TRY
@given(start=TIMES, token=st.none() | TEXTS, what=st.sampled_from(("reschedule", "cancel", "")))
def test_any_change_of_a_booking(
    calendar: httpx.Client, start: Any, token: str | None, what: str
) -> None:
    made = calendar.get("/api/bookings", headers=ADMIN).json()["items"]
    booked = made[0] if made else book(calendar, slots(calendar)[0])
    params = {"token": token_of(booked) if token is None else token}
    address, path = f"/api/bookings/{booked['id']}", "/api/bookings/{booking_id}"
    if what:
        body = {"json": {"start": start}} if what == "reschedule" else {}
        answer = calendar.post(f"{address}/{what}", params=params, **body)
        checked(calendar, f"{path}/{what}", answer)
    else:
        checked(calendar, path, calendar.get(address, params=params))
        checked(calendar, f"{path}.ics", calendar.get(f"{address}.ics", params=params))


@TRY
@given(first=DAYS, last=DAYS, cursor=TEXTS, status=TEXTS | st.just("booked"))
def test_any_page_of_bookings(
    calendar: httpx.Client, first: str, last: str, cursor: str, status: str
) -> None:
    params = {"from": first, "to": last, "cursor": cursor, "status": status}
    answer = calendar.get("/api/bookings", params=params, headers=ADMIN)
    checked(calendar, "/api/bookings", answer)
