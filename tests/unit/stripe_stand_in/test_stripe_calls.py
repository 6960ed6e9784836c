"""How the stand-in answers: keys, pages, expansion, errors, forms."""

from typing import Any

import pytest
import stripe
from stripe_client import DAY, Shop

from fleet.dev.providers import Answer, Exchange
from fleet.dev.providers.stripe.form import parsed
from fleet.dev.providers.stripe.refusals import Refusal

OWN_500 = Answer.json({"error": {"type": "api_error", "message": "Unknown."}}, 500)
GATEWAYS_500 = Answer.json({"message": "A rule of the outbox answers 500."}, 500)


def refund(shop: Shop, amount: int = 100, key: str = "k") -> stripe.Refund:
    intent = shop.client.v1.payment_intents.list().data[0].id
    asked: Any = {"payment_intent": intent, "amount": amount}
    return shop.client.v1.refunds.create(asked, {"idempotency_key": key})


@pytest.fixture
def paid(shop: Shop) -> Shop:
    shop.ask()
    shop.happen()
    return shop


def test_the_same_key_and_parameters_are_the_same_answer(paid: Shop) -> None:
    first, again = refund(paid), refund(paid)
    assert first == again
    assert again.last_response is not None
    assert again.last_response.headers["idempotent-replayed"] == "true"
    assert len(paid.client.v1.refunds.list().data) == 1


def test_the_same_key_with_other_parameters_is_an_error(paid: Shop) -> None:
    refund(paid)
    with pytest.raises(stripe.IdempotencyError) as refused:
        refund(paid, amount=200)
    assert (refused.value.http_status, refused.value.error.type) == (400, "idempotency_error")


def test_a_key_is_forgotten_after_a_day(paid: Shop) -> None:
    first = refund(paid)
    paid.clock.seconds += DAY - 1
    assert refund(paid).id == first.id
    paid.clock.seconds += 1
    assert refund(paid).id != first.id


@pytest.mark.parametrize(
    ("answer", "replayed"), [(OWN_500, True), (GATEWAYS_500, False)], ids=["own", "gateway"]
)
def test_an_error_500_of_its_own_is_told_again(paid: Shop, answer: Answer, replayed: bool) -> None:
    made = refund(paid, key="other")
    sent = next(each for each in reversed(paid.wire.sent) if each.method == "POST")
    under = Exchange("", "POST", sent.url, sent.headers | {"idempotency-key": "k"}, sent.body)
    paid.stripe.answered_by_rule(under, answer)
    if not replayed:
        assert refund(paid).id != made.id
        return
    for _ in range(2):
        with pytest.raises(stripe.APIError) as failed:
            refund(paid)
        assert failed.value.http_status == 500


def test_an_error_is_kept_under_its_key_unless_the_parameters_are_bad(paid: Shop) -> None:
    for _ in range(2):
        with pytest.raises(stripe.InvalidRequestError, match="greater than") as refused:
            refund(paid, 10_001, "much")
    assert refused.value.headers["idempotent-replayed"] == "true"
    with pytest.raises(stripe.InvalidRequestError, match="Invalid integer") as bad:
        refund(paid, "1.5", "bad")  # type: ignore[arg-type]
    assert (bad.value.param, bad.value.code) == ("amount", "parameter_invalid_integer")
    assert refund(paid, 100, "bad").amount == 100


def test_a_list_is_paged_from_the_newest_on(paid: Shop) -> None:
    for number in range(1, 25):
        paid.clock.seconds += 1
        refund(paid, number, f"k{number}")
    transactions = paid.client.v1.balance_transactions
    first = transactions.list({"limit": 10})
    assert (first.has_more, first.data[0].amount, len(first.data)) == (True, -24, 10)
    last = paid.client.v1.balance_transactions.list(
        {"limit": 15, "starting_after": first.data[-1].id}
    )
    assert (last.has_more, last.data[-1].amount, len(last.data)) == (False, 10_000, 15)
    back = transactions.list({"limit": 3, "ending_before": last.data[0].id})
    assert [each.id for each in back.data] == [each.id for each in first.data[-3:]]
    everything = [each.id for each in first.auto_paging_iter()]
    assert (len(everything), len(set(everything))) == (25, 25)


def test_a_list_is_of_the_times_that_are_asked_for(paid: Shop) -> None:
    begun = int(paid.clock())
    paid.clock.seconds += 10
    refund(paid)
    transactions = paid.client.v1.balance_transactions
    later = transactions.list({"created": {"gt": begun, "lte": begun + 10}})
    earlier = transactions.list({"created": {"gte": begun, "lt": begun + 10}})
    assert [each.type for each in later.data] == ["refund"]
    assert [each.type for each in earlier.data] == ["charge"]


