"""No two facts of the demo story contradict each other, and none happens at an odd hour."""

import itertools
import json
from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from calendar_rules import CalendarRules
from fleet.story import bookings, contacts, hooks, leads, mails, partners, plot, receipts
from fleet.story import texts as texts_chapter
from fleet.story import visits as visits_chapter
from fleet.story.scratch import scratch

SEATTLE = ZoneInfo("America/Los_Angeles")
RULES = CalendarRules()
Rows = list[dict[str, Any]]
CHAPTERS = (leads, visits_chapter, hooks, bookings, texts_chapter, mails, partners, contacts)
TOLD_AT = {
    "a Saturday at noon, UTC": datetime(2026, 11, 28, 12, tzinfo=UTC),
    "a Monday afternoon in summer time": datetime(2026, 10, 19, 23, tzinfo=UTC),
}


class World:
    """The story as it is told at one time: the sellers, and each table's rows by column."""

    def __init__(self, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = now
        self.sellers = {seller.id: seller for seller in plot.sellers(now)}
        for chapter in (*CHAPTERS, receipts):
            monkeypatch.setattr(chapter, "chapter_hour", lambda: now)
        self._rows = {chapter.DATABASE: _loaded(chapter) for chapter in (*CHAPTERS, receipts)}

    def rows(self, database: str, table: str) -> Rows:
        return self._rows[database][table]

    def steps(self, lead: str) -> dict[str, datetime]:
        return {step.status: step.at for step in self.sellers[lead].steps}


def _loaded(chapter: Any) -> dict[str, Rows]:
    """A chapter's rows by table, as its database gives them back."""
    with scratch(chapter.DATABASE) as database:
        tables = set()
        for sql, params in chapter.statements():
            database.fill(sql, params)
            tables.add(sql.split('"')[1])
        return {name: database.table(name) for name in tables}


def when(ms: int) -> datetime:
    return datetime.fromtimestamp(ms / 1000, UTC)


def here(moment: datetime) -> datetime:
    return moment.astimezone(SEATTLE)


@pytest.fixture(scope="module", params=TOLD_AT.values(), ids=TOLD_AT.keys())
def world(request: pytest.FixtureRequest) -> Any:
    with pytest.MonkeyPatch.context() as patch:
        yield World(request.param, patch)


def test_who_is_written_to_has_the_same_name_and_address_everywhere(world: World) -> None:
    known = {
        row["id"]: (row["name"], row["email"], row["phone"], row["address"])
        for row in world.rows("leads-db", "leads")
    }
    for name, email, _, _ in known.values():
        assert email is None or email.startswith(name.lower().replace(" ", "."))
    for row in world.rows("calendar-db", "bookings"):
        assert (row["name"], row["email"], row["phone"], row["address"]) == known[row["lead_id"]]
    for row in world.rows("email-db", "mails"):
        assert row["address"] == known[row["lead_id"]][1]
    for row in world.rows("sms-db", "texts"):
        assert row["phone"] == known[row["lead_id"]][2]
    for row in world.rows("crm-db", "contacts"):
        lead = json.loads(row["lead"])
        assert (
            tuple(lead.get(name) for name in ("name", "email", "phone", "address"))
            == known[row["lead_id"]]
        )


def test_nobody_is_called_or_asked_at_night_and_offices_are_open(world: World) -> None:
    for seller in world.sellers.values():
        for step in seller.steps:
            at = here(step.at)
            assert 8 <= at.hour < 21, step
            assert step.status in ("contacted",) or at.weekday() < 6, step
            assert step.status != "closed" or at.weekday() < 5, step
    for row in world.rows("sms-db", "texts"):
        if row["purpose"] == "conversation":
            assert 8 <= here(when(row["created_at"])).hour < 21


def test_reminders_come_by_text_at_no_hour_of_the_night(world: World) -> None:
    reminders = [row for row in world.rows("sms-db", "texts") if "see you " in row["body"]]
    assert reminders
    for row in reminders:
        assert 8 <= here(when(row["created_at"])).hour < 21


def test_visits_are_within_opening_hours_and_booked_in_time(world: World) -> None:
    for row in world.rows("calendar-db", "bookings"):
        start, end = here(when(row["starts_at"])), here(when(row["ends_at"]))
        minutes = [moment.hour * 60 + moment.minute for moment in (start, end)]
        assert any(
            opens <= minutes[0] and minutes[1] <= closes
            for opens, closes in RULES.spans(start.date())
        ), start
        last_change = when(row["updated_at"] if row["status"] == "booked" else row["created_at"])
        notice = when(row["starts_at"]) - last_change
        assert timedelta(minutes=RULES.min_notice_minutes) <= notice < timedelta(days=30)


def test_an_offer_follows_a_visit_and_a_lost_lead_is_not_visited(world: World) -> None:
    visited = {row["lead_id"]: row for row in world.rows("calendar-db", "bookings")}
    for lead in world.sellers:
        steps, visit = world.steps(lead), visited.get(lead)
        if "offer" in steps:
            assert visit is not None, lead
            assert visit["status"] == "booked"
            assert steps["qualified"] < when(visit["created_at"])
            assert when(visit["ends_at"]) < steps["offer"]
        elif visit is not None:
            assert steps["contacted"] < when(visit["created_at"])
            if visit["status"] == "booked" and "lost" in steps:
                assert when(visit["starts_at"]) <= steps["lost"]


def test_leads_become_visits_offers_deals_and_payments_in_that_order(world: World) -> None:
    reached = Counter(status for lead in world.sellers for status in world.steps(lead))
    visits = {row["lead_id"] for row in world.rows("calendar-db", "bookings")}
    paid = {row["lead_id"] for row in world.rows("payments-db", "payments")}
    numbers = [
        len(world.sellers),
        reached["contacted"],
        len(visits),
        reached["offer"],
        reached["contract"],
        reached["closed"],
    ]
    assert numbers == sorted(numbers, reverse=True)
    assert all(later > 0.15 * earlier for earlier, later in itertools.pairwise(numbers))
    assert reached["contract"] - 5 <= len(paid) <= reached["contract"]


def _money(world: World) -> Mapping[str, Rows]:
    of_book: dict[str, Rows] = defaultdict(list)
    for row in world.rows("payments-db", "entries"):
        of_book[row["book"]].append(row)
    return of_book


def test_money_comes_back_only_after_it_came_and_never_more_of_it(world: World) -> None:
    lines: Counter[str] = Counter()
    for row in world.rows("payments-db", "ledger_lines"):
        lines[row["entry_id"]] += row["amount"]
    assert set(lines.values()) == {0}
    for entries in _money(world).values():
        [capture] = [row for row in entries if row["kind"] == "capture"]
        others = [row for row in entries if row["kind"] in ("refund", "dispute")]
        assert all(row["at"] > capture["at"] for row in others)
        assert sum(row["amount"] for row in others) <= capture["amount"]
        assert all(when(row["at"]) < world.now for row in entries)
    kinds = Counter(row["kind"] for row in world.rows("payments-db", "entries"))
    assert min(kinds["refund"], kinds["dispute"], kinds["dispute_fee"]) >= 1


def test_who_pays_has_a_contract_and_one_that_falls_through_costs_nothing(world: World) -> None:
    books = {row["payment_id"]: row["book"] for row in world.rows("payments-db", "books")}
    money = _money(world)
    for row in world.rows("payments-db", "payments"):
        steps, entries = world.steps(row["lead_id"]), money[books[row["id"]]]
        due = "closed" if row["description"] == "Assignment fee" else "contract"
        assert steps[due] < when(row["created_at"])
        if "lost" in steps and steps["lost"] + timedelta(hours=2) < world.now:
            back = sum(each["amount"] for each in entries if each["kind"] == "refund")
            assert back == row["amount"]
    fees = [row for row in world.rows("payments-db", "payments") if "fee" in row["description"]]
    closed = [lead for lead in world.sellers if "closed" in world.steps(lead)]
    assert {row["lead_id"] for row in fees} == set(closed)


def test_reminders_are_only_of_visits_that_stood(world: World) -> None:
    visits = {row["lead_id"]: row for row in world.rows("calendar-db", "bookings")}
    mailed = [row for row in world.rows("email-db", "mails") if "reminder" in row["template"]]
    texted = [row for row in world.rows("sms-db", "texts") if "see you " in row["body"]]
    assert mailed
    assert texted
    for row in (*mailed, *texted):
        visit = visits[row["lead_id"]]
        assert row["created_at"] > visit["created_at"]
        if visit["status"] == "cancelled":
            assert row["created_at"] < visit["updated_at"]
        else:
            assert row["created_at"] < visit["starts_at"]


def test_nobody_is_texted_after_stop_and_answers_follow_questions(world: World) -> None:
    asked: dict[str, list[int]] = defaultdict(list)
    for row in world.rows("sms-db", "texts"):
        if row["purpose"] == "conversation":
            asked[row["phone"]].append(row["created_at"])
    stops: dict[str, int] = {}
    for row in sorted(world.rows("sms-db", "replies"), key=lambda each: each["at"]):
        assert min(asked[row["phone"]]) < row["at"]
        if row["keyword"] == "stop":
            stops.setdefault(row["phone"], row["at"])
    for row in world.rows("sms-db", "texts"):
        if row["status"] != "refused":
            assert row["created_at"] < stops.get(row["phone"], row["created_at"] + 1)


def test_partners_hear_of_each_step_in_its_order(world: World) -> None:
    told: dict[str, Rows] = defaultdict(list)
    for row in sorted(world.rows("hooks-db", "publications"), key=lambda each: each["at"]):
        told[row["lead_id"]].append(row)
    for lead, rows in told.items():
        data = [json.loads(row["data"]) for row in rows if row["type"] == "lead.status_changed"]
        for before, after in itertools.pairwise(data):
            assert after["before"] == before["status"]
        steps = world.steps(lead)
        assert {each["status"] for each in data} <= set(steps)
        assert min(row["at"] for row in rows) >= int(world.sellers[lead].at.timestamp() * 1000)


def test_the_crm_and_the_forms_say_what_the_lead_says(world: World) -> None:
    known = {row["id"]: row for row in world.rows("leads-db", "leads")}
    for row in world.rows("crm-db", "contacts"):
        lead = json.loads(row["lead"])
        assert (lead["status"], lead["score"]) == (
            known[row["lead_id"]]["status"],
            known[row["lead_id"]]["score"],
        )
    names = {row["name"]: row["email"] for row in known.values()}
    for row in world.rows("webhooks-db", "events"):
        payload = json.loads(row["payload"])
        if row["status"] == "delivered" and row["provider"] == "form":
            assert payload["name"] in names


def test_a_lead_s_notes_tell_of_its_visit(world: World) -> None:
    noted = Counter(
        row["lead_id"] for row in world.rows("leads-db", "notes") if row["author"] == "calendar"
    )
    visits = world.rows("calendar-db", "bookings")
    assert noted == {row["lead_id"]: 1 + row["sequence"] for row in visits}


def test_weekends_are_quieter(world: World) -> None:
    visitors: dict[str, set[str]] = defaultdict(set)
    for row in world.rows("analytics-db", "events"):
        visitors[f"{here(when(row['at'])):%Y-%m-%d}"].add(row["visitor"])
    by_weekday: dict[bool, list[int]] = defaultdict(list)
    for day, seen in visitors.items():
        by_weekday[datetime.fromisoformat(day).weekday() >= 5].append(len(seen))
    mean = {weekend: sum(counts) / len(counts) for weekend, counts in by_weekday.items()}
    assert 0.5 * mean[False] < mean[True] < 0.9 * mean[False]
    days = {here(when(row["starts_at"])).weekday() for row in world.rows("calendar-db", "bookings")}
    assert days <= set(range(6))
    assert len(days) >= 5
