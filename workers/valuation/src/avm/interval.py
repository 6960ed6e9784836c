"""How far off an estimate may be: what is told of a home can only narrow its interval."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import cos, exp, hypot, pi
from typing import Any

from avm.forest import Forest

UNKNOWN = 9.0  # as in training: above the score of any known value


@dataclass(frozen=True)
class Doubt:
    """What an interval depends on: the trees' features of the place, the standard deviation of
    log price that is left open, each encoded fact or None, and the calendar year with fraction."""

    around: Sequence[float]
    deviation: float
    encoded: Sequence[float | None]
    year: float


class Intervals:
    """80 % intervals of one vintage."""

    def __init__(self, spec: Mapping[str, Any], spread: Forest):
        self._spread = spread
        self._noise: list[tuple[list[float], list[float]]] = spec["noise"]
        self._centres, self._low, self._high = spec["centres"], spec["low"], spec["high"]
        self._deviations, self._scale = spec["deviations"], spec["scale"]
        self._season, self._noisiest = spec["season"]
        self._drift: float = spec["drift"]

    def bounds(self, doubt: Doubt, deflated: float, drift: float) -> tuple[float, float]:
        """Log distance of the ends of the interval from an estimate, `deflated` of the market;
        `drift` is a standard deviation that is added."""
        scores = [
            UNKNOWN if value is None else score[bisect_left(edges, value)]
            for value, (edges, score) in zip(doubt.encoded, self._noise, strict=True)
        ]
        features = [*doubt.around, doubt.deviation, *scores]
        season = exp(self._season * cos(2 * pi * (doubt.year - self._noisiest)))
        scale = interpolate(doubt.deviation, self._deviations, self._scale)
        size = exp(self._spread.predict(features)) * season * scale
        size = hypot(size, self._drift * drift)
        low = interpolate(deflated, self._centres, self._low)
        high = interpolate(deflated, self._centres, self._high)
        return low * size, high * size


def interpolate(at: float, centres: Sequence[float], values: Sequence[float]) -> float:
    """Straight lines between the centres, level beyond them."""
    if at <= centres[0]:
        return values[0]
    for k in range(1, len(centres)):
        if at <= centres[k]:
            share = (at - centres[k - 1]) / (centres[k] - centres[k - 1])
            return values[k - 1] + share * (values[k] - values[k - 1])
    return values[-1]
