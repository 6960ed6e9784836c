"""Turns an uploaded version back into a project, so that workerd can run what was shipped."""

import json
from pathlib import Path
from typing import Any

from cloudflare_stand_in.account import Worker

VENDORED = "python_modules/"


def unpack(worker: Worker, folder: Path) -> Path:
    """Write the modules of the version with the traffic, and a configuration of its metadata."""
    version = worker.active
    for name, content in version.modules.items():
        path = folder / name if name.startswith(VENDORED) else folder / "src" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    config = {
        "name": worker.name,
        "main": f"src/{version.metadata['main_module']}",
        "compatibility_date": version.metadata["compatibility_date"],
        "compatibility_flags": version.metadata["compatibility_flags"],
        **_bindings(version.bindings),
    }
    (folder / "wrangler.jsonc").write_text(json.dumps(config))
    return folder


def _bindings(bindings: dict[str, dict[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {"vars": {}}
    for name, bound in bindings.items():
        match bound["type"]:
            case "plain_text" | "secret_text":
                found["vars"][name] = bound["text"]
            case "json":
                found["vars"][name] = bound["json"]
            case "kv_namespace":
                entry = {"binding": name, "id": bound["namespace_id"]}
                found.setdefault("kv_namespaces", []).append(entry)
            case "d1":
                entry = {"binding": name, "database_name": name, "database_id": bound["id"]}
                found.setdefault("d1_databases", []).append(entry)
            case "service":
                entry = {"binding": name, "service": bound["service"]}
                found.setdefault("services", []).append(entry)
            case "queue":
                entry = {"binding": name, "queue": bound["queue_name"]}
                found.setdefault("queues", {}).setdefault("producers", []).append(entry)
    return found
