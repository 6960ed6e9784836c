"""What stands in the configurations for this machine's sake and must be replaced before a deploy.

The ids that the repository ships with make the fleet run offline, so only ``fleet check --deploy``
looks at them. Cloudflare's own ids are a UUID for D1 and 32 hexadecimal digits for KV; an entry
without an id is left to wrangler, which then makes the resource.
"""

import json
import re
from collections.abc import Iterator

from fleet.check.findings import Finding
from fleet.project import Fleet, ProjectError, Worker

D1_ID = re.compile(
    r"(?!00000000-0000-4000-8000-)[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE
)
KV_ID = re.compile(r"[0-9a-f]{32}", re.IGNORECASE)
LOCAL = re.compile(
    r"(?<![\w.-])(?:https?://)?"
    r"(?:(?:[\w-]+\.)*localhost|127(?:\.\d+){3}|0\.0\.0\.0|\[::1\])(?::\d+)?(?![\w.-])",
    re.IGNORECASE,
)
Place = tuple[str | int, ...]


def check(fleet: Fleet, workers: list[Worker], environment: str) -> Iterator[Finding]:
    """Placeholder ids and local addresses of what ``wrangler deploy --env`` would upload.

    A worker without that environment is taken as it stands at the top level, as all are for an
    empty name. Raises `ProjectError` where no worker has it.
    """
    names = {each.environment for worker in fleet.workers.values() for each in worker.environments}
    if environment and environment not in names:
        known = f"there are {', '.join(sorted(names))}" if names else "there are none in workers/"
        raise ProjectError(f"No worker has the environment {environment}; {known}.")
    for worker in workers:
        inside = (each for each in worker.environments if each.environment == environment)
        yield from _worker(fleet, next(inside, worker))


def _worker(fleet: Fleet, worker: Worker) -> Iterator[Finding]:
    for place, message in (*_ids(worker), *_addresses(worker)):
        where = f"{fleet.relative(worker.config_path)}:{worker.line(*place)}"
        yield Finding("error", "deploy", where, message)


def _ids(worker: Worker) -> Iterator[tuple[Place, str]]:
    for index, entry in worker.entries("d1_databases"):
        given, name = entry.get("database_id"), entry.get("database_name", "…")
        if given is not None and not D1_ID.fullmatch(str(given)):
            message = f"“{given}” is no id of a D1 database: put in what `npx wrangler d1 create "
            yield ("d1_databases", index, "database_id"), f"{message}{name}` prints."
    for index, entry in worker.entries("kv_namespaces"):
        given = entry.get("id")
        if given is not None and not KV_ID.fullmatch(str(given)):
            name = given or f"{worker.deployed_name}-{entry.get('binding')}"
            message = f"“{given}” is no id of a KV namespace: put in what `npx wrangler kv "
            yield ("kv_namespaces", index, "id"), f"{message}namespace create {name}` prints."


def _addresses(worker: Worker) -> Iterator[tuple[Place, str]]:
    for name, value in worker.variables.items():
        local = LOCAL.search(value if isinstance(value, str) else json.dumps(value))
        if local:
            message = f"{name} has {local[0]}, which is this machine: put in the address of the "
            yield ("vars", name), f"{message}deployment, and the local one into .dev.vars."
