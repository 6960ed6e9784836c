"""The status page in Chromium: what it shows, and that nothing on it is in anyone's way."""

from datetime import UTC, datetime, timedelta

from playwright.sync_api import Page, expect

from fleet.dev.local import LocalFleet

from .axe import Audit

ADMIN = {"Authorization": "Bearer dev-admin-token"}
LONG = "A very-long-word-" + "that-goes-on-" * 12
DAYS = ({"up": 5}, {"up": 9, "down": 1}, {"up": 999, "down": 1}, {"maintenance": 3})


def test_the_status_page_is_for_everybody(fleet: LocalFleet, page: Page, axe: Audit) -> None:
    today = datetime.now(UTC).date()
    for ago, counts in enumerate(DAYS, 1):
        day = {"worker": "leads", "day": str(today - timedelta(days=ago))}
        fleet.insert("status", "days", day | counts)
    with fleet.worker("status") as client:
        incident = {"title": LONG, "message": f"{LONG}\n<b>", "workers": ["leads", "email"]}
        made = client.post("/api/incidents", json=incident, headers=ADMIN).json()
        work = {"title": LONG, "starts_at": "2126-01-01T10:00", "duration_minutes": 80}
        assert client.post("/api/maintenance", json=work, headers=ADMIN).status_code == 201
        over = {"title": "Over", "message": "It was slow.", "status": "resolved"}
        client.post("/api/incidents", json=over, headers=ADMIN)
    fleet.cron("status")
    page.goto(f"http://status.localhost:{fleet.port}/#{made['id']}")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.locator(f"#{made['id']}")).to_contain_text("<b>")
    expect(page.get_by_text("1 h 20 min")).to_be_visible()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != "rgba(0, 0, 0, 0)"
    axe(page)
