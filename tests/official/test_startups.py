"""Each worker alone: imported, kept in its dedicated snapshot, restored from it, and asked."""

import json
from collections.abc import Callable

import pytest

from fleet.project import find_root, read_fleet
from pyworkerd.startup import MEMORY_BYTES, Startup

NAMES = [worker.name for worker in read_fleet(find_root()).workers.values()]


@pytest.mark.parametrize("name", NAMES)
def test_a_worker_starts_from_its_dedicated_snapshot(
    name: str, started: dict[str, Startup], record_property: Callable[[str, object], None]
) -> None:
    startup = started[name]
    assert not startup.refusal
    assert (startup.status, json.loads(startup.body)["worker"]) == (200, name)
    assert startup.memory_bytes < 0.8 * MEMORY_BYTES
    record_property("worker", name)
    record_property("cpu_ms", startup.cpu_ms)
    record_property("memory", startup.memory_bytes)
