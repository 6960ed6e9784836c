"""What customers and their banks do, and the event by which Stripe tells of it.

Somebody asks for ``{"of": …, "type": …}``. ``of`` is a payment intent, a session, a charge, or what
the session has as ``client_reference_id`` or ``metadata.payment_id``. ``type`` is the event's,
``checkout.session.completed`` by default. If the type tells of something that has not happened, it
happens; asked for again, it is told again under another id.
"""

import copy
from collections.abc import Callable, Mapping
from typing import Any

from fleet.dev.providers.stripe.account import OPEN, UNDONE, Account
from fleet.dev.providers.stripe.refusals import Refusal
from fleet.dev.providers.stripe.shapes import VERSION, Object, Settled, new_id

Asked = Mapping[str, Any]
Happening = Callable[[Account, "Subject", Asked], Object]
PAID = "checkout.session.completed"
CARD, DEBIT = "card", "us_bank_account"
OWN = ("of", "amount", "payment_status", "status", "settled", "currency")


class Subject:
    """The objects of one payment, as they stand."""

    def __init__(self, account: Account, name: str) -> None:
        self._account = account
        session = next((each for each in account.all("checkout.session") if _is(each, name)), None)
        intent = next((each for each in account.all("payment_intent") if _is(each, name)), None)
        charge = account.find(name, "charge")
        if session is None and intent is None and charge is None:
            raise Refusal(404, f"Nothing was asked of Stripe as {name} since the fleet started.")
        self._session = session
        self._intent = (charge or {}).get("payment_intent") or (intent or {}).get("id")

    @property
    def session(self) -> Object:
        """The Checkout Session."""
        if self._session is None:
            raise Refusal(404, "There is no Checkout Session of it.")
        return self._session

    @property
    def intent(self) -> Object:
        """The PaymentIntent."""
        name = self._intent or (self._session or {}).get("payment_intent")
        found = self._account.find(name or "", "payment_intent")
        if found is None:
            raise Refusal(409, f"It is not paid yet: ask for {PAID} first.")
        return found

    @property
    def charge(self) -> Object:
        """The newest charge."""
        found = self._account.find(self.intent["latest_charge"] or "", "charge")
        if found is None:
            raise Refusal(409, "Nothing was charged yet.")
        return found

    def newest(self, kind: str) -> Object | None:
        """Its newest refund or dispute."""
        found = self._account.all(kind, payment_intent=self.intent["id"])
        return next(iter(found), None)


def _is(found: Object, name: str) -> bool:
    names = (found["id"], found.get("client_reference_id"), found["metadata"].get("payment_id"))
    return name in (*names, found.get("payment_intent"))


def told(account: Account, asked: Asked) -> Object:
    """The event; raises ``Refusal`` for what can't happen."""
    kind = str(asked.get("type", PAID))
    happen = HAPPENINGS.get(kind)
    if happen is None:
        raise Refusal(422, f"{kind} does not happen here; there are {', '.join(HAPPENINGS)}.")
    found = happen(account, Subject(account, str(asked["of"])), asked)
    event = {
        "id": new_id("evt_"),
        "object": "event",
        "api_version": VERSION,
        "created": account.now,
        "data": {"object": copy.deepcopy(found)},
        "livemode": False,
        "pending_webhooks": 1,
        "request": {"id": None, "idempotency_key": None},
        "type": kind,
    }
    return event | {name: value for name, value in asked.items() if name not in OWN}


def _completed(account: Account, of: Subject, asked: Asked) -> Object:
    if of.session["status"] != OPEN:
        return of.session
    method = DEBIT if asked.get("payment_status") == "unpaid" else CARD
    return account.complete(of.session, method, _settled(asked))


def _settled(asked: Asked) -> Settled | None:
    """What was asked as ``{"currency": "eur", "rate": 0.92}``."""
    given = asked.get("settled")
    if given is None:
        return None
    if not isinstance(given, Mapping) or not {"currency", "rate"} <= given.keys():
        raise Refusal(422, 'settled is like {"currency": "eur", "rate": 0.92}.')
    return str(given["currency"]), float(given["rate"])


def _expired(account: Account, of: Subject, _: Asked) -> Object:
    return account.expire(of.session) if of.session["status"] == OPEN else of.session


def _arrived(account: Account, of: Subject, _: Asked) -> Object:
    is_paid = of.session["payment_status"] == "paid"
    return of.session if is_paid else account.settle(of.session, well=True)


def _bounced(account: Account, of: Subject, _: Asked) -> Object:
    has_failed = of.charge["status"] == "failed"
    return of.session if has_failed else account.settle(of.session, well=False)


def _intent(_: Account, of: Subject, __: Asked) -> Object:
    return of.intent


def _charge(_: Account, of: Subject, __: Asked) -> Object:
    return of.charge


def _refunded(account: Account, of: Subject, asked: Asked) -> Object:
    """A refund of an amount, as in Stripe's dashboard; without one the newest is told."""
    amount = asked.get("amount")
    if amount is not None or of.newest("refund") is None:
        account.refund(of.charge, amount, {"metadata": {}, "reason": "requested_by_customer"})
    return of.charge


def _refund(account: Account, of: Subject, asked: Asked) -> Object:
    _refunded(account, of, asked)
    return of.newest("refund") or {}


def _refund_changed(_: Account, of: Subject, __: Asked) -> Object:
    found = of.newest("refund")
    if found is None:
        raise Refusal(409, "Nothing of it was refunded.")
    return found


def _refund_failed(account: Account, of: Subject, asked: Asked) -> Object:
    found = _refund_changed(account, of, asked)
    return found if found["status"] in UNDONE else account.fail_refund(found)


def _disputed(account: Account, of: Subject, asked: Asked) -> Object:
    found = of.newest("dispute")
    if found is not None:
        return found
    currency = str(asked.get("currency", of.charge["currency"]))
    status = str(asked.get("status", "needs_response"))
    return account.dispute(of.charge, asked.get("amount"), currency, status)


def _dispute_changed(account: Account, of: Subject, asked: Asked) -> Object:
    found = _disputed(account, of, {"of": asked["of"]})
    status = str(asked.get("status", found["status"]))
    return found if status == found["status"] else account.change_dispute(found, status)


def _dispute_closed(account: Account, of: Subject, asked: Asked) -> Object:
    found = of.newest("dispute")
    is_closed = found is not None and found["status"] in ("won", "lost", "warning_closed")
    usual = found["status"] if found and is_closed else "lost"
    return _dispute_changed(account, of, dict(asked) | {"status": asked.get("status", usual)})


HAPPENINGS: Mapping[str, Happening] = {
    PAID: _completed,
    "checkout.session.expired": _expired,
    "checkout.session.async_payment_succeeded": _arrived,
    "checkout.session.async_payment_failed": _bounced,
    "payment_intent.succeeded": _intent,
    "charge.succeeded": _charge,
    "charge.updated": _charge,
    "charge.refunded": _refunded,
    "refund.created": _refund,
    "refund.updated": _refund_changed,
    "refund.failed": _refund_failed,
    "charge.refund.updated": _refund_changed,
    "charge.dispute.created": _disputed,
    "charge.dispute.updated": _dispute_changed,
    "charge.dispute.funds_withdrawn": _disputed,
    "charge.dispute.funds_reinstated": _dispute_changed,
    "charge.dispute.closed": _dispute_closed,
}
"""By the type of the event that tells of it."""
