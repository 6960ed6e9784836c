"""Our books beside Stripe's balance transactions.

https://docs.stripe.com/api/balance_transactions/list
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

from pydantic import BaseModel

from contracts.payments import Difference, OtherCurrency, Reconciliation
from payment_events import reference
from payment_reading import span_ms
from payment_stripe import read_list
from payments_vars import Ctx

KINDS: Mapping[str, tuple[str, int]] = {
    "charge": ("capture", 1),
    "refund": ("refund", -1),
    "dispute": ("dispute", -1),
}
"""What moves money at Stripe: the kind of our entries, and which way the balance goes."""
MARGIN_MS = 3_600_000
"""An event may be told on the other side of midnight than its money has moved."""
OURS = """SELECT book, kind, currency, sum(amount) AS nearby,
  sum(iif(at >= ?3 AND at < ?4, amount, 0)) AS inside
FROM entries WHERE at >= ?1 AND at < ?2 AND kind IN ('capture', 'refund', 'dispute')
GROUP BY book, kind, currency"""
Sums = Mapping[str, int]
"""By currency, without those that come to nothing."""


class Line(BaseModel):
    """What one side has of a payment: on the days that are asked for, and with some hours more."""

    book: str
    kind: str
    currency: str
    inside: int
    nearby: int


class Side(NamedTuple):
    """One side's sums by book and kind of entry."""

    inside: Mapping[tuple[str, str], Sums]
    nearby: Mapping[tuple[str, str], Sums]


async def reconcile(first: date, last: date, ctx: Ctx) -> Reconciliation:
    """Compare some days. Raises ``Problem`` 502 to 504 where Stripe can't be asked."""
    begin, end = span_ms(first, last)
    wide = begin - MARGIN_MS, end + MARGIN_MS
    fields = {
        "created": {"gte": max(0, wide[0]) // 1000, "lt": wide[1] // 1000},
        "expand": ["data.source"],
    }
    listed, complete = await read_list(ctx, "balance_transactions", fields)
    ours = await ctx.db.all(Line, OURS, *wide, begin, end)
    moved = moves(listed, begin // 1000, end // 1000)
    return compared(side(ours), side(moved), len(listed), complete=complete)


def moves(transactions: Iterable[Mapping[str, Any]], begin: int, end: int) -> Iterable[Line]:
    """What balance transactions say of payments; the times are epoch seconds."""
    for each in transactions:
        source = each.get("source")
        found = KINDS.get(source["object"]) if isinstance(source, Mapping) else None
        if found is None or not isinstance(source, Mapping):
            continue
        kind, direction = found
        amount, is_inside = direction * _amount(each, source), begin <= each["created"] < end
        yield Line(
            book=book_of(source),
            kind=kind,
            currency=source["currency"],
            inside=amount if is_inside else 0,
            nearby=amount,
        )


def _amount(transaction: Mapping[str, Any], source: Mapping[str, Any]) -> int:
    """The amount in the currency of the payment, where it was settled in another one."""
    amount: int = transaction["amount"]
    if transaction["currency"] == source["currency"]:
        return amount
    whole: int = source.get("amount_captured", source["amount"])
    return whole if amount > 0 else -whole


def book_of(source: Mapping[str, Any]) -> str:
    """The book of a charge, refund or dispute: the intent, else the charge."""
    intent, charge = reference(source.get("payment_intent")), reference(source.get("charge"))
    return intent or charge or str(source["id"])


def side(lines: Iterable[Line]) -> Side:
    """The sums of lines."""
    inside: dict[tuple[str, str], Counter[str]] = {}
    nearby: dict[tuple[str, str], Counter[str]] = {}
    for line in lines:
        name = line.book, line.kind
        inside.setdefault(name, Counter())[line.currency] += line.inside
        nearby.setdefault(name, Counter())[line.currency] += line.nearby
    return Side(_without_zeros(inside), _without_zeros(nearby))


def _without_zeros(sums: Mapping[tuple[str, str], Sums]) -> dict[tuple[str, str], Sums]:
    kept = {
        name: {currency: amount for currency, amount in each.items() if amount}
        for name, each in sums.items()
    }
    return {name: each for name, each in kept.items() if each}


def compared(ours: Side, theirs: Side, count: int, *, complete: bool) -> Reconciliation:
    """What the two sides do not agree on."""
    told: dict[str, list[Difference | OtherCurrency]] = {}
    for name in sorted(ours.inside.keys() | theirs.inside.keys()):
        if ours.nearby.get(name) == theirs.nearby.get(name):
            continue
        for place, difference in _differences(name, ours.inside, theirs.inside):
            told.setdefault(place, []).append(difference)
    facts = {"transactions": count, "complete": complete, "agrees": complete and not told}
    return Reconciliation.model_validate(facts | told)


def _differences(
    name: tuple[str, str],
    ours: Mapping[tuple[str, str], Sums],
    theirs: Mapping[tuple[str, str], Sums],
) -> Iterator[tuple[str, Difference | OtherCurrency]]:
    """Each difference in a kind of entry of a payment, and where it is told."""
    here, there = ours.get(name, {}), theirs.get(name, {})
    if len(here) == len(there) == 1 and here.keys() != there.keys():
        yield "other_currency", _other(name, here, there)
        return
    place = "different"
    if not here or not there:
        place = "missing_at_stripe" if here else "missing_here"
    for currency in sorted(here.keys() | there.keys()):
        one, other = here.get(currency, 0), there.get(currency, 0)
        if one != other:
            facts = {"stripe_id": name[0], "kind": name[1], "currency": currency}
            sums = {"here_cents": one, "at_stripe_cents": other}
            yield place, Difference.model_validate(facts | sums)


def _other(name: tuple[str, str], here: Sums, there: Sums) -> OtherCurrency:
    [(currency, amount)], [(their_currency, their_amount)] = here.items(), there.items()
    facts = {
        "stripe_id": name[0],
        "kind": name[1],
        "here_currency": currency,
        "here_cents": amount,
        "at_stripe_currency": their_currency,
        "at_stripe_cents": their_amount,
    }
    return OtherCurrency.model_validate(facts)
