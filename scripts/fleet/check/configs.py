"""Each ``wrangler.jsonc`` against wrangler's own schema and the house's rules."""

import json
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from jsonschema import Draft7Validator
from jsonschema.exceptions import ValidationError, best_match

from fleet.check import crons, environments
from fleet.check.findings import Finding
from fleet.project import CONFIG, REPORTS_TO, Fleet, Worker

SCHEMA = Path("node_modules/wrangler/config-schema.json")
FLAGS = ("python_workers", "disable_python_no_global_handlers")
EXPECTED: dict[str, Any] = {
    "$schema": f"../../{SCHEMA}",
    "main": "src/entry.py",
    "compatibility_date": "2026-11-01",
}
LONGEST_REASON = 200
EXCLUDED = [
    "**/*.pyc",
    "**/*.pyi",
    "**/tests/**",
    "pydantic/v1/**",
    "*.dist-info/sboms/**",
    "*.dist-info/direct_url.json",
    "*.dist-info/RECORD",
    "*.dist-info/REQUESTED",
    "*.dist-info/INSTALLER",
    ".pyworkerd.json",
]
"""What of ``python_modules/`` is not uploaded: nothing reads it, and some of it has random paths.

wrangler reads it from the configuration, so that it holds for what pywrangler installs as well.
"""

Report = Callable[..., Finding]


def check(fleet: Fleet, workers: list[Worker]) -> Iterator[Finding]:
    """Syntax errors, what the schema refuses, and missing house keys."""
    for broken in fleet.broken:
        where = f"{fleet.relative(broken.path)}:{broken.line}"
        message = f"This is not valid JSONC: {broken.reason} (column {broken.column})."
        yield Finding("error", "config", where, message)
    yield from _missing_configs(fleet)
    validator = _validator(fleet)
    if validator is None:
        message = f"{SCHEMA} is missing: run `make setup`, and configurations can be validated."
        yield Finding("error", "config", "", message)
    for worker in workers:
        if validator is not None:
            yield from _schema(fleet, worker, validator)
        yield from environments.each(worker, partial(_house, fleet))


def _missing_configs(fleet: Fleet) -> Iterator[Finding]:
    for folder in sorted((fleet.root / "workers").iterdir()):
        if (folder / "src").is_dir() and not (folder / CONFIG).exists():
            message = f"This worker has no {CONFIG}: copy the shape from another one."
            yield Finding("error", "config", fleet.relative(folder), message)


def _validator(fleet: Fleet) -> Draft7Validator | None:
    path = fleet.root / SCHEMA
    return Draft7Validator(json.loads(path.read_text("utf-8"))) if path.is_file() else None


def _schema(fleet: Fleet, worker: Worker, validator: Draft7Validator) -> Iterator[Finding]:
    for error in validator.iter_errors(worker.config):
        for pointer, reason in _explain(best_match([error]) or error):
            where = f"{fleet.relative(worker.config_path)}:{worker.document.line(*pointer)}"
            yield Finding("error", "schema", where, reason)


def _explain(error: ValidationError) -> Iterator[tuple[tuple[str | int, ...], str]]:
    pointer = tuple(error.absolute_path)
    if error.validator == "additionalProperties" and isinstance(error.instance, dict):
        known = error.schema.get("properties", {}) if isinstance(error.schema, dict) else {}
        for name in sorted(set(error.instance) - set(known)):
            yield (*pointer, name), f"wrangler knows no key “{name}” here: correct or remove it."
    else:
        path = ".".join(map(str, pointer)) or "the configuration"
        reason = error.message
        shown = reason if len(reason) <= LONGEST_REASON else reason[:LONGEST_REASON] + "…"
        yield pointer, f"wrangler refuses {path}: {shown}."


def _house(fleet: Fleet, worker: Worker) -> Iterator[Finding]:
    def report(message: str, *pointer: str | int) -> Finding:
        where = f"{fleet.relative(worker.config_path)}:{worker.line(*pointer)}"
        return Finding("error", "house", where, message)

    yield from _keys(worker, report)
    yield from _access(fleet, worker, report)
    called = [fleet.called(worker, service) for service in worker.services]
    if worker.name != REPORTS_TO and REPORTS_TO not in [each.name for each in called if each]:
        binding = f'{{"binding": "SLACK_INTEL", "service": "{REPORTS_TO}"}}'
        yield report(f"Errors of this worker reach nobody: add {binding} to services.", "services")
    if len(worker.crons) > 1:
        message = f"{len(worker.crons)} cron schedules; the house has one a worker: merge them."
        yield report(message, "triggers", "crons")
    for index, mistake in enumerate(map(crons.mistake, map(str, worker.crons))):
        if mistake:
            yield report(mistake, "triggers", "crons", index)


def _keys(worker: Worker, report: Report) -> Iterator[Finding]:
    named = {} if worker.environment else {"name": worker.name}
    for key, value in {**named, **EXPECTED}.items():
        if worker.config.get(key) != value:
            yield report(f"“{key}” has to be {json.dumps(value)}.", key)
    flags = worker.config.get("compatibility_flags") or []
    for flag in FLAGS:
        if flag not in flags:
            yield report(f"Add {json.dumps(flag)} to compatibility_flags.", "compatibility_flags")
    excluded = worker.config.get("python_modules", {}).get("exclude", [])
    if missing := [pattern for pattern in EXCLUDED if pattern not in excluded]:
        message = f"Ballast is uploaded: add {json.dumps(missing)} to python_modules.exclude."
        yield report(message, "python_modules", "exclude")
    if worker.config.get("observability", {}).get("enabled") is not True:
        yield report('Set "observability": { "enabled": true }, or its logs are lost.')


def _access(fleet: Fleet, worker: Worker, report: Report) -> Iterator[Finding]:
    access = fleet.access.get(worker.name)
    if access is None:
        message = "Say in wrangler/workers.toml, in [workers], whether this is public or private."
        yield report(message)
    elif access == "private" and not worker.private:
        message = 'A private worker has "workers_dev": false and no route: set that.'
        yield report(message, "workers_dev")
    elif access == "private" and worker.config.get("preview_urls") is not False:
        message = 'A private worker has "preview_urls": false, or each version of it is public.'
        yield report(message, "preview_urls")
    elif access == "public" and worker.private:
        message = 'A public worker needs "workers_dev": true or a route: set one.'
        yield report(message, "workers_dev")
