"""Working with leads in Chromium: found, read, moved on, noted, and never overwritten unseen."""

import pytest
from playwright.sync_api import Browser, Page, expect

from fleet.dev.client import eventually
from fleet.dev.local import LocalFleet

from .axe import Audit

ADMIN = {"Authorization": "Bearer dev-admin-token"}
PLACE = {"sqft": 1600, "bedrooms": 3, "lat": 47.687, "lon": -122.38, "zip": "98117"}
PEOPLE = [
    ("Ada Lovelace", "8021 21st Ave NW, Seattle, WA 98117", {"property": PLACE}),
    ("Grace Hopper-" + "Murray" * 20, "4203 Woodland Park Ave N, Seattle, WA 98103", {}),
    ("Nobody Knows", "1 Main St, Springfield", {"message": "x" * 300, "source": "referral"}),
]


@pytest.fixture
def ada(fleet: LocalFleet) -> str:
    """Some leads; the id of the first."""
    ids = []
    with fleet.worker("leads") as client:
        for number, (name, address, more) in enumerate(PEOPLE):
            body = {
                "name": name, "address": address, "email": f"p{number}@example.com",
                "phone": f"206-555-01{number:02}", "asking_price": 300_000, **more,
            }  # fmt: skip
            ids.append(client.post("/api/leads", json=body).json()["id"])
        path = f"/api/leads/{ids[0]}"
        eventually(lambda: client.get(path, headers=ADMIN).json()["announced_at"])
    return str(ids[0])


@pytest.fixture
def work(fleet: LocalFleet, page: Page, ada: str) -> Page:
    """The list of leads, for somebody who is signed in."""
    sign_in(page, f"http://dashboard.localhost:{fleet.port}/leads")
    return page


def sign_in(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_label("Admin token").fill("dev-admin-token")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1, name="Leads")).to_be_visible()


def open_ada(page: Page) -> None:
    page.get_by_label("Name, phone, address or e-mail").fill("lovel")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_role("row")).to_have_count(2)  # with the head
    page.get_by_role("link", name="Ada Lovelace").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ada Lovelace")


def test_a_lead_is_found_moved_on_and_noted(work: Page) -> None:
    open_ada(work)
    work.get_by_role("button", name="Mark as contacted").click()
    expect(work.get_by_role("status")).to_have_text("The status is “Contacted” now.")
    work.get_by_label("Agent").select_option("Priya Nair")
    work.get_by_role("button", name="Assign").click()
    expect(work.get_by_label("Agent")).to_have_value("Priya Nair")
    work.get_by_label("Note").fill("Called: she thinks it over.")
    work.get_by_label("Your name").fill("Priya")
    work.get_by_role("button", name="Add note").click()
    expect(work.locator(".history li").first).to_contain_text("Called: she thinks it over.")
    expect(work.get_by_label("Your name")).to_have_value("Priya")
    work.reload()
    expect(work.locator(".history li", has_text="Called")).to_have_count(1)


def test_the_value_is_a_range_with_the_asking_price_and_sales_around(work: Page) -> None:
    open_ada(work)
    bar = work.get_by_role("img", name="Worth about")
    low, high = (bar.locator(".end-label").nth(place).bounding_box() for place in (0, 1))
    mark = bar.locator("circle.estimate").bounding_box()
    assert low is not None
    assert high is not None
    assert mark is not None
    assert low["x"] < mark["x"] < high["x"]
    expect(bar).to_contain_text("Asks $300k")
    sales = work.get_by_role("img", name="comparable sales around the home")
    expect(sales.locator(".sale")).to_have_count(12)
    expect(work.locator("table.comps tbody tr")).to_have_count(12)


def test_who_was_slower_is_told_what_changed(fleet: LocalFleet, browser: Browser, ada: str) -> None:
    page = browser.new_page()  # not the fixture: the browser notes a 409 on its console
    sign_in(page, f"http://dashboard.localhost:{fleet.port}/leads")
    open_ada(page)
    with fleet.worker("leads") as client:
        change = {"status": "lost"}
        client.patch(f"/api/leads/{ada}", json=change, headers={**ADMIN, "If-Match": "*"})
    page.get_by_role("button", name="Mark as contacted").click()
    expect(page.get_by_role("alert")).to_contain_text("Its status was New and is now Lost.")
    expect(page.get_by_role("button", name="Mark as contacted")).to_have_count(0)
    page.context.close()


def test_everything_works_without_javascript(fleet: LocalFleet, browser: Browser, ada: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    sign_in(page, f"http://dashboard.localhost:{fleet.port}/leads")
    open_ada(page)
    page.get_by_text("It is lost…").click()
    page.get_by_role("button", name="Mark as lost").click()
    expect(page.get_by_role("status")).to_have_text("The status is “Lost” now.")
    page.get_by_role("link", name="Leads", exact=True).click()
    page.get_by_label("Status").select_option("Lost")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_role("row")).to_have_count(2)
    assert "status=lost" in page.url
    context.close()


def test_no_page_of_leads_is_in_anybodys_way(axe: Audit, work: Page) -> None:
    axe(work)
    for name, _, _ in PEOPLE:
        work.get_by_role("link", name=name).click()
        work.get_by_text("It is lost…").click()
        axe(work)
        work.go_back()
    work.goto(f"{work.url}?q=nobody+like+this")
    axe(work)
