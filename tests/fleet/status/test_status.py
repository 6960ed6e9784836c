"""status over HTTP, with workers that really fail: what it says, opens, closes and tells."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from xml.etree import ElementTree

import feedparser
import httpx
import pytest

from fleet.dev.client import eventually
from fleet.dev.local import LocalFleet

ADMIN = {"Authorization": "Bearer dev-admin-token"}


@pytest.fixture
def check(fleet: LocalFleet) -> Callable[..., None]:
    """Let the cron come at these minutes from now on."""
    begin = datetime.now(UTC).replace(microsecond=0) + timedelta(minutes=1)

    def checking(*minutes: int) -> None:
        for minute in minutes:
            fleet.cron("status", at=(begin + timedelta(minutes=minute)).isoformat())

    return checking


def told(status: httpx.Client) -> dict[str, Any]:
    answer = status.get("/api/status")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def worker(status: httpx.Client, name: str) -> dict[str, Any]:
    [found] = [each for each in told(status)["workers"] if each["name"] == name]
    return dict(found)


def open_incidents(status: httpx.Client) -> list[dict[str, Any]]:
    return [each for each in told(status)["incidents"] if each["resolved_at"] is None]


def slack(fleet: LocalFleet) -> list[str]:
    sent = fleet.outbox(provider="slack", worker="slack-intel")
    return [each["body"] if isinstance(each["body"], str) else str(each["body"]) for each in sent]


def post(client: httpx.Client, path: str, **body: Any) -> dict[str, Any]:
    answer = client.post(path, json=body, headers=ADMIN)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


def test_a_fleet_that_is_well_is_up(
    fleet: LocalFleet, status: httpx.Client, check: Callable[..., None]
) -> None:
    assert told(status)["status"] == "unknown"
    check(0)
    found = told(status)
    assert {each["name"]: each["status"] for each in found["workers"]}["leads"] == "up"
    assert not [each for each in found["workers"] if each["status"] in ("down", "unknown")]
    assert found["incidents"] == []
    assert worker(status, "leads")["uptime_90d"] == 100


def test_a_worker_that_fails_is_down_and_told_of_once(
    fleet: LocalFleet, status: httpx.Client, check: Callable[..., None]
) -> None:
    with fleet.fault("geocode", "down"), fleet.fault("comps", "error"):
        check(0, 1)
        assert open_incidents(status) == []
        check(2)
        assert worker(status, "geocode")["status"] == worker(status, "comps")["status"] == "down"
        assert worker(status, "geocode")["uptime_90d"] == 0
        assert worker(status, "leads")["status"] == "up"
        assert told(status)["status"] == "partial_outage"
        check(3)
    opened = open_incidents(status)
    assert sorted(each["workers"][0] for each in opened) == ["comps", "geocode"]
    check(4)
    assert len(open_incidents(status)) == 2
    check(5)
    assert open_incidents(status) == []
    assert worker(status, "geocode")["status"] == "up"
    assert worker(status, "geocode")["uptime_90d"] == 33.33
    check(17)
    eventually(lambda: len([text for text in slack(fleet) if "is up again" in text]) == 2)
    assert len([text for text in slack(fleet) if "is down" in text]) == 2


def test_one_that_hangs_holds_up_none(
    fleet: LocalFleet, status: httpx.Client, check: Callable[..., None]
) -> None:
    with fleet.fault("comps", "hang"):
        check(0)
    found = {each["name"]: each["status"] for each in told(status)["workers"]}
    assert found["comps"] == "down"
    assert [name for name, what in found.items() if what == "down"] == ["comps"]


def test_flapping_is_one_incident_told_once(
    fleet: LocalFleet, status: httpx.Client, check: Callable[..., None]
) -> None:
    minute = 0
    for _ in range(2):
        with fleet.fault("geocode", "down"):
            check(minute, minute + 1, minute + 2)
        check(minute + 3, minute + 4)
        minute += 5
    [incident] = told(status)["incidents"]
    assert [each["status"] for each in incident["updates"]] == ["investigating", "resolved"] * 2
    check(11)
    eventually(lambda: any("is down" in text for text in slack(fleet)))
    assert len([text for text in slack(fleet) if "is down" in text]) == 1
    assert not [text for text in slack(fleet) if "is up again" in text]
    check(21)
    eventually(lambda: any("is up again" in text for text in slack(fleet)))


def test_maintenance_is_no_outage(
    fleet: LocalFleet, status: httpx.Client, check: Callable[..., None]
) -> None:
    window = post(
        status,
        "/api/maintenance",
        title="A new index",
        workers=["comps"],
        starts_at=(datetime.now(UTC) - timedelta(minutes=5)).isoformat(),
        duration_minutes=60,
    )
    with fleet.fault("comps", "down"):
        check(0, 1, 2, 3)
    assert worker(status, "comps")["status"] == "maintenance"
    assert worker(status, "comps")["uptime_90d"] is None
    assert told(status)["incidents"] == []
    assert status.delete(f"/api/maintenance/{window['id']}", headers=ADMIN).status_code == 204
    assert told(status)["maintenance"] == []


def test_an_incident_by_hand_moves_in_the_feed(fleet: LocalFleet, status: httpx.Client) -> None:
    first = post(status, "/api/incidents", title="]]> & <b>", message="A\x0b]]>", workers=["leads"])
    second = post(status, "/api/incidents", title="Second", message="It is slow.")
    answer = status.get("/feed.xml")
    read = feedparser.parse(answer.content)
    assert not read.bozo
    assert [entry.title for entry in read.entries] == ["Second", "]]> & <b>"]
    etag = {"If-None-Match": f'"x", W/{answer.headers["etag"]}'}
    assert status.get("/feed.xml", headers=etag).status_code == 304
    changed = post(
        status, f"/api/incidents/{first['id']}/updates", message="Found.", status="resolved"
    )
    assert changed["resolved_at"] is not None
    answer = status.get("/feed.xml", headers=etag)
    assert answer.status_code == 200
    assert feedparser.parse(answer.content).entries[0].title == "]]> & <b>"
    again = f"/api/incidents/{first['id']}/updates"
    reopened = status.post(again, json={"message": "x", "status": "monitoring"}, headers=ADMIN)
    assert reopened.status_code == 409
    assert status.post("/api/incidents", json={"title": "x", "message": "y"}).status_code == 401
    assert [each["id"] for each in open_incidents(status)] == [second["id"]]
    eventually(lambda: any("Second" in text for text in slack(fleet)))


def test_an_open_incident_is_told_wherever_the_status_is(
    fleet: LocalFleet, status: httpx.Client, check: Callable[..., None]
) -> None:
    check(0)

    def everywhere() -> tuple[str, str, str, str, str]:
        drawn = ElementTree.fromstring(status.get("/badge/all.svg").content)
        return (
            told(status)["status"],
            worker(status, "email")["status"],
            status.get("/api/summary.json").json()["status"]["indicator"],
            (drawn.get("aria-label") or "").rpartition(": ")[2],
            status.get("/").text.partition("<h1>")[2].partition("</h1>")[0],
        )

    before = everywhere()
    made = post(
        status, "/api/incidents", title="No mail", message="None goes out.", impact="critical",
        workers=["email"],
    )  # fmt: skip
    critical = ("major_outage", "down", "critical", "down", "There is a critical incident")
    assert everywhere() == critical
    assert worker(status, "email")["uptime_90d"] == 100
    post(status, f"/api/incidents/{made['id']}/updates", message="It goes.", status="resolved")
    assert everywhere() == before
    minor = post(status, "/api/incidents", title="Slow", message="Slow.", workers=["email"])
    assert everywhere()[:4] == ("degraded", "degraded", "minor", "degraded")
    post(status, f"/api/incidents/{minor['id']}/updates", message="Over.", status="resolved")


def test_history_counts_what_is_not_known(fleet: LocalFleet, status: httpx.Client) -> None:
    yesterday = (datetime.now(UTC) - timedelta(days=1)).date()
    fleet.insert(
        "status", "days", {"worker": "leads", "day": str(yesterday), "up": 1379, "down": 1}
    )
    answer = status.get("/api/history/leads", params={"days": 2}).json()
    day = answer["days"][0]
    assert (day["day"], day["unknown_minutes"], day["uptime"]) == (str(yesterday), 60, 99.92)
    assert len(status.get("/api/history/leads").json()["days"]) == 90
    assert status.get("/api/history/nobody").status_code == 404


def test_page_badge_and_summary(
    fleet: LocalFleet, status: httpx.Client, check: Callable[..., None]
) -> None:
    check(0)
    page = status.get("/")
    assert page.status_code == 200
    assert "script" not in page.headers["content-security-policy"]
    assert "All systems work" in page.text or "Some systems" in page.text
    label = 'A & B "x" <script>'
    image = status.get("/badge/leads.svg", params={"label": label})
    assert ElementTree.fromstring(image.content).get("aria-label") == f"{label}: up"
    assert image.headers["cache-control"] == "public, max-age=30"
    etag = {"If-None-Match": image.headers["etag"]}
    again = status.get("/badge/leads.svg", params={"label": label}, headers=etag)
    assert again.status_code == 304
    assert status.get("/badge/nobody.svg").status_code == 404
    summary = status.get("/api/summary.json").json()
    assert {"page", "status", "components", "incidents", "scheduled_maintenances"} <= set(summary)
    assert {each["name"]: each["status"] for each in summary["components"]}[
        "leads"
    ] == "operational"
