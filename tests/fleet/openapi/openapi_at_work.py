"""A worker's OpenAPI document, and requests that schemathesis makes of it."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import schemathesis
from schemathesis.checks import CheckContext
from schemathesis.engine import Status, from_schema
from schemathesis.engine.events import FatalError, NonFatalError, ScenarioFinished
from schemathesis.engine.recorder import ScenarioRecorder

from fleet.dev.local import LocalFleet

TOKEN = "dev-admin-token"
TAKEN = ["2xx", "3xx", "401", "403", "404", "409"]
PROBLEM = "application/problem+json"
TYPE_ERROR = "Input should be a valid "


@dataclass(frozen=True)
class Effort:
    """How long to look: made-up requests an operation, and whether to look elsewhere each time."""

    examples: int
    seed: int
    is_long: bool


@dataclass
class Findings:
    """What was wrong, each kind once, and of each operation a JSON body that was taken."""

    told: dict[tuple[str, ...], str] = field(default_factory=dict)
    taken: dict[str, Any] = field(default_factory=dict)
    requests: int = 0

    def __str__(self) -> str:
        return "\n\n".join(self.told.values())


@schemathesis.check
def no_type_error_for_what_the_schema_takes(
    ctx: CheckContext, response: schemathesis.Response, case: schemathesis.Case
) -> None:
    """A 422 may come of a rule that no JSON Schema can say, but not of the type of a value."""
    if (
        response.status_code != 422
        or case.meta is None
        or not case.meta.generation.mode.is_positive
        or PROBLEM not in response.headers.get("content-type", [])  # a page tells of its own form
    ):
        return
    for error in response.json().get("errors", ()):
        about_type = error["detail"].startswith(TYPE_ERROR) and "," not in error["detail"]
        assert not about_type, f"{error['pointer']}: {error['detail']}"


OWN_DOCUMENTS = {"gateway": "/openapi/gateway.json"}
"""Where a worker whose ``/openapi.json`` is also about others tells of itself alone."""


def document_of(fleet: LocalFleet, worker: str) -> dict[str, Any]:
    """What ``GET /openapi.json`` answers."""
    with fleet.worker(worker) as client:
        path = OWN_DOCUMENTS.get(worker, "/openapi.json")
        document: dict[str, Any] = client.get(path).json()
    return document


def look(fleet: LocalFleet, worker: str, effort: Effort) -> Findings:
    """Send what schemathesis thinks of, and check each answer against the document."""
    config = schemathesis.Config.from_dict(_config(fleet.port, worker, effort))
    schema = schemathesis.openapi.from_dict(document_of(fleet, worker), config=config)
    findings = Findings()
    for event in from_schema(schema).execute():
        if isinstance(event, ScenarioFinished):
            _note(event.recorder, findings)
        elif isinstance(event, NonFatalError):
            findings.told[event.label, str(event.value)] = f"{event.label}: {event.value}"
        elif isinstance(event, FatalError):
            raise event.exception
    return findings


def _config(port: int, worker: str, effort: Effort) -> dict[str, Any]:
    return {
        "seed": effort.seed,
        "base-url": f"http://127.0.0.1:{port}",
        "headers": {"Host": f"{worker}.localhost:{port}"},
        "auth": {"openapi": {"admin": {"bearer": TOKEN}}},
        "request-timeout": 60,
        "continue-on-failure": True,
        "suppress-health-check": ["all"],
        "generation": {"max-examples": effort.examples, "database": "none", "no-shrink": True},
        "checks": {
            # 422 is the answer to rules that a schema can't say, such as a range that is backwards;
            # 428 is RFC 6585's to a change without If-Match.
            "positive_data_acceptance": {"expected-statuses": [*TAKEN, "422", "428", "429"]},
        },
        "phases": {
            # What was answered before would steer what comes next, and ids are new in each run.
            "fuzzing": {
                "extra-data-sources": {"responses": effort.is_long},
                "error-feedback": {"enabled": effort.is_long},
            },
            "coverage": {"extra-data-sources": {"responses": effort.is_long}},
            "examples": {"extra-data-sources": {"responses": effort.is_long}},
            "stateful": {"enabled": effort.is_long},
        },
    }


def _note(recorder: ScenarioRecorder, findings: Findings) -> None:
    findings.requests += len(recorder.interactions)
    for key, interaction in recorder.interactions.items():
        case, answer = recorder.cases[key].value, interaction.response
        is_taken = answer is not None and 200 <= answer.status_code < 300
        if is_taken and case.media_type == "application/json" and isinstance(case.body, dict):
            label = case.operation.label
            if len(case.body) > len(findings.taken.get(label, ())):
                findings.taken[label] = case.body
    for key, check, failure, request in _failures(recorder):
        answer = recorder.interactions[key].response if key in recorder.interactions else None
        shown = f"{answer.status_code} {answer.text[:500]}" if answer is not None else "no answer"
        text = f"{recorder.label} [{check}]\n{failure}\n{request}\n-> {shown}"
        findings.told.setdefault((recorder.label, check, str(failure)[:200]), text)


def _failures(recorder: ScenarioRecorder) -> Iterator[tuple[str, str, Exception, str]]:
    for key, checks in recorder.checks.items():
        for check in checks:
            if check.status == Status.FAILURE and check.failure_info is not None:
                info = check.failure_info
                yield key, check.name, info.failure, info.code_sample


ODD_VALUES = (
    "NaN",
    "1e999",
    "-1e999",
    "1" + "0" * 400,
    "1" * 5000,
    "-0.0",
    "9007199254740993",
    r'"\ud800"',
    r'"\u0000"',
    r'"\r\nX: y"',
    '"' + "\N{COMBINING ACUTE ACCENT}" * 999 + '"',
    '"0000-00-00"',
    '"0001-01-01T00:00:00+23:59"',
    '"9999-12-31T23:59:59-23:59"',
    '"2026-02-30"',
    "[" * 150 + "]" * 150,
    '{"x":' * 150 + "1" + "}" * 150,
    '{"": {"": [null]}}',
)
"""JSON, or nearly, that no generator makes: each stands once for a member of a body."""

MARK = "odd-value-goes-here"


def odd_bodies(body: Any) -> Iterator[str]:
    """The body with each of its members in turn replaced by each odd value."""
    for marked in _marked(body):
        text = json.dumps(marked)
        for value in ODD_VALUES:
            yield text.replace(f'"{MARK}"', value)


def _marked(body: Any) -> Iterator[Any]:
    yield MARK
    if isinstance(body, dict):
        for name, value in body.items():
            yield from ({**body, name: inner} for inner in _marked(value))
    elif isinstance(body, list):
        yield from ([inner, *body[1:]] for inner in _marked(body[0] if body else None))
