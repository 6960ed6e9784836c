"""Bookings while everything around breaks: none is lost or doubled, and each is told once.

People book, move and cancel at once, while email, sms, leads and slack-intel fail in turn and
providers refuse. Then all is well again, and what counts is what was answered.
"""

import json
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import pairwise
from random import Random
from typing import Any

import httpx
import pytest
from calendar_at_work import book, change, post, slots

from fleet.dev.client import eventually
from fleet.dev.local import LocalFleet

PEOPLE, ROUNDS = 24, 3
NEIGHBOURS = ("email", "sms", "leads", "slack-intel")
UNTOLD = "SELECT key FROM outbox WHERE delivered_at IS NULL AND key NOT LIKE '%-%'"


@dataclass
class Person:
    """Somebody who books, and what calendar has last answered them."""

    number: int
    luck: Random
    booked: dict[str, Any] | None = None
    start: str = ""
    sequence: int = 0
    status: str = "booked"
    answers: Counter[int] = field(default_factory=Counter)

    def acts(self, calendar: httpx.Client, free: list[str]) -> None:
        """Do one thing: book at first, then move, cancel, or do nothing."""
        wish = self.luck.choice(free[: PEOPLE * 3])
        if self.booked is None:
            self._books(calendar, wish)
        elif self.status == "booked" and self.luck.random() < 0.7:
            what = "reschedule" if self.luck.random() < 0.75 else "cancel"
            answer = change(calendar, self.booked, what, wish if what == "reschedule" else "")
            self.answers[answer.status_code] += 1
            if answer.is_success:
                said = answer.json()
                self.start, self.sequence = said["start"], said["sequence"]
                self.status = said["status"]

    def _books(self, calendar: httpx.Client, wish: str) -> None:
        facts = {
            "name": f"Ann {self.number}",
            "email": f"ann{self.number}@example.com",
            "phone": f"+1206555{1000 + self.number}",
            "address": f"{self.number} Main St, Seattle, WA 98101",
        }
        key = f"{self.number}:{wish}"
        answers = [post(calendar, wish, key, **facts) for _ in range(2)]
        self.answers.update(answer.status_code for answer in answers)
        assert answers[0].is_success == answers[1].is_success
        if answers[0].is_success:
            assert answers[0].json() == answers[1].json()
            self.booked, self.start = answers[0].json(), answers[0].json()["start"]


@pytest.fixture
def calendar(fleet: LocalFleet) -> Iterator[httpx.Client]:
    with fleet.worker("calendar") as client:
        client.timeout = httpx.Timeout(60)
        yield client


def break_something(fleet: LocalFleet, luck: Random) -> None:
    for worker in luck.sample(NEIGHBOURS, 2):
        fleet.fault(worker, luck.choice(("error", "hang", "down")), luck.randint(2, 12))
    fleet.rule("slack", status=429, headers={"Retry-After": "1"}, times=luck.randint(1, 3))
    fleet.rule("twilio", status=500, times=luck.randint(1, 3))
    fleet.rule("resend", status=429, headers={"Retry-After": "1"}, times=luck.randint(1, 3))


def mend(fleet: LocalFleet) -> None:
    """All is well again, and cron runs for a while."""
    fleet.clear_faults()

    def told() -> bool:
        later = datetime.now(UTC) + timedelta(minutes=mend_minutes.pop(0))
        fleet.cron("calendar", at=later.isoformat())
        return not fleet.d1("calendar", UNTOLD)

    mend_minutes = list(range(1, 60))
    eventually(told, seconds=60)


@pytest.mark.parametrize("seed", [1, 2])
def test_whatever_breaks_each_booking_stands_as_answered_and_is_told_once(
    fleet: LocalFleet, calendar: httpx.Client, seed: int
) -> None:
    luck = Random(seed)
    people = [Person(number, Random(f"{seed}/{number}")) for number in range(PEOPLE)]
    for _ in range(ROUNDS):
        break_something(fleet, luck)
        free = slots(calendar)
        with ThreadPoolExecutor(8) as pool:
            list(pool.map(partial(Person.acts, calendar=calendar, free=free), people))
    mend(fleet)
    statuses = sum((person.answers for person in people), Counter())
    assert set(statuses) <= {200, 201, 409}, statuses
    assert min(statuses[201], statuses[200], statuses[409]) > 0, statuses
    _stands_as_answered(fleet, people)
    _nothing_overlaps(fleet)
    _is_told_once(fleet, people)


