"""How far off an estimate may be: conformal 80 % intervals that what is told can only narrow.

The half-widths follow a spread that trees predict from the errors on sales that the price trees did
not see (normalised conformal prediction, Papadopoulos et al. 2008). These trees see the place, what
unknown facts leave open, and a score of each known fact (`noise`), and may only rise with the
latter two: more facts, less spread. The quantiles of error / spread come from all held-out errors,
by group of the estimate (Mondrian) and weighted so that dear and cheap homes, by the price paid,
are covered alike; their scale comes from the newest sales.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import lightgbm
import numpy as np

from train import boosting
from train.metrics import quartiles
from train.noise import NoiseTable, fit_noise, noise_scores
from train.numeric import Bools, Floats, Ints
from train.partial import COPIES

TAIL = 0.1
TAILS = (0.05, 0.07, 0.09, 0.11, 0.13)  # below an interval; what is left of two tails is above it
USUAL_SPREAD = 0.11
NORMAL_80 = 1.2816  # standard deviations on each side of a normal 80 % interval
GROUPS = 6
SMALLEST = 0.01  # added to errors before the logarithm: lucky hits are not precision
ROUNDS, RATE, BALANCE = 60, 2.0, 3.0
DEAREST = 0.02  # the share of sales whose coverage is balanced apart
NEWEST_HALF_LIFE = 1200.0  # sales; by count and not by days, for a county has few or many a month
# Errors are greatest in February and least in August (few homes are sold in winter, and unlike
# ones), by so much (log): a prior, and how unsure it is, from King County (0.06) and Lucas (0.03).
SEASON_OF_ERRORS, UNSURE_SEASON = 0.055, 0.015
NOISIEST = 36 / 365.2425  # years since New Year
SPREAD_OF_LOGS = 1.1  # of log |error|, a standard deviation
WEIGHT_OF_COMPLETE = 4.0  # of a sale all of whose facts are known, beside its copies
ENOUGH_TO_SCALE = 100
DEVIATIONS = (0.0, 0.06, 0.12, 0.2, 0.32)  # of unknown facts, at which the scale is measured


@dataclass(frozen=True)
class Unseen:
    """Homes that the model did not learn from. Logs: `error` is price − estimate, `unknown` the
    standard deviation that unknown facts leave. `around` is what the trees see of the place."""

    error: Floats
    unknown: Floats
    deflated: Floats
    price: Floats
    day: Ints
    around: Floats
    encoded: Floats

    def where(self, keep: Bools | Ints) -> Unseen:
        """The homes for which `keep` is true, or which it numbers."""
        return Unseen(**{name: values[keep] for name, values in vars(self).items()})

    def joined(self, other: Unseen) -> Unseen:
        """These homes and those."""
        mine, theirs = vars(self), vars(other)
        return Unseen(**{k: np.concatenate([mine[k], theirs[k]]) for k in mine})


@dataclass(frozen=True)
class Intervals:
    """`spread` predicts log |error|; `low` and `high` multiply it at the `centres` of groups of
    the deflated log estimate, `scale` at DEVIATIONS of what is unknown."""

    spread: lightgbm.Booster
    noise: tuple[NoiseTable, ...]
    centres: Floats
    low: Floats
    high: Floats
    scale: Floats
    season: float = SEASON_OF_ERRORS

    def bounds(self, homes: Unseen) -> tuple[Floats, Floats]:
        """Log distance of low and high from the estimate."""
        spread = self.expected(homes)
        low = np.interp(homes.deflated, self.centres, self.low)
        high = np.interp(homes.deflated, self.centres, self.high)
        return low * spread, high * spread

    def expected(self, homes: Unseen) -> Floats:
        """The expected size of each error."""
        size = _expected(self.spread, self.noise, homes, self.season)
        return np.asarray(size * np.interp(homes.unknown, DEVIATIONS, self.scale))

    @property
    def per_deviation(self) -> float:
        """How much spread has the effect of one standard deviation of a normal error."""
        return 2 * NORMAL_80 / float(np.mean(self.high - self.low))


def season_of_errors(day: Ints, amplitude: float = SEASON_OF_ERRORS) -> Floats:
    """By how much errors are greater than the year's mean on each ordinal day."""
    return np.exp(amplitude * _winter(day))


