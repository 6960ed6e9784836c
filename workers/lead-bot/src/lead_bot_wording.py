"""What the bot says: short, plain, each question in several wordings; a text fits two segments.

A text message has GSM-7's characters alone (3GPP TS 23.038), 306 of them at most: two segments of
153. What a person has written is repeated in it only as far as those characters go.
"""

import unicodedata
from collections.abc import Sequence
from datetime import datetime

from contracts.lead_bot import Slots
from contracts.valuation import Estimate
from lead_bot_state import Asked

LONGEST_TEXT = 306
_EXTENDED = frozenset("^{}[~]|\\")  # two characters each
_SMS_SIGNS = str.maketrans(
    {"—": "-", "–": "-", "’": "'", "‘": "'", "“": '"', "”": '"', "…": "...", "`": "'"}
)

ASKS: dict[Asked, tuple[str, ...]] = {
    "address": (
        "What is the address of the home?",
        (
            "Which house is it? Please send the street address "
            "with city or ZIP, like 418 N 77th St, Seattle."
        ),
        "I could not make out an address. Number and street are enough to begin with.",
    ),
    "place": (
        "Which city or ZIP code is that in?",
        "And the city, or the ZIP code?",
    ),
    "timeline": (
        "When would you like to sell?",
        "How soon should it be sold? For example: asap, in two months, by March, or no rush.",
        "Roughly when: within weeks, within a few months, or some day?",
    ),
    "condition": (
        "What shape is the home in?",
        "How would you call its condition: excellent, good, fair or poor?",
        "Does anything need work, such as roof, kitchen or floors? A few words will do.",
    ),
    "asking_price": (
        "What price do you have in mind?",
        "About how much would you want for it? A rough figure such as 350k is fine.",
        "If you have no figure in mind, just say so and we make the first offer.",
    ),
    "motivation": (
        "May I ask why you are selling?",
        "What makes you think of selling? You may skip this.",
    ),
    "name": (
        "What is your name?",
        "Whom am I writing with? First and last name, please.",
        "What should we call you?",
    ),
    "phone": (
        "What is the best number to reach you?",
        "Which phone number can we call? Ten digits with the area code, please.",
        "I need a phone number with area code, or an e-mail address, so that we can answer you.",
    ),
    "email": (
        "What is your e-mail address?",
        "Which e-mail address can we write to?",
        (
            "Without a phone number or an e-mail address "
            "we can't reach you. Which would you rather give?"
        ),
    ),
}
OFFER_PERSON = "If you'd rather talk to a person, say so."
GREETING = "Hi, this is Hearthstack's assistant. We buy homes."
STOPPED = "All right, I'll stop here. Write again if you change your mind."
STOPPED_SMS = "All right, I'll stop here. Reply STOP and you will get no more texts from us."
MOVING = "You can move or cancel the visit with the link in its confirmation."
CRISIS = (
    "I'm so sorry you are carrying this. Please call or text 988 now: the Suicide & Crisis "
    "Lifeline is free, at any hour. If you are in danger, call 911. The house can wait."
)
CRISIS_CALL = "One of us will get in touch with you, too."
CRISIS_NUMBER = "One of us can call you, too: send me a number."
FAREWELL = "Goodbye. Write again any time."
NO_FIGURE = {
    "land": "For land I have no figure; one of us looks at it and tells you whether we buy it.",
    "mobile": (
        "For a mobile or manufactured home I have no figure; "
        "one of us looks at it and tells you whether we buy it."
    ),
    "commercial": (
        "For commercial property I have no figure; "
        "one of us looks at it and tells you whether we buy it."
    ),
}
MOST_SPREAD = 8  # a range that is wider is told to nobody
WELCOME = "You're welcome."
ENDED = "Thank you. One of us will be in touch soon."
NOT_UNDERSTOOD = (
    "Sorry, I did not understand that.",
    "I'm afraid I still can't make sense of that.",
    "Sorry, that went past me.",
)
UNCLEAR = ("I see.", "I'm not sure that I follow.", "Sorry, that does not tell me.")
GLAD = "Glad to help."
CANNOT_CHANGE = "I could not tell what to change, so I left it as it was."
CONDITIONS = {
    "excellent": "excellent condition",
    "good": "good condition",
    "fair": "fair condition",
    "poor": "poor condition",
}
TIMELINES = {
    "asap": "you want to sell as soon as possible",
    "30_days": "you want to sell within about 30 days",
    "90_days": "you want to sell within about 90 days",
    "exploring": "you are in no hurry",
}


