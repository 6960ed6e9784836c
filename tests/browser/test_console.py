"""The console page of ``fleet dev``, in a real browser, on the running fleet."""

import json
import re
from typing import Any
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from fleet.dev.local import LocalFleet
from fleet.dev.providers import Exchange

from .axe import Audit

LEAD = {
    "name": "<b>Ada</b> Lovelace",
    "email": "ada@example.com",
    "address": "4203 Woodland Park Ave N, Seattle, WA 98103",
    "timeline": "asap",
}
MAIL = {
    "from": "Hearth <hi@example.com>",
    "to": ["ann@example.com"],
    "subject": "Your offer",
    "text": "We offer $1,200,000.",
    "html": "<h1 style='color: green'>Our offer</h1><p>$1,200,000</p>",
}
TEXT = {"From": "+12065550100", "To": "+12065550142", "Body": "When can we see the house?"}
SLACK = {
    "channel": "#fleet-digest",
    "text": "*Digest* of <https://example.com|today>: `7` leads &amp; <!channel>\n>calm",
}
PROVIDERS = {
    "email": "https://api.resend.com/emails",
    "sms": "https://api.twilio.com/2010-04-01/Accounts/AC1/Messages.json",
    "slack-intel": "https://slack.com/api/chat.postMessage",
    "crm-sync": "https://api.hubapi.com/crm/v3/objects/contacts",
}
JSON, FORM = "application/json", "application/x-www-form-urlencoded"
VIEWS = ["workers", "graph", "requests", "logs", "outbox", "data"]


def console(fleet: LocalFleet, view: str = "workers") -> str:
    return f"http://localhost:{fleet.port}/__fleet/#{view}"


def send_lead(fleet: LocalFleet) -> str:
    with fleet.worker("leads") as client:
        answer = client.post("/api/leads", json=LEAD)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def send_out(fleet: LocalFleet, worker: str, body: Any, **headers: str) -> None:
    """Let a provider's stand-in take a request, as if a worker had sent it."""
    kind, text = (FORM, urlencode(body)) if worker == "sms" else (JSON, json.dumps(body))
    content = {"content-type": kind, **headers}
    fleet.send_out(Exchange(worker, "POST", PROVIDERS[worker], content, text.encode()))


def card(page: Page, text: str) -> Locator:
    return page.locator("#outbox article", has_text=text).first


def place(page: Page, name: str) -> Locator:
    return page.get_by_role("list", name="Where to").get_by_role("button", name=name)


# Workers and faults


def test_every_worker_is_listed_as_up(fleet: LocalFleet, page: Page) -> None:
    page.goto(console(fleet))
    names = sorted(fleet.workers())
    expect(page.locator("#workers tbody tr")).to_have_count(len(names))
    expect(page.locator("#workers .dot.up")).to_have_count(len(names))
    expect(page.get_by_role("status")).to_have_text(f"{len(names)} of {len(names)} workers up")
    for name in names:
        expect(page.locator("#workers").get_by_role("link", name=name, exact=True)).to_be_visible()


def test_a_fault_is_set_shown_on_every_view_counted_down_and_lifted(
    fleet: LocalFleet, page: Page
) -> None:
    page.goto(console(fleet))
    form = page.get_by_role("form", name="Break a worker")
    form.get_by_label("Worker").select_option("comps")
    form.get_by_label("What calls to it get").select_option("a 500 answer")
    form.get_by_label("Number of calls").fill("2")
    form.get_by_role("button", name="Set fault").click()
    faults = page.get_by_role("complementary", name="Faults that are set")
    expect(faults).to_contain_text("comps answers 500, for 2 more calls.")
    row = page.locator("#workers tbody tr", has_text="comps").first
    expect(row).to_contain_text("A fault is set: answers 500.")
    with fleet.worker("comps") as client:
        assert client.get("/health").status_code == 500
    expect(faults).to_contain_text("for one more call")
    for view in VIEWS:
        page.goto(console(fleet, view))
        expect(faults).to_be_visible()
    faults.get_by_role("button", name="Lift the fault of comps").click()
    expect(faults).to_be_hidden()
    with fleet.worker("comps") as client:
        assert client.get("/health").status_code == 200


def test_a_fault_that_another_sets_appears_by_itself(fleet: LocalFleet, page: Page) -> None:
    page.goto(console(fleet, "logs"))
    expect(page.get_by_role("status")).to_contain_text("workers up")
    with fleet.fault("geocode", "down"):
        told = page.get_by_role("complementary", name="Faults that are set")
        expect(told).to_contain_text("geocode can't be reached, until it is lifted.")
    expect(told).to_be_hidden()