def _winter(day: Ints) -> Floats:
    """1 when errors are greatest, −1 half a year later."""
    return np.cos(2 * np.pi * ((day - 1) / 365.2425 - NOISIEST))


def _season(score: Floats, day: Ints) -> float:
    """The prior, corrected by what the scores, which it is taken out of, still have of a season."""
    winter = _winter(day) - _winter(day).mean()
    size = np.log(np.abs(score) + SMALLEST)
    slope = float(winter @ size / (winter @ winter))
    variance = SPREAD_OF_LOGS**2 / float(winter @ winter)
    return SEASON_OF_ERRORS + slope * UNSURE_SEASON**2 / (UNSURE_SEASON**2 + variance)


def spread_features(noise: tuple[NoiseTable, ...], homes: Unseen) -> Floats:
    """What the trees of the spread see: the place, the deviation that is left, facts' scores."""
    scores = noise_scores(noise, homes.encoded)
    return np.column_stack([homes.around, homes.unknown, scores])


def fit_intervals(complete: Unseen, partial: Unseen) -> Intervals:
    """From the held-out errors on the sales, in order of date, and on copies with facts hidden."""
    size = np.log(np.abs(complete.error) + SMALLEST) - np.log(season_of_errors(complete.day))
    noise = tuple(fit_noise(column, size) for column in complete.encoded.T)
    every = complete.joined(partial)
    halves = np.arange(len(every.error)) % len(complete.error) % 2 == 0
    # What calibrates must not have been learnt from: each half is judged by the other's trees.
    score = np.empty(len(every.error))
    for half in (halves, ~halves):
        spread = _fit_spread(noise, every.where(~half))
        those = every.where(half)
        score[half] = those.error / _expected(spread, noise, those)
    whole = len(complete.error)
    season = _season(score[:whole], complete.day)
    score *= season_of_errors(every.day) / season_of_errors(every.day, season)
    found = Intervals(
        _fit_spread(noise, every),
        noise,
        *_by_group(score[:whole], complete.deflated, complete.price),
        np.ones(len(DEVIATIONS)),
        season,
    )
    factor = _factor(found, score[:whole], complete.deflated, _newest(whole))
    found = replace(found, scale=found.scale * factor)
    return _scaled_to_unknown(found, score[whole:], partial)


def _fit_spread(noise: tuple[NoiseTable, ...], homes: Unseen) -> lightgbm.Booster:
    features = spread_features(noise, homes)
    size = np.log(np.abs(homes.error) + SMALLEST) - np.log(season_of_errors(homes.day))
    around = homes.around.shape[1]
    rising = [0] * around + [1] * (features.shape[1] - around)
    weight = np.where(homes.unknown > 0, 1.0, WEIGHT_OF_COMPLETE)
    return boosting.boost(
        features, size, {**boosting.SPREAD, "monotone_constraints": rising}, weight
    )


def _expected(
    spread: lightgbm.Booster,
    noise: tuple[NoiseTable, ...],
    homes: Unseen,
    season: float = SEASON_OF_ERRORS,
) -> Floats:
    size = np.exp(boosting.predict(spread, spread_features(noise, homes)))
    return np.asarray(size * season_of_errors(homes.day, season))


