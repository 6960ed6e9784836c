"""The chapter of what was paid: by those who take contracts over, and what they got back.

The business finds a buyer for each contract: who pays earnest money the day after it was signed,
and a fee for its assignment when it closes. Of a contract that falls through it is all given back.
"""

import hashlib
import itertools
from collections.abc import Iterator
from datetime import datetime, timedelta

from edgekit import Statement
from fleet.story.dice import dice, story_id
from fleet.story.plot import Seller, chapter_hour, sellers
from fleet.story.scratch import Scratch, scratch, use_workers

use_workers("payments")

from payment_books import OPEN, additions  # noqa: E402
from payment_checkout import INSERT  # noqa: E402
from payment_facts import INQUIRY, LIVE, WITHDRAWN, Fact, Kind  # noqa: E402
from payment_ledger import due  # noqa: E402

DATABASE = "payments-db"
EARNEST_CENTS, STEP_CENTS, SIZES = 150_000, 50_000, 5
FEE = 0.012  # of what the home is worth
DISPUTE_FEE_CENTS = 1_500
STRIPE_PER_MILLE, STRIPE_CENTS = 29, 30  # that Stripe keeps of a payment
REDUCED, DISPUTED = 2, 5  # the third and the sixth that went well until now


def statements() -> Iterator[tuple[str, list[str]]]:
    """SQL and parameters that fill an empty payments-db."""
    now = chapter_hour()
    going_well = itertools.count()
    with scratch(DATABASE) as database:
        for number, seller in enumerate(_signed(now)):
            steps = {step.status: step.at for step in seller.steps}
            earnest = EARNEST_CENTS + STEP_CENTS * (number % SIZES)
            paid_at = steps["contract"] + timedelta(
                hours=dice("earnest", seller.id).uniform(20, 29)
            )
            earnest_money = _Receipt(database, seller, "Earnest money", earnest, paid_at)
            lost = steps.get("lost")
            if lost is not None:
                earnest_money.refund(earnest, lost + timedelta(hours=1), now)
            else:
                _trouble(earnest_money, next(going_well), now)
            if "closed" in steps:
                fee = round(seller.home.worth * FEE) * 100
                at = steps["closed"] + timedelta(minutes=40)
                _Receipt(database, seller, "Assignment fee", fee, at)
        yield from database.copied("payments", "books", "facts", "entries", "ledger_lines")


def _signed(now: datetime) -> Iterator[Seller]:
    """Whose contracts were taken over by now."""
    for seller in sellers(now):
        signed = [step.at for step in seller.steps if step.status == "contract"]
        if signed and signed[0] + timedelta(hours=30) < now:
            yield seller


def _trouble(receipt: "_Receipt", number: int, now: datetime) -> None:
    if number == REDUCED:
        receipt.refund(receipt.amount // 2, receipt.at + timedelta(hours=5), now)
    if number == DISPUTED:
        receipt.dispute(receipt.at + timedelta(hours=5), now)


class _Receipt:
    """A payment, captured at once; what comes back of it is of the past or does not happen."""

    def __init__(
        self, database: Scratch, seller: Seller, what: str, amount: int, at: datetime
    ) -> None:
        self.amount, self.at = amount, at
        self._database, self._seller, self._what = database, seller, what
        payment, self._book = story_id("pay", seller.id, what), self._id("pi")
        digest = hashlib.sha256(payment.encode()).hexdigest()
        begun = _ms(at - timedelta(minutes=7))
        asked = (payment, payment, digest, begun, amount, "usd", what, seller.id)
        database.run(Statement(INSERT, asked), Statement(OPEN, (self._book, payment)))
        self._known: list[Fact] = []
        kept = amount * STRIPE_PER_MILLE // 1000 + STRIPE_CENTS
        self._add(
            self._fact("capture", self._book, amount, 0, at),
            self._fact("fee", self._id("txn_fee"), kept, 0, at),
        )

    def refund(self, amount: int, at: datetime, now: datetime) -> None:
        """Give an amount back."""
        if at < now:
            self._add(self._fact("refund", self._id("re"), amount, LIVE, at))

    def dispute(self, at: datetime, now: datetime) -> None:
        """All of it is disputed, which costs a fee."""
        if at < now:
            taken = self._fact("dispute", self._id("dp"), self.amount, WITHDRAWN, at)
            fee = self._fact("dispute_fee", self._id("txn"), DISPUTE_FEE_CENTS, INQUIRY, at)
            self._add(taken, fee)

    def _id(self, prefix: str) -> str:
        return story_id(prefix, self._seller.id, self._what)

    def _add(self, *facts: Fact) -> None:
        """Add facts as the worker does, whose entries have the time of the facts."""
        known, at_ms = self._known, facts[0].at * 1000
        self._database.run(*additions(facts, known, due(known), self._book, at_ms))
        self._known = [*known, *facts]

    def _fact(self, kind: Kind, name: str, amount: int, rank: int, at: datetime) -> Fact:
        second = int(at.timestamp())
        return Fact(
            kind=kind,
            object=name,
            book=self._book,
            currency="usd",
            amount=amount,
            rank=rank,
            made_at=second,
            at=second,
        )


def _ms(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)