def _stands_as_answered(fleet: LocalFleet, people: list[Person]) -> None:
    rows = {row["id"]: row for row in fleet.d1("calendar", "SELECT * FROM bookings")}
    booked = [person for person in people if person.booked]
    assert rows.keys() == {person.booked["id"] for person in booked if person.booked}
    for person in booked:
        row = rows[person.booked["id"]] if person.booked else {}
        starts = int(datetime.fromisoformat(person.start).timestamp() * 1000)
        assert (row["starts_at"], row["status"]) == (starts, person.status)
        assert row["sequence"] == person.sequence


def _nothing_overlaps(fleet: LocalFleet) -> None:
    sql = "SELECT * FROM bookings WHERE status = 'booked' ORDER BY busy_from"
    rows = fleet.d1("calendar", sql)
    assert all(one["busy_until"] <= other["busy_from"] for one, other in pairwise(rows))
    minutes = sum(row["busy_until"] - row["busy_from"] for row in rows) // 60_000
    assert fleet.d1("calendar", "SELECT count(*) AS n FROM occupied") == [{"n": minutes}]


def _is_told_once(fleet: LocalFleet, people: list[Person]) -> None:
    """The last word on each booking has come to all who hear of it; none has come twice."""
    mails, texts, messages = (
        {row["key"] for row in fleet.d1(worker, f"SELECT key FROM {table}")}
        for worker, table in (("email", "mails"), ("sms", "texts"), ("slack-intel", "messages"))
    )
    for person in people:
        if person.booked is None:
            continue
        last = f"{person.booked['id']}:{person.sequence}"
        assert f"{last}:mail" in mails
        assert f"{last}:text" in texts
        assert f"{last}:slack" in messages
    notes = fleet.d1("leads", "SELECT lead_id, text FROM notes WHERE author = 'calendar'")
    assert max(Counter((note["lead_id"], note["text"]) for note in notes).values()) == 1
    leads = fleet.d1("leads", "SELECT id, email FROM leads WHERE source = 'booking'")
    assert max(Counter(lead["email"] for lead in leads).values()) == 1
    known = {row["lead_id"] for row in fleet.d1("calendar", "SELECT lead_id FROM bookings")}
    assert {lead["id"] for lead in leads} == known - {None}
    for person in people:
        if person.booked and person.status == "booked":
            assert f"ann{person.number}@example.com" in {lead["email"] for lead in leads}


def test_a_booking_is_answered_though_all_others_hang(
    fleet: LocalFleet, calendar: httpx.Client
) -> None:
    free = slots(calendar)
    for worker in NEIGHBOURS:
        fleet.fault(worker, "hang")
    booked = book(calendar, free[3])
    assert change(calendar, booked, "reschedule", free[20]).status_code == 200
    assert change(calendar, booked, "cancel").status_code == 200
    mend(fleet)
    assert fleet.d1("email", "SELECT template FROM mails") == [{"template": "booking_cancelled"}]


def test_what_dies_is_listed_told_and_replayed(fleet: LocalFleet, calendar: httpx.Client) -> None:
    free = slots(calendar)
    admin = {"Authorization": "Bearer dev-admin-token"}
    with fleet.fault("email", "error"):
        book(calendar, free[-1])
        now = datetime.now(UTC)
        for hour in range(1, 150):
            fleet.cron("calendar", at=(now + timedelta(hours=hour)).isoformat())
            if fleet.d1("calendar", "SELECT 1 FROM dead_letters"):
                break
    (letter,) = calendar.get("/api/dead", headers=admin).json()["items"]
    assert letter["name"] == "mail"
    assert "ann" not in json.dumps(letter).lower()
    answer = calendar.post(f"/api/dead/{letter['id']}/replay", headers=admin)
    assert answer.status_code == 202
    eventually(lambda: fleet.d1("email", "SELECT 1 FROM mails"))
