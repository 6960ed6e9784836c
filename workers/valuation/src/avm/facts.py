"""A home's facts as numbers, and the likely value of those that were not given."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

YEAR = 365.2425
FADE_YEARS = 15.0

Home = Mapping[str, Any]


def year_fraction(day: int) -> float:
    """The calendar year of an ordinal day, with its fraction."""
    return 1.0 + (day - 1) / YEAR


@dataclass(frozen=True)
class Encoder:
    """How one fact becomes a number; the meaning of `kind` is in the column map's documentation."""

    name: str
    kind: str
    group: str
    of: str | None
    low: float
    high: float
    mean: float
    sd: float
    similar: float | None
    levels: Sequence[str]
    scale: Sequence[str]
    steps: Sequence[int]
    weights: Sequence[float]
    raw: Callable[[Home, float], float | None] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "raw", getattr(self, f"_{self.kind}"))

    def believable(self, value: float) -> float:
        """An imputed value within what training saw; of a category, one of its levels."""
        value = min(max(value, self.low), self.high)
        return float(round(value)) if self.kind == "category" else value

    def split_on(self, value: float) -> float:
        """The value that the trees see: of steps a whole one, imputed or not."""
        return float(round(value)) if self.kind == "steps" else value

    def encode(self, home: Home, year: float) -> float | None:
        """The encoded fact, clipped to what training saw; None when it is not known."""
        value = self.raw(home, year)
        return None if value is None else min(max(value, self.low), self.high)

    def log_price(self, value: float) -> float:
        """What the ridge adds to the log price for this encoded value."""
        weights = self.weights
        if self.kind == "category":
            return weights[int(value)]
        if self.kind == "steps":
            return sum(
                w * min(max(value - k + 1, 0.0), 1.0)
                for k, w in zip(self.steps, weights, strict=True)
            )
        unit = (value - self.mean) / self.sd
        if self.kind == "age":
            first, second, third, unfinished = weights
            early = unfinished * min(max(1.0 - value, 0.0), 2.0)
            return unit * (first + unit * (second + unit * third)) + early
        first, second = weights
        return unit * (first + unit * second)

    def shown(self, value: float, year: float) -> str:
        """An encoded value in words for people."""
        if self.kind == "log":
            return f"{round(math.exp(value), -1):,.0f}"
        if self.kind == "share":
            return f"{math.exp(value):.0%} of {self.of}"
        if self.kind == "age":
            return f"{year - value:.0f}"
        if self.kind == "since":
            return f"{year + FADE_YEARS * math.log(value):.0f}" if value > 0.001 else "never"
        return self.levels[int(value)] if self.kind == "category" else f"{value:g}"

    def _number(self, home: Home, _: float) -> float | None:
        value = home.get(self.name)
        return None if value is None else float(value)

    def _steps(self, home: Home, year: float) -> float | None:
        value = home.get(self.name)
        return self._place(value) if isinstance(value, str) else self._number(home, year)

    def _place(self, word: str) -> float | None:
        """A word's place on the scale, from 1; None if it is none of its words."""
        words = [each.casefold() for each in self.scale]
        return words.index(word.casefold()) + 1.0 if word.casefold() in words else None

    def _log(self, home: Home, _: float) -> float | None:
        value = home.get(self.name)
        return math.log(value) if value else None

    def _share(self, home: Home, _: float) -> float | None:
        value, whole = home.get(self.name), home.get(self.of or "")
        return math.log(value / whole) if value and whole else None

    def _age(self, home: Home, year: float) -> float | None:
        value = home.get(self.name)
        return None if value is None else year - value

    def _since(self, home: Home, year: float) -> float | None:
        value = home.get(self.name)
        if not value:
            return None if value is None else 0.0
        return math.exp(-max(year - value, 0.0) / FADE_YEARS)

    def _category(self, home: Home, _: float) -> float | None:
        value = home.get(self.name)
        return float(self.levels.index(value)) if value in self.levels else None


@dataclass(frozen=True)
class Imputer:
    """Unknown facts given the known ones: normal around the area's typical home."""

    covariance: Sequence[Sequence[float]]
    slopes: Sequence[float]

    def fill(
        self, encoded: Sequence[float | None], typical: Sequence[float]
    ) -> tuple[list[float], float]:
        """The facts with unknown ones imputed, and the variance of log price that leaves."""
        known = [k for k, value in enumerate(encoded) if value is not None]
        if len(known) == len(encoded):
            return [value for value in encoded if value is not None], 0.0
        unknown = [k for k, value in enumerate(encoded) if value is None]
        deviation = [float(encoded[k] or 0.0) - typical[k] for k in known]
        weights = self._solve(known, deviation)
        filled = [typical[k] if v is None else v for k, v in enumerate(encoded)]
        for k in unknown:
            row = self.covariance[k]
            filled[k] += sum(row[j] * w for j, w in zip(known, weights, strict=True))
        return filled, self._variance(known, unknown)

    def _variance(self, known: list[int], unknown: list[int]) -> float:
        covariance, slopes = self.covariance, self.slopes
        left = sum(slopes[i] * covariance[i][j] * slopes[j] for i in unknown for j in unknown)
        cross = [sum(covariance[k][i] * slopes[i] for i in unknown) for k in known]
        told = sum(c * w for c, w in zip(cross, self._solve(known, cross), strict=True))
        return max(left - told, 0.0)

    def _solve(self, known: list[int], right: list[float]) -> list[float]:
        """Solve covariance[known, known]·x = right (Cholesky: it is positive definite)."""
        lower: list[list[float]] = []
        answer: list[float] = []
        for n, i in enumerate(known):
            row: list[float] = []
            for m, j in enumerate(known[: n + 1]):
                rest = self.covariance[i][j] - sum(
                    map(float.__mul__, row, lower[m] if m < n else row)
                )
                row.append(rest / lower[m][m] if m < n else math.sqrt(rest))
            lower.append(row)
            answer.append((right[n] - sum(map(float.__mul__, row, answer))) / row[n])
        for n in range(len(known) - 1, -1, -1):
            above = sum(lower[m][n] * answer[m] for m in range(n + 1, len(known)))
            answer[n] = (answer[n] - above) / lower[n][n]
        return answer
