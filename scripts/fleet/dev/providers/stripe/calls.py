"""Stripe's calls: what each reads from its form, and what it does to the account."""

import re
from collections.abc import Callable
from typing import Any

from fleet.dev.providers.stripe import parameters, shapes
from fleet.dev.providers.stripe.account import Account
from fleet.dev.providers.stripe.form import (
    Fields,
    flag,
    metadata,
    needed,
    needed_whole,
    only,
    whole,
)
from fleet.dev.providers.stripe.lists import page
from fleet.dev.providers.stripe.refusals import Refusal, missing, unknown_url
from fleet.dev.providers.stripe.shapes import Object

Call = Callable[[Account, Fields, str], Object]
CURRENCY = re.compile(r"[a-z]{3}")
REASONS = (None, "duplicate", "fraudulent", "requested_by_customer")
DECLINING = "pm_card_chargeDeclined"
"""One of Stripe's test payment methods: https://docs.stripe.com/testing"""
LARGEST = 99_999_999
KINDS = {
    "checkout/sessions": ("checkout.session", ("payment_intent", "customer", "status")),
    "payment_intents": ("payment_intent", ("customer",)),
    "charges": ("charge", ("payment_intent", "customer")),
    "refunds": ("refund", ("payment_intent", "charge")),
    "disputes": ("dispute", ("payment_intent", "charge")),
    "balance_transactions": ("balance_transaction", ("type", "source", "currency")),
}
"""What a path lists, and by which members."""


def call(account: Account, method: str, path: str, fields: Fields) -> Object:
    """Do what a request below ``/v1/`` asks for; raises ``Refusal``."""
    for verb, pattern, act in CALLS:
        match = re.fullmatch(pattern, path)
        if match and verb == method:
            return act(account, fields, (*match.groups(), "")[0])
    collection, _, identity = path.rpartition("/")
    if method == "GET" and path in KINDS:
        return _listed(account, path, fields)
    if method == "GET" and collection in KINDS:
        return account.named(identity, KINDS[collection][0], "id", 404)
    raise unknown_url(method, f"/v1/{path}")


def _listed(account: Account, path: str, fields: Fields) -> Object:
    kind, members = KINDS[path]
    only(fields, frozenset({*members, "created", "limit", "starting_after", "ending_before"}))
    same = {name: fields[name] for name in members if fields.get(name)}
    return page(account.all(kind, **same), fields, f"/v1/{path}")


def _open_session(account: Account, fields: Fields, _: str) -> Object:
    only(fields, parameters.SESSION)
    mode = needed(fields, "mode")
    if mode != "payment":
        raise Refusal(400, f"Here is no mode {mode}: only payment.", param="mode")
    needed(fields, "success_url")
    lines = [_line(each, number) for number, each in enumerate(_lines(fields))]
    currencies = {each["currency"] for each in lines}
    if len(currencies) != 1:
        raise Refusal(400, "All prices of a session have one currency.", param="line_items")
    total = sum(each["amount_total"] for each in lines)
    given = fields | {"metadata": metadata(fields), "expires_at": whole(fields, "expires_at")}
    promised = fields.get("payment_intent_data") or {}
    if not isinstance(promised, dict):
        raise Refusal(400, "Invalid object", param="payment_intent_data")
    made = shapes.session(account.now, total, currencies.pop(), given)
    return account.open_session(made, lines, promised | {"metadata": metadata(promised)})


def _lines(fields: Fields) -> list[Fields]:
    lines = needed(fields, "line_items")
    if not isinstance(lines, list) or any(not isinstance(each, dict) for each in lines):
        raise Refusal(400, "Invalid array", param="line_items")
    return lines


def _line(fields: Fields, number: int) -> Object:
    here = f"line_items[{number}]"
    price = fields.get("price_data")
    if not isinstance(price, dict):
        raise Refusal(400, f"{here} needs price_data: no prices are kept here.", param=here)
    inside = f"{here}[price_data]"
    product = price.get("product_data") or {}
    name = needed(product, "name", f"{inside}[product_data][name]")
    unit = needed_whole(price, "unit_amount", f"{inside}[unit_amount]")
    if not 0 <= unit <= LARGEST:
        raise _bad_amount(unit, f"{inside}[unit_amount]")
    quantity = needed_whole(fields, "quantity", f"{here}[quantity]")
    return shapes.line_item(name, unit, quantity, _currency(price, f"{inside}[currency]"))


def _currency(fields: Fields, param: str = "currency") -> str:
    currency = str(needed(fields, "currency", param)).lower()
    if not CURRENCY.fullmatch(currency):
        raise Refusal(400, f"Invalid currency: {currency}.", param=param)
    return currency


def _bad_amount(amount: int, param: str = "amount") -> Refusal:
    size, bound = ("small", "at least 1") if amount < 1 else ("large", f"no more than {LARGEST}")
    message = f"Amount must be {bound}"
    return Refusal(400, message, code=f"amount_too_{size}", param=param)


def _expire_session(account: Account, _: Fields, identity: str) -> Object:
    return account.expire(account.named(identity, "checkout.session", "session", 404))


