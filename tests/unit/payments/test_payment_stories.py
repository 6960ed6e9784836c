"""What happens to a payment at Stripe, told in any order and more than once: the books are right.

Right is what the story says, and what Stripe's own balance transactions come to.
"""

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kept_books import kept
from stripe_client import Shop

from payment_ledger import Due
from payment_reconciling import Line, compared, moves, side

PAID = "checkout.session.completed"
ALWAYS = 1 << 53


class Event(NamedTuple):
    """An event as the worker hears it: its id decides nothing in the books."""

    kind: str
    found: dict[str, Any]
    at: int


class Step(NamedTuple):
    """Something that happens, an hour after the one before; not each is told of."""

    kind: str
    asked: Mapping[str, Any] = MappingProxyType({})
    is_told: bool = True


@dataclass(frozen=True)
class Story:
    """Steps, and what the books hold in the end: by kind and currency."""

    name: str
    steps: tuple[Step, ...]
    expected: dict[tuple[str, str], int]
    currency: str = "usd"
    amount: int = 10_001


def untold(kind: str, **asked: Any) -> Step:
    return Step(kind, asked, is_told=False)


def step(kind: str = PAID, **asked: Any) -> Step:
    return Step(kind, asked)


CAPTURED = {("capture", "usd"): 10_001}
STORIES = (
    Story(
        "a refund that fails is reversed, whenever its charge.refunded comes",
        (
            step(),
            step("charge.succeeded"),
            step("refund.created", amount=2_000),
            step("charge.refunded"),
            step("refund.updated"),
            step("refund.failed"),
            step("charge.refund.updated"),
        ),
        CAPTURED,
    ),
    Story(
        "a refund fails beside another that only the charge's sum tells of",
        (
            step("payment_intent.succeeded"),
            step("refund.created", amount=2_000),
            step("refund.updated"),
            step("refund.failed"),
            step("charge.refunded", amount=3_001),
        ),
        CAPTURED | {("refund", "usd"): 3_001},
    ),
    Story(
        "three refunds of which the second is told by the charge alone, and the third fails",
        (
            step(),
            step("refund.created", amount=1_000),
            step("charge.refunded", amount=2_000),
            step("refund.created", amount=500),
            step("charge.refunded"),
            step("refund.failed"),
        ),
        CAPTURED | {("refund", "usd"): 3_000},
    ),
    Story(
        "refunds in part up to all of it",
        (
            step(),
            step("charge.refunded", amount=1),
            step("refund.created", amount=10_000),
            step("charge.refunded"),
        ),
        CAPTURED | {("refund", "usd"): 10_001},
    ),
    Story(
        "a dispute is lost, and its fee is in the currency of the balance",
        (
            step(settled={"currency": "usd", "rate": 1.08}),
            step("charge.succeeded"),
            step("charge.dispute.created", amount=4_000),
            step("charge.dispute.funds_withdrawn"),
            step("charge.dispute.updated", status="under_review"),
            step("charge.dispute.closed", status="lost"),
        ),
        {("capture", "eur"): 10_001, ("dispute", "eur"): 4_000, ("dispute_fee", "usd"): 1_500},
        currency="eur",
    ),
    Story(
        "a dispute is won: the amount comes back, the fee does not",
        (
            step(),
            step("charge.dispute.created"),
            step("charge.dispute.funds_withdrawn"),
            step("charge.dispute.updated", status="under_review"),
            step("charge.dispute.closed", status="won"),
            step("charge.dispute.funds_reinstated"),
        ),
        CAPTURED | {("dispute_fee", "usd"): 1_500},
    ),
    Story(
        "an inquiry becomes a dispute",
        (
            step(),
            step("charge.dispute.created", status="warning_needs_response"),
            step("charge.dispute.updated", status="needs_response"),
        ),
        CAPTURED | {("dispute", "usd"): 10_001, ("dispute_fee", "usd"): 1_500},
    ),
    Story(
        "a bank debit arrives days later",
        (
            step(payment_status="unpaid"),
            step("checkout.session.async_payment_succeeded"),
            step("payment_intent.succeeded"),
        ),
        CAPTURED,
    ),
    Story(
        "a bank debit fails",
        (
            step(payment_status="unpaid"),
            step("checkout.session.async_payment_failed"),
        ),
        {},
    ),
    Story(
        "yen have no cents",
        (
            step(),
            step("charge.refunded", amount=800),
            untold("refund.updated"),
        ),
        {("capture", "jpy"): 5_800, ("refund", "jpy"): 800},
        currency="jpy",
        amount=5_800,
    ),
)


def tell(story: Story) -> tuple[Shop, list[Event]]:
    """Let a story happen; return Stripe as it is then, and the events."""
    shop = Shop()
    shop.ask(amount=story.amount, currency=story.currency)
    if story.steps[0].kind != PAID:
        shop.happen()
    events = []
    for each in story.steps:
        shop.clock.seconds += 3_600
        event = shop.happen(each.kind, **each.asked).to_dict()
        if each.is_told:
            events.append(Event(each.kind, event["data"]["object"], event["created"]))
    return shop, events


TOLD = {story.name: tell(story) for story in STORIES}


def lines(shop: Shop, books: Due) -> Iterator[Line]:
    [intent] = shop.client.v1.payment_intents.list().data
    for (kind, currency), amount in books.items():
        if kind in ("capture", "refund", "dispute"):
            yield Line(book=intent.id, kind=kind, currency=currency, inside=amount, nearby=amount)


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.name)
@given(data=st.data())
def test_no_order_and_no_repeat_changes_the_books(story: Story, data: st.DataObject) -> None:
    events = TOLD[story.name][1]
    again = data.draw(st.lists(st.sampled_from(events), max_size=4))
    assert kept(data.draw(st.permutations([*events, *again]))) == story.expected


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.name)
def test_the_books_agree_with_stripes_balance(story: Story) -> None:
    shop, events = TOLD[story.name]
    listed = shop.client.v1.balance_transactions.list({"limit": 100, "expand": ["data.source"]})
    transactions = [each.to_dict() for each in listed.data]
    ours, theirs = side(lines(shop, kept(events))), side(moves(transactions, 0, ALWAYS))
    assert compared(ours, theirs, len(transactions), complete=True).agrees
    fees = sum(each["fee"] for each in transactions if each["type"] == "adjustment")
    assert fees == sum(n for (kind, _), n in story.expected.items() if kind == "dispute_fee")


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.name)
def test_every_order_of_a_short_story_is_the_same(story: Story) -> None:
    events = TOLD[story.name][1][:5]
    ends = {tuple(sorted(kept(list(order)).items())) for order in itertools.permutations(events)}
    assert len(ends) == 1
