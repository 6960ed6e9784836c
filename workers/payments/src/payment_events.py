"""Stripe's events taken apart into facts. No I/O.

https://docs.stripe.com/api/events/types
"""

from collections.abc import Iterator, Mapping
from typing import Any, Literal, NamedTuple

from payment_facts import DEAD, INQUIRY, LIVE, LOST, NOT_YET, WITHDRAWN, WON, Fact

Json = Mapping[str, Any]
Outcome = Literal["processing", "failed", "expired"]

REFUND_RANKS = {
    "pending": LIVE,
    "succeeded": LIVE,
    "requires_action": NOT_YET,
    "failed": DEAD,
    "canceled": DEAD,
}
DISPUTE_RANKS = {
    "warning_needs_response": INQUIRY,
    "warning_under_review": INQUIRY,
    "warning_closed": INQUIRY,
    "prevented": INQUIRY,
    "needs_response": WITHDRAWN,
    "under_review": WITHDRAWN,
    "appeal_needs_response": WITHDRAWN,
    "appeal_under_review": WITHDRAWN,
    "lost": LOST,
    "won": WON,
}
OUTCOMES: Mapping[str, Outcome] = {
    "checkout.session.async_payment_failed": "failed",
    "checkout.session.expired": "expired",
}


class Told(NamedTuple):
    """What an event says: facts, whose payment of ours it is, and how the payment stands.

    ``payment_id`` and ``session_id`` say which payment it is, where the event knows that.
    """

    facts: tuple[Fact, ...] = ()
    payment_id: str | None = None
    session_id: str | None = None
    outcome: Outcome | None = None


def told(kind: str, event: Json, at: int) -> Told | None:
    """What an event tells at a time, in epoch seconds; ``None`` where it concerns no money."""
    data = event.get("data")
    found = data.get("object") if isinstance(data, Mapping) else None
    if not isinstance(found, Mapping) or not _text(found.get("id")):
        return None
    match found.get("object"):
        case "checkout.session":
            return _session(kind, found, at)
        case "payment_intent":
            return Told(tuple(_intent(found, at)), _payment_id(found))
        case "charge":
            return Told(tuple(_charge(kind, found, at)), _payment_id(found))
        case "refund":
            return Told(tuple(refund_facts(found, at)))
        case "dispute":
            return Told(tuple(_dispute(found, at)))
    return None


def _session(kind: str, session: Json, at: int) -> Told:
    """A session that is completed is not paid: a delayed method is paid, or fails, days later."""
    intent, paid = reference(session.get("payment_intent")), session.get("payment_status") == "paid"
    facts: list[Fact] = []
    if paid and intent:
        facts += _fact("capture", intent, intent, None, session, "amount_total", at=at)
    unpaid = kind == "checkout.session.completed" and session.get("payment_status") == "unpaid"
    outcome = "processing" if unpaid else OUTCOMES.get(kind)
    payment_id = _payment_id(session) or _text(session.get("client_reference_id"))
    return Told(tuple(facts), payment_id, _text(session.get("id")), outcome)


def _intent(intent: Json, at: int) -> Iterator[Fact]:
    if intent.get("status") == "succeeded":
        book, charge = str(intent["id"]), reference(intent.get("latest_charge"))
        yield from _fact("capture", book, book, charge, intent, "amount_received", at=at)


def _charge(kind: str, charge: Json, at: int) -> Iterator[Fact]:
    """A charge that was refunded proves that it was captured, too."""
    name = str(charge["id"])
    book = reference(charge.get("payment_intent")) or name
    if charge.get("status") != "succeeded" or not charge.get("captured"):
        return
    yield from _fact("capture", book, book, name, charge, "amount_captured", at=at)
    if kind == "charge.refunded":
        yield from _fact("report", name, book, name, charge, "amount_refunded", at=at)
    for transaction in _objects([charge.get("balance_transaction")]):
        yield from _fact("fee", str(transaction["id"]), book, name, transaction, "fee", at=at)
    listed = charge.get("refunds")
    for refund in _objects(listed.get("data")) if isinstance(listed, Mapping) else ():
        yield from refund_facts({"charge": name, "payment_intent": book, **refund}, at)


def refund_facts(refund: Json, at: int) -> Iterator[Fact]:
    """What a refund, as an event or an answer holds it, tells at a time."""
    charge = reference(refund.get("charge"))
    book = reference(refund.get("payment_intent")) or charge
    rank = REFUND_RANKS.get(str(refund.get("status") or "succeeded"))
    if book and rank is not None:
        name, made = str(refund["id"]), _whole(refund.get("created"))
        made_at = at if made is None else made
        yield from _fact(
            "refund", name, book, charge, refund, "amount", at=at, rank=rank, made_at=made_at
        )


def fee_facts(transaction: Json) -> Iterator[Fact]:
    """What the balance transaction of a charge tells of Stripe's fee; its source is expanded."""
    charge = transaction.get("source")
    if not isinstance(charge, Mapping) or charge.get("object") != "charge":
        return
    name, at = str(charge["id"]), _whole(transaction.get("created")) or 0
    book = reference(charge.get("payment_intent")) or name
    yield from _fact("fee", str(transaction["id"]), book, name, transaction, "fee", at=at)


def _dispute(dispute: Json, at: int) -> Iterator[Fact]:
    charge = reference(dispute.get("charge"))
    book = reference(dispute.get("payment_intent")) or charge
    rank = DISPUTE_RANKS.get(str(dispute.get("status")))
    if not book or rank is None:
        return
    name = str(dispute["id"])
    yield from _fact("dispute", name, book, charge, dispute, "amount", at=at, rank=rank)
    for transaction in _objects(dispute.get("balance_transactions")):
        fee = str(transaction["id"])
        yield from _fact("dispute_fee", fee, book, charge, transaction, "fee", at=at)


def _fact(
    kind: Literal["capture", "fee", "refund", "report", "dispute", "dispute_fee"],
    name: str,
    book: str,
    charge: str | None,
    found: Json,
    field: str,
    *,
    at: int,
    rank: int = 0,
    made_at: int = 0,
) -> Iterator[Fact]:
    amount, currency = _whole(found.get(field)), _text(found.get("currency"))
    if amount is not None and currency:
        yield Fact(
            kind=kind,
            object=name,
            book=book,
            charge=charge,
            currency=currency.lower(),
            amount=amount,
            rank=rank,
            made_at=made_at,
            at=at,
        )


def reference(value: Any) -> str | None:
    """The id of an object that is named, or expanded."""
    return _text(value.get("id")) if isinstance(value, Mapping) else _text(value)


def refund_id_of(found: Json) -> str | None:
    """Our id of a refund, if it was asked for here."""
    return _labelled(found, "refund_id") if found.get("object") == "refund" else None


def _objects(listed: Any) -> list[Json]:
    """The objects of a list; what has no id is none."""
    found = listed if isinstance(listed, list) else []
    return [each for each in found if isinstance(each, Mapping) and _text(each.get("id"))]


def _payment_id(found: Json) -> str | None:
    return _labelled(found, "payment_id")


def _labelled(found: Json, name: str) -> str | None:
    metadata = found.get("metadata")
    return _text(metadata.get(name)) if isinstance(metadata, Mapping) else None


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and 0 < len(value) <= 255 else None


def _whole(value: Any) -> int | None:
    return value if type(value) is int and abs(value) < 2**53 else None
