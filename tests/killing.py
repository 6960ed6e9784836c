"""A worker that is killed in the middle of its work, while several clients post to it."""

import itertools
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator, Sized
from concurrent.futures import ThreadPoolExecutor

import httpx

from fleet.dev.local import LocalFleet

Send = Callable[[httpx.Client, int], bool]
"""Posts what a number stands for, notes what was taken, and says whether it was."""


def post_until_killed(
    fleet: LocalFleet, worker: str, send: Send, taken: Sized, *, enough: int, at_once: int
) -> None:
    """Post from ``at_once`` clients, and kill workerd with SIGKILL once ``enough`` are taken."""
    numbers = itertools.count()
    killer = threading.Thread(target=_kill_when_enough, args=(fleet, taken, enough))
    killer.start()
    with ThreadPoolExecutor(at_once) as clients:
        for _ in range(at_once):
            clients.submit(_post_until_it_breaks, fleet, worker, send, numbers)
    killer.join()


def _post_until_it_breaks(
    fleet: LocalFleet, worker: str, send: Send, numbers: Iterator[int]
) -> None:
    with fleet.worker(worker) as client:
        for number in numbers:
            try:
                if not send(client, number):
                    return
            except httpx.HTTPError:
                return


def _kill_when_enough(fleet: LocalFleet, taken: Sized, enough: int) -> None:
    while len(taken) < enough:
        time.sleep(0.002)
    os.kill(fleet.workerd_pid(), signal.SIGKILL)
