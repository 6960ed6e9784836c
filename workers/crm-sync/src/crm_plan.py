"""What to write into a contact, and what to leave: a merge of three sides, property by property.

The sides are what the lead says now, what we wrote last, and what the CRM holds. What only the lead
has changed is written. What only the CRM has changed is somebody's, and holds. What both have
changed is a conflict: it is told, and the CRM's value holds.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel, TypeAdapter

from crm_mapping import Mapped
from crm_protocol import Crm, Record, Values, digits_of

MOST_BEFORE = 5


class Written(BaseModel):
    """What we wrote last, how the CRM has kept it, when, and what we had written before that."""

    sent: str
    held: str
    at: int
    before: list[str] = []


class Clash(BaseModel):
    """What the lead says, what somebody has written in the CRM, and when that was noticed."""

    ours: str
    theirs: str
    at: int


class Edit(BaseModel):
    """What somebody has written in the CRM, and when."""

    value: str
    at: int


@dataclass(frozen=True)
class Known:
    """What is known of a contact's properties, by property.

    ``tried`` are the values of versions that may have been written without its being noted.
    """

    written: Mapping[str, Written] = field(default_factory=dict)
    conflicts: Mapping[str, Clash] = field(default_factory=dict)
    changes: Mapping[str, Edit] = field(default_factory=dict)
    tried: Sequence[Values] = ()

    def was_tried(self, name: str, value: str, crm: Crm) -> bool:
        """Whether a value may be ours although that is not noted."""
        return any(name in each and crm.same(name, value, each[name]) for each in self.tried)


@dataclass
class News:
    """What is to be noted of properties; ``None`` is to be forgotten (RFC 7396, merge patch)."""

    written: dict[str, Written | None] = field(default_factory=dict)
    conflicts: dict[str, Clash | None] = field(default_factory=dict)
    changes: dict[str, Edit | None] = field(default_factory=dict)

    def settle(self, name: str) -> None:
        """Both sides agree on a property."""
        self.conflicts[name] = self.changes[name] = None


_PATCH: TypeAdapter[Any] = TypeAdapter(dict[str, Written | Clash | Edit | None])


def patch_text(patch: Mapping[str, BaseModel | None]) -> str:
    """A merge patch as JSON text."""
    return _PATCH.dump_json(dict(patch)).decode()


def plan(
    wanted: Values, record: Record, known: Known, mapping: Mapped, crm: Crm, now: int
) -> tuple[dict[str, str], News]:
    """The changes to write, and what is to be noted; ``now`` is when the contact was as it is."""
    changes: dict[str, str] = {}
    news = News()
    for name, ours in wanted.items():
        theirs, last = record.values.get(name, ""), known.written.get(name)
        if crm.same(name, ours, theirs):
            news.written[name] = rewritten(last, ours, theirs, now)
            news.settle(name)
        elif _is_alias(mapping[name].field, ours, record):
            news.settle(name)
        elif _is_ours(name, theirs, last, known, crm):
            news.settle(name)
            if last is None or ours != last.sent or not crm.same(name, theirs, last.held):
                changes[name] = ours
        elif last is None and not theirs:
            changes |= {name: ours} if ours else {}
        else:
            _note(name, ours, theirs, last, known, news, now)
    return changes, news


def _is_ours(name: str, theirs: str, last: Written | None, known: Known, crm: Crm) -> bool:
    """Whether we have written what stands in the CRM, and nobody else has changed it."""
    is_noted = last is not None and crm.same(name, theirs, last.held)
    return is_noted or known.was_tried(name, theirs, crm)


def _is_alias(lead_field: str, ours: str, record: Record) -> bool:
    """Whether the contact knows an address or number beside its first one, which then stays."""
    if lead_field == "email":
        return ours.lower() in record.emails
    return lead_field == "phone" and digits_of(ours) in record.phones


def _note(
    name: str, ours: str, theirs: str, last: Written | None, known: Known, news: News, now: int
) -> None:
    """Note a value that is somebody's."""
    change = known.changes.get(name)
    if last is not None and (change is None or change.value != theirs):
        news.changes[name] = Edit(value=theirs, at=now)
    if not ours or (last is not None and ours == last.sent):
        news.conflicts[name] = None
        return
    clash = known.conflicts.get(name)
    if clash is None or (clash.ours, clash.theirs) != (ours, theirs):
        news.conflicts[name] = Clash(ours=ours, theirs=theirs, at=now)


def rewritten(last: Written | None, sent: str, held: str, now: int) -> Written:
    """What is known to be written now, with what was before."""
    before = [] if last is None else [*last.before, last.sent]
    kept = [each for each in dict.fromkeys(before) if each != sent][-MOST_BEFORE:]
    return Written(sent=sent, held=held, at=now, before=kept)


def hear(name: str, value: str, at: int, known: Known, crm: Crm) -> News:
    """What a webhook's change of a property means; ``at`` is when the CRM has seen it.

    Our own write comes back as such a change, with no mark to know it by but its value. Any other
    value is somebody's, however soon it comes.
    """
    news, last, heard = News(), known.written.get(name), known.changes.get(name)
    if heard is not None and heard.at > at:
        return news
    if last is not None:
        if crm.same(name, value, last.held) or crm.same(name, value, last.sent):
            news.settle(name)
            return news
        if at <= last.at and any(crm.same(name, value, each) for each in last.before):
            return news
    if known.was_tried(name, value, crm):
        return news
    if heard is None or heard.value != value:
        news.changes[name] = Edit(value=value, at=at)
    clash = known.conflicts.get(name)
    if clash is not None and clash.theirs != value:
        news.conflicts[name] = Clash(ours=clash.ours, theirs=value, at=at)
    return news
