"""The page of a lead in Chromium: out of Slack through signing in, wide and narrow."""

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from fleet.dev.client import eventually
from fleet.dev.local import LocalFleet

ADMIN = {"Authorization": "Bearer dev-admin-token"}
SIZES = {"desktop": (1280, 800), "phone": (390, 844)}
LEAD = {
    "name": "<img src=x onerror=alert(1)> Ada Lovelace-" + "Byron" * 12,
    "email": "ada." + "very.long." * 5 + "name@example.com",
    "phone": "(206) 555-0142",
    "address": "8021 21st Ave NW, Seattle, WA 98117",
    "asking_price": 300_000,
    "timeline": "asap",
    "condition": "poor",
    "motivation": "We inherited it, and it needs a new roof. " * 8,
    "message": "https://example.com/" + "x" * 200,
    "source": "search",
    "utm": {"campaign": "spring"},
    "consent": {"sms": True, "text": "You may text me."},
    "property": {"sqft": 1600, "bedrooms": 3, "bathrooms": 2, "zip": "98117"},
}


@pytest.fixture
def address(fleet: LocalFleet) -> str:
    """The page's address, of a lead with a history and notes."""
    with fleet.worker("leads") as client:
        lead_id = client.post("/api/leads", json=LEAD).json()["id"]
        found = eventually(lambda: client.get(f"/api/leads/{lead_id}", headers=ADMIN))
        etag = {"If-Match": found.headers["etag"]}
        change = {"status": "contacted", "agent": "Grace Hopper"}
        client.patch(f"/api/leads/{lead_id}", json=change, headers=ADMIN | etag)
        for text in (
            "Called, no answer.",
            "Called again: they want to see us on Friday.\nAt noon.",
        ):
            note = {"text": text, "author": "Grace"}
            client.post(f"/api/leads/{lead_id}/notes", json=note, headers=ADMIN)
    return f"http://dashboard.localhost:{fleet.port}/leads/{lead_id}"


def open_lead(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_label("Admin token").fill("dev-admin-token")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Ada Lovelace")
    page.wait_for_load_state("load")  # a heading is there before its style is


def test_signing_in_leads_back_to_the_lead(page: Page, address: str) -> None:
    open_lead(page, address)
    assert page.url == address
    assert page.locator("main img").count() == 0
    expect(page.get_by_role("main")).to_contain_text("Called again: they want to see us on Friday.")
    expect(page.get_by_role("main")).to_contain_text("Contacted")
    expect(page.get_by_role("link", name="(206) 555-0142")).to_have_attribute(
        "href", "tel:+12065550142"
    )
    page.get_by_role("link", name="Overview").click()
    expect(page.locator("#figures[aria-busy=false] .card").first).to_be_visible()


def test_a_link_on_another_site_opens_the_lead_of_who_is_signed_in(
    page: Page, address: str
) -> None:
    open_lead(page, address)
    # Another site, as Slack is one: the strict cookie is not sent along with its links.
    page.route("http://slack.example/", lambda route: route.fulfill(
        content_type="text/html", body=f'<a href="{address}">Open lead</a>'))  # fmt: skip
    page.goto("http://slack.example/")
    page.get_by_role("link", name="Open lead").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Ada Lovelace")


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_lead_fits_every_width_and_follows_the_colour_scheme(
    browser: Browser, address: str, size: str, scheme: Any
) -> None:
    width, height = SIZES[size]
    context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)
    page = context.new_page()
    open_lead(page, address)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    background = page.evaluate("getComputedStyle(document.body).backgroundColor")
    red = int(background.removeprefix("rgb(").split(",")[0])
    assert red > 200 if scheme == "light" else red < 60
    pressed = "[...document.querySelectorAll('button, nav a')].filter(e => e.checkVisibility())"
    assert page.evaluate(f"{pressed}.filter(each => each.offsetHeight < 40).length") == 0
    context.close()


def test_a_lead_that_is_not_there_is_a_page_of_its_own(browser: Browser, address: str) -> None:
    page = browser.new_page()  # not the fixture: the browser notes a 404 on its console
    open_lead(page, address)
    page.goto(address[:-4] + "aaaa")
    expect(page.get_by_role("heading", level=1)).to_contain_text("There is no such lead")
    page.context.close()
