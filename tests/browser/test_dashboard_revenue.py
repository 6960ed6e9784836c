"""The dashboard's card of revenue: what was paid, and what went back, by day."""

from typing import Any

from playwright.sync_api import Page, expect

from fleet.dev.client import eventually
from fleet.dev.local import LocalFleet

from .axe import Audit
from .test_dashboard import card, sign_in

ASKED = {
    "description": "Earnest money",
    "success_url": "https://example.com/paid",
    "cancel_url": "https://example.com/back",
}


def pay(fleet: LocalFleet, currency: str, amount: int) -> str:
    """Pay at Stripe, as a person does; return the payment's id once the books have it."""
    with fleet.worker("payments") as payments:
        asked = ASKED | {"currency": currency, "amount_cents": amount}
        payment_id: str = payments.post("/api/checkout", json=asked).json()["id"]
        happen(fleet, payment_id)
        read = f"/api/payments/{payment_id}"
        eventually(lambda: payments.get(read).json()["status"] == "paid")
    return payment_id


def happen(fleet: LocalFleet, payment_id: str, **asked: Any) -> None:
    event = {"of": payment_id} | asked
    answer = fleet.control("POST", "/providers/stripe/events", json=event)
    assert answer.status_code == 200, answer.text


def test_revenue_is_drawn_by_day_and_other_currencies_are_named(
    fleet: LocalFleet, page: Page, axe: Audit
) -> None:
    home = f"http://dashboard.localhost:{fleet.port}/"
    taken_back, _, _ = (
        pay(fleet, *each) for each in (("usd", 250_000), ("eur", 10_001), ("jpy", 5_800))
    )
    happen(fleet, taken_back, type="charge.dispute.created")
    with fleet.worker("payments") as payments:
        read = f"/api/payments/{taken_back}"
        eventually(lambda: payments.get(read).json()["status"] == "disputed")
    sign_in(page, home)
    found = card(page, "Revenue")
    legend = "In the rangePaid $2,500Given back, and fees −$2,515"
    expect(found.locator(".legend")).to_have_text(legend)
    expect(found).to_contain_text("−$15 after refunds, disputes and fees")
    expect(found).to_contain_text("Net in other currencies: €100.01, ¥5,800")
    expect(found.locator("canvas")).to_be_visible()
    found.get_by_text("Show as a table").click()
    [row] = found.locator("tbody tr").all()
    assert row.locator("td").all_inner_texts()[-4:] == ["$2,500", "$2,500", "$15", "−$15"]
    axe(page)
