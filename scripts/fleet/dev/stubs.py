"""A worker in the place of one that can't run, so that those that call it can."""

import json
from pathlib import Path

from pyworkerd import Project

CONFIG = {"main": "stub.mjs", "compatibility_date": "2026-11-01"}
# Private to the run: it lies in the state folder and is never deployed.
SOURCE = """
const problem = %s;
const headers = { "content-type": "application/problem+json" };
export default { fetch: () => new Response(JSON.stringify(problem), { status: 503, headers }) };
"""


def write_stub(folder: Path, name: str) -> Project:
    """Write a worker called ``name`` that answers everything with 503.

    It does not say why: a text that changes with each edit would restart all workers each time.
    """
    place = folder / name
    place.mkdir(parents=True, exist_ok=True)
    reason = f"{name} is not running: the log of fleet dev says why."
    problem = {"type": "about:blank", "title": "Service Unavailable", "status": 503}
    problem |= {"detail": reason, "error": reason}
    (place / "stub.mjs").write_text(SOURCE % json.dumps(problem), encoding="utf-8")
    config = CONFIG | {"name": name}
    (place / "wrangler.json").write_text(json.dumps(config), encoding="utf-8")
    return Project(place)
