"""The money of one account at Stripe: what may happen to it, and what that leaves behind."""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from fleet.dev.providers.stripe import shapes
from fleet.dev.providers.stripe.refusals import Refusal, missing
from fleet.dev.providers.stripe.shapes import Object, Settled

PER_MILLE, FIXED_FEE = 29, 30  # of the amount, and in the smallest unit
DISPUTE_FEE = 1_500  # $15.00, whatever becomes of the dispute
DECLINED = "Your card was declined."
OPEN, PAYABLE = "open", ("requires_payment_method", "requires_confirmation")
UNDONE = ("failed", "canceled")


class Account:
    """Objects by id, in the order in which they were made; ``now`` is the clock, in seconds."""

    def __init__(self, now: Callable[[], float] = time.time) -> None:
        self._now = now
        self._moment: int | None = None
        self._objects: dict[str, Object] = {}
        self._settled: dict[str, Settled] = {}
        self._promised: dict[str, Object] = {}
        self.lines: dict[str, list[Object]] = {}

    @property
    def now(self) -> int:
        """Epoch seconds."""
        return int(self._now()) if self._moment is None else self._moment

    @contextmanager
    def as_of(self, moment: int) -> Iterator[None]:
        """Let what happens in the block have happened at a moment, in epoch seconds."""
        self._moment = moment
        try:
            yield
        finally:
            self._moment = None

    def find(self, identity: str, kind: str = "") -> Object | None:
        """The object of an id, if it is of that kind."""
        found = self._objects.get(identity)
        return found if found and kind in ("", found["object"]) else None

    def named(self, identity: str, kind: str, param: str, status: int = 400) -> Object:
        """The object of an id; raises ``Refusal`` where there is none."""
        found = self.find(identity, kind)
        if found is None:
            raise missing(kind, identity, param, status)
        return found

    def all(self, kind: str, **same: Any) -> list[Object]:
        """The objects of a kind whose members are those, the newest first."""
        # A copy, because a test may ask from another thread while workers make objects.
        found = [each for each in list(self._objects.values()) if each["object"] == kind]
        return [each for each in reversed(found) if same.items() <= _plain(each, same).items()]

    def keep(self, made: Object) -> Object:
        """Add an object."""
        self._objects[made["id"]] = made
        return made

    def rename(self, found: Object, identity: str, *holders: Object) -> None:
        """Give the newest object of its kind another id; ``holders`` refer to it by its id."""
        old = found["id"]
        self._objects[identity] = self._objects.pop(old)
        for each in (found, *holders):
            each.update({name: identity for name, value in each.items() if value == old})

    def open_session(self, made: Object, lines: list[Object], promised: Object) -> Object:
        """Add a session; ``promised`` is what its intent is going to have."""
        self.lines[made["id"]], self._promised[made["id"]] = lines, promised
        return self.keep(made)

    def expire(self, session: Object) -> Object:
        """End a session that nobody has paid."""
        if session["status"] != OPEN:
            told = f"it is `{session['status']}`"
            raise Refusal(
                400, f"Only Checkout Sessions with a status of `open` can expire; {told}."
            )
        session.update(status="expired", url=None)
        return session

    def complete(self, session: Object, method: str, settled: Settled | None = None) -> Object:
        """Let the customer pay; with a bank debit the money comes, or does not, days later."""
        if session["status"] != OPEN:
            raise Refusal(400, f"The Checkout Session is {session['status']}; make another one.")
        intent = self.keep(
            shapes.intent(
                self.now,
                session["amount_total"],
                session["currency"],
                self._promised[session["id"]],
            )
        )
        charge = self.confirm(intent, method, settled)
        paid = "paid" if charge["paid"] else "unpaid"
        session.update(
            status="complete", payment_status=paid, payment_intent=intent["id"], url=None
        )
        return session

    def confirm(self, intent: Object, method: str, settled: Settled | None = None) -> Object:
        """Charge an intent; a card is charged at once."""
        if intent["status"] not in PAYABLE:
            raise self._unexpected(intent, "confirm")
        intent.update(payment_method=shapes.new_id("pm_"), payment_method_types=[method])
        charge = self.keep(shapes.charge(self.now, intent, method))
        if settled is not None:
            self._settled[charge["id"]] = settled
        intent.update(latest_charge=charge["id"], status="processing")
        if intent["capture_method"] == "manual":
            charge.update(status="succeeded", paid=True)
            intent.update(status="requires_capture", amount_capturable=intent["amount"])
        elif method == "card":
            self.capture(intent)
        return charge

    def decline(self, intent: Object) -> Refusal:
        """Have a card refused: what goes back."""
        error = {"code": "card_declined", "decline_code": "generic_decline"}
        told = error | {"message": DECLINED, "type": "card_error"}
        intent.update(status="requires_payment_method", last_payment_error=told)
        more = {"decline_code": "generic_decline", "payment_intent": intent}
        return Refusal(402, DECLINED, kind="card_error", code="card_declined", more=more)

    def capture(self, intent: Object, amount: int | None = None) -> Object:
        """Take the money of an intent that is at work or waits for it."""
        if intent["status"] not in ("processing", "requires_capture"):
            raise self._unexpected(intent, "capture")
        taken = intent["amount"] if amount is None else amount
        if not 0 < taken <= intent["amount"]:
            message = "The amount to capture is greater than the amount that can be captured."
            raise Refusal(400, message, code="amount_too_large", param="amount_to_capture")
        charge = self._objects[intent["latest_charge"]]
        kind = "charge" if charge["payment_method_details"]["type"] == "card" else "payment"
        moved = self._move(kind, taken, charge, charge["id"], with_fee=True)
        charge.update(status="succeeded", paid=True, captured=True, amount_captured=taken)
        charge["balance_transaction"] = moved["id"]
        intent.update(status="succeeded", amount_received=taken, amount_capturable=0)
        return intent

    def settle(self, session: Object, *, well: bool) -> Object:
        """Let a bank debit arrive, or fail."""
        intent = self._objects.get(session["payment_intent"] or "")
        if intent is None or intent["status"] != "processing":
            raise Refusal(400, "No bank debit of this Checkout Session is at work.")
        if well:
            self.capture(intent)
            session["payment_status"] = "paid"
            return session
        charge = self._objects[intent["latest_charge"]]
        charge.update(status="failed", failure_code="insufficient_funds", outcome=None)
        intent["status"] = "requires_payment_method"
        return session

    def cancel(self, intent: Object, reason: str | None) -> Object:
        """Give an intent up."""
        if intent["status"] in ("succeeded", "canceled", "processing"):
            raise self._unexpected(intent, "cancel")
        intent.update(
            status="canceled", canceled_at=self.now, cancellation_reason=reason, amount_capturable=0
        )
        return intent

    def refund(self, charge: Object, amount: int | None, given: Object) -> Object:
        """Give money of a charge back."""
        name, left = charge["id"], charge["amount_captured"] - charge["amount_refunded"]
        if self._is_charged_back(charge):
            message = f"Charge {name} has been charged back; cannot issue a refund."
            raise Refusal(400, message, code="charge_disputed")
        if charge["captured"] and left <= 0:
            message = f"Charge {name} has already been refunded."
            raise Refusal(400, message, code="charge_already_refunded")
        wanted = left if amount is None else amount
        if not charge["captured"] or not 0 < wanted <= left:
            told = f"Refund amount ({wanted}) is greater than unrefunded amount on charge ({left})"
            raise Refusal(400, told, param="amount")
        made = self.keep(shapes.refund(self.now, charge, wanted, given))
        kind = "refund" if made["id"].startswith("re_") else "payment_refund"
        made["balance_transaction"] = self._move(kind, -wanted, charge, made["id"])["id"]
        self._count_refunds(charge)
        return made

    def fail_refund(self, refund: Object, status: str = "failed") -> Object:
        """Have the money of a refund come back from the bank."""
        if refund["status"] in UNDONE:
            raise Refusal(400, f"The refund is {refund['status']} already.")
        charge = self._objects[refund["charge"]]
        kind = "refund_failure" if refund["id"].startswith("re_") else "payment_failure_refund"
        back = self._move(kind, refund["amount"], charge, refund["id"])
        refund.update(status=status, failure_balance_transaction=back["id"])
        refund["failure_reason"] = "expired_or_canceled_card"
        self._count_refunds(charge)
        return refund

    def dispute(self, charge: Object, amount: int | None, currency: str, status: str) -> Object:
        """Have the customer's bank take the money back, unless it only inquires."""
        asked = charge["amount_captured"] if amount is None else amount
        made = self.keep(shapes.dispute(self.now, charge, asked, currency, status))
        charge["disputed"] = True
        if not made["is_charge_refundable"]:
            self._withdraw(made, charge)
        return made

    def change_dispute(self, dispute: Object, status: str) -> Object:
        """Move a dispute on: an inquiry may become a dispute; a win brings the amount back."""
        charge = self._objects[dispute["charge"]]
        if status == "won" and dispute["balance_transactions"]:
            back = self._moved_for(dispute, dispute["amount"], charge)
            dispute["balance_transactions"].append(back)
        if not status.startswith("warning_") and dispute["is_charge_refundable"]:
            dispute["is_charge_refundable"] = False
            self._withdraw(dispute, charge)
        dispute["status"] = status
        return dispute

    def _withdraw(self, dispute: Object, charge: Object) -> None:
        taken = self._moved_for(dispute, -dispute["amount"], charge, with_fee=True)
        dispute["balance_transactions"].append(taken)

    def _moved_for(
        self, dispute: Object, amount: int, charge: Object, *, with_fee: bool = False
    ) -> Object:
        return self._move("adjustment", amount, charge, dispute["id"], with_fee=with_fee)

    def _move(
        self, kind: str, amount: int, charge: Object, source: str, *, with_fee: bool = False
    ) -> Object:
        settled = self._settled.get(charge["id"], (charge["currency"], None))
        moved = amount if settled[1] is None else round(amount * settled[1])
        fee = DISPUTE_FEE if kind == "adjustment" else (moved * PER_MILLE + 500) // 1000 + FIXED_FEE
        made = shapes.transaction(self.now, kind, moved, settled, source, fee if with_fee else 0)
        return self.keep(made)

    def _count_refunds(self, charge: Object) -> None:
        listed = self.all("refund", charge=charge["id"])
        total = sum(each["amount"] for each in listed if each["status"] not in UNDONE)
        charge.update(amount_refunded=total, refunded=total == charge["amount_captured"])

    def _is_charged_back(self, charge: Object) -> bool:
        disputes = self.all("dispute", charge=charge["id"])
        return any(
            not each["is_charge_refundable"] and each["status"] != "won" for each in disputes
        )

    def _unexpected(self, intent: Object, verb: str) -> Refusal:
        told = (
            f"You cannot {verb} this PaymentIntent because it has a status of {intent['status']}."
        )
        more = {"payment_intent": intent}
        return Refusal(400, told, code="payment_intent_unexpected_state", more=more)


def _plain(found: Object, names: Mapping[str, Any]) -> Object:
    return {name: found.get(name) for name in names}
