"""Numbers that tell the databases and rate limits of one account apart."""

import re
from collections.abc import Iterator

from fleet.project import Fleet, Worker

DATABASE_ID = re.compile(r"00000000-0000-4000-8000-(\d{12})")
FIRST_NAMESPACE = 1000


def next_number(fleet: Fleet) -> int:
    """The next after those in placeholder ids of databases and in namespaces of rate limits."""
    return 1 + max(
        (number for each in fleet.workers.values() for number in _taken(each)), default=0
    )


def _taken(worker: Worker) -> Iterator[int]:
    for base in worker.databases:
        if match := DATABASE_ID.fullmatch(base.id):
            yield int(match[1])
    for _, entry in worker.entries("ratelimits"):
        if str(entry.get("namespace_id")).isdecimal():
            yield int(entry["namespace_id"]) - FIRST_NAMESPACE
