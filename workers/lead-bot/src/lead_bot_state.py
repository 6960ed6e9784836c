"""Where a conversation stands: what is known, what was asked, and what has come of it."""

from typing import Literal

from pydantic import BaseModel

from contracts.lead_bot import Appointment, SlotName, Slots
from contracts.valuation import Estimate
from lead_bot_kind import Kind

Asked = Literal[
    "address",
    "place",
    "timeline",
    "condition",
    "asking_price",
    "motivation",
    "name",
    "phone",
    "email",
    "visit",
]
ORDER: tuple[SlotName, ...] = (
    "address",
    "timeline",
    "condition",
    "asking_price",
    "motivation",
    "name",
)
SKIPPABLE = frozenset(
    {"timeline", "condition", "asking_price", "motivation", "name", "phone", "email"}
)
WANTED = ("timeline", "condition", "asking_price")  # of a qualified lead: known, or declined
MOST_QUESTIONS = 10
REACHING: dict[str, int] = {"phone": 0, "email": 0, "name": 1}


class State(BaseModel):
    """What a session's row holds; replaced as a whole with each turn."""

    slots: Slots = Slots()
    skipped: list[SlotName] = []
    asked: Asked | None = None
    times: dict[str, int] = {}  # how often each was asked for
    misses: int = 0  # messages in a row of which nothing could be made
    tz: str | None = None
    valued: str | None = None  # the address that valuation has been asked of, and has answered
    estimate: Estimate | None = None
    is_quoted: bool = False
    kind: Kind | None = None  # of what is for sale, where that is no house
    offered: list[int] = []  # starts of visits, epoch milliseconds
    offered_until: str | None = None  # the last day that was offered
    appointment: Appointment | None = None
    has_declined_visit: bool = False
    wants_person: bool = False
    is_handed_over: bool = False
    has_ended: bool = False
    questions: list[str] = []  # what they asked and we could not answer

    @property
    def has_contact(self) -> bool:
        """Whether somebody can be reached."""
        return bool(self.slots.phone or self.slots.email)

    @property
    def is_qualified(self) -> bool:
        """Whether enough is known for a lead: who, where, how to reach them, and their terms."""
        slots = self.slots
        is_named = slots.name is not None or "name" in self.skipped
        terms = all(getattr(slots, slot) is not None or slot in self.skipped for slot in WANTED)
        return bool(slots.address) and is_named and self.has_contact and terms

    @property
    def missing(self) -> list[SlotName]:
        """What is still to be asked for, in order; nothing once the lead is qualified."""
        if self.is_qualified:
            return []
        missing = [slot for slot in ORDER if self._lacks(slot)]
        if not self.has_contact:
            missing += [slot for slot in ("phone", "email") if slot not in self.skipped][:1]
        if self.wants_person:
            # Whoever wants a person is asked first how to reach them.
            missing.sort(key=lambda slot: REACHING.get(slot, len(REACHING)))
        return missing

    def _lacks(self, slot: SlotName) -> bool:
        return getattr(self.slots, slot) is None and slot not in self.skipped
