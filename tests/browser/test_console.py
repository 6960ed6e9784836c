"""The console page of ``fleet dev``, in a real browser, on the running fleet."""

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from fleet.dev.local import LocalFleet

LEAD = {
    "name": "<b>Ada</b> Lovelace",
    "email": "ada@example.com",
    "address": "4203 Woodland Park Ave N, Seattle, WA 98103",
    "timeline": "asap",
}
PHONE = ViewportSize(width=390, height=844)
VIEWS = ["workers", "graph", "requests", "logs", "outbox", "data"]


def console(fleet: LocalFleet, view: str = "workers") -> str:
    return f"http://localhost:{fleet.port}/__fleet/#{view}"


def send_lead(fleet: LocalFleet) -> str:
    with fleet.worker("leads") as client:
        answer = client.post("/api/leads", json=LEAD)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def test_every_worker_is_listed_as_up(fleet: LocalFleet, page: Page) -> None:
    page.goto(console(fleet))
    names = sorted(fleet.workers())
    expect(page.locator("#workers tbody tr")).to_have_count(len(names))
    expect(page.locator("#workers .dot.up")).to_have_count(len(names))
    expect(page.get_by_role("status")).to_contain_text(f"{len(names)} of {len(names)} workers up")
    for name in names:
        expect(page.locator("#workers").get_by_role("link", name=name, exact=True)).to_be_visible()


def test_the_graph_shows_each_worker_and_picks_out_its_calls(fleet: LocalFleet, page: Page) -> None:
    page.goto(console(fleet, "graph"))
    workers = fleet.workers()
    expect(page.locator("#graph svg g")).to_have_count(len(workers))
    page.locator("#graph g[data-name=leads]").click()
    targets = {line.get_attribute("data-to") for line in page.locator("path.near").all()}
    assert set(workers["leads"]["calls"]) <= targets
    page.locator("#graph g[data-name=leads]").press("Enter")
    expect(page.locator("path.near")).to_have_count(0)


def test_requests_and_logs_appear_while_one_looks(fleet: LocalFleet, page: Page) -> None:
    page.goto(console(fleet, "requests"))
    expect(page.locator("#requests")).to_contain_text("No requests yet.")
    send_lead(fleet)
    row = page.locator("#requests tbody tr", has_text="POST /api/leads").first
    expect(row).to_contain_text("201")
    expect(row).to_contain_text("ms")
    page.get_by_role("link", name="Logs").click()
    page.locator("#words").fill("post /api/leads")
    expect(page.locator("#lines .line").first).to_contain_text("POST /api/leads → 201")
    page.locator("#words").fill("nothing has this in it")
    expect(page.locator("#lines")).to_contain_text("No log lines that match.")


def test_the_outbox_shows_what_was_sent_and_is_cleared(fleet: LocalFleet, page: Page) -> None:
    send_lead(fleet)
    page.goto(console(fleet, "outbox"))
    item = page.locator("#sent details", has_text="slack").first
    item.locator("summary").click()
    expect(item).to_contain_text("Lovelace")
    expect(page.locator("#sent b")).to_have_count(0)
    page.get_by_role("button", name="Clear").click()
    expect(page.locator("#sent")).to_contain_text("Nothing was sent out.")
    assert fleet.outbox() == []


def test_a_database_can_be_looked_into_and_not_written(fleet: LocalFleet, page: Page) -> None:
    lead = send_lead(fleet)
    page.goto(console(fleet, "data"))
    page.locator("#store").select_option("leads d1 DB")
    page.get_by_role("button", name="leads", exact=True).click()
    expect(page.locator("#rows")).to_contain_text(lead)
    expect(page.locator("#rows")).to_contain_text("<b>Ada</b>")


def test_a_refused_statement_is_told_in_words(fleet: LocalFleet, browser: Browser) -> None:
    page = browser.new_page()  # not the fixture: the browser notes every 400 on its console
    page.goto(console(fleet, "data"))
    page.locator("#store").select_option("leads d1 DB")
    page.locator("#sql").fill("SELECT * FROM absent")
    page.locator("#sql").press("Enter")
    expect(page.locator("#rows .bad")).to_contain_text("no such table: absent")
    page.locator("#sql").fill("DELETE FROM leads")
    page.locator("#sql").press("Enter")
    expect(page.locator("#rows .bad")).to_contain_text("Only one reading statement")
    page.context.close()


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_each_view_fits_a_phone(fleet: LocalFleet, page: Page, view: str, scheme: str) -> None:
    send_lead(fleet)
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.set_viewport_size(PHONE)
    page.goto(console(fleet, view))
    expect(page.locator(f"#{view}")).to_be_visible()
    expect(page.get_by_role("status")).to_contain_text("workers up")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert ground == ("rgb(20, 23, 26)" if scheme == "dark" else "rgb(246, 247, 248)")
