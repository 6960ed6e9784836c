"""The point estimate: ridge, neighbours and trees on deflated log prices, re-inflated."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import lightgbm
import numpy as np

from train import boosting
from train.columns import Columns
from train.encoding import Encoder, encode, fit_encoders, year_fraction
from train.frame import Frame
from train.hedonic import area_terms, fact_terms, fit_knots, radial_terms, term_count
from train.imputation import Areas, fit_areas
from train.market import Market, fit_market
from train.neighbours import Surroundings, quantise
from train.numeric import Floats, Ints
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
    that leaves.
    """

    hedonic: Hedonic
    market: Market
    surroundings: Surroundings
    boosters: tuple[lightgbm.Booster, ...]
    end: int

    def features(self, homes: Homes, *, leave_out_self: bool = False) -> Floats:
        """What the trees see, (homes, features)."""
        return _features(self.hedonic, self.surroundings, homes, leave_out_self)

    def deflated(self, homes: Homes, features: Floats) -> Floats:
        """Log of the estimate at the market's origin."""
        trees = [boosting.predict(booster, features) for booster in self.boosters]
        return np.asarray(self.hedonic.log_price(homes) + np.mean(trees, axis=0))

    def log_price(self, homes: Homes, features: Floats) -> Floats:
        """Log of the estimate at each home's own date."""
        return self.deflated(homes, features) + self.market.level(homes.day)


@dataclass(frozen=True)
class TrainingRows:
    """What the trees were fitted on; `residual` is what `PriceModel.hedonic` leaves."""

    homes: Homes
    features: Floats
    residual: Floats


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
    model = PriceModel(hedonic, market, near, boosters, int(sales.day.max()) + 1)
    return model, TrainingRows(homes, features, deflated - design @ hedonic.beta)


def _features(hedonic: Hedonic, near: Surroundings, homes: Homes, leave_out_self: bool) -> Floats:
    around = near.features(homes.place, hedonic.traits(homes), leave_out_self=leave_out_self)
    # LightGBM parts 0 from 1 just above 0: an imputed hundredth of a step would count as a whole.
    whole = [encoder.kind == "steps" for encoder in hedonic.encoders]
    facts = np.where(whole, np.round(homes.imputed), homes.imputed)
    return np.column_stack([facts, _axes(homes.place), around])


def _homes(sales: Sales, frame: Frame, encoders: tuple[Encoder, ...], areas: Areas) -> Homes:
    place = frame.place(sales)
    area = areas.assign(sales.area, place)
    encoded = encode(sales, encoders)
    limits = np.array([(e.low, e.high) for e in encoders])
    imputed = np.clip(areas.impute(encoded, area), limits[:, 0], limits[:, 1])
    levels = [k for k, e in enumerate(encoders) if e.kind == "category"]
    imputed[:, levels] = np.round(imputed[:, levels])
    return Homes(encoded, imputed, area, place, sales.day)


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
