"""Plays stories on several threads: each goes on when the seconds that it asked for are over."""

import heapq
import itertools
import time
from collections import deque
from collections.abc import Iterable
from threading import Event, Lock, Thread

from fleet.chaos.stories import Story

IDLE_SECONDS = 0.02
MOST_OPEN = 40


class Stage:
    """Plays stories; a new one begins while no open one wants to go on, and few are open."""

    def __init__(self, stories: Iterable[Story], posters: int) -> None:
        self.errors: list[BaseException] = []
        self._new = deque(stories)
        self._open: list[tuple[float, int, Story]] = []
        self._numbers = itertools.count()
        self._total, self._ended = len(self._new), 0
        self._lock = Lock()
        self._over = Event()
        self._threads = [Thread(target=self._play) for _ in range(posters)]

    @property
    def progress(self) -> float:
        """How much of all stories has been told, from 0 to 1."""
        return self._ended / max(1, self._total)

    def begin(self) -> None:
        """Begin to play."""
        for thread in self._threads:
            thread.start()

    def begin_no_more(self) -> None:
        """Let the open stories end, and begin no other."""
        with self._lock:
            self._total -= len(self._new)
            self._new.clear()

    def wait(self, seconds: float) -> bool:
        """Wait until all has been told, for so long; answers whether it has."""
        deadline = time.monotonic() + seconds
        while self._ended < self._total and not self.errors:
            if time.monotonic() > deadline:
                return False
            time.sleep(IDLE_SECONDS)
        return not self.errors

    def end(self) -> int:
        """Stop playing; answers how many stories were left open."""
        self._over.set()
        for thread in self._threads:
            thread.join()
        return self._total - self._ended

    def _play(self) -> None:
        while not self._over.is_set():
            story = self._next()
            if story is None:
                self._over.wait(IDLE_SECONDS)
                continue
            try:
                pause = next(story)
            except StopIteration:
                with self._lock:
                    self._ended += 1
            except BaseException as error:  # told by whoever waits
                self.errors.append(error)
                return
            else:
                with self._lock:
                    due = time.monotonic() + pause
                    heapq.heappush(self._open, (due, next(self._numbers), story))

    def _next(self) -> Story | None:
        with self._lock:
            if self._open and self._open[0][0] <= time.monotonic():
                return heapq.heappop(self._open)[2]
            return self._new.popleft() if self._new and len(self._open) < MOST_OPEN else None