def _by_group(score: Floats, deflated: Floats, price: Floats) -> tuple[Floats, Floats, Floats]:
    """Centres, and quantiles of error / spread, by group of the estimate, balanced over the price
    paid. All groups are as wide: a fact that changes the estimate widens no interval by that."""
    groups = _groups(deflated)
    centres = np.array([np.median(deflated[g]) for g in groups])
    members = [*quartiles(price), price >= np.quantile(price, 1 - DEAREST)]
    weight = np.ones(len(score))
    for _ in range(ROUNDS):
        ends = [_shortest(score[g], weight[g]) for g in groups[:-1]]
        # The dearest homes' prices lie far above more often: both tails are to be alike there.
        ends.append(_ends(score[groups[-1]], weight[groups[-1]], TAIL))
        low, high = np.array(ends).T
        even = (high - low).mean() / (high - low)
        low, high = low * even, high * even
        inside = _needed(score, deflated, centres, low, high) <= 1
        for member in members:
            weight[member] *= np.exp(RATE * (1 - 2 * TAIL - inside[member].mean()))
        # Unbounded, one odd quarter would stretch a group's interval to its outliers.
        weight = np.clip(weight / weight.mean(), 1 / BALANCE, BALANCE)
    return centres, low, high


def _shortest(score: Floats, weight: Floats) -> tuple[float, float]:
    """Of the spans of scores that hold the promised share, that with the least (high − low) /
    estimate at a usual spread."""
    spans = [_ends(score, weight, tail) for tail in TAILS]
    return min(spans, key=lambda ends: np.diff(np.exp(USUAL_SPREAD * np.array(ends)))[0])


def _ends(score: Floats, weight: Floats, below: float) -> tuple[float, float]:
    """The span that leaves out the share `below` under it, and the rest of both tails above."""
    return _quantile(score, weight, below), _quantile(score, weight, 1 - 2 * TAIL + below)


def _needed(score: Floats, deflated: Floats, centres: Floats, low: Floats, high: Floats) -> Floats:
    """What each interval has to be multiplied by to reach the price."""
    below, above = np.interp(deflated, centres, low), np.interp(deflated, centres, high)
    return np.asarray(np.maximum(score / below, score / above))


def _factor(found: Intervals, score: Floats, deflated: Floats, weight: Floats) -> float:
    """What the intervals have to be multiplied by to cover exactly the promised share."""
    needed = _needed(score, deflated, found.centres, found.low, found.high)
    return _quantile(needed, weight, 1 - 2 * TAIL)


def _newest(count: int) -> Floats:
    """Weights that halve with every so many sales before the last."""
    return np.asarray(0.5 ** (np.arange(count)[::-1] / NEWEST_HALF_LIFE))


def _scaled_to_unknown(found: Intervals, score: Floats, partial: Unseen) -> Intervals:
    """The scale at each deviation of unknown facts; it never falls as that rises."""
    edges = (np.array(DEVIATIONS[1:]) + np.array(DEVIATIONS[:-1])) / 2
    member = np.searchsorted(edges, partial.unknown)
    weight = np.tile(_newest(len(score) // COPIES), COPIES)
    scale = found.scale.copy()
    for k in range(1, len(DEVIATIONS)):
        those = member == k
        if those.sum() >= ENOUGH_TO_SCALE:
            scale[k] = _factor(found, score[those], partial.deflated[those], weight[those])
    return replace(found, scale=np.maximum.accumulate(scale))


def _groups(values: Floats) -> list[Bools]:
    # The last group is of the dearest alone, where errors are skewed most.
    shares = [*np.linspace(0, 1, GROUPS)[1:-1], 1 - 2 * DEAREST]
    edges = np.quantile(values, shares)
    group = np.searchsorted(edges, values)
    return [np.asarray(group == k) for k in range(GROUPS) if (group == k).any()]


def _quantile(values: Floats, weight: Floats, level: float) -> float:
    """The weighted conformal quantile: one unseen error counts as beyond all others."""
    order = np.argsort(values)
    mass = np.cumsum(weight[order])
    target = level * (mass[-1] + weight.mean())
    return float(values[order][min(int(np.searchsorted(mass, target)), len(values) - 1)])
