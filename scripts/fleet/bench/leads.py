"""Whether leads take longer to list, search and export among a million than among ten thousand.

The leads are made in the database, by SQL out of their numbers: people of a thousand first and a
thousand last names, on the days of some years. Their words are the first and the last name, the
house's number and the ZIP code: as many of each word as there are in a table of that size.
"""

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import httpx

from edgekit import encode_cursor
from fleet.bench.one_worker import running
from fleet.bench.warm import Timing
from fleet.errors import FleetError
from pyworkerd import Runtime

WORKER = "leads"
FEW, MANY, CHUNK = 10_000, 1_000_000, 10_000
TARGET = 1.3
ROUNDS, REQUESTS, WARM_UP = 20, 20, 40
QUICK_ROUNDS = 5
ADMIN = {"Authorization": "Bearer dev-admin-token"}
FIRST_MS, APART_MS = 1_600_000_000_000, 100_000  # when the first came in; a lead every 100 s

NUMBERS = """WITH RECURSIVE number (n) AS (
  SELECT ?1 UNION ALL SELECT n + 1 FROM number WHERE n < ?2
) """
LEADS = (
    NUMBERS
    + f"""INSERT INTO leads (id, created_at, updated_at, status, name, email, address, zip,
  source, score, channel, agent, words_version)
SELECT printf('lead_%032d', n), {FIRST_MS} + n * {APART_MS}, {FIRST_MS} + n * {APART_MS},
  CASE n % 5 WHEN 0 THEN 'contacted' WHEN 1 THEN 'qualified' ELSE 'new' END,
  printf('First%03d Last%03d', n % 1000, n / 1000), 'person' || n || '@example.com',
  (n % 9973) || ' Main St, Seattle, WA ' || (98000 + n % 200), 98000 + n % 200,
  'source' || (n % 20), n * 7919 % 101, '#leads-incoming', 'agent' || (n % 50), 1
FROM number"""  # noqa: S608 - numbers of ours
)
WORDS = (
    NUMBERS
    + """INSERT INTO lead_words (word, lead_id)
SELECT word.value, printf('lead_%032d', n) FROM number, json_each(json_array(
  printf('first%03d', n % 1000), printf('last%03d', n / 1000), 'person' || n || '@example.com',
  cast(n % 9973 AS TEXT), cast(98000 + n % 200 AS TEXT))) AS word"""
)


class Asked(NamedTuple):
    """One way of asking for leads; ``path`` makes the nth question out of the number of leads."""

    title: str
    path: Callable[[int, int], str]


def _export_of_the_oldest(number: int, leads: int) -> str:
    """As many in each table, behind all the others."""
    last = 1000 + number % 10
    cursor = encode_cursor((FIRST_MS + last * APART_MS, f"lead_{last:032}"))
    return f"/api/leads/export.csv?cursor={cursor}"


def _cursor_day(number: int, leads: int) -> str:
    """A day in the middle of those on which leads came in."""
    at = FIRST_MS + (leads // 2 + number) * APART_MS
    return time.strftime("%Y-%m-%d", time.gmtime(at / 1000))


WAYS = (
    Asked("newest 50", lambda n, leads: f"/api/leads?limit=50&min_score={n % 3}"),
    Asked("50 of an agent", lambda n, leads: f"/api/leads?agent=agent{n % 50}"),
    Asked("50 of a status and score", lambda n, leads: f"/api/leads?status=new&min_score={n % 80}"),
    Asked("50 up to a day", lambda n, leads: f"/api/leads?to={_cursor_day(n, leads)}"),
    Asked(
        "search by first and last name",
        lambda n, leads: f"/api/leads?q=First{n % 1000:03}+Last{n % (leads // 1000):03}",
    ),
    Asked("search by e-mail", lambda n, leads: f"/api/leads?q=person{n % leads}@example.com"),
    Asked("export of the 1,000 oldest", _export_of_the_oldest),
)
"""What people do in the dashboard, each time a little different."""


def steps(*, quick: bool) -> int:
    """How often `measure` calls ``progress``."""
    return 1 + MANY // CHUNK + len(WAYS) * _rounds(quick=quick)


async def measure(root: Path, progress: Callable[[str], None], *, quick: bool) -> dict[str, Timing]:
    """Time each way of asking among the many leads, and in the same rounds among the few."""
    async with running(root, WORKER) as few, running(root, WORKER) as many:
        await _fill(few, 0)
        progress("10,000 leads")
        for first in range(0, MANY, CHUNK):
            await _fill(many, first)
            progress("a million leads")
        sizes = {few: FEW, many: MANY}
        return {
            asked.title: await _timed(asked, sizes, progress, rounds=_rounds(quick=quick))
            for asked in WAYS
        }


async def _timed(
    asked: Asked, sizes: dict[Runtime, int], progress: Callable[[str], None], *, rounds: int
) -> Timing:
    few, many = sizes
    found: dict[Runtime, list[float]] = {few: [], many: []}
    for runtime, leads in sizes.items():
        await _ask(runtime, (asked.path(number, leads) for number in range(WARM_UP)))
    for number in range(rounds):
        numbers = range(number * REQUESTS, (number + 1) * REQUESTS)
        for runtime in (few, many) if number % 2 else (many, few):
            paths = [asked.path(each * 7919, sizes[runtime]) for each in numbers]
            found[runtime].append(await _ask(runtime, iter(paths)) / REQUESTS * 1e6)
        progress(asked.title)
    return Timing(found[many], found[few])


async def _fill(runtime: Runtime, first: int) -> None:
    database = runtime.d1(WORKER)
    for sql in (LEADS, WORDS):
        await database.query(sql, first, first + CHUNK - 1)


async def _ask(runtime: Runtime, paths: Iterator[str]) -> float:
    """Seconds that the questions took, one after the other."""
    client: httpx.AsyncClient = runtime.client(WORKER)
    started = time.perf_counter()
    for path in paths:
        answer = await client.get(path, headers=ADMIN)
        if answer.status_code != 200:
            raise FleetError(f"The benchmark stopped, because leads answered {answer.text}.")
    return time.perf_counter() - started


def _rounds(*, quick: bool) -> int:
    return QUICK_ROUNDS if quick else ROUNDS
