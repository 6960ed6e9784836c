"""The chapter of what was paid: earnest money of the contracts, a refund and a dispute."""

import hashlib
from collections.abc import Iterator
from datetime import datetime, timedelta

from edgekit import Statement
from fleet.story.dice import story_id
from fleet.story.plot import Seller, chapter_hour, sellers
from fleet.story.scratch import Scratch, scratch, use_workers

use_workers("payments")

from payment_books import OPEN, additions  # noqa: E402
from payment_checkout import INSERT  # noqa: E402
from payment_facts import INQUIRY, LIVE, WITHDRAWN, Fact, Kind  # noqa: E402
from payment_ledger import due  # noqa: E402

DATABASE = "payments-db"
SIGNED = ("contract", "closed")
EARNEST_CENTS, STEP_CENTS, SIZES = 150_000, 50_000, 5
DISPUTE_FEE_CENTS = 1_500
FEE_PER_MILLE, FEE_CENTS = 29, 30
REFUNDED, DISPUTED = 2, 5  # the third and the sixth who paid


def statements() -> Iterator[tuple[str, list[str]]]:
    """SQL and parameters that fill an empty payments-db."""
    now = chapter_hour()
    with scratch(DATABASE) as database:
        for number, (seller, at) in enumerate(_signed(now)):
            _pay(database, number, seller, at)
        yield from database.copied("payments", "books", "facts", "entries", "ledger_lines")


def _signed(now: datetime) -> Iterator[tuple[Seller, datetime]]:
    """Who signed, and when they paid: the day after."""
    for seller in sellers(now):
        signed = [step.at for step in seller.steps if step.status in SIGNED]
        if signed and signed[0] + timedelta(days=1) < now:
            yield seller, signed[0] + timedelta(days=1)


def _pay(database: Scratch, number: int, seller: Seller, at: datetime) -> None:
    payment_id, book = story_id("pay", seller.id), story_id("pi", seller.id)
    amount = EARNEST_CENTS + STEP_CENTS * (number % SIZES)
    digest = hashlib.sha256(payment_id.encode()).hexdigest()
    begun = _ms(at - timedelta(minutes=7))
    asked = (payment_id, payment_id, digest, begun, amount, "usd", "Earnest money", seller.id)
    database.run(Statement(INSERT, asked), Statement(OPEN, (book, payment_id)))
    paid = _fact("capture", book, book, amount, 0, at)
    taken_off = amount * FEE_PER_MILLE // 1000 + FEE_CENTS
    fee = _fact("fee", story_id("txn", book), book, taken_off, 0, at)
    known = _add(database, [], paid, fee)
    later = at + timedelta(hours=5)
    if number == REFUNDED:
        half = _fact("refund", story_id("re", seller.id), book, amount // 2, LIVE, later)
        _add(database, known, half)
    if number == DISPUTED:
        name = story_id("dp", seller.id)
        taken = _fact("dispute", name, book, amount, WITHDRAWN, later)
        name_of_fee = story_id("txn", seller.id)
        _add(
            database,
            known,
            taken,
            _fact("dispute_fee", name_of_fee, book, DISPUTE_FEE_CENTS, INQUIRY, later),
        )


def _add(database: Scratch, known: list[Fact], *facts: Fact) -> list[Fact]:
    """Add facts as the worker does, whose entries have the time of the facts."""
    at_ms = facts[0].at * 1000
    database.run(*additions(facts, known, due(known), facts[0].book, at_ms))
    return [*known, *facts]


def _fact(kind: Kind, name: str, book: str, amount: int, rank: int, at: datetime) -> Fact:
    second = int(at.timestamp())
    return Fact(
        kind=kind,
        object=name,
        book=book,
        currency="usd",
        amount=amount,
        rank=rank,
        made_at=second,
        at=second,
    )


def _ms(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)
