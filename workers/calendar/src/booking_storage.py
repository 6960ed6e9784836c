"""The SQL of bookings. What must not happen twice is refused by the database.

``occupied`` has a row for each minute of a booking and its buffers, under a primary key: of any
number of bookings that share a minute D1 takes one, whole, and refuses the others, whole.
"""

import json
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from appointment_slots import Occupied
from booking_records import MINUTE_MS
from edgekit import Lifetime, PersonalData, Statement
from edgekit.dead_letters import LIFETIME as DEAD_LETTERS
from edgekit.effects import LIFETIME as EFFECTS
from edgekit.outbox import LIFETIMES as OUTBOX_LIFETIMES
from edgekit.personal_data import OF_DEAD_LETTERS, OF_OUTBOX

LIFETIMES = (
    DEAD_LETTERS,
    EFFECTS,
    Lifetime("bookings", "ends_at", days="booking_days"),
    Lifetime("occupied", "at", days=1),
    Lifetime("submissions", "created_at", days=7, key="key"),
    *OUTBOX_LIFETIMES,
)
PERSONAL = (
    PersonalData(
        "bookings", ("name", "email", "phone", "address", "note"), erased="deleted at once"
    ),
    PersonalData("submissions", ("answer",), erased="deleted at once"),
    OF_OUTBOX,
    OF_DEAD_LETTERS,
)

TAKEN = "occupied.at"  # in the words of SQLite for what it refuses
KEY_USED = "submissions.key"
FULL = "bookings.nth_of_day"

BOOKING = "SELECT * FROM bookings WHERE id = ?1"
SUBMISSION = "SELECT digest, answer FROM submissions WHERE key = ?1"
IN_THE_WAY = """SELECT id, starts_at, ends_at, busy_from, busy_until FROM bookings
WHERE status = 'booked' AND busy_until > ?1 AND busy_from < ?2 ORDER BY busy_from LIMIT 20000"""
STANDS = "SELECT 1 FROM bookings WHERE id = ?1 AND status = 'booked' AND sequence = ?2"
OCCUPY = """WITH RECURSIVE minute (at) AS (
  SELECT ?2 UNION ALL SELECT at + 60000 FROM minute WHERE at + 60000 < ?3
) INSERT INTO occupied (at, booking_id) SELECT at, ?1 FROM minute"""
OCCUPY_INSTEAD = f"{OCCUPY} WHERE EXISTS ({STANDS.replace('?2', '?4')})"
LEAVE = "DELETE FROM occupied WHERE booking_id = ?1"
LEAVE_IF_IT_STANDS = f"{LEAVE} AND EXISTS ({STANDS})"
MOVE = """UPDATE bookings SET was_at = starts_at, starts_at = ?3, ends_at = ?4, busy_from = ?5,
  busy_until = ?6, day = ?7, sequence = sequence + 1, updated_at = ?8, nth_of_day = (
    SELECT CASE WHEN ?9 IS NULL OR count(*) < ?9 THEN count(*) END FROM bookings AS others
    WHERE others.day = ?7 AND others.status = 'booked' AND others.id <> ?1)
WHERE id = ?1 AND status = 'booked' AND sequence = ?2 RETURNING *"""
CANCEL = """UPDATE bookings SET status = 'cancelled', sequence = sequence + 1, updated_at = ?3
WHERE id = ?1 AND status = 'booked' AND sequence = ?2 RETURNING *"""
NTH = """(SELECT CASE WHEN {most} IS NULL OR count(*) < {most} THEN count(*) END FROM bookings
WHERE day = {day} AND status = 'booked')"""

_SOME = "IN (SELECT value FROM json_each(?1))"
_OF_SOME = """IN (SELECT {table}.key FROM json_each(?1) AS some
  JOIN {table} ON {table}.key > some.value || ':' AND {table}.key < some.value || ';')"""
ERASE = tuple(
    f"DELETE FROM {table} WHERE {column} {some.format(table=table)}"  # noqa: S608
    for table, column, some in (
        ("occupied", "booking_id", _SOME),
        ("submissions", "booking_id", _SOME),
        ("outbox", "key", _OF_SOME),
        ("dead_letters", "key", _OF_SOME),
        ("bookings", "id", _SOME),
    )
)


class Place(NamedTuple):
    """Where an appointment lies: its times in epoch milliseconds, and the business's day."""

    starts_at: int
    ends_at: int
    busy_from: int
    busy_until: int
    day: str


def place(occupied: Occupied, minutes: int, day: date) -> Place:
    """Where an appointment of so many minutes lies."""
    return Place(
        occupied.starts * MINUTE_MS,
        (occupied.starts + minutes) * MINUTE_MS,
        occupied.since * MINUTE_MS,
        occupied.until * MINUTE_MS,
        day.isoformat(),
    )


def store(
    booking_id: str, where: Place, facts: dict[str, str | None], per_day: int | None, now: int
) -> list[Statement]:
    """The statements that make a booking; ``facts`` are its columns about the person.

    D1 refuses all of them if a minute is taken (``TAKEN``) or the day is full (``FULL``).
    """
    columns = where._asdict() | facts
    columns |= {"id": booking_id, "created_at": now, "updated_at": now}
    places = [f"?{number}" for number in range(1, len(columns) + 1)]
    day = places[list(columns).index("day")]
    nth = NTH.format(most=f"?{len(columns) + 1}", day=day)
    sql = (
        f"INSERT INTO bookings ({', '.join(columns)}, nth_of_day) "  # noqa: S608
        f"VALUES ({', '.join(places)}, {nth}) RETURNING *"
    )
    return [
        Statement(OCCUPY, (booking_id, where.busy_from, where.busy_until)),
        Statement(sql, (*columns.values(), per_day)),
    ]


def submit(key: str, digest: str, booking_id: str, answer: str, now: int) -> Statement:
    """The statement that keeps the answer under a key; D1 refuses it if it is ``KEY_USED``."""
    sql = """INSERT INTO submissions (key, digest, booking_id, answer, created_at)
VALUES (?1, ?2, ?3, ?4, ?5)"""
    return Statement(sql, (key, digest, booking_id, answer, now))


def move(
    booking_id: str, sequence: int, where: Place, per_day: int | None, now: int
) -> list[Statement]:
    """The statements that move a booking, of which the last brings it back.

    They change nothing, and bring nothing, if it is no more what it was (``sequence``). D1 refuses
    all of them if a minute is taken by another, or the day is full.
    """
    return [
        Statement(LEAVE_IF_IT_STANDS, (booking_id, sequence)),
        Statement(OCCUPY_INSTEAD, (booking_id, where.busy_from, where.busy_until, sequence)),
        Statement(MOVE, (booking_id, sequence, *where, now, per_day)),
    ]


def cancel(booking_id: str, sequence: int, now: int) -> list[Statement]:
    """The statements that cancel a booking, of which the last brings it back; see ``move``."""
    return [
        Statement(LEAVE_IF_IT_STANDS, (booking_id, sequence)),
        Statement(CANCEL, (booking_id, sequence, now)),
    ]


def erase(ids: Sequence[str]) -> list[Statement]:
    """The statements that leave nothing of some bookings."""
    listed = json.dumps(ids)
    return [Statement(sql, (listed,)) for sql in ERASE]