def _session_lines(account: Account, fields: Fields, identity: str) -> Object:
    account.named(identity, "checkout.session", "session", 404)
    url = f"/v1/checkout/sessions/{identity}/line_items"
    return page(account.lines[identity], fields, url)


def _make_intent(account: Account, fields: Fields, _: str) -> Object:
    only(fields, parameters.INTENT)
    amount = needed_whole(fields, "amount")
    if not 0 < amount <= LARGEST:
        raise _bad_amount(amount)
    given = fields | {"metadata": metadata(fields)}
    made = account.keep(shapes.intent(account.now, amount, _currency(fields), given))
    method = fields.get("payment_method")
    if method:
        made.update(payment_method=method, status="requires_confirmation")
    return _confirm(account, made, method) if flag(fields, "confirm") else made


def _confirm_intent(account: Account, fields: Fields, identity: str) -> Object:
    intent = account.named(identity, "payment_intent", "intent", 404)
    return _confirm(account, intent, fields.get("payment_method") or intent["payment_method"])


def _confirm(account: Account, intent: Object, method: str | None) -> Object:
    if not method:
        message = "You cannot confirm this PaymentIntent because it's missing a payment method."
        raise Refusal(400, message, code="payment_intent_unexpected_state")
    if method == DECLINING:
        raise account.decline(intent)
    account.confirm(intent, "card")
    return intent


def _capture_intent(account: Account, fields: Fields, identity: str) -> Object:
    intent = account.named(identity, "payment_intent", "intent", 404)
    return account.capture(intent, whole(fields, "amount_to_capture"))


def _cancel_intent(account: Account, fields: Fields, identity: str) -> Object:
    intent = account.named(identity, "payment_intent", "intent", 404)
    return account.cancel(intent, fields.get("cancellation_reason"))


def _refund(account: Account, fields: Fields, _: str) -> Object:
    only(fields, parameters.REFUND)
    amount, reason = whole(fields, "amount"), fields.get("reason")
    if reason not in REASONS:
        raise Refusal(400, f"Invalid reason: {reason}", param="reason")
    given = {"metadata": metadata(fields), "reason": reason}
    return account.refund(_refunded(account, fields), amount, given)


def _refunded(account: Account, fields: Fields) -> Object:
    """The charge whose money is to go back."""
    if fields.get("charge"):
        return account.named(fields["charge"], "charge", "charge")
    if not fields.get("payment_intent"):
        message = "One of the following params should be provided for this request: "
        raise Refusal(400, f"{message}payment_intent or charge.", code="parameter_missing")
    intent = account.named(fields["payment_intent"], "payment_intent", "payment_intent")
    charge = account.find(intent["latest_charge"] or "", "charge")
    if charge is None or intent["status"] != "succeeded":
        message = (
            f"This PaymentIntent ({intent['id']}) does not have a successful charge to refund."
        )
        raise Refusal(400, message, param="payment_intent")
    return charge


def _change(kind: str) -> Call:
    """A call that changes an object's metadata."""

    def change(account: Account, fields: Fields, identity: str) -> Object:
        only(fields, frozenset({"metadata"}))
        found = account.named(identity, kind, "id", 404)
        kept: dict[str, Any] = found["metadata"] | (fields.get("metadata") or {})
        found["metadata"] = {name: value for name, value in kept.items() if value}
        return found

    return change


def _cancel_refund(account: Account, _: Fields, identity: str) -> Object:
    found = account.named(identity, "refund", "id", 404)
    if found["status"] != "requires_action":
        raise Refusal(400, f"The refund is {found['status']}: only requires_action ends so.")
    return account.fail_refund(found, "canceled")


def _close_dispute(account: Account, _: Fields, identity: str) -> Object:
    found = account.find(identity, "dispute")
    if found is None:
        raise missing("dispute", identity, "id", 404)
    if found["status"] not in ("needs_response", "warning_needs_response"):
        raise Refusal(400, f"This dispute is {found['status']}.", code="dispute_already_closed")
    return account.change_dispute(found, "lost")


CALLS: tuple[tuple[str, str, Call], ...] = (
    ("POST", r"checkout/sessions", _open_session),
    ("POST", r"checkout/sessions/(\w+)/expire", _expire_session),
    ("GET", r"checkout/sessions/(\w+)/line_items", _session_lines),
    ("POST", r"checkout/sessions/(\w+)", _change("checkout.session")),
    ("POST", r"payment_intents", _make_intent),
    ("POST", r"payment_intents/(\w+)/confirm", _confirm_intent),
    ("POST", r"payment_intents/(\w+)/capture", _capture_intent),
    ("POST", r"payment_intents/(\w+)/cancel", _cancel_intent),
    ("POST", r"payment_intents/(\w+)", _change("payment_intent")),
    ("POST", r"charges/(\w+)", _change("charge")),
    ("POST", r"refunds", _refund),
    ("POST", r"refunds/(\w+)/cancel", _cancel_refund),
    ("POST", r"refunds/(\w+)", _change("refund")),
    ("POST", r"disputes/(\w+)/close", _close_dispute),
    ("POST", r"disputes/(\w+)", _change("dispute")),
)
