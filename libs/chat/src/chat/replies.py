"""What a bot answers: by rule, out of passages, or that it does not know. Plain data in and out."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from chat.contact_details import ContactDetails, details_in
from chat.extract import extract
from chat.intents import Intent, is_foreign, small_talk, wants_a_person
from chat.passages import Passage
from chat.ranking import Hit, grounds, is_closed
from chat.search import Query

NOTHING_KNOWN = ContactDetails()


@dataclass(frozen=True)
class Wording:
    """A bot's own sentences. None of them holds a fact that an article should."""

    greeting: str
    thanks: str
    goodbye: str
    about: str
    nonsense: str
    unknown: str
    foreign: str
    ask_for_contact: str
    passed_on: str
    passed_on_already: str
    instructions: str
    """What a model is told; never a visitor."""


@dataclass(frozen=True)
class Visitor:
    """What a session knows of who is there."""

    details: ContactDetails = NOTHING_KNOWN
    asked: bool = False
    """Whether contact details were asked for."""
    passed_on: bool = False
    """Whether a person was told of them."""


@dataclass(frozen=True)
class Reply:
    """An answer; it stands on ``passages``. With ``lead`` a person is to be told."""

    text: str
    intent: Intent
    passages: tuple[Passage, ...] = ()
    handoff: bool = False
    visitor: Visitor | None = None
    lead: bool = False


def by_rule(message: str, visitor: Visitor, wording: Wording) -> Reply | None:
    """The answer to what needs no passage: small talk, a wish for a person, contact details."""
    kind = small_talk(message)
    if kind is not None:
        return Reply(getattr(wording, kind), kind)
    wanted = wants_a_person(message)
    if not (wanted or visitor.asked):
        return None
    said = details_in(message)
    if not wanted and said == NOTHING_KNOWN:
        return None
    return _handoff(replace(visitor, details=visitor.details.and_then(said)), wording, wanted)


def _handoff(visitor: Visitor, wording: Wording, wanted: bool) -> Reply:
    intent: Intent = "handoff" if wanted else "contact"
    if not visitor.details.reachable:
        asking = replace(visitor, asked=True)
        return Reply(wording.ask_for_contact, intent, handoff=True, visitor=asking)
    text = wording.passed_on_already if visitor.passed_on else wording.passed_on
    told = replace(visitor, asked=False, passed_on=True)
    return Reply(text, intent, handoff=True, visitor=told, lead=not visitor.passed_on)


def unknown(message: str, wording: Wording) -> Reply:
    """The answer where no passage has one."""
    return Reply(wording.foreign if is_foreign(message) else wording.unknown, "unknown")


def from_passages(message: str, query: Query, hits: Sequence[Hit], wording: Wording) -> Reply:
    """The answer out of the passages' own sentences, or that there is none."""
    open_hits = [hit for hit in hits if not hit.passage.is_closed]
    good = grounds(open_hits)
    if not good or is_closed(query, list(hits), good[0]) or is_foreign(message):
        return unknown(message, wording)
    found = extract(query, good)
    return Reply(found.text, "question", found.passages)
