"""What the workers count of the demo story, for the dashboard, is what has happened in it."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

import booking_statistics
import crm_statistics
import lead_statistics
import partner_statistics
from edgekit import Statement
from fleet.story import bookings, contacts, leads, partners, plot, receipts
from fleet.story.scratch import Scratch, scratch
from payment_reading import BY_DAY, span_ms

NOW = datetime(2026, 11, 28, 21, tzinfo=UTC)
RANGES = (7, 30, 90)


@pytest.fixture(params=RANGES, ids=lambda days: f"{days}d")
def days(request: pytest.FixtureRequest) -> tuple[date, date]:
    """The days of a range of the dashboard, both included, UTC."""
    last = NOW.date()
    return last - timedelta(days=request.param - 1), last


@pytest.fixture(scope="module")
def told() -> Iterator[dict[str, Scratch]]:
    """Each chapter in a database of its own."""
    with pytest.MonkeyPatch.context() as patch:
        opened = {}
        for chapter in (leads, bookings, contacts, partners, receipts):
            patch.setattr(chapter, "chapter_hour", lambda: NOW)
            opened[chapter.DATABASE] = scratch(chapter.DATABASE)
        found = {name: context.__enter__() for name, context in opened.items()}
        for chapter in (leads, bookings, contacts, partners, receipts):
            for sql, params in chapter.statements():
                found[chapter.DATABASE].fill(sql, params)
        yield found
        for context in opened.values():
            context.__exit__(None, None, None)


@pytest.fixture(scope="module")
def sellers() -> list[plot.Seller]:
    return list(plot.sellers(NOW))


def within(days: tuple[date, date], moment: datetime) -> bool:
    return days[0] <= moment.astimezone(UTC).date() <= days[1]


def ms(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)


def rows(database: Scratch, statements: list[Any]) -> list[list[dict[str, Any]]]:
    return [database.run(each) for each in statements]


def test_leads_by_day_and_status(
    told: dict[str, Scratch], sellers: list[plot.Seller], days: tuple[date, date]
) -> None:
    found = lead_statistics.stats(*days, *rows(told["leads-db"], lead_statistics.statements(*days)))
    those = [seller for seller in sellers if within(days, seller.at)]
    assert found.total == len(those) > 10
    assert {row.date: row.count for row in found.by_day} == Counter(s.at.date() for s in those)
    ends = Counter(each.steps[-1].status if each.steps else "new" for each in those)
    assert {name: count for name, count in found.by_status.items() if count} == ends
    assert found.hot == sum(leads.scored(each).total > 80 for each in those)
    assert found.response.answered == sum(bool(each.steps) for each in those)


def test_visits_that_were_booked(told: dict[str, Scratch], days: tuple[date, date]) -> None:
    asked = booking_statistics.statements(*days, ms(NOW))
    found = booking_statistics.stats(*days, *rows(told["calendar-db"], asked))
    visits = bookings.visits(NOW)
    those = [visit for visit in visits if within(days, visit.booked_at)]
    assert found.total == len(those) > 3
    assert found.cancelled == sum(visit.cancelled_at is not None for visit in those)
    assert found.moved == sum(len(v.times) > 1 and v.cancelled_at is None for v in those)
    ahead = [v.starts_at for v in visits if v.cancelled_at is None and v.starts_at > NOW]
    assert (found.ahead, found.next_start) == (len(ahead), min(ahead))


def test_revenue(
    told: dict[str, Scratch], sellers: list[plot.Seller], days: tuple[date, date]
) -> None:
    counted = told["payments-db"].run(Statement(BY_DAY, span_ms(*days)))
    fees = [
        round(seller.home.worth * receipts.FEE) * 100
        for seller in sellers
        for step in seller.steps
        if step.status == "closed" and within(days, step.at + timedelta(minutes=40))
    ]
    captured = sum(row["amount"] for row in counted if row["kind"] == "capture")
    assert captured >= sum(fees)
    if days[1] - days[0] > timedelta(days=80):
        signed = sum("contract" in {step.status for step in each.steps} for each in sellers)
        assert captured - sum(fees) >= receipts.EARNEST_CENTS * (signed - 4)
        assert {row["kind"] for row in counted} == {"capture", "refund", "dispute", "dispute_fee"}


def test_contacts_and_partners(
    told: dict[str, Scratch], sellers: list[plot.Seller], days: tuple[date, date]
) -> None:
    asked = crm_statistics.statements(*days)
    found = crm_statistics.stats(*days, "hubspot", *rows(told["crm-db"], asked))
    last = [seller.steps[-1].at if seller.steps else seller.at for seller in sellers]
    synced = sum(within(days, at + timedelta(milliseconds=900)) for at in last)
    assert synced - 1 <= found.synced <= synced
    assert (found.pending, found.conflicts, found.failed) == (0, 1, 1)

    asked = partner_statistics.statements(*days)
    sent = partner_statistics.stats(*days, *rows(told["hooks-db"], asked))
    begin = NOW - timedelta(days=partners.DAYS)
    events = [
        at
        for seller in sellers
        for at in (seller.at, *(step.at for step in seller.steps))
        if at > begin and within(days, at)
    ]
    assert sent.events == len(events)
    assert (sent.subscriptions, sent.switched_off) == (2, 1)
    assert sent.deliveries["delivered"] > 20
