"""Anomalies: far more errors or warnings of a worker than is usual for it, whatever their kind.

Time is cut into windows. For each worker and level a window's count is held against the mean and
the variance of the windows before it, weighted exponentially (Tony Finch, "Incremental calculation
of weighted mean and variance", 2009). The root of a Poisson count has a variance of about a
quarter, whatever its mean (M. S. Bartlett, "The square root transformation in analysis of
variance", 1936), so that ``n`` deviations above the mean ``m`` is ``(√m + n/2)²``, which is
``m + n·√m + n²/4``. Where counts vary more than Poisson's, their own deviation stands for ``√m``.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import sqrt
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict, ValidationError

MEMORY = 24  # windows: the weight of a window falls to a third in so many
LEARNING = 12  # windows that are only learned from
CATCH_UP = 144  # windows: what is older has next to no weight
SETTLE_MS = 10_000  # entries are stored a little after their time
FADED = 0.01  # a mean and variance that are as good as none


class Rules(NamedTuple):
    """When a count is unusual: beyond ``floor`` and ``deviations`` above its mean."""

    window_ms: int
    floor: int
    deviations: float


class Count(BaseModel):
    """Entries of a worker and level in the window that starts at ``start`` (epoch ms)."""

    start: int
    worker: str
    level: str
    count: int


class Usual(BaseModel):
    """A count's mean and variance, and since when (epoch ms) it has been unusual, if it is."""

    model_config = ConfigDict(frozen=True)

    mean: float = 0.0
    variance: float = 0.0
    since: int | None = None

    def most(self, deviations: float, floor: int) -> float:
        """The highest count within so many deviations; never less than the floor."""
        spread = sqrt(max(self.mean, self.variance))
        return max(floor, self.mean + deviations * spread + deviations**2 / 4)

    def after(self, count: float, weight: float, since: int | None) -> "Usual":
        """The same with one more window in it."""
        apart = count - self.mean
        variance = (1 - weight) * (self.variance + weight * apart**2)
        return Usual(mean=self.mean + weight * apart, variance=variance, since=since)

    @property
    def faded(self) -> bool:
        """Whether it says no more than that nothing is usual."""
        return self.since is None and self.mean < FADED and self.variance < FADED


class Baselines(BaseModel):
    """What is usual, by worker and level ("leads error"); no count at all where there is none.

    ``until`` is the end of the last closed window, epoch milliseconds; ``seen`` counts windows.
    """

    window_ms: int
    until: int
    seen: int = 0
    usual: dict[str, Usual] = {}


@dataclass(frozen=True)
class Change:
    """An anomaly that begins or ends with the window from ``start``; ``usual`` was its mean."""

    worker: str
    level: str
    count: int
    usual: float
    since: int
    start: int
    over: bool

    @property
    def key(self) -> str:
        """The key under which it is told once."""
        event = "over" if self.over else "began"
        return f"anomaly-{event}:{self.worker}:{self.level}:{self.since}"


def last_end(now: int, window_ms: int) -> int:
    """The end of the last window whose entries are all stored, epoch milliseconds."""
    return (now - SETTLE_MS) // window_ms * window_ms


def resume(text: str | None, until: int, kept_from: int, rules: Rules) -> Baselines:
    """The baselines out of their JSON; new ones without it or when windows have another length.

    They go on with the first window that is wholly within what the log keeps, ``kept_from``.
    """
    window_ms = rules.window_ms
    baselines = _parsed(text)
    if baselines is None or baselines.window_ms != window_ms:
        return Baselines(window_ms=window_ms, until=until - window_ms)
    oldest = max(-(-kept_from // window_ms) * window_ms, until - CATCH_UP * window_ms)
    return baselines.model_copy(update={"until": max(baselines.until, oldest)})


def close_windows(
    baselines: Baselines, counts: Iterable[Count], until: int, rules: Rules
) -> tuple[Baselines, list[Change]]:
    """The baselines with every window up to ``until`` in them, and what changed on the way."""
    windows: dict[int, dict[str, int]] = defaultdict(dict)
    for each in counts:
        windows[each.start][f"{each.worker} {each.level}"] = each.count
    changes: list[Change] = []
    for start in range(baselines.until, until, rules.window_ms):
        baselines, changed = close_window(baselines, windows.get(start, {}), rules)
        changes += changed
    return baselines, changes


def close_window(
    baselines: Baselines, counts: Mapping[str, int], rules: Rules
) -> tuple[Baselines, list[Change]]:
    """The same for the next window alone, with its counts by worker and level."""
    start, seen = baselines.until, baselines.seen
    usual: dict[str, Usual] = {}
    changes: list[Change] = []
    for series in sorted({*baselines.usual, *counts}):
        before, count = baselines.usual.get(series, Usual()), counts.get(series, 0)
        after = judge(before, count, start, seen, rules)
        if not after.faded:
            usual[series] = after
        if (change := _change(series, count, before, after, start)) is not None:
            changes.append(change)
    until = start + rules.window_ms
    closed = Baselines(window_ms=rules.window_ms, until=until, seen=seen + 1, usual=usual)
    return closed, changes


def judge(usual: Usual, count: int, start: int, seen: int, rules: Rules) -> Usual:
    """What is usual after one more count, and whether that is an anomaly.

    An anomaly is over once the count is within half the deviations at which it began. Until then a
    window is learned as the most that would end it: a burst changes little, and what stays
    becomes usual in the end.
    """
    weight = max(1 / MEMORY, 1 / (seen + 1))  # while there are few, the plain mean
    if seen < LEARNING:
        return usual.after(count, weight, None)
    calm = usual.most(rules.deviations / 2, rules.floor)
    most = usual.most(rules.deviations, rules.floor) if usual.since is None else calm
    if count <= most:
        return usual.after(count, weight, None)
    return usual.after(min(count, calm), weight, start if usual.since is None else usual.since)


def _change(series: str, count: int, before: Usual, after: Usual, start: int) -> Change | None:
    over = after.since is None
    since = before.since if over else after.since
    if since is None or (before.since is None) == over:
        return None
    worker, level = series.split(" ")
    return Change(worker, level, count, before.mean, since, start, over)


def _parsed(text: str | None) -> Baselines | None:
    try:
        return None if text is None else Baselines.model_validate_json(text)
    except ValidationError:
        return None
