"""The point estimate: ridge, neighbours and trees on deflated log prices, re-inflated."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import lightgbm
import numpy as np

from train import boosting
from train.boosting import DECIMALS
from train.columns import Columns
from train.encoding import Encoder, encode, fit_encoders, year_fraction
from train.frame import Frame
from train.hedonic import area_terms, fact_terms, fit_knots, radial_terms, term_count
from train.imputation import Areas, fit_areas
from train.market import Market, fit_market
from train.neighbours import ALIKE, Surroundings, quantise
from train.numeric import Bools, Floats, Ints
from train.partial import PARTLY, share_of_partial, told_masks
from train.ridge import huber_ridge
from train.sales import Sales

PENALTY = 1.0
# What of the ridge's answer each forest starts from. Two that share out the work differently are
# wrong about different homes: their mean beats one forest of as many trees.
SHARES = (0.9, 0.3)


@dataclass(frozen=True)
class Homes:
    """Sales as the model sees them: `encoded` facts (NaN unknown), the same `imputed`, `area`
    index, and `place` in km."""

    encoded: Floats
    imputed: Floats
    area: Ints
    place: Floats
    day: Ints


@dataclass(frozen=True)
class Hedonic:
    """The ridge and the facts it stands on."""

    frame: Frame
    encoders: tuple[Encoder, ...]
    areas: Areas
    knots: Floats
    beta: Floats

    def homes(self, sales: Sales) -> Homes:
        """Encode and impute."""
        return _homes(sales, self.frame, self.encoders, self.areas)

    def hidden(self, homes: Homes, known: Bools) -> Homes:
        """The same homes with only these facts known, (homes, facts)."""
        encoded = np.where(known, homes.encoded, np.nan)
        imputed = _imputed(encoded, homes.area, self.encoders, self.areas)
        return replace(homes, encoded=encoded, imputed=imputed)

    def log_price(self, homes: Homes) -> Floats:
        """The ridge's answer, deflated."""
        return np.asarray(_design(homes, self.encoders, self.areas, self.knots) @ self.beta)

    def shrunk(self, share: float, middle: float) -> Hedonic:
        """The ridge whose answers are this `share` as far from `middle` (a deflated log price)."""
        beta = share * self.beta
        beta[0] += (1 - share) * middle
        return replace(self, beta=beta)

    def beta_of_facts(self) -> list[Floats]:
        """The ridge's coefficients of each fact's terms."""
        ends = np.cumsum([1, *(term_count(e) for e in self.encoders)]).tolist()
        return [self.beta[start:end] for start, end in pairwise(ends)]

    def beta_of_areas(self) -> Floats:
        """The ridge's coefficient of each area."""
        start = 1 + sum(term_count(e) for e in self.encoders)
        return self.beta[start : start + len(self.areas.names)]

    def traits(self, homes: Homes) -> Floats:
        """Facts in units of likeness; of an age the year, since neighbours sold on other days."""
        columns = []
        for k, encoder in enumerate(self.encoders):
            if encoder.similar:
                value = homes.imputed[:, k]
                value = year_fraction(homes.day) - value if encoder.kind == "age" else value
                columns.append(value / encoder.similar)
        return np.column_stack(columns)


@dataclass(frozen=True)
class PriceModel:
    """Everything learnt from one set of sales; `end` is the first day it knows nothing about.

    `hedonic` is the ridge shrunk by the mean of SHARES, and the mean of the `boosters` adds what
    that leaves; `partial` adds it for homes of which facts are unknown. `slopes` is log price per
    unit of each encoded fact.
    """

    hedonic: Hedonic
    market: Market
    surroundings: Surroundings
    boosters: tuple[lightgbm.Booster, ...]
    partial: lightgbm.Booster
    slopes: Floats
    end: int

    def features(self, homes: Homes, *, leave_out_self: bool = False) -> Floats:
        """What the trees see, (homes, features)."""
        return _features(self.hedonic, self.surroundings, homes, leave_out_self)

    def deflated(self, homes: Homes, features: Floats) -> Floats:
        """Log of the estimate at the market's origin."""
        complete = np.mean([boosting.predict(b, features) for b in self.boosters], axis=0)
        partial = boosting.predict(self.partial, partial_features(homes, features))
        share = share_of_partial(self.unknown(homes))
        return np.asarray(self.hedonic.log_price(homes) + complete + share * (partial - complete))

    def around(self, features: Floats) -> Floats:
        """Of what the trees see, that which depends on the place alone, (homes, …)."""
        facts, fine = len(self.hedonic.encoders), 2 * len(ALIKE)
        return features[:, facts : features.shape[1] - fine]

    def unknown(self, homes: Homes) -> Floats:
        """The standard deviation of log price that unknown facts leave."""
        variance = self.hedonic.areas.unknown_variance(homes.encoded, self.slopes)
        return np.asarray(np.round(np.sqrt(variance), DECIMALS))

    def log_price(self, homes: Homes, features: Floats) -> Floats:
        """Log of the estimate at each home's own date."""
        return self.deflated(homes, features) + self.market.level(homes.day)


@dataclass(frozen=True)
class TrainingRows:
    """What the trees were fitted on; `residual` is what `PriceModel.hedonic` leaves.

    `copies` are the same sales with facts hidden.
    """

    homes: Homes
    features: Floats
    residual: Floats
    copies: tuple[TrainingRows, ...] = ()