def asking(asked: Asked, times: int) -> str:
    """A question, in another wording than the last time."""
    wordings = ASKS[asked]
    return wordings[min(times, len(wordings) - 1)] if times < 3 else wordings[times % len(wordings)]


def range_of(estimate: Estimate) -> str:
    """valuation's range, in words; never a single figure."""
    low, high = (f"${round(value, -3):,}" for value in (estimate.low, estimate.high))
    return (
        f"Homes like yours there would sell for roughly "
        f"{low} to {high}; that is a rough estimate and no offer."
    )


def tellable(estimate: Estimate) -> bool:
    """Whether a range says anything: one from 88,000 to 897,000 does not."""
    return estimate.high <= MOST_SPREAD * max(1, estimate.low)


def changed_to(slot: str, slots: Slots) -> str:
    """A slot's new value as it is confirmed after a correction."""
    match slot:
        case "asking_price":
            return f"the price is ${slots.asking_price:,}"
        case "condition":
            return CONDITIONS[slots.condition or "fair"]
        case "timeline" | "sell_by":
            if slots.sell_by:
                return f"you want to sell by {slots.sell_by:%b} {slots.sell_by.day}"
            return TIMELINES[slots.timeline or "exploring"]
        case "phone" | "phone_ext":
            return f"your number is {spoken_phone(slots.phone, slots.phone_ext)}"
        case "email":
            return f"your e-mail address is {slots.email}"
        case "name":
            return f"your name is {slots.name}"
        case "address":
            return f"the address is {slots.address}"
    return ""


def spoken_phone(phone: str | None, extension: str | None = None) -> str:
    """A number as people write it."""
    if phone is None:
        return ""
    american = phone.startswith("+1") and len(phone) == 12
    said = f"({phone[2:5]}) {phone[5:8]}-{phone[8:]}" if american else phone
    return f"{said} ext. {extension}" if extension else said


def spoken_time(at: datetime) -> str:
    """A visit's start: “Tue Dec 1, 9:30 AM”, in the zone that ``at`` is in."""
    return f"{at:%a %b} {at.day}, {at.hour % 12 or 12}:{at:%M} {'AM' if at.hour < 12 else 'PM'}"


def choices(starts: Sequence[datetime]) -> str:
    """Visits to choose from, numbered."""
    listed = " ".join(f"{number}) {spoken_time(at)}" for number, at in enumerate(starts, 1))
    zone = f" ({starts[0]:%Z})" if starts and f"{starts[0]:%Z}".isalpha() else ""
    return f"{listed}{zone}"


def sentences(*parts: str | None) -> str:
    """Parts of an answer, joined; empty ones are left out."""
    return " ".join(part for part in parts if part)


def for_text(reply: str) -> str:
    """A reply as a text message: GSM-7 characters, two segments at most."""
    plain = reply if reply.isascii() else _ascii(reply)
    odd = {each for each in plain if each in _EXTENDED or not each.isprintable()}
    plain = "".join(" " if each in odd else each for each in plain.replace("`", "'"))
    plain = " ".join(plain.split())
    if len(plain) <= LONGEST_TEXT:
        return plain
    cut = plain[: LONGEST_TEXT - 3]
    return f"{cut.rpartition(' ')[0] or cut}..."


def _ascii(text: str) -> str:
    folded = unicodedata.normalize("NFKD", text.translate(_SMS_SIGNS))
    return folded.encode("ascii", "ignore").decode()
