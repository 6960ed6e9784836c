"""Whatever Stripe says is read or left alone; what it is sent is as its own package sends it."""

from typing import Any
from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter
from stripe._encode import _api_encode

from contracts.payments import LARGEST, THREE_DECIMALS, WHOLE_ONLY, NewCheckout
from edgekit import Problem, Upstream
from edgekit.json_bodies import validated
from payment_events import told
from payment_ledger import due, postings
from payment_stripe import checked, form

ODD = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=5,
)
IDS = st.sampled_from(["pi_1", "ch_1", "re_1", "txn_1"])
WORDS = st.sampled_from(["paid", "unpaid", "succeeded", "pending", "failed", "lost", "won", "usd"])
AMOUNTS = st.integers(-5, 20_000) | st.just(10**400)
PLAIN = {
    **dict.fromkeys(("id", "payment_intent", "charge", "latest_charge"), IDS),
    **dict.fromkeys(("status", "payment_status", "currency"), WORDS),
    **dict.fromkeys(("amount", "amount_total", "amount_received", "amount_captured"), AMOUNTS),
    **dict.fromkeys(("amount_refunded", "fee", "created"), AMOUNTS),
    "captured": st.just(True),
    "object": st.sampled_from(
        ["checkout.session", "payment_intent", "charge", "refund", "dispute"]
    ),
    "metadata": st.just({"payment_id": "pay_1"}),
}


def objects(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Objects of Stripe's fields, some of which hold what Stripe never says."""
    lists = {
        "balance_transaction": inner | ODD,
        "balance_transactions": st.lists(inner | ODD, max_size=3) | ODD,
        "refunds": st.fixed_dictionaries({"data": st.lists(inner | ODD, max_size=3) | ODD}) | ODD,
    }
    odd = {name: usual | ODD for name, usual in PLAIN.items()}
    return st.fixed_dictionaries(PLAIN, optional=lists) | st.fixed_dictionaries(
        {}, optional={**odd, **lists}
    )


OBJECTS = objects(objects(st.just({"id": "re_2", "amount": 1, "currency": "usd"})))
KINDS = st.sampled_from(["charge.refunded", "checkout.session.completed", "invoice.paid", ""])


@given(KINDS, OBJECTS | ODD)
def test_any_object_tells_facts_or_nothing_and_the_books_add_up(kind: str, found: Any) -> None:
    for event in ({"data": {"object": found}}, {"data": found}, {"object": found}):
        said = told(kind, event, 1_795_900_000)
        facts = said.facts if said else ()
        for entry in postings(due(facts), {}):
            assert sum(line.amount for line in entry.lines) == 0


@pytest.mark.parametrize("data", [1, True, "x", {"a": 1}, [1], [None], [{}], [{"amount": 1}]])
def test_a_refund_that_is_none_of_a_charge_is_left_out(data: Any) -> None:
    charge = {"id": "ch_1", "object": "charge", "status": "succeeded", "captured": True,
              "currency": "usd", "amount_captured": 5, "refunds": {"data": data}}  # fmt: skip
    said = told("charge.refunded", {"data": {"object": charge}}, 1)
    assert said is not None
    assert {fact.kind for fact in said.facts} == {"capture"}


TEXTS = st.text(max_size=8)
FIELDS = st.recursive(
    st.dictionaries(TEXTS.filter(bool), TEXTS | st.integers(), min_size=1, max_size=3),
    lambda inner: st.dictionaries(
        TEXTS.filter(bool), inner | st.lists(inner | TEXTS, min_size=1, max_size=3), max_size=3
    ),
    max_leaves=6,
)


@given(FIELDS)
def test_a_form_is_the_one_that_stripes_own_package_writes(fields: dict[str, Any]) -> None:
    theirs = [(name, str(value)) for name, value in _api_encode(fields)]
    assert parse_qsl(form(fields), keep_blank_values=True) == theirs


@given(
    st.integers(100, 599), st.text() | ODD.map(repr), st.dictionaries(st.just("retry-after"), TEXTS)
)
def test_any_answer_is_an_object_or_a_problem(
    status: int, text: str, headers: dict[str, str]
) -> None:
    try:
        said = checked(Upstream(status, text, headers), 1_795_900_000)
    except Problem as problem:
        assert problem.status in (409, 422, 502, 503)  # noqa: PT017
    else:
        assert isinstance(said, dict)


CHECKOUT = TypeAdapter(NewCheckout)


def checkout(amount: object, currency: str) -> str:
    pages = '"success_url": "https://a.example/", "cancel_url": "https://a.example/"'
    return f'{{"amount_cents": {amount}, "currency": "{currency}", "description": "x", {pages}}}'


@given(st.integers(-10, LARGEST + 10), st.sampled_from(["usd", "USD", "jpy", "KWD", "isk", "ugx"]))
def test_an_amount_is_taken_as_its_currency_has_it(amount: int, currency: str) -> None:
    code = currency.lower()
    step = 10 if code in THREE_DECIMALS else 100 if code in WHOLE_ONLY else 1
    text = checkout(amount, currency)
    if 1 <= amount <= LARGEST and amount % step == 0:
        new = validated(CHECKOUT, text)
        assert (new.amount_cents, new.currency) == (amount, code)
    else:
        with pytest.raises(Problem) as refused:
            validated(CHECKOUT, text)
        assert refused.value.status == 422


@pytest.mark.parametrize("amount", ["1.5", '"100"', "true", "null", "1e999", "[]"])
def test_cents_are_whole_numbers(amount: str) -> None:
    with pytest.raises(Problem) as refused:
        validated(CHECKOUT, checkout(amount, "usd"))
    assert refused.value.errors[0].pointer == "/amount_cents"
