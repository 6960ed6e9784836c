"""If one worker breaks, only its function breaks: every worker against every fault of every other.

Who may feel a fault is read from the service bindings of the `wrangler.jsonc` files. Whoever
reaches a broken worker over them, at once or through others, may refuse its main request with 502,
503 or 504, if its OpenAPI document says so; everybody else answers as ever. A worker that only
passes requests on (the gateway) answers with the answer of the one that a path names.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from itertools import count

import httpx
import pytest

from fleet.dev.local import LocalFleet
from fleet.graph.order import Calls, business_calls, calls_of
from fleet.main_requests import MainRequest, read
from fleet.project import read_fleet

FLEET = read_fleet()
CALLS = calls_of(FLEET)
CALLS_FOR_WORK = business_calls(FLEET)  # without mere reports of errors and slow answers
REQUESTS = {name: read(worker.folder) for name, worker in FLEET.workers.items()}
MODES = ("error", "down", "hang")
REFUSALS = {502, 503, 504}
PLACEHOLDER = re.compile(r"\\\{\w+\\\}")
AT_ONCE = 9
ROUND = count(1000)  # each has numbers and a day of its own, so that no cache answers
FIRST_DAY = date(2015, 1, 1)


def reaching(broken: str, calls: Calls) -> set[str]:
    """Who calls a worker, at once or through others."""
    found, new = set[str](), {broken}
    while new:
        new = {name for name in calls if not new.isdisjoint(calls[name])} - found - {broken}
        found |= new
    return found


class Crew:
    """A client for each worker, all asked at the same time."""

    def __init__(self, fleet: LocalFleet, pool: ThreadPoolExecutor) -> None:
        self._pool = pool
        self._clients = {name: fleet.worker(name) for name in FLEET.workers}

    def health(self, names: Iterable[str]) -> dict[str, httpx.Response]:
        """The answers of `/health`."""
        return self._all(names, lambda name: self._clients[name].get("/health"))

    def work(self, names: Iterable[str]) -> dict[str, httpx.Response]:
        """The answers to main requests, which differ from round to round."""
        number = next(ROUND)
        day = FIRST_DAY + timedelta(days=number % 90)
        filling = {"{n}": str(number), "{day}": day.isoformat()}
        return self._all(names, lambda name: self._send(name, REQUESTS[name], filling))

    def refuses(self, name: str) -> set[int]:
        """With what a worker's main request may be refused, by its OpenAPI document."""
        request = REQUESTS[name]
        paths = self._clients[name].get("/openapi.json").json()["paths"]
        for path, operations in paths.items():
            if re.fullmatch(PLACEHOLDER.sub("[^/]+", re.escape(path)), request.route_path):
                declared = operations[request.method.lower()]["responses"]
                return REFUSALS & {int(status) for status in declared if status.isdecimal()}
        return set()

    def close(self) -> None:
        for client in self._clients.values():
            client.close()

    def _send(self, name: str, request: MainRequest, filling: Mapping[str, str]) -> httpx.Response:
        sent = {"content-type": "application/json"} if request.body is not None else {}
        return self._clients[name].request(
            request.method,
            _filled(request.path, filling),
            content=_filled(request.body or "", filling),
            headers=sent | request.headers,
        )

    def _all(
        self, names: Iterable[str], ask: Callable[[str], httpx.Response]
    ) -> dict[str, httpx.Response]:
        asked = sorted(names)
        return dict(zip(asked, self._pool.map(ask, asked), strict=True))


def _filled(text: str, filling: Mapping[str, str]) -> str:
    for name, value in filling.items():
        text = text.replace(name, value)
    return text


@pytest.fixture
def crew(fleet: LocalFleet) -> Iterator[Crew]:
    with ThreadPoolExecutor(AT_ONCE) as pool:
        crew = Crew(fleet, pool)
        yield crew
        crew.close()


def test_without_a_fault_every_main_request_is_answered(crew: Crew) -> None:
    assert failed(crew.work(FLEET.workers)) == []


@pytest.mark.parametrize("broken", FLEET.workers)
def test_a_broken_worker_takes_no_other_along(fleet: LocalFleet, crew: Crew, broken: str) -> None:
    others = FLEET.workers.keys() - {broken}
    callers = reaching(broken, CALLS)
    for mode in MODES:
        with fleet.fault(broken, mode):
            unwell = failed(crew.health(others))
            # Nobody else calls it, so that it makes no difference to them how it is broken.
            answers = crew.work(others if mode == "error" else callers)
        assert unwell == [], f"{broken}: {mode}"
        assert refused_without_a_reason(answers, broken, crew) == [], f"{broken}: {mode}"
    assert failed(crew.work(callers)) == [], f"{broken} is well again"


def refused_without_a_reason(
    answers: Mapping[str, httpx.Response], broken: str, crew: Crew
) -> list[str]:
    """The workers that failed though they don't need the broken one, or without saying why."""
    dependent = reaching(broken, CALLS_FOR_WORK)
    bad = {}
    for name, answer in answers.items():
        passes_on = broken in CALLS[name] and REQUESTS[name].path.startswith(f"/{broken}/")
        if answer.is_success or passes_on:
            continue
        says_why = answer.headers["content-type"] == "application/problem+json"
        if not (name in dependent and says_why and answer.status_code in crew.refuses(name)):
            bad[name] = answer
    return failed(bad)


def failed(answers: Mapping[str, httpx.Response]) -> list[str]:
    """What did not succeed, in words."""
    return [
        f"{name}: {answer.status_code} {answer.text[:200]}"
        for name, answer in answers.items()
        if not answer.is_success
    ]
