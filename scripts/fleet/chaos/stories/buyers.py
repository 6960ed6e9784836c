"""Somebody who pays through Checkout, of which Stripe tells twice, and is given money back."""

from collections.abc import Generator
from random import Random
from typing import Any

from fleet.chaos.people import Person
from fleet.chaos.record import PaymentTaken
from fleet.chaos.stories.patience import found
from fleet.chaos.world import World

PAID = ("checkout.session.completed", "payment_intent.succeeded", "charge.succeeded")


def buyer(world: World, person: Person, luck: Random) -> Generator[float, None, None]:
    """Ask for a payment, pay it, and perhaps have it refunded, in one or two parts."""
    amount = 100 * luck.randint(100, 9000)
    body = {
        "amount_cents": amount,
        "currency": "usd",
        "description": f"Earnest money of {person.name}",
        "success_url": "https://example.org/paid",
        "cancel_url": "https://example.org/back",
    }
    key = f"pay-{person.number}"
    reply = yield from _until_taken(world, "/api/checkout", body, key)
    if reply is None:
        return
    taken = PaymentTaken(reply["id"], amount)
    world.record.payments.append(taken)
    if luck.random() < 0.1:
        return
    yield from _paid(world, taken, luck)
    if luck.random() < 0.4 and (yield from found(lambda: _is_captured(world, taken))):
        for number, part in enumerate(_parts(amount, luck)):
            path = f"/api/payments/{taken.id}/refund"
            name = f"{key}-back-{number}"
            given = yield from _until_taken(world, path, {"amount_cents": part}, name)
            if given is None:
                return
            taken.refunds[given["id"]] = part


def _until_taken(
    world: World, path: str, body: dict[str, Any], key: str
) -> Generator[float, None, Any]:
    """Ask until it is answered 201, or None; 409 is a first request that is still at work."""
    while True:
        reply = yield from world.desk.insist("payments", "POST", path, body, key=key)
        if reply.status == 201:
            return reply.said
        if reply.status != 409:
            world.wrong("payment", key, f"POST {path} answered {reply.status}: {reply.said}")
            return None
        yield 1.0


def _paid(world: World, taken: PaymentTaken, luck: Random) -> Generator[float, None, None]:
    """Stripe says so in several events, in any order, of which one comes twice."""
    told = [world.at_stripe(taken.id, kind) for kind in PAID]
    luck.shuffle(told)
    for event in [*told, luck.choice(told)]:
        yield from world.desk.event("stripe", event["id"], event)
        taken.paid = True


def _parts(amount: int, luck: Random) -> list[int]:
    some = luck.randint(1, amount - 1)
    return luck.choice(([amount], [some], [some, amount - some]))


def _is_captured(world: World, taken: PaymentTaken) -> bool | None:
    reply = world.desk.ask("payments", "GET", f"/api/payments/{taken.id}")
    return bool(reply and reply.ok and reply.said["captured_cents"]) or None
