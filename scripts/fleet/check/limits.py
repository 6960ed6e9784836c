"""The fleet against what one Cloudflare account may hold, on the free and on the paid plan."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass

from fleet.check import environments
from fleet.check.findings import Finding
from fleet.errors import FleetError
from fleet.project import Fleet, Worker


@dataclass(frozen=True)
class Limit:
    """What is counted, and how much of it each plan allows."""

    what: str
    free: int
    paid: int


def read(fleet: Fleet) -> dict[str, Limit]:
    """The table in ``wrangler/limits.toml``; raises ``FleetError`` for one that can't be read."""
    path = fleet.root / "wrangler" / "limits.toml"
    try:
        table = tomllib.loads(path.read_text("utf-8"))
        return {name: Limit(row["what"], row["free"], row["paid"]) for name, row in table.items()}
    except ValueError as error:
        raise FleetError(f"{fleet.relative(path)} is not valid TOML: {error}.") from error
    except (KeyError, TypeError) as error:
        told = f"{fleet.relative(path)}: each table has to have what, free and paid."
        raise FleetError(told) from error


def check(fleet: Fleet, workers: list[Worker]) -> Iterator[Finding]:
    """Counts over a plan's limit: an error for the paid plan, a note for the free one."""
    table = read(fleet)
    for name, count in usage(fleet).items():
        yield from _compare("", count, table[name])

    def variables(worker: Worker) -> Iterator[Finding]:
        count = len(worker.variables) + len(worker.secrets)
        return _compare(fleet.relative(worker.config_path), count, table["variables"])

    for worker in workers:
        yield from environments.each(worker, variables)


def usage(fleet: Fleet) -> dict[str, int]:
    """How many things of each kind the whole fleet takes of an account."""
    workers = fleet.workers.values()
    return {
        "workers": len(workers),
        "crons": sum(len(worker.crons) for worker in workers),
        "d1_databases": len({base.name for worker in workers for base in worker.databases}),
        "kv_namespaces": len(_names(fleet, "kv_namespaces", "id")),
        "r2_buckets": len(_names(fleet, "r2_buckets", "bucket_name")),
        "queues": len(
            {
                producer.get("queue")
                for worker in workers
                for producer in worker.config.get("queues", {}).get("producers", [])
            }
        ),
    }


def _names(fleet: Fleet, key: str, member: str) -> set[str]:
    return {
        str(entry.get(member) or f"{worker.name}/{entry.get('binding')}")
        for worker in fleet.workers.values()
        for entry in worker.config.get(key, [])
    }


def _compare(where: str, count: int, limit: Limit) -> Iterator[Finding]:
    if count > limit.paid:
        message = f"{count} {limit.what}; an account may have {limit.paid} on the paid plan."
        yield Finding("error", "limits", where, message)
    elif count > limit.free:
        message = f"{count} {limit.what}: the free plan has {limit.free}, the paid {limit.paid}."
        yield Finding("note", "limits", where, message)
