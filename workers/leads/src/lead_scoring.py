"""How promising a lead is: 0 to 100, as a sum of parts that each say their reason.

What is not known counts as middling, so that a lead is never punished for a question that nobody
has asked; a better answer never lowers the score. An asking price counts for what it is outside of
the value's interval: within it nobody knows whether it is low. What reads like spam keeps a few
points, so that somebody looks.
"""

import re
from typing import NamedTuple, Protocol

from contracts.leads import Author, Condition, Consent, ScorePart, Timeline
from contracts.valuation import Estimate, Property
from lead_spam import spam_in

TIMELINE: dict[Timeline | None, tuple[int, str]] = {
    "asap": (30, "wants to sell as soon as possible"),
    "30_days": (24, "wants to sell within 30 days"),
    "90_days": (14, "wants to sell within 90 days"),
    "exploring": (4, "is only exploring"),
    None: (10, "has not said when"),
}
CONDITION: dict[Condition | None, tuple[int, str]] = {
    "poor": (15, "the home is in poor condition: few other buyers"),
    "fair": (10, "the home needs work"),
    "good": (5, "the home is in good condition"),
    "excellent": (2, "the home is in excellent condition: the open market pays more"),
    None: (6, "the condition is not known"),
}
MOST = {
    "timeline": 30,
    "equity": 25,
    "condition": 15,
    "motivation": 15,
    "contact": 10,
    "details": 5,
}

UNKNOWN_EQUITY = 10
# How far below the interval all points are given, and how far above it none, as parts of its ends.
FULL_BELOW, NONE_ABOVE = 0.25, 0.15
NO_PRICE = 0.2  # of the interval's lower end: below, a price is a slip or a joke
SPAM_LEAVES = 10
ONE_SIGNAL, TEXT_WITHOUT_SIGNAL = 10, 3
PHONE, EMAIL, CONSENT, FACTS = 6, 4, 3, 2

SIGNALS: dict[str, str] = {
    "foreclosure": r"foreclos\w*|behind on \w+ ?(?:mortgage|payments?|loan)|auction",
    "inheritance": r"inherit\w*|probate|passed away|deceased|late (?:mother|father|parents)",
    "divorce": r"divorc\w*|separat(?:ing|ed|ion)",
    "relocation": r"relocat\w*|job transfer|new job|moving (?:to|out|away|for|soon)|transferred",
    "debt": r"bankrupt\w*|tax lien\w*|liens?|back taxes|medical bills|debts?|can.?t afford",
    "vacancy": r"vacant|abandoned|sitting empty",
    "tenants": r"tenants?|tired landlord|evict\w*",
    "repairs": r"repairs?|new roof|foundation|(?:fire|water) damage|mold|fixer\w*|code violations?",
    "life change": r"downsiz\w*|retir(?:e|ing|ement)|too big|nursing home|assisted living",
    "urgency": r"urgent\w*|asap|quick(?:ly)?|fast|must sell|(?:need|have) to sell|cash offer|as.is",
}
_SIGNALS = {name: re.compile(rf"\b(?:{terms})\b", re.IGNORECASE) for name, terms in SIGNALS.items()}
_NEGATED = re.compile(
    r"\b(?:no|not|never|without|isn.t|aren.t|don.t|doesn.t)(?:\W+\w+){0,2}\W+$", re.I
)
REACH = 60  # characters before a motive that are looked through for a denial
_SENTENCE = re.compile(r"[.!?;\n]+")


class Promising(Protocol):
    """What the score looks at."""

    @property
    def name(self) -> str: ...
    @property
    def phone_written(self) -> str | None: ...
    @property
    def timeline(self) -> Timeline | None: ...
    @property
    def condition(self) -> Condition | None: ...
    @property
    def asking_price(self) -> int | None: ...
    @property
    def motivation(self) -> str | None: ...
    @property
    def message(self) -> str | None: ...
    @property
    def message_by(self) -> Author: ...
    @property
    def email(self) -> str | None: ...
    @property
    def phone(self) -> str | None: ...
    @property
    def consent(self) -> Consent | None: ...
    @property
    def property(self) -> Property | None: ...


class Score(NamedTuple):
    """A score and the parts that sum to it."""

    total: int
    parts: list[ScorePart]


