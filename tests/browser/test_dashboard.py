"""The dashboard's page in Chromium: signing in, the figures, wide and narrow, light and dark."""

from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from fleet.dev.local import LocalFleet

from .axe import Audit

ADMIN = {"Authorization": "Bearer dev-admin-token"}
STEPS = ["Saw a page", "Looked at an offer", "Became a lead"]
SIZES = {"desktop": (1280, 800), "phone": (390, 844)}


@pytest.fixture
def home(fleet: LocalFleet) -> str:
    """The page's address, with a lead, some visitors and some articles behind it."""
    lead = {
        "name": "Ann Lee",
        "email": "ann@example.com",
        "address": "12 Oak St, Seattle, WA 98103",
    }
    with fleet.worker("leads") as client:
        client.post("/api/leads", json=lead)
    with fleet.worker("analytics") as client:
        client.post("/api/events", json=[{"url": "/"}, {"name": "offer_viewed", "url": "/"}])
    fleet.cron("sentiment")
    fleet.flush_queues()
    return f"http://dashboard.localhost:{fleet.port}/"


def sign_in(page: Page, home: str) -> None:
    page.goto(home)
    page.get_by_label("Admin token").fill("dev-admin-token")
    page.get_by_role("button", name="Sign in").click()
    wait_for_figures(page)


def wait_for_figures(page: Page) -> None:
    expect(page.locator("#figures[aria-busy=false] .card").first).to_be_visible()


def open_operations(page: Page) -> None:
    page.get_by_role("link", name="Operations").click()
    wait_for_figures(page)


def card(page: Page, title: str) -> Any:
    return page.locator("section.card", has=page.get_by_role("heading", name=title, exact=True))


def test_a_month_has_the_name_that_it_has_on_the_pages_of_leads(page: Page, home: str) -> None:
    sign_in(page, home)
    expect(card(page, "Market")).to_contain_text("House prices to 30 Sep 2024")


def tile(page: Page, name: str) -> str:
    found = page.locator(".tile", has=page.get_by_text(name, exact=True))
    return found.locator("dd").first.inner_text()


def summary(fleet: LocalFleet) -> dict[str, Any]:
    with fleet.worker("dashboard") as client:
        answer: httpx.Response = client.get("/api/summary?range=7d", headers=ADMIN)
    found: dict[str, Any] = answer.json()
    return found


def test_the_page_shows_the_figures_that_the_summary_has(
    fleet: LocalFleet, page: Page, home: str
) -> None:
    sign_in(page, home)
    found = summary(fleet)
    assert tile(page, "New leads") == str(found["leads"]["total"]) == "1"
    assert tile(page, "Visitors") == str(found["visitors"]["total"]) == "1"
    assert tile(page, "Mortgage rate") == f"{found['rates']['rate']:.2f} %"
    funnel = card(page, "From visitor to lead")
    for step, said in zip(found["funnel"]["steps"], STEPS, strict=True):
        expect(funnel.locator("tr", has_text=said)).to_contain_text(str(step["visitors"]))
        expect(funnel).not_to_contain_text(step["step"])
    for region in found["market"]["regions"]:
        expect(card(page, "Market")).to_contain_text(region["name"])
    expect(card(page, "Market")).to_contain_text("index of Seattle-Bellevue-Kent, WA")
    expect(card(page, "Revenue")).to_contain_text("Nobody paid in this range")
    expect(card(page, "Visits booked")).to_contain_text("Nobody booked a visit in this range")
    expect(card(page, "Leads by day").locator("canvas")).to_be_visible()
    expect(page.locator("main")).not_to_contain_text("-0.0")


@pytest.fixture
def busy_home(fleet: LocalFleet, home: str) -> str:
    """The page with a visit that is booked and a charge of which a part was refunded."""
    with fleet.worker("calendar") as calendar:
        start = calendar.get("/api/slots").json()["slots"][0]["start"]
        booking = {"start": start, "name": "Ann Lee", "email": "ann@example.com"}
        assert calendar.post("/api/bookings", json=booking).status_code == 201
    charge = {
        "id": "ch_1",
        "object": "charge",
        "payment_intent": "pi_1",
        "status": "succeeded",
        "captured": True,
        "currency": "usd",
        "amount_captured": 250_000,
        "amount_refunded": 100_050,
    }
    event = {
        "id": "evt_1",
        "provider": "stripe",
        "type": "charge.refunded",
        "occurred_at": datetime.now(UTC).isoformat(),
        "payload": {"id": "evt_1", "data": {"object": charge}},
    }
    with fleet.worker("payments") as payments:
        headers = ADMIN | {"Idempotency-Key": "evt_1"}
        assert payments.post("/api/inbound", json=event, headers=headers).status_code == 202
    return home


def test_money_and_visits_are_shown(page: Page, busy_home: str, axe: Audit) -> None:
    sign_in(page, busy_home)
    assert (tile(page, "Revenue"), tile(page, "Visits booked")) == ("$1,500", "1")
    revenue = card(page, "Revenue")
    expect(revenue.locator(".legend")).to_have_text(
        "In the rangePaid $2,500Given back, and fees −$1,001"
    )
    expect(card(page, "Visits booked")).to_contain_text("the next of 1 to come begins")
    for each in (revenue, card(page, "Visits booked")):
        expect(each.locator("canvas")).to_be_visible()
        each.locator("summary").click()
        expect(each.locator("tbody tr")).to_have_count(1)
    axe(page)


