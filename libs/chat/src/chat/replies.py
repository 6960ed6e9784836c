"""What a bot answers: by rule, out of passages, or that it does not know. Plain data in and out."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from chat.contact_details import ContactDetails, details_in
from chat.crisis import in_crisis
from chat.extract import Extract, extract, joined
from chat.intents import (
    Intent,
    corrects,
    declines,
    is_foreign,
    refuses_a_person,
    small_talk,
    wants_a_person,
)
from chat.passages import Passage
from chat.ranking import Hit, grounds, is_closed
from chat.search import Query
from chat.sentences import split
from chat.sums import has_own_figures, is_worked

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
    corrected: str
    """What was passed on has changed, and is passed on again."""
    not_passed_on: str
    """A person was offered, and is not wanted."""
    sums: str
    """Figures of their own are not worked out; ``{heading}`` shows how it is done."""
    crisis: str
    """Who may harm themselves is told whom to call, and that a person of the team helps, too."""
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
    """An answer; it stands on ``passages``.

    With ``lead`` a person is to be told, with ``corrected`` that what they were told has changed.
    """

    text: str
    intent: Intent
    passages: tuple[Passage, ...] = ()
    handoff: bool = False
    visitor: Visitor | None = None
    lead: bool = False
    corrected: bool = False
    is_final: bool = False
    """Whether no model may say it in other words."""


def by_rule(message: str, visitor: Visitor, wording: Wording) -> Reply | None:
    """The answer to what needs no passage: a crisis, small talk, a wish for a person, details."""
    if in_crisis(message):
        return _crisis(message, visitor, wording)
    if refuses_a_person(message) or (visitor.asked and declines(message)):
        resting = replace(visitor, asked=False)
        return Reply(wording.not_passed_on, "contact", visitor=resting)
    kind = small_talk(message)
    if kind is not None:
        return Reply(getattr(wording, kind), kind)
    wanted = wants_a_person(message)
    said = details_in(message)
    if visitor.passed_on and (correction := _correction(message, said, visitor, wording)):
        return correction
    if not (wanted or visitor.asked):
        return None
    if not wanted and said == NOTHING_KNOWN:
        return None
    return _handoff(replace(visitor, details=visitor.details.and_then(said)), wording, wanted)


def _crisis(message: str, visitor: Visitor, wording: Wording) -> Reply:
    known = replace(visitor, details=visitor.details.and_then(details_in(message)))
    if not known.details.reachable:
        return Reply(wording.crisis, "crisis", handoff=True, visitor=replace(known, asked=True))
    told = replace(known, passed_on=True)
    return Reply(
        wording.crisis,
        "crisis",
        handoff=True,
        visitor=told,
        lead=not visitor.passed_on,
        corrected=visitor.passed_on,
    )


def _correction(
    message: str, said: ContactDetails, visitor: Visitor, wording: Wording
) -> Reply | None:
    """The answer to details that are others than those a person was told of.

    A number or an address to write to is always the visitor's; a name or the address of a house
    may stand in a question, and counts only where it is put right.
    """
    details = visitor.details.and_then(said)
    if details == visitor.details or not (said.reachable or corrects(message)):
        return None
    if not said.reachable and message.rstrip().endswith("?"):
        return None
    new = replace(visitor, details=details, asked=False)
    return Reply(wording.corrected, "contact", handoff=True, visitor=new, corrected=True)


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
    open_hits = [hit for hit in hits if not hit.read.is_closed]
    good = grounds(open_hits)
    if not good or _is_shut(query, hits, good[0]) or is_foreign(message):
        return unknown(message, wording)
    found = extract(query, good)
    if has_own_figures(message) and any(map(is_worked, split(found.text))):
        return _without_sums(found, wording)
    return Reply(found.text, "question", found.passages)


def _is_shut(query: Query, hits: Sequence[Hit], best: Hit) -> bool:
    return best.opening is None and is_closed(query, list(hits), best)


def _without_sums(found: Extract, wording: Wording) -> Reply:
    """The answer to a question with its own figures: an example's sums would read as theirs."""
    best = found.passages[0]
    kept = [each for each in split(found.text) if not is_worked(each)]
    note = wording.sums.format(heading=best.heading or best.title)
    text = "\n\n".join(filter(None, (note, joined(kept, best.text))))
    return Reply(text, "question", found.passages, is_final=True)