def fit_pricing(
    sales: Sales, columns: Columns, frame: Frame, trees: dict[str, Any] | None = None
) -> tuple[PriceModel, TrainingRows]:
    """Fit the point estimate on sales in order of date; `trees` overrides boosting.PRICE."""
    encoders = fit_encoders(sales, columns)
    place = frame.place(sales)
    areas = fit_areas(sales, place, encode(sales, encoders), encoders)
    knots = fit_knots(place)
    homes = _homes(sales, frame, encoders, areas)
    design = _design(homes, encoders, areas, knots)
    market = fit_market(np.log(sales.price), sales.day, design, columns.annual_growth)
    deflated = np.log(sales.price) - market.level(sales.day)
    beta = huber_ridge(design, deflated, _penalty(design.shape[1]))
    ridge = Hedonic(frame, encoders, areas, knots, beta)
    known = frame.traits(frame.codes(sales, columns))
    near = Surroundings(place, quantise(deflated - design @ beta), known, frame.is_age)
    features = _features(ridge, near, homes, leave_out_self=True)
    middle, settings = float(np.median(deflated)), {**boosting.PRICE, **(trees or {})}
    boosters = tuple(
        boosting.boost(
            features,
            deflated - design @ ridge.shrunk(share, middle).beta,
            {**settings, "seed": number},
        )
        for number, share in enumerate(SHARES, start=1)
    )
    hedonic = ridge.shrunk(float(np.mean(SHARES)), middle)
    copies = tuple(
        _copy(hedonic, near, hedonic.hidden(homes, known), deflated)
        for known in told_masks(columns, len(sales))
    )
    rows = TrainingRows(homes, features, deflated - design @ hedonic.beta, copies)
    partial = fit_partial(copies, np.ones(len(sales), dtype=np.bool_), trees)
    end = int(sales.day.max()) + 1
    return PriceModel(hedonic, market, near, boosters, partial, _slopes(hedonic, rows), end), rows


def fit_partial(
    copies: tuple[TrainingRows, ...], learnt_from: Bools, trees: dict[str, Any] | None
) -> lightgbm.Booster:
    """The trees of partly known homes, from the copies of some of the sales."""
    features = [partial_features(copy.homes, copy.features)[learnt_from] for copy in copies]
    target = [copy.residual[learnt_from] for copy in copies]
    settings = {**PARTLY, **(trees or {})}
    return boosting.boost(np.vstack(features), np.concatenate(target), settings)


def partial_features(homes: Homes, features: Floats) -> Floats:
    """What the trees of partly known homes see: as the others, then which facts are known."""
    return np.hstack([features, ~np.isnan(homes.encoded)])


def _copy(hedonic: Hedonic, near: Surroundings, homes: Homes, deflated: Floats) -> TrainingRows:
    features = _features(hedonic, near, homes, leave_out_self=True)
    return TrainingRows(homes, features, deflated - hedonic.log_price(homes))


def _slopes(hedonic: Hedonic, rows: TrainingRows) -> Floats:
    """Log price per unit of each fact within an area, all facts together in one linear fit."""
    homes = rows.homes
    deviation = homes.imputed - hedonic.areas.typical[homes.area]
    price = hedonic.log_price(homes) + rows.residual
    count = np.maximum(np.bincount(homes.area), 1)
    within = price - (np.bincount(homes.area, price) / count)[homes.area]
    ridge = np.diag([1e-3 * len(price) * e.sd**2 for e in hedonic.encoders])
    gram = deviation.T @ deviation + ridge
    return np.asarray(np.linalg.solve(gram, deviation.T @ within))


def _features(hedonic: Hedonic, near: Surroundings, homes: Homes, leave_out_self: bool) -> Floats:
    around = near.features(homes.place, hedonic.traits(homes), leave_out_self=leave_out_self)
    # LightGBM parts 0 from 1 just above 0: an imputed hundredth of a step would count as a whole.
    whole = [encoder.kind == "steps" for encoder in hedonic.encoders]
    facts = np.where(whole, np.round(homes.imputed), homes.imputed)
    return np.round(np.column_stack([facts, _axes(homes.place), around]), DECIMALS)


def _homes(sales: Sales, frame: Frame, encoders: tuple[Encoder, ...], areas: Areas) -> Homes:
    place = frame.place(sales)
    area = areas.assign(sales.area, place)
    encoded = encode(sales, encoders)
    return Homes(encoded, _imputed(encoded, area, encoders, areas), area, place, sales.day)


def _imputed(encoded: Floats, area: Ints, encoders: tuple[Encoder, ...], areas: Areas) -> Floats:
    """The facts with unknown ones filled in, within what training saw."""
    limits = np.array([(e.low, e.high) for e in encoders])
    imputed = np.clip(areas.impute(encoded, area), limits[:, 0], limits[:, 1])
    levels = [k for k, e in enumerate(encoders) if e.kind == "category"]
    imputed[:, levels] = np.round(imputed[:, levels])
    return imputed


def _design(homes: Homes, encoders: tuple[Encoder, ...], areas: Areas, knots: Floats) -> Floats:
    facts = fact_terms(homes.imputed, encoders)
    constant = np.ones((len(facts), 1))
    area = area_terms(homes.area, len(areas.names))
    return np.hstack([constant, facts, area, radial_terms(homes.place, knots)])


def _penalty(terms: int) -> Floats:
    penalty = np.full(terms, PENALTY)
    penalty[0] = 0.0
    return penalty


def _axes(place: Floats) -> Floats:
    """East, north and the diagonals, which trees can't cut along by themselves."""
    east, north = place[:, 0], place[:, 1]
    return np.column_stack([east, north, east + north, east - north])
