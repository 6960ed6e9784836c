"""When a worker is down, when an incident begins and ends, and which workers are asked at all."""

import tomllib
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.status import FleetStatus, Impact, WorkerStatus
from fleet.story.scratch import ROOT
from status_rules import (
    STALE_MS,
    Outcome,
    Probe,
    State,
    after,
    at_least,
    current,
    overall,
    with_impacts,
)
from status_services import WORKERS

OUTCOMES = st.sampled_from(["up", "degraded", "down", "unknown"])


def run(outcomes: Sequence[Outcome], *, in_maintenance: bool = False) -> State:
    state = State(worker="leads")
    for at, outcome in enumerate(outcomes):
        state = after(state, Probe("leads", outcome), at, in_maintenance=in_maintenance)
    return state


def test_every_worker_that_stands_is_watched() -> None:
    listed = tomllib.loads((ROOT / "wrangler" / "workers.toml").read_text())["workers"]
    assert sorted(WORKERS) == sorted(listed)


def test_three_failures_in_a_row_open_an_incident() -> None:
    assert not run(["down", "down"]).opens
    assert not run(["down", "down", "up", "down", "down"]).opens
    assert run(["down", "down", "down"]).opens


def test_two_successes_in_a_row_close_it() -> None:
    assert not run(["down", "up"]).closes
    assert not run(["up", "down", "up"]).closes
    assert run(["down", "degraded", "up"]).closes


@given(st.lists(OUTCOMES))
def test_a_probe_that_could_not_be_made_changes_no_row(outcomes: list[Outcome]) -> None:
    made = [outcome for outcome in outcomes if outcome != "unknown"]
    with_gaps, without = run(outcomes), run(made)
    assert (with_gaps.failures, with_gaps.successes) == (without.failures, without.successes)


@given(st.lists(OUTCOMES))
def test_no_failure_during_maintenance_opens_an_incident(outcomes: list[Outcome]) -> None:
    state = run(outcomes, in_maintenance=True)
    assert not state.opens
    assert state.status != "down"


def test_a_degraded_worker_is_not_down() -> None:
    assert run(["degraded"] * 5).status == "degraded"
    assert not run(["degraded"] * 5).opens


def test_what_was_found_too_long_ago_is_unknown() -> None:
    state = run(["up"])
    assert current(state, STALE_MS, in_maintenance=False) == "up"
    assert current(state, STALE_MS + 1, in_maintenance=False) == "unknown"


@pytest.mark.parametrize(
    ("statuses", "expected"),
    [
        (["up", "up"], "up"),
        ([], "unknown"),
        (["unknown", "unknown"], "unknown"),
        (["unknown", "up"], "up"),
        (["up", "degraded", "maintenance"], "degraded"),
        (["up", "maintenance"], "maintenance"),
        (["up", "up", "down"], "partial_outage"),
        (["up", "down", "unknown"], "major_outage"),
    ],
)
def test_the_fleet_in_a_word(statuses: list[WorkerStatus], expected: str) -> None:
    assert overall(statuses) == expected


@pytest.mark.parametrize(
    ("status", "impacts", "fleet"),
    [
        ("up", [], "up"),
        ("up", ["none"], "up"),
        ("up", ["minor"], "degraded"),
        ("up", ["minor", "critical", "major"], "major_outage"),
        ("unknown", ["minor"], "degraded"),
        ("maintenance", ["none"], "maintenance"),
        ("maintenance", ["major"], "partial_outage"),
        ("major_outage", ["minor"], "major_outage"),
    ],
)
def test_the_fleet_is_never_better_than_its_worst_open_incident(
    status: FleetStatus, impacts: list[Impact], fleet: FleetStatus
) -> None:
    assert at_least(status, impacts) == fleet


@pytest.mark.parametrize(
    ("status", "impacts", "worker"),
    [
        ("up", [], "up"),
        ("up", ["none"], "up"),
        ("up", ["major"], "degraded"),
        ("unknown", ["minor", "critical"], "down"),
        ("down", ["minor"], "down"),
        ("maintenance", ["critical"], "maintenance"),
    ],
)
def test_a_worker_that_an_open_incident_names_is_not_well(
    status: WorkerStatus, impacts: list[Impact], worker: WorkerStatus
) -> None:
    assert with_impacts(status, impacts) == worker
