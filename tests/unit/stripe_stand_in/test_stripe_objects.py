"""What the official package reads from the stand-in: objects as the API has them today."""

from types import NoneType
from typing import Any, Union, get_args, get_origin

import pytest
import stripe
from stripe import params
from stripe.params.checkout import SessionCreateParams
from stripe_client import DAY, Shop

from fleet.dev.providers.stripe import VERSION, parameters


def test_the_version_is_the_one_that_the_package_pins() -> None:
    assert stripe.api_version == VERSION


@pytest.mark.parametrize(
    ("known", "typed"),
    [
        (parameters.SESSION, SessionCreateParams),
        (parameters.INTENT, params.PaymentIntentCreateParams),
        (parameters.REFUND, params.RefundCreateParams),
    ],
    ids=["session", "intent", "refund"],
)
def test_the_parameters_are_those_of_the_package(known: frozenset[str], typed: type) -> None:
    options = set(stripe.RequestOptions.__annotations__)
    assert known == set(typed.__annotations__) - options - {"expand"}


def is_optional(annotation: Any) -> bool:
    return get_origin(annotation) is Union and NoneType in get_args(annotation)


def objects(shop: Shop) -> list[stripe.StripeObject]:
    shop.ask()
    session = shop.happen().data["object"]
    dispute = shop.happen("charge.dispute.created").data["object"]
    shop.happen("charge.dispute.closed", status="won")
    refund = shop.happen("refund.created", amount=100).data["object"]
    listed = shop.client.v1.balance_transactions.list().data
    intent = shop.client.v1.payment_intents.retrieve(session.payment_intent)
    charge = shop.client.v1.charges.retrieve(str(intent.latest_charge))
    return [session, dispute, refund, intent, charge, *listed]


def test_each_object_has_what_the_package_says_that_it_always_has(shop: Shop) -> None:
    found = objects(shop)
    classes = {"Session", "Dispute", "Refund", "PaymentIntent", "Charge", "BalanceTransaction"}
    assert {type(each).__name__ for each in found} == classes
    for each in found:
        annotated = {
            name: annotation
            for name, annotation in type(each).__annotations__.items()
            if not name.startswith("_") and name != "OBJECT_NAME"
        }
        needed = {name for name, annotation in annotated.items() if not is_optional(annotation)}
        given = set(each.to_dict())
        assert (needed - given, given - annotated.keys()) == (set(), set()), type(each)


def test_a_session_is_opened_read_listed_and_expires(shop: Shop) -> None:
    sessions = shop.client.v1.checkout.sessions
    name = shop.ask(amount=2_500)
    opened = sessions.retrieve(name)
    assert (opened.status, opened.payment_status, opened.amount_total) == ("open", "unpaid", 2_500)
    assert opened.url is not None
    assert name in opened.url
    assert opened.expires_at == int(shop.clock()) + DAY
    assert [each.amount_total for each in sessions.line_items.list(name).data] == [2_500]
    other = shop.ask("pay_2")
    assert [each.id for each in sessions.list().data] == [other, name]
    assert sessions.expire(name).status == "expired"
    assert [each.id for each in sessions.list({"status": "open"}).data] == [other]
    with pytest.raises(stripe.InvalidRequestError, match="status of `open`"):
        sessions.expire(name)


def test_who_pays_leaves_an_intent_a_charge_and_money_less_a_fee(shop: Shop) -> None:
    shop.ask()
    session = shop.happen().data["object"]
    intent = shop.client.v1.payment_intents.retrieve(
        session.payment_intent, {"expand": ["latest_charge.balance_transaction"]}
    )
    charge = intent.latest_charge
    assert isinstance(charge, stripe.Charge)
    moved = charge.balance_transaction
    assert isinstance(moved, stripe.BalanceTransaction)
    assert (intent.status, intent.amount_received) == ("succeeded", 10_000)
    assert (charge.amount_captured, charge.metadata["payment_id"]) == (10_000, "pay_1")
    assert (moved.amount, moved.fee, moved.net) == (10_000, 320, 9_680)


def test_an_intent_is_confirmed_captured_and_canceled(shop: Shop) -> None:
    intents = shop.client.v1.payment_intents
    waiting = intents.create({"amount": 500, "currency": "USD", "capture_method": "manual"})
    assert (waiting.status, waiting.currency) == ("requires_payment_method", "usd")
    held = intents.confirm(waiting.id, {"payment_method": "pm_card_visa"})
    assert (held.status, held.amount_capturable, shop.moved()) == ("requires_capture", 500, [])
    assert intents.capture(waiting.id, {"amount_to_capture": 400}).amount_received == 400
    with pytest.raises(stripe.InvalidRequestError, match="status of succeeded"):
        intents.cancel(waiting.id)
    other = intents.create({"amount": 500, "currency": "usd"})
    assert intents.cancel(other.id).status == "canceled"
    with pytest.raises(stripe.CardError, match="declined") as declined:
        intents.create(
            {
                "amount": 500,
                "currency": "usd",
                "confirm": True,
                "payment_method": "pm_card_chargeDeclined",
            }
        )
    assert (declined.value.http_status, declined.value.code) == (402, "card_declined")


