"""The conversation as a state machine: what a message does to it, and what is said and asked next.

Plain Python without I/O. What needs another worker (a value, visits, a booking) is named by the
step, and done by whoever takes it.
"""

import re
from datetime import date
from typing import NamedTuple, cast, get_args

from contracts.lead_bot import Channel, SlotName
from lead_bot_address import has_place
from lead_bot_answers import UNKNOWN, answer
from lead_bot_crisis import is_crisis
from lead_bot_intent import farewell, greets, thanks
from lead_bot_kind import Kind, is_house, kind_of
from lead_bot_reading import Reading, read
from lead_bot_recall import recalled
from lead_bot_state import MOST_QUESTIONS, SKIPPABLE, Asked, State
from lead_bot_text import any_of, cleaned, small
from lead_bot_visits import Choice, choice, is_of_visit
from lead_bot_wording import (
    CANNOT_CHANGE,
    CRISIS,
    CRISIS_CALL,
    CRISIS_NUMBER,
    ENDED,
    FAREWELL,
    GLAD,
    GREETING,
    MOVING,
    NO_FIGURE,
    NOT_UNDERSTOOD,
    OFFER_PERSON,
    STOPPED,
    STOPPED_SMS,
    UNCLEAR,
    WELCOME,
    asking,
    changed_to,
    spoken_phone,
)

SLOT_NAMES = frozenset(get_args(SlotName))
MISSES_UNTIL_PERSON = 2
MOST_TIMES = 3  # that something is asked for before it is let go
OF_VISITS = ("slot", "wish", "more", "any")
# What a choice of a visit may be mistaken for.
MISTAKABLE = ("timeline", "sell_by", "asking_price", "name", "condition", "motivation")
QUESTION_LENGTH = 200
_VISIT = any_of(
    r"visits?|appointments?|appt|come (?:by|over|see|look)|stop by|swing by|schedule|book|meet"
    r"|walk ?through|see (?:it|the (?:house|home|place))"
)
_SELLING = any_of(
    r"sell|selling|buy (?:my|our)|get rid of|vender|an offer|offer (?:on|for)|interested"
)
_MOVING = any_of(
    r"(?:move|moving|change|reschedule|rescheduling|cancel|cancell?ing|postpone"
    r"|push)(?: \w+){0,4} (?:it|visit|appointment|appt|time|booking|meeting|tour)|reschedule"
    r"|can'?t make it"
)


_TITLE = re.compile(r"(?<!\w)(mr|mrs|ms|dr|prof)\b(?!')")


class Step(NamedTuple):
    """What a message has done: the state after it, what is said to it, and what it chooses."""

    state: State
    said: list[str]
    choice: Choice | None
    changed: frozenset[str]
    asks: bool = True  # whether the conversation's next question follows


def step(before: State, message: str, channel: Channel, today: date, tz: str) -> Step:
    """Take a message."""
    low = small(cleaned(message))
    if is_crisis(low):
        return _in_crisis(before, message, today)
    if farewell(low):
        return Step(before, [FAREWELL], None, frozenset(), asks=False)
    reading = read(message, before.slots, _asked_slot(before.asked), today)
    if reading.intent == "stop":
        state = before.model_copy(update={"has_ended": True, "asked": None})
        return Step(state, [STOPPED_SMS if channel == "sms" else STOPPED], None, frozenset())
    before = _reopened(before, low, tz, today)
    if before.appointment and (_MOVING.search(low) or is_of_visit(low, today)):
        reading = _without_mistakes(reading, before)
        if not reading.changed and reading.intent != "human":
            return _moving(before, low, message, tz)
    chosen = choice(low, before.offered, tz, today) if before.asked == "visit" else None
    if chosen and reading.intent == "human":
        chosen = None
    if chosen and chosen.kind in OF_VISITS:
        reading = _without_mistakes(reading, before)
    is_courtesy = not chosen and not reading.changed and (greets(low) or thanks(low))
    is_selling = before.slots.address is None and _SELLING.search(low) is not None
    if is_house(low):
        before = before.model_copy(update={"kind": None})
    kind = None if reading.is_question and before.slots.address else kind_of(low)
    needs_nothing = is_courtesy or is_selling or kind is not None
    state = _taken(before, reading, chosen, kind, needs_nothing=needs_nothing)
    said = _said(before, state, reading, chosen, low, message, channel, tz)
    return Step(state, said, chosen, reading.changed)


