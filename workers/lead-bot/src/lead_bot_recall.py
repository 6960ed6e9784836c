"""What a conversation holds already, told to whoever asks for it."""

import re

from contracts.lead_bot import SlotName
from lead_bot_state import State
from lead_bot_visits import in_zone
from lead_bot_wording import changed_to, spoken_time

_VISIT = re.compile(
    r"\b(?:when|what (?:time|day|date)|which (?:day|time)|remind me|do i have|did (?:i|we|you) book"
    r"|is (?:my|the|our))\b.{0,40}"
    r"\b(?:visit|appointment|appt|booking|booked|meeting|you (?:guys )?(?:come|coming|visiting))\b"
)
_WORDS: dict[SlotName, str] = {
    "asking_price": r"(?:asking )?price|(?:dollar )?figure|amount",
    "phone": r"(?:phone|cell|mobile)(?: number)?|number",
    "email": r"e-?mail(?: address)?",
    "address": r"(?:home |house |street )?address",
    "name": r"name",
    "timeline": r"time ?(?:line|frame)|deadline|date",
    "condition": r"condition|shape",
}
_TOLD = (
    r"did (?:i|we) (?:say|give|tell|write|ask|put|name|send)|(?:i|we) (?:said|gave|told|wrote)"
    r"|(?:do|did) you (?:have|get|note|write)\w*(?: me)? (?:down|noted|on file|for me|from me)"
)
_ASKED = {
    slot: re.compile(
        rf"\b(?:what|which|what'?s)\b.{{0,12}}\b(?:{words})\b.{{0,20}}\b(?:{_TOLD})"
        rf"|\b(?:what'?s|what (?:is|was)) my (?:{words})\W*(?:again\W*)?$"
        rf"|\bremind me\b.{{0,20}}\bmy (?:{words})\b"
        rf"|\bdid i (?:give|tell|send|say)(?: you)? (?:my |a |the )?(?:{words})\b"
    )
    for slot, words in _WORDS.items()
}
NOT_TOLD = "You have not told me that yet."


def recalled(low: str, state: State, tz: str) -> str | None:
    """What is known of what a question, in small letters, asks; ``None`` if it asks for none."""
    if state.appointment and _VISIT.search(low):
        at = in_zone(state.appointment.start, state.tz or tz)
        return f"Your visit is {spoken_time(at)}{f' {at:%Z}' if f'{at:%Z}'.isalpha() else ''}."
    for slot, pattern in _ASKED.items():
        if pattern.search(low):
            told = changed_to(slot, state.slots) if getattr(state.slots, slot) is not None else ""
            return f"As I have it, {told}." if told else NOT_TOLD
    return None
