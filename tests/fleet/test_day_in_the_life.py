"""A day of the business, with two providers and a worker failing, and its figures at the end.

The steps are those of ``fleet demo``, which wait for what each promises; here is what it comes to.
"""

import io
from datetime import UTC, datetime
from typing import Any, get_type_hints

import pytest
from rich.console import Console

from contracts.dashboard import Summary
from fleet.demo.command import run
from fleet.demo.course import arrived, counted_again, live, summary_of
from fleet.demo.day import ADMIN, Day, new_day
from fleet.demo.recount import Row, recount
from fleet.dev.local import LocalFleet

FRAME = {"range", "date_from", "date_to", "generated_at", "partial", "missing"}
PARTS = set(get_type_hints(Summary)) - FRAME - {"workers"}


def differing(rows: list[Row]) -> list[Row]:
    return [row for row in rows if not row.agrees]


def a_day(fleet: LocalFleet) -> tuple[Day, str]:
    told = io.StringIO()
    day = new_day(fleet, Console(file=told, width=200))
    live(day)
    return day, told.getvalue()


def test_a_day_in_the_life_of_the_business(fleet: LocalFleet) -> None:
    day, story = a_day(fleet)
    assert differing(arrived(day)) == []
    assert differing(counted_again(fleet)) == []

    lead = day.ask("leads", "GET", f"/api/leads/{day.lead}")
    assert (lead["status"], lead["score"] > 80) == ("contacted", True)
    assert [note["author"] for note in lead["notes"]] == ["calendar"]
    [booking] = day.ask("calendar", "GET", "/api/bookings")["items"]
    assert (booking["id"], booking["lead_id"], booking["status"]) == (
        day.booking,
        day.lead,
        "booked",
    )
    payment = day.ask("payments", "GET", f"/api/payments/{day.payment}")
    assert sorted((each["kind"], each["amount_cents"]) for each in payment["entries"]) == [
        ("capture", 250_000),
        ("fee", 7_280),
        ("refund", 125_000),
    ]
    contact = day.ask("crm-sync", "GET", f"/api/contacts/{day.lead}")
    assert [change["value"] for change in contact["changes"]] == ["+12065550199"]
    sent = day.ask("partner-hooks", "GET", "/api/deliveries")["items"]
    assert {(each["type"], each["status"]) for each in sent} == {
        ("lead.created", "delivered"),
        ("lead.status_changed", "delivered"),
    }
    for worker in ("leads", "email", "sms", "crm-sync", "partner-hooks", "slack-intel"):
        assert day.ask(worker, "GET", "/api/dead")["items"] == []

    for name in (day.lead, day.booking, day.payment, day.subscription):
        assert name in story
    assert "Resend has refused the mail" in story


def lively_summary(fleet: LocalFleet) -> dict[str, Any]:
    """A summary with something in each of its parts."""
    with fleet.worker("payments") as payments:
        fact = {"id": "ch_1", "object": "charge", "status": "succeeded", "captured": True}
        fact |= {"amount_captured": 5_000, "currency": "usd"}
        event = {
            "id": "evt_1",
            "provider": "stripe",
            "type": "charge.succeeded",
            "occurred_at": datetime.now(UTC).isoformat(),
            "payload": {"id": "evt_1", "data": {"object": fact}},
        }
        payments.post("/api/inbound", json=event, headers=ADMIN | {"Idempotency-Key": "evt_1"})
    with fleet.worker("analytics") as analytics:
        browser = {"User-Agent": "Mozilla/5.0 (Macintosh)"}
        analytics.post("/api/events", json={"url": "/"}, headers=browser)
    entry = {"level": "error", "worker": "leads", "event": "planted"}
    with fleet.worker("slack-intel") as intel:
        intel.post("/api/log", json=entry)
    fleet.cron("sentiment")
    fleet.flush_queues()
    return summary_of(fleet)


def more(value: Any) -> Any:
    """A part of a summary with one added to each of its numbers."""
    if isinstance(value, dict):
        return {name: more(each) for name, each in value.items()}
    if isinstance(value, list):
        return [more(each) for each in value]
    return value + 1 if type(value) in (int, float) else value


def test_a_wrong_figure_is_found_in_every_part_of_the_dashboard(fleet: LocalFleet) -> None:
    right = lively_summary(fleet)
    assert differing(recount(fleet, right)) == []
    for part in PARTS:
        assert differing(recount(fleet, right | {part: more(right[part])})), part


def test_a_figure_that_differs_ends_the_demo_with_status_1(
    fleet: LocalFleet, capsys: pytest.CaptureFixture[str]
) -> None:
    with fleet.worker("analytics") as analytics:
        analytics.post("/api/events", json={"url": "/"}, headers={"User-Agent": "Mozilla/5.0"})
    fleet.flush_queues()
    fleet.write(
        "analytics", "UPDATE roll_ups SET visitors = visitors + 7 WHERE dimension = 'total'"
    )
    assert run(f"http://localhost:{fleet.port}") == 1
    said = capsys.readouterr().out
    assert "visitors by day" in said.partition("✗")[2]
    assert "1 of the figures differ." in said
