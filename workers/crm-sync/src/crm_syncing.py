"""The steps by which a lead and its contact in the CRM are brought together, without I/O."""

from dataclasses import dataclass

from crm_mapping import Mapped
from crm_plan import Clash, Edit, Known, News, Written, plan, rewritten
from crm_protocol import (
    Crm,
    CrmFault,
    Exists,
    Person,
    Record,
    Steps,
    Unwell,
    Values,
    digits_of,
)


class SeveralContacts(CrmFault):
    """The CRM has several contacts that may be the person: none of them is touched."""


@dataclass(frozen=True)
class Task:
    """What is to be in the CRM, and what is known of it; one that ``looks`` makes no contact."""

    person: Person
    wanted: Values
    mapping: Mapped
    external_id: str | None
    known: Known
    now: int
    looks: bool = False

    @property
    def properties(self) -> tuple[str, ...]:
        """What is read of a contact."""
        return tuple(self.mapping)


@dataclass(frozen=True)
class Synced:
    """What has come of it: the contact's id by now, and what is to be noted."""

    external_id: str
    news: News
    was_gone: bool = False


def sync(crm: Crm, task: Task) -> Steps[Synced]:
    """Bring the contact in line with the lead: one contact, and only what has changed.

    A task that looks does not make anew what somebody has deleted: that would be an echo.
    Raises ``SeveralContacts`` where it can't be told which contact is the person.
    """
    record = None
    if task.external_id is not None:
        record = yield from crm.read(task.external_id, task.properties)
    was_gone = task.external_id is not None and record is None
    known = Known() if was_gone else task.known
    news = _forgotten(task.known) if was_gone else News()
    if record is None:
        found = yield from (_found(crm, task) if task.looks else _found_or_made(crm, task))
        if isinstance(found, Synced):
            noted = found.news if task.looks else _joined(news, found.news)
            return Synced(found.external_id, noted, was_gone)
        record = found
    external_id, changed = yield from _merge(crm, task, record, known)
    return Synced(external_id, _joined(news, changed), was_gone)


def _found(crm: Crm, task: Task) -> Steps[Record | Synced]:
    """The contact that there is, or what is to be noted without one: nothing."""
    record = the_one((yield from crm.matching(task.person, task.properties)), task.person)
    return record or Synced(task.external_id or "", News())


def _found_or_made(crm: Crm, task: Task) -> Steps[Record | Synced]:
    """The contact that there is, or what has come of making one."""
    try:
        found = yield from crm.matching(task.person, task.properties)
        record = the_one(found, task.person)
        if record is not None:
            return record
        made = yield from crm.create(task.person, task.wanted)
    except Exists as existing:
        # Search does not know yet what was made a moment ago.
        record = yield from crm.read(existing.external_id, task.properties)
        if record is None:
            raise Unwell("the CRM names a contact that it does not have") from existing
        return record
    return Synced(made.id, _written(task.wanted, made, Known(), task.now))


def the_one(found: list[Record], person: Person) -> Record | None:
    """The contact that is the person; ``None`` if there is none. One that bears our mark is it.

    Raises ``SeveralContacts`` if the address is one's and the number another's, or if a number
    alone is several people's.
    """
    marked = next((each for each in found if each.is_marked), None)
    if marked is not None:
        return marked
    by_email = [each for each in found if person.email and person.email in each.emails]
    number = digits_of(person.phone or "")
    by_phone = [each for each in found if number and number in each.phones]
    both = [each for each in by_email if each in by_phone]
    if by_email and by_phone and not both:
        ids = f"{by_email[0].id}, the phone to {by_phone[0].id}"
        raise SeveralContacts(f"The e-mail address belongs to contact {ids}: merge them there.")
    fitting = both or by_email or by_phone
    if len(fitting) > 1:
        ids = ", ".join(each.id for each in fitting[:5])
        raise SeveralContacts(f"It may be any of the contacts {ids}: merge them there.")
    return fitting[0] if fitting else None


def _merge(crm: Crm, task: Task, record: Record, known: Known) -> Steps[tuple[str, News]]:
    moment = record.at or task.now
    changes, news = plan(task.wanted, record, known, task.mapping, crm, moment)
    if not changes:
        return record.id, news
    try:
        updated = yield from crm.update(record, changes)
    except Exists:
        _yield_address(changes, news, record, task)
        if not changes:
            return record.id, news
        updated = yield from crm.update(record, changes)
    return updated.id, _joined(news, _written(changes, updated, known, task.now))


def _yield_address(changes: dict[str, str], news: News, record: Record, task: Task) -> None:
    """Leave out an address that is another contact's: it is a conflict."""
    for name in [name for name in changes if task.mapping[name].field == "email"]:
        theirs = record.values.get(name, "")
        news.conflicts[name] = Clash(ours=changes.pop(name), theirs=theirs, at=task.now)


def _written(values: Values, record: Record, known: Known, now: int) -> News:
    """What was written, as the CRM has kept it, and when: by its own clock, as echoes will tell."""
    news, moment = News(), record.at or now
    for name, value in values.items():
        held = record.values.get(name, value)
        news.written[name] = rewritten(known.written.get(name), value, held, moment)
        news.settle(name)
    return news


def _forgotten(known: Known) -> News:
    written: dict[str, Written | None] = dict.fromkeys(known.written)
    conflicts: dict[str, Clash | None] = dict.fromkeys(known.conflicts)
    changes: dict[str, Edit | None] = dict.fromkeys(known.changes)
    return News(written, conflicts, changes)


def _joined(first: News, second: News) -> News:
    return News(
        first.written | second.written,
        first.conflicts | second.conflicts,
        first.changes | second.changes,
    )


def erase(
    crm: Crm, external_id: str | None, person: Person | None, *, for_good: bool
) -> Steps[None]:
    """Erase a person's contact. Without its id it is looked for, by the address alone.

    A number may be a household's: it does only for a person who has left nothing else.
    """
    ids = [] if external_id is None else [external_id]
    if external_id is None and person is not None:
        found = yield from crm.matching(person, ())
        ids = [each.id for each in found if each.is_marked or _is_only(person, each)]
    for each in ids:
        record = yield from crm.read(each, ())
        yield from crm.erase(each if record is None else record.id, for_good=for_good)


def _is_only(person: Person, record: Record) -> bool:
    return person.email in record.emails if person.email else not record.emails
