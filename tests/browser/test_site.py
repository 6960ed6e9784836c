"""The site in Chromium: an offer, a visit, the playbook, with JavaScript and without it."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from fleet.dev.client import eventually
from fleet.dev.local import LocalFleet

from .axe import Audit

HOME = "8021 21st Ave NW, Seattle, WA 98117"
PAGES = ("/", "/offer", "/playbook", "/playbook?q=taxes", "/playbook/reading-a-net-sheet",
         "/book", "/contact", "/privacy", "/unsubscribe", "/unsubscribe?token=x")  # fmt: skip


@pytest.fixture
def site(fleet: LocalFleet) -> str:
    """The site's address: what stands behind the bare localhost."""
    return f"http://localhost:{fleet.port}"


@pytest.fixture
def plain(browser: Browser) -> Iterator[Page]:
    """A telephone whose owner has switched JavaScript off."""
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
    yield context.new_page()
    context.close()


def leads(fleet: LocalFleet) -> list[dict[str, object]]:
    return fleet.d1("leads", "SELECT name, address, utm, message FROM leads WHERE name = 'Ann Lee'")


def ask_for_an_offer(page: Page, site: str) -> None:
    page.goto(f"{site}/?utm_campaign=autumn")
    page.get_by_label("Address of the house").fill(HOME)
    page.get_by_role("button", name="See the range").click()
    page.get_by_role("radio", name="Fair").check()
    page.get_by_text("Facts that make the range narrower").click()
    for label, said in (("Bedrooms", "3"), ("Bathrooms", "2"), ("Living area", "1,600"),
                        ("Year built", "1950")):  # fmt: skip
        page.get_by_label(label).fill(said)
    page.get_by_role("button", name="Show the offer").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Our first offer is")


def accept(page: Page) -> None:
    page.get_by_role("link", name="Go on with this").click()
    page.get_by_label("Your name").fill("Ann Lee")
    page.get_by_label("Phone").fill("(206) 555-0137")
    page.get_by_role("button", name="Accept the offer").click()
    expect(page.get_by_text("You have accepted this offer")).to_be_visible()


def test_an_offer_becomes_a_lead(page: Page, fleet: LocalFleet, site: str, axe: Audit) -> None:
    ask_for_an_offer(page, site)
    axe(page)
    accept(page)
    axe(page)
    [lead] = eventually(lambda: leads(fleet))
    assert lead["address"] == HOME
    assert "autumn" in str(lead["utm"])


def test_an_offer_becomes_a_lead_without_javascript(
    plain: Page, fleet: LocalFleet, site: str
) -> None:
    ask_for_an_offer(plain, site)
    accept(plain)
    assert len(eventually(lambda: leads(fleet))) == 1


def test_a_visit_is_booked_without_javascript(plain: Page, fleet: LocalFleet, site: str) -> None:
    plain.goto(f"{site}/book")
    plain.get_by_label("Time zone").select_option("America/New_York")
    plain.get_by_role("button", name="Change").click()
    plain.locator("label.slot").first.click()
    plain.get_by_label("Your name").fill("Ann Lee")
    plain.get_by_label("E-mail").fill("ann@example.com")
    plain.get_by_label("Address of the house").fill(HOME)
    plain.get_by_role("button", name="Book this time").click()
    expect(plain.get_by_text("Your visit is booked")).to_be_visible()
    expect(plain.get_by_role("heading", level=1)).to_contain_text("Eastern time")
    assert len(fleet.d1("calendar", "SELECT id FROM bookings WHERE name = 'Ann Lee'")) == 1


def test_what_is_wrong_is_told_at_its_field(browser: Browser, site: str) -> None:
    page = browser.new_page()  # the console of the other one tells of a 422 as of an error
    page.goto(f"{site}/contact")
    page.get_by_label("Your name").fill("Ann")
    page.get_by_label("Phone").fill("12")
    page.get_by_label("Address of the house").fill(HOME)
    with page.expect_navigation():
        page.get_by_role("button", name="Send").click()
    phone = page.get_by_label("Phone")
    expect(phone).to_have_value("12")
    expect(phone).to_be_focused()
    expect(phone).to_have_accessible_description(
        "Give a phone number or an e-mail address, so that we can answer. "
        "This is no phone number we can dial; ten digits will do."
    )
    page.context.close()


def test_the_playbook_is_searched_and_read(plain: Page, site: str) -> None:
    plain.goto(f"{site}/playbook")
    plain.get_by_label("Search the playbook").fill("net sheet")
    plain.get_by_role("button", name="Search").click()
    plain.get_by_role("link", name="Reading a net sheet: a cash offer beside a listing").click()
    expect(plain.get_by_role("heading", level=1)).to_contain_text("Reading a net sheet")
    expect(plain.get_by_role("heading", name="Read next")).to_be_visible()


@pytest.mark.parametrize("path", PAGES)
def test_nothing_is_in_anybodys_way(page: Page, site: str, axe: Audit, path: str) -> None:
    page.goto(site + path)
    axe(page)


def test_the_chat_box_is_on_the_site(page: Page, site: str) -> None:
    page.goto(site)
    page.get_by_role("button", name="Ask a question").click()
    expect(page.get_by_role("dialog")).to_be_visible()
