"""No worker's main job, and no schedule, uses more than Cloudflare allows a request.

32 worker invocations over service bindings (developers.cloudflare.com/workers/platform/limits), and
1,000 D1 queries a worker invocation (developers.cloudflare.com/d1/platform/limits). How often
slack-intel is told that an answer was slow depends on the machine, and is left out.
"""

from collections import Counter
from collections.abc import Iterable

import pytest

from fleet import main_requests
from fleet.dev.client import eventually
from fleet.dev.local import LocalFleet
from fleet.dev.usage import Usage
from fleet.project import find_root, read_fleet

INVOCATIONS, D1_QUERIES, SUBREQUESTS = 32, 1000, 1000
FLEET = read_fleet(find_root())
WITH_CRONS = [name for name, worker in FLEET.workers.items() if worker.crons]


def over(fleet: LocalFleet, used: Iterable[Usage]) -> list[Usage]:
    """Those that use more than they may."""
    slow = Counter(line["request_id"] for line in fleet.logs() if line["level"] == "warning")
    return [
        each
        for each in used
        if each.invocations - slow[each.request_id] > INVOCATIONS
        or each.d1_most > D1_QUERIES
        or each.subrequests > SUBREQUESTS
    ]


@pytest.mark.parametrize("name", FLEET.workers)
def test_a_workers_main_job_stays_within_the_limits(fleet: LocalFleet, name: str) -> None:
    asked = main_requests.read(FLEET.workers[name].folder).order()
    path, body = (
        text and text.replace("{n}", "1000").replace("{day}", "2026-10-01")
        for text in (asked["path"], asked["body"])
    )
    headers = asked["headers"] | {"x-request-id": f"main-job-of-{name}"}
    with fleet.worker(name) as client:
        answer = client.request(asked["method"], path, content=body, headers=headers)
    assert answer.is_success, answer.text
    fleet.flush_queues()
    used = eventually(lambda: fleet.usage(request_id=f"main-job-of-{name}"))
    assert over(fleet, [*used, *fleet.usage()]) == []


@pytest.mark.parametrize("name", WITH_CRONS)
def test_a_schedule_stays_within_the_limits(fleet: LocalFleet, name: str) -> None:
    fleet.cron(name)
    [used] = eventually(lambda: fleet.usage(worker=name, event="scheduled"))
    assert over(fleet, [used]) == []


def test_a_deep_look_at_every_worker_stays_within_the_limits(fleet: LocalFleet) -> None:
    for name in FLEET.workers:
        with fleet.worker(name) as client:
            client.get("/health?deep=1")
    assert over(fleet, fleet.usage()) == []
