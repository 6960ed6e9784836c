"""The market's level on a day, and how unsure a later day makes it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, log, pi, sin, sqrt

from avm.facts import YEAR

OWN_YEARS = 0.5  # as long as the sales' own trend is trusted alone; it beats an index's lag
BLEND_YEARS = 0.5  # then the index takes over
# How unsure the sales' own trend is while it is trusted, how far a home strays from its metro's
# index (Case and Shiller 1987), and how far a market whose change is not known does from its trend,
# in log points per √year and a year (FHFA metro indices 2000-2024: annual changes have sd 0.065).
OWN_DRIFT, LOCAL_DRIFT, MARKET_DRIFT, TREND_DRIFT = 0.02, 0.06, 0.065, 0.02


@dataclass(frozen=True)
class Market:
    """The log level after the last sale: trend and season since `origin` (an ordinal day)."""

    origin: int
    end: int
    level: float
    growth: float
    season: Sequence[float]

    def at(self, day: int, ratio: float | None) -> float:
        """The log level on `day`. `ratio` is an index's level then over its level at `end`."""
        ahead = (day - self.end) / YEAR
        own = self._trend(min(ahead, OWN_YEARS))
        if ratio is not None and ahead > OWN_YEARS:
            share = min((ahead - OWN_YEARS) / BLEND_YEARS, 1.0)
            own += share * (self._trend(0.0) + log(ratio) - own)
        return own + self._season((day - self.origin) / YEAR)

    def drift(self, day: int, ratio: float | None, seen: int | None = None) -> float:
        """Standard deviation of log price from asking about a later day than the last sale's.

        `seen` is the last day that the index had seen: of later days it knows nothing.
        """
        ahead = max((day - self.end) / YEAR, 0.0)
        own = min(ahead, OWN_YEARS)
        rest = ahead - own
        blind = rest if ratio is None else min(max(day - (seen or day), 0) / YEAR, rest)
        variance = OWN_DRIFT**2 * own + LOCAL_DRIFT**2 * rest
        return sqrt(variance + (MARKET_DRIFT * sqrt(blind) + TREND_DRIFT * blind) ** 2)

    def _trend(self, ahead: float) -> float:
        return self.level + self.growth * ((self.end - self.origin) / YEAR + ahead)

    def _season(self, years: float) -> float:
        angle = 2 * pi * years
        terms = (cos(angle), sin(angle), cos(2 * angle), sin(2 * angle))
        return sum(s * t for s, t in zip(self.season, terms, strict=True))