def test_refunds_are_partial_up_to_the_rest_and_may_fail_later(shop: Shop) -> None:
    shop.ask()
    intent = shop.happen().data["object"].payment_intent
    refunds = shop.client.v1.refunds
    part = refunds.create({"payment_intent": intent, "amount": 4_000, "metadata": {"a": "b"}})
    assert part.metadata is not None
    assert (part.status, part.metadata["a"]) == ("succeeded", "b")
    with pytest.raises(stripe.InvalidRequestError, match="greater than unrefunded amount"):
        refunds.create({"payment_intent": intent, "amount": 6_001})
    rest = refunds.create({"payment_intent": intent})
    with pytest.raises(stripe.InvalidRequestError) as refused:
        refunds.create({"payment_intent": intent})
    assert (rest.amount, refused.value.code) == (6_000, "charge_already_refunded")
    failed = shop.happen("refund.failed").data["object"]
    assert (failed.id, failed.status) == (rest.id, "failed")
    charge = shop.happen("charge.refunded").data["object"]
    assert (charge.amount_refunded, charge.refunded) == (4_000, False)
    assert [each.id for each in refunds.list({"payment_intent": intent}).data] == [rest.id, part.id]
    assert shop.moved() == [
        ("charge", 10_000, 320, "usd"),
        ("refund", -4_000, 0, "usd"),
        ("refund", -6_000, 0, "usd"),
        ("refund_failure", 6_000, 0, "usd"),
    ]


def test_a_dispute_takes_amount_and_fee_and_a_win_brings_the_amount_back(shop: Shop) -> None:
    shop.ask()
    shop.happen()
    made = shop.happen("charge.dispute.created", amount=4_000).data["object"]
    assert (made.status, made.is_charge_refundable) == ("needs_response", False)
    [taken] = made.balance_transactions
    assert (taken.amount, taken.fee, taken.net) == (-4_000, 1_500, -5_500)
    with pytest.raises(stripe.InvalidRequestError) as refused:
        shop.client.v1.refunds.create({"charge": made.charge})
    assert refused.value.code == "charge_disputed"
    won = shop.happen("charge.dispute.closed", status="won").data["object"]
    assert [each.amount for each in won.balance_transactions] == [-4_000, 4_000]
    assert shop.client.v1.disputes.retrieve(made.id).status == "won"
    assert [each.id for each in shop.client.v1.disputes.list().data] == [made.id]


def test_an_inquiry_moves_nothing_until_it_is_a_dispute(shop: Shop) -> None:
    shop.ask()
    shop.happen()
    shop.happen("charge.dispute.created", status="warning_needs_response")
    assert [kind for kind, *_ in shop.moved()] == ["charge"]
    shop.happen("charge.dispute.updated", status="needs_response")
    assert [kind for kind, *_ in shop.moved()] == ["charge", "adjustment"]
    closed = shop.client.v1.disputes.list().data[0].id
    assert shop.client.v1.disputes.close(closed).status == "lost"


def test_money_is_settled_in_another_currency_where_it_is_told(shop: Shop) -> None:
    shop.ask(currency="eur")
    shop.happen(settled={"currency": "usd", "rate": 1.1})
    shop.happen("refund.created", amount=1_000)
    assert shop.moved() == [("charge", 11_000, 349, "usd"), ("refund", -1_100, 0, "usd")]


@pytest.mark.parametrize("well", [True, False], ids=["arrives", "fails"])
def test_a_bank_debit_is_completed_before_it_is_paid(shop: Shop, well: bool) -> None:
    shop.ask()
    session = shop.happen(payment_status="unpaid").data["object"]
    assert (session.status, session.payment_status) == ("complete", "unpaid")
    kind = f"checkout.session.async_payment_{'succeeded' if well else 'failed'}"
    later = shop.happen(kind).data["object"]
    assert later.payment_status == ("paid" if well else "unpaid")
    assert [each[0] for each in shop.moved()] == (["payment"] if well else [])


def test_a_session_adds_up_its_lines(shop: Shop) -> None:
    def line(amount: int, quantity: int) -> Any:
        price = {"currency": "jpy", "product_data": {"name": "Key"}, "unit_amount": amount}
        return {"price_data": price, "quantity": quantity}

    address, lines = "https://example.com/", [line(2_500, 2), line(100, 1)]
    session = shop.client.v1.checkout.sessions.create(
        {"mode": "payment", "success_url": address, "line_items": lines}
    )
    assert (session.amount_total, session.currency) == (5_100, "jpy")
