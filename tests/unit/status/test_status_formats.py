"""Feed, badge and page are well-formed whatever is said, and the feed moves with its updates."""

from datetime import UTC, datetime, timedelta
from typing import Any
from xml.etree import ElementTree

import feedparser
from hypothesis import given
from hypothesis import strategies as st

from contracts.status import Incident, IncidentUpdate, StatusReport, WorkerReport
from status_badge import badge
from status_feed import atom
from status_page import page
from status_summary import summary
from status_words import between

NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)
NASTY = "]]> & <b>\x00\x0b\x1b \ufffe \U0001f600 \"x\" 'y' </content>"
SVG = "{http://www.w3.org/2000/svg}"


def incident(number: int, said: str = "It is slow.", **changes: Any) -> Incident:
    at = NOW - timedelta(hours=number)
    update = IncidentUpdate(status="investigating", message=said, at=at)
    facts = {
        "id": f"inc_{number}", "title": said, "status": "investigating", "impact": "minor",
        "workers": ("leads",), "by": "hand", "opened_at": at, "updated_at": at,
        "resolved_at": None, "updates": (update,), **changes,
    }  # fmt: skip
    return Incident.model_validate(facts)


def feed(*incidents: Incident) -> str:
    return atom(
        incidents, "Homes & Co", "https://status.example/", "https://status.example/feed.xml"
    )


def test_the_feed_is_well_formed_whatever_is_said() -> None:
    read = feedparser.parse(feed(incident(1, NASTY)))
    assert not read.bozo
    assert read.version == "atom10"
    assert "]]>" in read.entries[0].title
    assert "]]&gt;" in read.entries[0].content[0].value  # it is HTML


@given(st.text())
def test_every_text_can_be_fed_and_badged(said: str) -> None:
    ElementTree.fromstring(feed(incident(1, said or "-")))
    ElementTree.fromstring(badge(said, "up"))


def test_an_empty_feed_is_a_feed() -> None:
    assert not feedparser.parse(feed()).bozo


def test_an_entry_moves_up_with_its_update() -> None:
    older, newer = incident(5), incident(1)
    moved = incident(5, updated_at=NOW)
    assert [each.id[-5:] for each in feedparser.parse(feed(older, newer)).entries] == [
        "inc_1",
        "inc_5",
    ]
    read = feedparser.parse(feed(moved, newer))
    assert [each.id[-5:] for each in read.entries] == ["inc_5", "inc_1"]
    assert read.feed.updated == "2026-11-29T12:00:00.000Z"


def test_a_badge_says_its_label_as_it_is() -> None:
    label = 'A & B "x" <script>'
    root = ElementTree.fromstring(badge(label, "down"))
    assert root.get("aria-label") == f"{label}: down"
    assert [each.text for each in root.iter(f"{SVG}text")] == [label, "down"]
    assert root.find(f"{SVG}script") is None


def report(**changes: Any) -> StatusReport:
    worker = WorkerReport(
        name="leads", status="down", uptime_90d=99.99, response_ms=None, checked_at=NOW
    )
    facts = {
        "status": "partial_outage", "workers": (worker,), "maintenance": (),
        "incidents": (incident(1, NASTY),), "checked_at": NOW, **changes,
    }  # fmt: skip
    return StatusReport.model_validate(facts)


def test_a_critical_incident_does_not_say_that_most_systems_are_down() -> None:
    well = WorkerReport(
        name="leads", status="up", uptime_90d=100, response_ms=1, checked_at=NOW
    )  # fmt: skip
    found = report(status="major_outage", workers=(well,))
    told = summary(found, "", "").status
    assert (told.indicator, told.description) == ("critical", "There is a critical incident")
    assert f"<h1>{told.description}</h1>" in page(found, [], "", 0)


def test_the_page_escapes_what_was_said() -> None:
    text = page(report(), [], "Homes & Co", int(NOW.timestamp() * 1000))
    assert "<b>" not in text
    assert "\x00" not in text
    assert "99.99 %" in text
    assert "<script" not in text
    assert " style=" not in text


def test_the_summary_has_statuspages_words() -> None:
    told = summary(report(), "Homes & Co", "https://status.example/")
    assert (told.status.indicator, told.components[0].status) == ("major", "major_outage")
    assert told.incidents[0].incident_updates[0].status == "investigating"
    over = summary(report(incidents=(incident(1, resolved_at=NOW),)), "", "")
    assert over.incidents == ()


def test_a_length_of_time_goes_over_midnight() -> None:
    begun = datetime(2026, 11, 29, 23, tzinfo=UTC)
    assert between(begun, begun + timedelta(minutes=80)) == "1 h 20 min"
    half_past_eleven = datetime(2026, 11, 29, 11, 30, tzinfo=UTC)
    assert between(half_past_eleven, half_past_eleven + timedelta(hours=1)) == "1 h"
