"""What is known of the money of one payment: a set of facts that only grows.

Stripe's events come in any order, more than once and under several ids. So none of them is applied
as a step. Each is taken apart into facts about Stripe's objects, and two facts about the same
object are merged by a function that is commutative, associative and idempotent (a join). Whatever
the order and the repeats, the same events leave the same facts.

https://docs.stripe.com/api/events · https://docs.stripe.com/webhooks#event-ordering
"""

from collections.abc import Iterable
from typing import Literal

from pydantic import BaseModel, ConfigDict

Kind = Literal["capture", "fee", "refund", "report", "dispute", "dispute_fee"]

DEAD, LIVE, NOT_YET = 2, 1, 0
"""Ranks of a refund: failed or canceled, pending or succeeded, waiting for the customer."""
INQUIRY, WITHDRAWN, LOST, WON = 0, 1, 2, 3
"""Ranks of a dispute: an inquiry moves no money; a win brings it back."""


class Fact(BaseModel):
    """What is known of one object of Stripe's; amounts are in the currency's smallest unit.

    ``book`` is the payment intent, or the charge where there is none. ``rank`` tells how far a
    refund or dispute is, ``made_at`` when Stripe made it and ``at`` when this was so, in epoch
    seconds. A ``report`` is a charge's cumulative ``amount_refunded`` at a time.
    """

    model_config = ConfigDict(frozen=True)

    kind: Kind
    object: str
    book: str
    charge: str | None = None
    currency: str
    amount: int
    rank: int = 0
    made_at: int = 0
    at: int

    @property
    def key(self) -> tuple[str, str]:
        """What the fact is about."""
        return self.kind, self.object


def merged(one: Fact, other: Fact) -> Fact:
    """The one of two facts about the same object that tells more.

    The furthest state of a refund or dispute stays, so that a late event revives nothing; the
    newest report; the largest capture. Of what is equally far, the one that was so first.
    """
    return max(one, other, key=_furthest)


def _furthest(fact: Fact) -> tuple[int | str, ...]:
    # Whatever follows the first members only makes the order total, so that no order of arrival
    # decides.
    rest = (fact.book.startswith("pi_"), fact.charge or "", fact.book, fact.made_at, fact.currency)
    if fact.kind == "report":
        return (fact.at, fact.amount, *rest)
    if fact.kind == "capture":
        return (fact.amount, -fact.at, *rest)
    return (fact.rank, -fact.at, fact.amount, *rest)


def gathered(facts: Iterable[Fact]) -> dict[tuple[str, str], Fact]:
    """Each object's merged fact."""
    found: dict[tuple[str, str], Fact] = {}
    for fact in facts:
        there = found.get(fact.key)
        found[fact.key] = fact if there is None else merged(there, fact)
    return found