def _in_crisis(before: State, message: str, today: date) -> Step:
    """The state after somebody spoke of ending their life: a person is told, nothing is asked."""
    reading = read(message, before.slots, None, today)
    contact = {slot: getattr(reading.slots, slot) for slot in ("phone", "phone_ext", "email")}
    changed = reading.changed & {*contact}
    slots = before.slots.model_copy(update=contact)
    state = before.model_copy(
        update={"slots": slots, "wants_person": True, "has_ended": False, "misses": 0}
    )
    state.times = {**before.times, "phone": before.times.get("phone", 0) + 1}
    state.asked = None if state.has_contact else "phone"
    _note(state, message)
    return Step(
        state,
        [CRISIS, CRISIS_CALL if state.has_contact else CRISIS_NUMBER],
        None,
        changed,
        asks=False,
    )


def _moving(before: State, low: str, message: str, tz: str) -> Step:
    """What is said of a visit that is booked: when it is, or how it can be moved."""
    state = before.model_copy(update={"misses": 0})
    told = recalled(low, state, tz)
    if told is None:
        _note(state, message)
    return Step(state, [told or MOVING], None, frozenset())


def _reopened(before: State, low: str, tz: str, today: date) -> State:
    """The state in which a visit is spoken of again, if somebody who wanted none does."""
    is_open = before.is_qualified and before.appointment is None and before.asked is None
    is_named = before.has_declined_visit and is_of_visit(low, today)
    if is_named:
        named = choice(low, before.offered, tz, today)
        is_named = named is not None and named.kind in ("slot", "wish")
    if not is_open or not (is_named or _VISIT.search(low)):
        return before
    return before.model_copy(update={"has_declined_visit": False, "asked": "visit"})


def next_ask(state: State) -> Asked | None:
    """What is asked for next; ``visit`` once all is known that makes a lead."""
    if state.has_ended:
        return None
    is_bare = state.slots.address is not None and not has_place(state.slots.address)
    if is_bare and not state.times.get("place") and not state.is_qualified:
        return "place"
    missing = state.missing
    if missing:
        return missing[0]
    is_open = state.is_qualified and state.appointment is None and not state.has_declined_visit
    return "visit" if is_open else None


def asked(state: State, next_one: Asked | None) -> tuple[State, str | None]:
    """The state in which something has been asked for, and the question; a visit has none here."""
    if next_one is None or next_one == "visit":
        return state.model_copy(update={"asked": next_one}), None
    times = state.times.get(next_one, 0)
    said = asking(next_one, times)
    if state.misses >= MISSES_UNTIL_PERSON and not state.wants_person:
        said = f"{said} {OFFER_PERSON}"
    counted = {**state.times, next_one: times + 1}
    return state.model_copy(update={"asked": next_one, "times": counted}), said


def should_hand_over(state: State) -> bool:
    """Whether it is time to make a lead: all is known, or a person is wanted and can reply."""
    if state.is_handed_over or state.has_ended:
        return False
    return state.is_qualified or (state.wants_person and state.has_contact)


def _asked_slot(asked_for: Asked | None) -> SlotName | None:
    if asked_for == "place":
        return "address"
    return cast("SlotName", asked_for) if asked_for in SLOT_NAMES else None


def _without_mistakes(reading: Reading, before: State) -> Reading:
    kept = {slot: getattr(before.slots, slot) for slot in MISTAKABLE}
    slots = reading.slots.model_copy(update=kept)
    return reading._replace(slots=slots, changed=reading.changed - {*MISTAKABLE})


def _taken(
    before: State,
    reading: Reading,
    chosen: Choice | None,
    kind: Kind | None,
    *,
    needs_nothing: bool,
) -> State:
    """The state after what a message tells and declines."""
    slots, skipped = reading.slots, list(before.skipped)
    skipped = [slot for slot in skipped if getattr(slots, slot) is None]
    asked_for = _asked_slot(before.asked)
    declined = set(reading.declined)
    if reading.intent == "no" and asked_for in ("motivation", "asking_price", "email", "phone"):
        declined.add(asked_for)
    understood = bool(reading.changed or declined or chosen or needs_nothing) or reading.intent in (
        "human",
        "question",
        "correction",
    )
    is_first = not before.times and not before.is_handed_over
    misses = 0 if understood or is_first else before.misses + 1
    if asked_for and not understood and _is_let_go(before, asked_for):
        declined.add(asked_for)
    skipped += [
        slot
        for slot in sorted(declined)
        if slot in SKIPPABLE and slot not in skipped and getattr(slots, slot) is None
    ]
    changes: dict[str, object] = {
        "slots": slots,
        "skipped": skipped,
        "misses": misses,
        "has_ended": False,
    }
    if reading.intent == "human":
        changes["wants_person"] = True
    if chosen and chosen.kind == "refused":
        changes["has_declined_visit"] = True
    if "address" in reading.changed:
        changes |= {"estimate": None, "is_quoted": False}
    if kind and kind != before.kind:
        changes |= {"kind": kind, "estimate": None, "valued": None}
    return before.model_copy(update=changes)


