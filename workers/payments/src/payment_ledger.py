"""The double-entry ledger: a function of what is known, written as differences.

What the books of a payment should hold (``due``) is computed from the set of its facts alone, see
``payment_facts``. What they hold already is the sum of their entries. An event adds its facts, and
then the difference, if there is one, as entries (``postings``): never a change of an old one. So
the balance equals the events', whatever their order, repeats or ids: after the last of them
``due`` is the same, and the entries sum to it. Each entry's lines sum to zero, because the last
is derived from the others.

Debits are positive and credits negative, in the currency's smallest unit. A refund does not bring
Stripe's fee back, and a dispute's fee is an entry of its own:
https://docs.stripe.com/refunds · https://docs.stripe.com/disputes/how-disputes-work
"""

from collections.abc import Iterable, Mapping
from typing import Literal, NamedTuple

from payment_facts import DEAD, INQUIRY, LIVE, WON, Fact, gathered

EntryKind = Literal["capture", "fee", "refund", "dispute", "dispute_fee"]
Due = dict[tuple[EntryKind, str], int]
"""Totals by kind of entry and currency."""

BALANCE = "stripe_balance"
ACCOUNTS: Mapping[EntryKind, tuple[str, int]] = {
    "capture": ("revenue", 1),
    "fee": ("stripe_fees", -1),
    "refund": ("refunds", -1),
    "dispute": ("disputes", -1),
    "dispute_fee": ("dispute_fees", -1),
}
"""The account that faces the balance at Stripe, and which way the balance goes."""


class Line(NamedTuple):
    """What an entry does to an account: a debit, or less than zero a credit."""

    account: str
    amount: int


class Entry(NamedTuple):
    """A movement of money; ``amount`` below zero reverses earlier entries of its kind."""

    kind: EntryKind
    currency: str
    amount: int

    @property
    def lines(self) -> tuple[Line, ...]:
        """Lines that sum to zero."""
        account, direction = ACCOUNTS[self.kind]
        return balanced([Line(BALANCE, direction * self.amount)], account)


def balanced(lines: Iterable[Line], last: str) -> tuple[Line, ...]:
    """The lines and one more, whose amount is derived from theirs: no rounding leaves a cent."""
    given = tuple(lines)
    return (*given, Line(last, -sum(line.amount for line in given)))


def due(facts: Iterable[Fact]) -> Due:
    """What the books of one payment should hold."""
    known = list(gathered(facts).values())
    totals: Due = {}
    for currency in {fact.currency for fact in known}:
        those = [fact for fact in known if fact.currency == currency]
        totals["capture", currency] = _captured(those)
        totals["fee", currency] = _sum(those, "fee")
        totals["refund", currency] = _refunded(those)
        totals["dispute", currency] = _disputed(those)
        totals["dispute_fee", currency] = _sum(those, "dispute_fee")
    return totals


def postings(wanted: Due, written: Due) -> list[Entry]:
    """The entries that make what is written what it should be."""
    keys = sorted(wanted.keys() | written.keys())
    differences = ((key, wanted.get(key, 0) - written.get(key, 0)) for key in keys)
    return [Entry(*key, amount) for key, amount in differences if amount]


def _sum(facts: Iterable[Fact], kind: str) -> int:
    return sum(fact.amount for fact in facts if fact.kind == kind)


def _captured(facts: Iterable[Fact]) -> int:
    """The largest: a session, its intent and its charge all tell of the same money."""
    return max((fact.amount for fact in facts if fact.kind == "capture"), default=0)


def _refunded(facts: list[Fact]) -> int:
    """What the refunds that are known come to, or the charge's own report if that is more.

    A card's refund may be told by ``charge.refunded`` alone, whose amount is cumulative. Of it goes
    what has failed since; to it comes what was refunded since.
    """
    refunds = [fact for fact in facts if fact.kind == "refund"]
    live = sum(fact.amount for fact in refunds if fact.rank == LIVE)
    reports = [fact for fact in facts if fact.kind == "report"]
    if not reports:
        return live
    report = max(reports, key=lambda fact: (fact.at, fact.amount))
    failed = sum(
        fact.amount
        for fact in refunds
        if fact.rank == DEAD and fact.made_at <= report.at <= fact.at
    )
    later = sum(fact.amount for fact in refunds if fact.rank == LIVE and fact.made_at > report.at)
    return max(live, report.amount - failed + later)


def _disputed(facts: Iterable[Fact]) -> int:
    return sum(
        fact.amount for fact in facts if fact.kind == "dispute" and INQUIRY < fact.rank < WON
    )