# The graph


def test_the_graph_shows_each_worker_and_picks_out_its_calls(fleet: LocalFleet, page: Page) -> None:
    page.goto(console(fleet, "graph"))
    workers = fleet.workers()
    expect(page.locator("#graph .worker")).to_have_count(len(workers))
    leads = page.locator("#graph g[data-name=leads]")
    leads.click()
    expect(leads).to_have_attribute("aria-pressed", "true")
    near = page.locator("#graph .worker.near")
    callers = {name for name, worker in workers.items() if "leads" in worker["calls"]}
    around = {*workers["leads"]["calls"], "leads", *callers}
    assert {each.get_attribute("data-name") for each in near.all()} == around
    leads.press("Enter")
    page.mouse.move(0, 0)
    leads.evaluate("element => element.blur()")
    expect(near).to_have_count(0)


def test_the_graph_can_be_read_without_seeing_it(fleet: LocalFleet, page: Page) -> None:
    page.goto(console(fleet, "graph"))
    workers = fleet.workers()
    calls = ", ".join(workers["valuation"]["calls"])
    callers = ", ".join(name for name, each in workers.items() if "valuation" in each["calls"])
    valuation = page.get_by_role("button", name=f"valuation calls {calls}; is called by {callers}")
    expect(valuation).to_be_visible()
    page.get_by_text("The calls as a table").click()
    row = page.locator("#calls tr:has(td:first-child:text-is('valuation'))")
    expect(row.locator("td")).to_have_text(["valuation", calls, callers])


# Requests and logs


def test_requests_and_logs_appear_while_one_looks(fleet: LocalFleet, page: Page) -> None:
    page.goto(console(fleet, "requests"))
    expect(page.locator("#requests")).to_contain_text("No requests yet.")
    send_lead(fleet)
    row = page.locator("#requests tbody tr", has_text="POST /api/leads").first
    expect(row).to_contain_text("201")
    expect(row).to_contain_text("ms")
    page.get_by_role("link", name="Logs").click()
    page.get_by_label("Text").fill("post /api/leads")
    expect(page.locator("#logs .row").first).to_contain_text("POST /api/leads → 201")
    page.get_by_label("Text").fill("nothing has this in it")
    expect(page.locator("#logs .lines")).to_contain_text("No log lines that match.")


def test_probes_are_no_requests_and_hidden_until_asked_for(fleet: LocalFleet, page: Page) -> None:
    for name in ("leads", "valuation"):
        with fleet.worker(name) as client:
            assert client.get("/health?deep=1").status_code == 200
    page.goto(console(fleet, "requests"))
    expect(page.locator("#requests")).to_contain_text("No requests yet, only probes.")
    expect(page.locator("#count")).to_have_text("0 requests")
    page.locator("#requests").get_by_label("Probes").check()
    probe = page.locator("#requests tbody tr", has_text="GET /health").first
    expect(probe.get_by_text("probe", exact=True)).to_be_visible()
    page.goto(console(fleet, "logs"))
    expect(page.locator("#logs .lines")).not_to_contain_text("GET /health")


def test_a_request_id_leads_to_its_lines_requests_and_messages(
    fleet: LocalFleet, page: Page
) -> None:
    send_lead(fleet)
    with fleet.worker("playbook-api") as client:
        client.get("/api/articles")
    send_out(fleet, "email", MAIL, **{"x-request-id": "req-of-the-mail"})
    with fleet.worker("leads") as client:
        client.post("/api/leads", json={}, headers={"x-request-id": "req-of-the-mail"})
    page.goto(console(fleet, "outbox"))
    card(page, "Your offer").get_by_role("link", name="req-of-the-mail").click()
    expect(page.locator("#logs .row")).to_have_count(1)
    expect(page.locator("#logs .row")).to_contain_text("POST /api/leads → 422")
    trace = page.locator("#trace")
    expect(trace.get_by_text(re.compile("^It took 1 invocation, "))).to_be_visible()
    page.get_by_role("link", name="1 request", exact=True).click()
    expect(page.locator("#requests tbody tr")).to_have_count(1)
    page.go_back()
    page.get_by_role("link", name="1 message in the outbox").click()
    expect(page.locator("#outbox article")).to_have_count(1)