def test_the_crm_and_partners_are_shown(page: Page, home: str) -> None:
    sign_in(page, home)
    expect(card(page, "Contacts in the CRM")).to_contain_text("How leads and HubSpot are in step")
    expect(card(page, "Told to partners")).to_contain_text("0 endpoints")


def test_operations_tell_of_every_worker(fleet: LocalFleet, page: Page, home: str) -> None:
    fleet.cron("status")
    sign_in(page, home)
    open_operations(page)
    workers = fleet.workers()
    assert tile(page, "Workers well") == f"{len(workers)} of {len(workers)}"
    for worker in workers:
        row = card(page, "Worker health").get_by_role("row", name=worker)
        expect(row).to_contain_text("Well")


def test_a_legend_has_values_before_anybody_points_at_the_chart(page: Page, home: str) -> None:
    sign_in(page, home)
    legend = card(page, "Leads by day").locator(".legend")
    expect(legend).to_have_text("In the rangeLeads 1Hot 0")
    card(page, "Leads by day").locator(".u-over").hover(position={"x": 120, "y": 60})
    expect(legend.locator(".when")).not_to_have_text("In the range")


def test_figures_are_written_as_people_write_them(page: Page, home: str) -> None:
    page.goto(home)
    said = page.evaluate("""async () => {
      const { number, signed, percent, change, duration } = await import("/figures.js");
      return [number(-0.001, 2), signed(-0.004, 2), signed(0.05, 2), signed(-1234.5, 1),
        number(null), percent(0.333, 0), change(-0.00001), change(0.051),
        duration(0), duration(90), duration(4000)];
    }""")
    assert said == [
        "0.00", "0.00", "+0.05", "−1,234.5", "–",
        "33 %", "0.0 %", "+5.1 %", "< 1 min", "1.5 h", "2.8 days",
    ]  # fmt: skip


def test_no_page_of_figures_is_in_anybodys_way(axe: Audit, page: Page, home: str) -> None:
    page.goto(home)
    axe(page)
    sign_in(page, home)
    for summary_ in page.locator("details > summary").all():
        summary_.click()
    axe(page)
    open_operations(page)
    axe(page)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_fits_every_width_and_follows_the_colour_scheme(
    browser: Browser, home: str, size: str, scheme: Any
) -> None:
    width, height = SIZES[size]
    context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)
    page = context.new_page()
    sign_in(page, home)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    chart = card(page, "Leads by day").locator("canvas").bounding_box()
    assert chart["width"] <= width
    background = page.evaluate("getComputedStyle(document.body).backgroundColor")
    red = int(background.removeprefix("rgb(").split(",")[0])
    assert red > 200 if scheme == "light" else red < 60
    pressed = "[...document.querySelectorAll('button, select, nav a')]"
    assert page.evaluate(f"{pressed}.filter(each => each.offsetHeight < 40).length") == 0
    context.close()


def test_every_chart_has_a_table_and_a_name(page: Page, home: str) -> None:
    sign_in(page, home)
    for chart in page.locator(".chart").all():
        assert chart.get_attribute("aria-label")
        table = chart.locator("xpath=../following-sibling::details")
        table.locator("summary").click()
        expect(table.locator("tbody tr").first).to_be_visible()


def test_another_range_is_asked_for_and_kept_in_the_address(page: Page, home: str) -> None:
    sign_in(page, home)
    with page.expect_response(lambda answer: "range=90d" in answer.url):
        page.get_by_label("Range").select_option("90d")
    assert page.url.endswith("?range=90d")
    expect(card(page, "Leads by day").locator(".legend")).to_contain_text("Leads 1")


@pytest.mark.parametrize(
    ("source", "lost", "kept"),
    [
        ("leads", "Leads by day", "Market"),
        ("analytics", "From visitor to lead", "Leads by day"),
        ("market-intelligence", "Market", "Leads by day"),
        ("sentiment", "Market sentiment", "Leads by day"),
    ],
)
def test_with_a_source_down_the_page_shows_the_others_and_says_what_is_missing(
    fleet: LocalFleet, page: Page, home: str, source: str, lost: str, kept: str
) -> None:
    with fleet.fault(source, "down"):
        sign_in(page, home)
        open_operations(page)
        row = card(page, "Worker health").get_by_role("row", name=source)
        expect(row).to_contain_text("No answer")
        page.get_by_role("link", name="Overview").click()
        wait_for_figures(page)
    expect(page.get_by_role("alert")).to_contain_text(source)
    expect(card(page, lost)).to_contain_text(f"Nothing arrived from {source}")
    expect(card(page, kept)).not_to_contain_text("Nothing arrived")


def test_a_name_that_looks_like_markup_stays_text(fleet: LocalFleet, page: Page, home: str) -> None:
    with fleet.worker("analytics") as client:
        client.post("/api/events", json={"url": "/?utm_source=<img/src=x>"})
    fleet.flush_queues()
    sign_in(page, home)
    expect(card(page, "Where visitors come from")).to_contain_text("<img/src=x>")
    assert page.locator("main img").count() == 0


def test_signing_out_ends_the_session(page: Page, home: str) -> None:
    sign_in(page, home)
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_label("Admin token")).to_be_visible()
    page.goto(home)
    expect(page.get_by_label("Admin token")).to_be_visible()