def score(lead: Promising, valuation: Estimate | None) -> Score:
    """Score a lead by what it says and by its valuation, if there is one."""
    found = {
        "timeline": TIMELINE[lead.timeline],
        "equity": _equity(lead.asking_price, valuation),
        "condition": CONDITION[lead.condition],
        "motivation": _motivation(lead.motivation, _written(lead)),
        "contact": _contact(lead.phone, lead.email, lead.phone_written),
        "details": _details(lead),
    }
    parts = [
        ScorePart(name=name, points=points, most=MOST[name], reason=reason)
        for name, (points, reason) in found.items()
    ]
    total = sum(part.points for part in parts)
    if total > SPAM_LEAVES and (spam := spam_in(lead)):
        reason = f"reads like {spam}"
        parts.append(ScorePart(name="doubt", points=SPAM_LEAVES - total, most=0, reason=reason))
        total = SPAM_LEAVES
    return Score(total, parts)


def signals(*texts: str | None) -> list[str]:
    """The motives that texts name, unless they are denied ("not in foreclosure")."""
    sentences = [part for text in texts if text for part in _SENTENCE.split(text)]
    return [
        name
        for name, pattern in _SIGNALS.items()
        if any(_affirmed(pattern, sentence) for sentence in sentences)
    ]


def _affirmed(pattern: re.Pattern[str], sentence: str) -> bool:
    starts = (hit.start() for hit in pattern.finditer(sentence))
    return any(not _NEGATED.search(sentence[max(0, at - REACH) : at]) for at in starts)


def _equity(asking_price: int | None, valuation: Estimate | None) -> tuple[int, str]:
    if asking_price is None:
        return UNKNOWN_EQUITY, "has not named a price"
    if valuation is None or valuation.estimate <= 0:
        return UNKNOWN_EQUITY, "the home is not valued"
    low, high = valuation.low, valuation.high
    if is_no_price(asking_price, valuation):
        return UNKNOWN_EQUITY, f"asks ${asking_price:,}, hardly a price for ${low:,} or more"
    if asking_price < low:
        below = 1 - asking_price / low
        more = (MOST["equity"] - UNKNOWN_EQUITY) * min(1.0, below / FULL_BELOW)
        return UNKNOWN_EQUITY + round(more), f"asks {below:.0%} below the least of ${low:,}"
    if asking_price > high:
        above = asking_price / high - 1
        points = round(UNKNOWN_EQUITY * max(0.0, 1 - above / NONE_ABOVE))
        return points, f"asks {above:.0%} above the most of ${high:,}"
    return UNKNOWN_EQUITY, f"asks a price within the value's range, ${low:,} to ${high:,}"


def is_no_price(asking_price: int | None, valuation: Estimate | None) -> bool:
    """Whether a price is too small to be meant: $1,000 for a home of $400,000 to $500,000."""
    if asking_price is None or valuation is None:
        return False
    return asking_price < NO_PRICE * valuation.low


def _written(lead: Promising) -> str | None:
    """The message, where a person wrote it: what a program says of a home is nobody's motive."""
    return lead.message if lead.message_by == "person" else None


def _motivation(motivation: str | None, message: str | None) -> tuple[int, str]:
    found = signals(motivation, message)
    if found:
        points = ONE_SIGNAL if len(found) == 1 else MOST["motivation"]
        return points, "mentions " + ", ".join(found)
    if (motivation or "").strip():
        return TEXT_WITHOUT_SIGNAL, "gives a reason"
    return 0, "gives no reason"


def _contact(phone: str | None, email: str | None, written: str | None) -> tuple[int, str]:
    points = PHONE * (phone is not None) + EMAIL * (email is not None)
    ways = " and ".join(way for way, given in (("phone", phone), ("e-mail", email)) if given)
    reason = f"can be reached by {ways}" if ways else "can't be reached"
    return points, f"{reason}; the phone number can't be dialled" if written else reason


def _details(lead: Promising) -> tuple[int, str]:
    facts = lead.property is not None and bool(lead.property.model_dump(exclude_none=True))
    agreed = _agreed(lead)
    reasons = ["may be written to"] * agreed + ["describes the home"] * facts
    return CONSENT * agreed + FACTS * facts, " and ".join(reasons) or "nothing further"


def _agreed(lead: Promising) -> bool:
    consent = lead.consent
    if consent is None:
        return False
    return (consent.sms and lead.phone is not None) or (consent.email and lead.email is not None)