def test_lines_are_chosen_by_worker_and_level_and_copied(fleet: LocalFleet, page: Page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    with fleet.fault("valuation", "error"):
        send_lead(fleet)
    page.goto(console(fleet, "logs?worker=leads&level=warning"))
    expect(page.locator("#logs .row", has_text="valuation_later")).to_have_count(1)
    workers = page.locator("#logs .row span:nth-child(2)").all_inner_texts()
    assert set(workers) == {"leads"}
    page.get_by_role("button", name="Copy").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert "leads  warning" in page.evaluate("navigator.clipboard.readText()")


def test_a_view_is_held_while_it_pauses(fleet: LocalFleet, page: Page) -> None:
    page.goto(console(fleet, "requests"))
    expect(page.locator("#requests")).to_contain_text("No requests yet")
    page.locator("#requests").get_by_role("button", name="Pause").click()
    send_lead(fleet)
    expect(page.locator("#count")).not_to_have_text("0 requests")
    expect(page.locator("#requests")).to_contain_text("No requests yet")
    page.locator("#requests").get_by_role("button", name="Go on").click()
    expect(page.locator("#requests tbody")).to_contain_text("POST /api/leads")


# The outbox


def test_a_lead_reads_in_its_channel_as_slack_shows_it(fleet: LocalFleet, page: Page) -> None:
    send_lead(fleet)
    page.goto(console(fleet, "outbox"))
    place(page, "#leads-incoming").click()
    lead = card(page, "Lovelace")
    expect(lead.get_by_role("heading")).to_have_text(["#leads-incoming"])
    expect(lead.locator(".fields")).to_contain_text("4203 Woodland Park Ave N")
    expect(lead.get_by_role("link", name="Open lead")).to_be_visible()
    expect(page.locator("#outbox article b")).to_have_count(0)


def test_slacks_markup_is_read_and_nothing_else_becomes_markup(
    fleet: LocalFleet, page: Page
) -> None:
    send_out(fleet, "slack-intel", {**SLACK, "text": SLACK["text"] + "\n<img src=x> *a*b"})
    page.goto(console(fleet, "outbox"))
    message = card(page, "Digest")
    expect(message.locator("strong")).to_have_text(["Digest", "@channel"])
    expect(message.get_by_role("link", name="today")).to_have_attribute(
        "href", "https://example.com"
    )
    expect(message.locator("code")).to_have_text("7")
    expect(message.locator("blockquote")).to_have_text("calm")
    expect(message).to_contain_text("leads & ")
    assert message.locator("img").count() == 0


def test_a_mail_reads_as_a_mail_and_its_html_can_do_nothing(
    fleet: LocalFleet, browser: Browser
) -> None:
    page = browser.new_page()  # not the fixture: the browser notes what it refuses on its console
    tracker = f"http://playbook-api.localhost:{fleet.port}/api/articles?opened"
    evil = f"<img src='{tracker}'><script>parent.document.title = 'x'</script>"
    send_out(fleet, "email", {**MAIL, "html": MAIL["html"] + evil})
    page.goto(console(fleet, "outbox"))
    mail = card(page, "Your offer")
    expect(mail.get_by_role("heading")).to_have_text("Mail to ann@example.com")
    expect(mail).to_contain_text("Hearth <hi@example.com>")
    html = mail.frame_locator("iframe")
    expect(html.get_by_role("heading", name="Our offer")).to_have_css("color", "rgb(0, 128, 0)")
    mail.get_by_text("Text part").click()
    expect(mail.get_by_text("We offer $1,200,000.")).to_be_visible()
    assert page.title() == "Fleet console"
    with fleet.worker("playbook-api") as client:
        client.get("/api/search?q=last")  # what the mail asked for would be before it
    paths = [each["path"] for each in fleet.control("GET", "/requests").json() if not each["probe"]]
    assert paths == ["/api/search"]
    page.context.close()


def test_a_text_reads_as_a_bubble_and_the_raw_request_is_a_click_away(
    fleet: LocalFleet, page: Page
) -> None:
    send_out(fleet, "sms", TEXT)
    page.goto(console(fleet, "outbox"))
    text = card(page, "Text to +12065550142")
    expect(text.locator(".bubble")).to_have_text("When can we see the house?")
    expect(text).not_to_contain_text("Messages.json")
    text.get_by_role("button", name="Raw").click()
    expect(text).to_contain_text(
        "POST https://api.twilio.com/2010-04-01/Accounts/AC1/Messages.json"
    )
    expect(text).to_contain_text("To=%2B12065550142")


def test_other_calls_show_their_json_in_lines(fleet: LocalFleet, page: Page) -> None:
    send_out(fleet, "crm-sync", {"properties": {"email": "ann@example.com"}})
    page.goto(console(fleet, "outbox"))
    call = card(page, "POST api.hubapi.com/crm/v3/objects/contacts")
    expect(call).to_contain_text('"email": "ann@example.com"')


def test_the_outbox_is_filtered_and_cleared(fleet: LocalFleet, page: Page) -> None:
    send_out(fleet, "email", MAIL)
    send_out(fleet, "sms", TEXT)
    send_out(fleet, "slack-intel", SLACK)
    page.goto(console(fleet, "outbox"))
    articles = page.locator("#outbox article")
    expect(articles).to_have_count(3)
    page.get_by_label("Provider").select_option("twilio")
    expect(articles).to_have_count(1)
    page.get_by_label("Provider").select_option("")
    page.locator("#outbox").get_by_label("Worker").select_option("slack-intel")
    expect(articles).to_have_count(1)
    page.locator("#outbox").get_by_label("Worker").select_option("")
    page.get_by_role("button", name="Clear").click()
    expect(page.locator("#outbox")).to_contain_text("Nothing was sent out.")
    assert fleet.outbox() == []


# Data


def test_a_database_can_be_looked_into_row_by_row(fleet: LocalFleet, page: Page) -> None:
    lead = send_lead(fleet)
    page.goto(console(fleet, "data?store=leads+d1+DB"))
    page.get_by_role("button", name="leads", exact=True).click()
    expect(page.locator("#rows")).to_contain_text(lead)
    expect(page.locator("#rows")).to_contain_text("<b>Ada</b>")
    page.locator("#rows").get_by_role("button", name="Open").click()
    expect(page.locator("#rows dl")).to_contain_text("4203 Woodland Park Ave N")
    expect(page.locator("#owner")).to_have_text("leads has leads-db as DB.")


def test_long_tables_are_shown_a_page_at_a_time(fleet: LocalFleet, page: Page) -> None:
    page.goto(console(fleet, "data?store=comps+d1+DB"))
    page.get_by_role("button", name="sales", exact=True).click()
    pages = page.locator("#pages")
    expect(pages).to_contain_text("1 to 50")
    first_id = page.locator("#rows tbody td:nth-child(2)").first
    first = first_id.inner_text()
    pages.get_by_role("button", name="Next").click()
    expect(pages).to_contain_text("51 to 100")
    expect(first_id).not_to_have_text(first)
    pages.get_by_role("button", name="Previous").click()
    expect(first_id).to_have_text(first)


def test_keys_and_their_json_are_shown(fleet: LocalFleet, page: Page) -> None:
    with fleet.worker("market-intelligence") as client:
        assert client.get("/api/market/98103").status_code == 200
    page.goto(console(fleet, "data?store=market-intelligence+kv+CACHE_KV"))
    entry = page.locator("#rows .entry").first
    expect(entry.locator("pre")).to_contain_text('\n  "')


def test_a_refused_statement_is_told_in_words(fleet: LocalFleet, browser: Browser) -> None:
    page = browser.new_page()  # not the fixture: the browser notes every 400 on its console
    page.goto(console(fleet, "data?store=leads+d1+DB"))
    expect(page.locator("#rows")).not_to_be_empty()
    page.get_by_label("SQL").fill("SELECT * FROM absent")
    page.get_by_label("SQL").press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("no such table: absent")
    page.get_by_label("SQL").fill("DELETE FROM leads")
    page.get_by_role("button", name="Look").click()
    expect(page.get_by_role("alert")).to_contain_text("Only one reading statement")
    page.context.close()


# Every view, for everybody


@pytest.mark.parametrize("view", VIEWS)
def test_nothing_is_in_anyones_way(fleet: LocalFleet, page: Page, axe: Audit, view: str) -> None:
    send_lead(fleet)
    for worker, body in (("email", MAIL), ("sms", TEXT), ("slack-intel", SLACK)):
        send_out(fleet, worker, body)
    with fleet.fault("comps", "down"):
        page.goto(console(fleet, view))
        expect(page.locator(f"#{view}")).to_be_visible()
        expect(page.get_by_role("complementary")).to_contain_text("comps")
        for details in page.locator(f"#{view} summary").all():
            details.click()
        axe(page)


def test_every_view_is_reached_by_keyboard(fleet: LocalFleet, page: Page) -> None:
    page.goto(console(fleet))
    for view in VIEWS[1:]:
        page.keyboard.press("Tab")
        while page.evaluate("document.activeElement.hash") != f"#{view}":
            page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(page.locator(f"#{view}")).to_be_visible()
        expect(page.locator("main > section:visible")).to_have_count(1)
