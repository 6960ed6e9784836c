"""Warm requests: interleaved rounds, so that whatever else the machine does hits all alike."""

import statistics
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from fleet.bench.driver import drive, running
from fleet.bench.variants import CASES, VARIANTS, Case, Variant

# Many short rounds: what else the machine does then falls on both sides of most pairs alike.
ROUNDS, REQUESTS, WARM_UP = 40, 100, 3000
QUICK_ROUNDS, QUICK_REQUESTS, QUICK_WARM_UP = 10, 50, 300


@dataclass(frozen=True)
class Timing:
    """Microseconds a request took in each round, and in the same rounds with plain JavaScript."""

    rounds: list[float]
    yardstick: list[float]

    @property
    def median(self) -> float:
        return statistics.median(self.rounds)

    @property
    def least(self) -> float:
        return min(self.rounds)

    @property
    def ratio(self) -> float:
        """The median of the rounds' own ratios: a slow minute slows both sides of it."""
        pairs = zip(self.rounds, self.yardstick, strict=True)
        return statistics.median(own / js for own, js in pairs)


Timings = dict[tuple[str, str], Timing]
"""By the case's title and the variant's worker."""


def steps(*, quick: bool) -> int:
    """How often `measure` calls ``progress``."""
    return len(CASES) * (1 + (QUICK_ROUNDS if quick else ROUNDS))


async def measure(root: Path, progress: Callable[[str], None], *, quick: bool) -> Timings:
    """Time every case with every variant."""
    timings: Timings = {}
    async with running(root) as runtime:
        for case in CASES:
            for variant in VARIANTS:
                warm_up = QUICK_WARM_UP if quick else WARM_UP
                await drive(runtime, variant.worker, [case], warm_up)
            progress(case.title)
            found: dict[str, list[float]] = {variant.worker: [] for variant in VARIANTS}
            for number in range(QUICK_ROUNDS if quick else ROUNDS):
                for variant in _turned(number):
                    count = QUICK_REQUESTS if quick else REQUESTS
                    seconds = await drive(runtime, variant.worker, [case], count)
                    found[variant.worker].append(seconds / count * 1e6)
                progress(case.title)
            timings |= _timings(case, found)
    return timings


def _turned(number: int) -> tuple[Variant, ...]:
    """The variants, beginning with another one in each round."""
    start = number % len(VARIANTS)
    return VARIANTS[start:] + VARIANTS[:start]


def _timings(case: Case, found: dict[str, list[float]]) -> Timings:
    return {
        (case.title, variant.worker): Timing(found[variant.worker], found[variant.yardstick])
        for variant in VARIANTS
    }