def test_what_is_named_is_answered_whole_where_it_is_asked_for(paid: Shop) -> None:
    refund(paid)
    asked = paid.client.v1.balance_transactions.list({"expand": ["data.source.charge"]})
    source = asked.data[0].source
    assert isinstance(source, stripe.Refund)
    assert isinstance(source.charge, stripe.Charge)
    with pytest.raises(stripe.InvalidRequestError, match="cannot be expanded"):
        paid.client.v1.refunds.list({"expand": ["data.nothing"]})


@pytest.mark.parametrize(
    ("call", "status", "code", "param"),
    [
        ("POST refunds?charge=ch_no", 400, "resource_missing", "charge"),
        ("POST refunds?amount=5", 400, "parameter_missing", None),
        ("POST refunds?charge=ch_1&colour=red", 400, "parameter_unknown", "colour"),
        ("POST payment_intents?amount=5", 400, "parameter_missing", "currency"),
        ("POST payment_intents?amount=0&currency=usd", 400, "amount_too_small", "amount"),
        ("POST checkout/sessions?mode=payment", 400, "parameter_missing", "success_url"),
        ("GET payment_intents/pi_no", 404, "resource_missing", "id"),
        ("GET refunds?limit=101", 400, None, "limit"),
        ("GET refunds?starting_after=re_no", 400, "resource_missing", "starting_after"),
        ("GET nothing", 404, None, None),
    ],
)
def test_errors_say_what_is_wrong(
    shop: Shop, call: str, status: int, code: str | None, param: str | None
) -> None:
    method, _, rest = call.partition(" ")
    path, _, form = rest.partition("?")
    with pytest.raises(stripe.InvalidRequestError) as refused:
        shop.client.raw_request(method.lower(), f"/v1/{path}", **parsed(form))
    error = refused.value
    assert (error.http_status, error.code, error.param) == (status, code, param)
    assert error.request_id is not None
    assert error.request_id.startswith("req_")


@pytest.mark.parametrize(
    ("headers", "status", "message"),
    [
        ({}, 401, "did not provide an API key"),
        ({"authorization": "Bearer sk", "stripe-version": "2020-08-27"}, 400, "API version"),
        ({"authorization": "Bearer sk", "content-type": "application/json"}, 400, "forms"),
    ],
    ids=["no-key", "version", "json"],
)
def test_a_caller_that_is_not_in_order_is_refused(
    shop: Shop, headers: dict[str, str], status: int, message: str
) -> None:
    answer = shop.stripe.answer(Exchange("", "POST", "https://x/v1/refunds", headers, b"{}"))
    assert answer.status == status
    assert message in answer.body.decode()


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("a=1&b[c]=2&b[d][e]=3", {"a": "1", "b": {"c": "2", "d": {"e": "3"}}}),
        ("a[]=1&a[]=2", {"a": ["1", "2"]}),
        ("a[1][b]=2&a[0][b]=1&a[10][b]=3", {"a": [{"b": "1"}, {"b": "2"}, {"b": "3"}]}),
        ("a%5Bb%5D=%20x%26&c=", {"a": {"b": " x&"}, "c": ""}),
    ],
)
def test_brackets_are_objects_and_lists(text: str, fields: dict[str, Any]) -> None:
    assert parsed(text) == fields


@pytest.mark.parametrize("text", ["a=1&a[b]=2", "a[b]=1&a=2", "a[=1", "[b]=1"])
def test_brackets_that_do_not_fit_are_refused(text: str) -> None:
    with pytest.raises(Refusal) as refused:
        parsed(text)
    assert refused.value.status == 400


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({"of": "pay_9"}, 404),
        ({"of": "pay_1", "type": "refund.created"}, 409),
        ({"of": "pay_1", "type": "invoice.paid"}, 422),
        ({"of": "pay_1", "settled": 5}, 422),
    ],
    ids=["unknown", "unpaid", "type", "settled"],
)
def test_what_cannot_happen_is_refused(shop: Shop, asked: dict[str, Any], status: int) -> None:
    shop.ask()
    with pytest.raises(Refusal) as refused:
        shop.stripe.event(asked)
    assert refused.value.status == status


def test_what_has_happened_is_told_again_under_another_id(shop: Shop) -> None:
    shop.ask()
    first, again = shop.happen(), shop.happen()
    assert first.id != again.id
    assert first.data == again.data
    refunds = [shop.happen("refund.created", amount=100), shop.happen("refund.created")]
    assert refunds[0].data["object"].id == refunds[1].data["object"].id