def _is_let_go(before: State, slot: SlotName) -> bool:
    """Whether something has been asked for often enough."""
    times = before.times.get(slot, 0)
    return slot in SKIPPABLE and times >= (1 if slot == "motivation" else MOST_TIMES)


def _said(
    before: State,
    state: State,
    reading: Reading,
    chosen: Choice | None,
    low: str,
    message: str,
    channel: Channel,
    tz: str,
) -> list[str]:
    said = (
        [GREETING] if not before.times and not before.is_handed_over and not before.misses else []
    )
    if reading.intent == "human":
        return [*said, _to_a_person(state, channel)]
    if before.asked == "visit" and reading.intent == "yes" and not chosen:
        return [*said, "Good. Which of these?"]
    if (
        reading.is_question
        and not (chosen and chosen.kind in OF_VISITS)
        and reading.intent in ("question", "correction", None)
    ):
        told = recalled(low, state, tz) or _of_kind(low) or answer(low)
        if told is None and not reading.changed:
            _note(state, message)
        if told or not reading.changed:
            said.append(told or UNKNOWN)
            return said
    if chosen:
        return said
    if thanks(low) and not reading.changed and (before.times or before.is_handed_over):
        return [*said, WELCOME if before.asked != "visit" else ""]
    if greets(low) and not reading.changed:
        return said or ["I'm here."]
    acknowledged = _acknowledged(before, state, reading, low)
    if acknowledged:
        said.append(acknowledged)
    elif flaw := _flaw(reading):
        said.append(flaw)
    elif _SELLING.search(low) and not before.slots.address:
        said.append(GLAD)
    elif state.misses:
        wordings = NOT_UNDERSTOOD if reading.intent == "nonsense" else UNCLEAR
        said.append(wordings[(state.misses - 1) % len(wordings)])
    elif reading.declined or (reading.intent == "no" and before.asked):
        said.append("That's fine.")
    if state.kind and state.kind != before.kind:
        said.append(NO_FIGURE[state.kind])
    if before.asked is None and before.is_handed_over and not reading.changed and not said:
        said.append(ENDED)
    return said


def _of_kind(low: str) -> str | None:
    kind = kind_of(low)
    return NO_FIGURE[kind] if kind else None


def _note(state: State, message: str) -> None:
    """Keep a question that only a person can answer, for whoever calls."""
    asked_before = state.questions
    if len(asked_before) < MOST_QUESTIONS:
        state.questions = [*asked_before, " ".join(cleaned(message).split())[:QUESTION_LENGTH]]


def _to_a_person(state: State, channel: Channel) -> str:
    if not state.has_contact:
        return "Of course. One of us will get in touch with you."
    if state.slots.phone is None:
        return f"Of course. One of us will write to {state.slots.email} soon."
    if channel == "sms":
        return "Of course. One of us will call you at this number soon."
    return (
        f"Of course. One of us will call you at "
        f"{spoken_phone(state.slots.phone, state.slots.phone_ext)} soon."
    )


def _acknowledged(before: State, state: State, reading: Reading, low: str) -> str | None:
    """What is said to what was told: a correction is repeated, so that it can be checked."""
    replaced = [slot for slot in sorted(reading.changed) if _is_replaced(slot, before, state)]
    if replaced:
        told = dict.fromkeys(changed_to(slot, state.slots) for slot in replaced)
        return f"Got it: {', and '.join(each for each in told if each)}."
    if reading.intent == "correction" and not reading.changed:
        return None if _flaw(reading) else CANNOT_CHANGE
    if not reading.changed:
        return None
    if "name" in reading.changed and (title := _TITLE.search(low)):
        last = (state.slots.name or "").split(" ")[-1]
        return f"Thanks, {title[1].capitalize()}. {last[0].upper()}{last[1:]}."
    first = (state.slots.name or "").split(" ")[0].strip(".")
    if "name" in reading.changed and len(first) > 1:
        return f"Thanks, {first[0].upper()}{first[1:]}."
    return ("Thanks.", "Got it.", "All right.")[sum(state.times.values()) % 3]


def _is_replaced(slot: str, before: State, state: State) -> bool:
    old, new = getattr(before.slots, slot), getattr(state.slots, slot)
    if old is None or new is None:
        return slot == "phone_ext" and new is not None
    return not (slot == "address" and str(new).startswith(str(old)))


def _flaw(reading: Reading) -> str | None:
    """What is wrong with an answer of which nothing could be taken."""
    if reading.changed:
        return None
    if reading.is_partial_phone:
        return "That looks like a phone number, but not a whole one."
    if reading.is_box:
        return "A P.O. box is no home; I need its street address."
    return None
