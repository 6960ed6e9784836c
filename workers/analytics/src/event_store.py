"""The statements on ``analytics-db``: storing hits, and rolling up what is new, in one transaction.

Each event is counted once however often it is delivered: a second copy is not inserted, and only
what lies beyond ``roll_up_position`` is added up. Both happen in the same D1 batch, so there is no
moment at which an event is stored and not counted.
"""

# ruff: noqa: S608 - what is put into SQL is names of our own

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, tzinfo

from edgekit import Lifetime, PersonalData, Statement
from edgekit.dead_letters import LIFETIME as DEAD_LETTERS
from edgekit.personal_data import OF_DEAD_LETTERS
from hits import Hit

CHUNK = 1000  # hits in one statement: some 400 kB of JSON, of D1's 2 MB
MOST_VALUES = 2_000  # of a dimension and day, and up to a statement's hits more
OTHERS = "(other)"
LIFETIMES = (
    DEAD_LETTERS,
    Lifetime("events", "at", days="raw_days"),
    Lifetime("roll_ups", "day", days="roll_up_days", unit="day", key="dimension, day, value"),
    Lifetime("salts", "day", days=1, unit="day"),
    # An event may be a day late, and the queue keeps it for a while.
    Lifetime("seen_visitors", "day", days=4, unit="day", key="day, dimension, value, visitor"),
)
KEPT = {"roll_up_position": "one row"}
PERSONAL = (
    PersonalData(
        "events", ("visitor",), erased="of nobody known: a hash whose salt is deleted each day"
    ),
    PersonalData("seen_visitors", ("visitor",), erased="of nobody known, and gone after 4 days"),
    OF_DEAD_LETTERS,
)
NOBODY = {
    "events.name": "an event's name",
    "events.props": "what a page says of an event; forms are never read",
    "roll_ups.value": "a page, source, device or country",
    "seen_visitors.value": "a page, source, device or country",
}
DIMENSIONS = {
    "total": "''",
    "hour": "strftime('%Y-%m-%dT%H', at / 1000 + shift, 'unixepoch')",
    "name": "name",
    "path": "events.path",
    "site": "site",
    "referrer": "referrer",
    "source": "source",
    "device": "device",
    "country": "country",
}

_COLUMNS = tuple(Hit.model_fields)
INSERT = f"""
INSERT OR IGNORE INTO events ({", ".join(_COLUMNS)})
SELECT {", ".join(f"value ->> '{column}'" for column in _COLUMNS)} FROM json_each(?1)
"""

# D1 allows few terms in a UNION, so an event's dimensions come out of a JSON object.
_BY_DIMENSION = ", ".join(f"'{name}', {value}" for name, value in DIMENSIONS.items())
_BEYOND = "seq > (SELECT seq FROM roll_up_position WHERE only = 1)"
# Strangers may name pages and sources without end. Those of a day that has many already, and not
# this one, are counted together.
_NEW = f"""
WITH full AS MATERIALIZED (
  SELECT dimension, day FROM roll_ups WHERE day IN (SELECT DISTINCT day FROM events WHERE {_BEYOND})
  GROUP BY dimension, day HAVING COUNT(*) >= {MOST_VALUES}),
each_new AS (
  SELECT each.key AS dimension, day, each.value AS value, name, visitor
  FROM events, json_each(json_object({_BY_DIMENSION})) AS each WHERE {_BEYOND})
SELECT dimension, day, name, visitor, iif(
  EXISTS (SELECT 1 FROM full WHERE full.dimension = n.dimension AND full.day = n.day)
  AND NOT EXISTS (SELECT 1 FROM roll_ups AS kept WHERE kept.dimension = n.dimension
    AND kept.day = n.day AND kept.value = n.value),
  '{OTHERS}', value) AS value
FROM each_new AS n"""
# Runs before the visitors are noted as seen: those that are not yet are the new ones.
ROLL_UP = f"""
INSERT INTO roll_ups (dimension, day, value, events, pageviews, visitors)
SELECT dimension, day, value, COUNT(*), SUM(name = 'pageview'), COUNT(DISTINCT iif(
  EXISTS (SELECT 1 FROM seen_visitors AS seen WHERE seen.day = new.day
    AND seen.dimension = new.dimension AND seen.value = new.value AND seen.visitor = new.visitor),
  NULL, visitor))
FROM ({_NEW}) AS new
WHERE true GROUP BY dimension, day, value
ON CONFLICT DO UPDATE SET events = events + excluded.events,
  pageviews = pageviews + excluded.pageviews, visitors = visitors + excluded.visitors"""
SEE_VISITORS = f"""
INSERT OR IGNORE INTO seen_visitors (dimension, day, value, visitor)
SELECT DISTINCT dimension, day, value, visitor FROM ({_NEW})"""
MOVE_ON = """
UPDATE roll_up_position SET seq = (SELECT COALESCE(MAX(seq), 0) FROM events)
WHERE only = 1 AND seq < (SELECT COALESCE(MAX(seq), 0) FROM events)"""


def storing(hits: Sequence[Hit]) -> list[list[Statement]]:
    """The batches that store and count hits; each is one transaction."""
    return [_batch(hits[start : start + CHUNK]) for start in range(0, len(hits), CHUNK)]


def _batch(hits: Sequence[Hit]) -> list[Statement]:
    rows = json.dumps([hit.model_dump() for hit in hits])
    insert = Statement(INSERT, (rows,))
    return [insert, Statement(ROLL_UP), Statement(SEE_VISITORS), Statement(MOVE_ON)]


def midnight(day: date, zone: tzinfo = UTC) -> int:
    """The first millisecond of a day by a zone's clock."""
    if day in (date.min, date.max):
        zone = UTC  # elsewhere it begins or ends outside of the calendar
    return int(datetime.combine(day, time(), zone).timestamp() * 1000)
