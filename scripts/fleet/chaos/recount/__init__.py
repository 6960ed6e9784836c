"""The recount: what was acknowledged, held against what providers have seen and workers say.

Each module's ``findings`` is a plain function of a `Record`, a `Witness` and what was read from the
fleet, so that a test can take one line away and see that it is missed.
"""

from collections.abc import Iterator

from fleet.chaos.record import Finding
from fleet.chaos.recount import (
    bookings,
    contacts,
    events,
    leads,
    letters,
    mails,
    money,
    partners,
    slack,
    texts,
)
from fleet.chaos.world import World

__all__ = ["recount"]


def recount(world: World) -> list[Finding]:
    """Everything that is not as it was promised, what was noticed on the way first."""
    return [*world.record.wrong, *_counted(world)]


def _counted(world: World) -> Iterator[Finding]:
    record, witness, desk = world.record, world.witness, world.desk
    listed = leads.read(desk)
    visits = bookings.read(desk)
    yield from leads.findings(record, witness, listed)
    yield from texts.findings(record, witness, texts.read(record, desk))
    yield from mails.findings(record, witness, mails.read(record, desk))
    yield from bookings.findings(record, witness, visits)
    yield from bookings.notes(record, bookings.read_notes(visits, desk))
    yield from slack.findings(record, witness)
    yield from contacts.findings(record, contacts.read(world), contacts.read_synced(listed, desk))
    yield from partners.findings(record, witness, partners.read(desk))
    yield from money.findings(record, witness, money.read(record, desk), money.read_ledger(desk))
    yield from events.findings(record, events.read(desk))
    yield from letters.findings(desk)
