"""The gateway's page of documentation in Chromium: a well-kept viewer, out of the bundle."""

from playwright.sync_api import Locator, Page, expect

from fleet.dev.local import LocalFleet

from .axe import WIDTHS

OPERATION = "/playbook-api/api/articles"


def opened(page: Page, fleet: LocalFleet) -> Locator:
    """The page, and the operation on it, once its worker is opened."""
    page.goto(f"http://gateway.localhost:{fleet.port}/docs")
    page.get_by_role("link", name="playbook-api").first.click()
    operation = page.locator("#operations-playbook-api-playbook_api_articles")
    expect(operation).to_contain_text(OPERATION)
    return operation


def test_partners_find_what_they_can_call_and_nothing_else(fleet: LocalFleet, page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    operation = opened(page, fleet)
    expect(page.get_by_role("heading", name="API for partners", level=1)).to_be_visible()
    page.get_by_role("link", name="leads", exact=True).click()
    expect(page.locator(".opblock", has_text="/leads/api/leads").first).to_be_visible()
    expect(page.locator(".opblock", has_text="/leads/api/leads/export.csv")).to_have_count(0)
    expect(page.get_by_role("link", name="keys", exact=True)).to_have_count(0)
    operation.locator("button").first.click()
    expect(operation.get_by_text("limit").first).to_be_visible()
    home = f"http://gateway.localhost:{fleet.port}/"
    assert [url for url in asked if not url.startswith((home, "data:"))] == []


def test_the_page_fits_a_phone(fleet: LocalFleet, page: Page) -> None:
    opened(page, fleet)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_partner_calls_with_a_key_from_the_page(fleet: LocalFleet, page: Page) -> None:
    with fleet.worker("gateway") as gateway:
        made = gateway.post(
            "/admin/keys",
            json={"name": "Docs", "scopes": ["playbook-api"]},
            headers={"Authorization": "Bearer dev-admin-token"},
        ).json()
    operation = opened(page, fleet)
    page.get_by_role("button", name="Authorize").first.click()
    page.get_by_label("auth-bearer-value").first.fill(made["key"])
    page.get_by_role("button", name="Apply credentials").first.click()
    page.get_by_role("button", name="Close").last.click()
    operation.locator("button").first.click()
    operation.get_by_role("button", name="Try it out").click()
    operation.get_by_role("button", name="Execute").click()
    expect(
        operation.locator(".live-responses-table tbody .response-col_status").first
    ).to_contain_text("200")
