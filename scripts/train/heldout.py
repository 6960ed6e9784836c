"""The errors that a model would make on sales it had not seen: its trees fitted without them."""

from __future__ import annotations

from functools import reduce
from typing import Any

import numpy as np

from train import boosting
from train.columns import Columns
from train.frame import Frame
from train.intervals import Unseen
from train.numeric import Floats
from train.partial import share_of_partial, told_masks
from train.pricing import (
    Homes,
    PriceModel,
    TrainingRows,
    fit_partial,
    fit_pricing,
    partial_features,
)
from train.sales import Sales

FOLDS = 3
FEW, WHOLE_FOLDS = 5_000, 5  # sales
# Their errors are those of the shipped trees to a hundredth, in a third of the time.
QUICK = {"rounds": 100, "learning_rate": 0.15}


def held_out(
    model: PriceModel, rows: TrainingRows, sales: Sales, trees: dict[str, Any] | None
) -> tuple[Unseen, Unseen]:
    """The sales as if unseen, with all that is known of them, and copies with facts hidden.

    Only the trees are fitted anew, on two thirds of the sales. That tells the errors of many sales:
    the ridge has few terms beside them, and each sale is left out of its own neighbourhood in the
    features. Where sales are FEW the ridge fits them too well: `refitted` is for them.
    """
    fold = np.random.default_rng(0).integers(FOLDS, size=len(sales))
    every = (rows, *rows.copies)
    answers = [np.empty(len(sales)) for _ in every]
    settings = {**boosting.PRICE, **(trees or {})}
    for k in range(FOLDS):
        known, left = fold != k, fold == k
        complete = boosting.boost(rows.features[known], rows.residual[known], settings)
        partial = fit_partial(rows.copies, known, {**(trees or {}), **QUICK})
        for row, answer in zip(every, answers, strict=True):
            features = row.features[left]
            seen = partial_features(row.homes, row.features)[left]
            whole = boosting.predict(complete, features)
            share = share_of_partial(model.unknown(row.homes)[left])
            answer[left] = whole + share * (boosting.predict(partial, seen) - whole)
    unseen = [
        _unseen(model, row, sales, answer) for row, answer in zip(every, answers, strict=True)
    ]
    return unseen[0], reduce(Unseen.joined, unseen[1:])


def refitted(
    sales: Sales, columns: Columns, frame: Frame, trees: dict[str, Any] | None
) -> tuple[Unseen, Unseen]:
    """The same for few sales, with whole models that learnt from the other four fifths."""
    fold = np.random.default_rng(0).integers(WHOLE_FOLDS, size=len(sales))
    everything = np.ones((len(sales), len(columns.features)), dtype=np.bool_)
    known = [everything, *told_masks(columns, len(sales))]
    parts: list[list[Unseen]] = [[] for _ in known]
    for k in range(WHOLE_FOLDS):
        model, _ = fit_pricing(sales.where(fold != k), columns, frame, trees)
        left = sales.where(fold == k)
        homes = model.hedonic.homes(left)
        for part, mask in zip(parts, known, strict=True):
            part.append(_valued(model, model.hedonic.hidden(homes, mask[fold == k]), left))
    order = np.argsort(np.argsort(fold, kind="stable"), kind="stable")
    copies = [reduce(Unseen.joined, part).where(order) for part in parts]
    return copies[0], reduce(Unseen.joined, copies[1:])


def _valued(model: PriceModel, homes: Homes, sales: Sales) -> Unseen:
    features, price = model.features(homes), np.log(sales.price)
    deflated = model.deflated(homes, features)
    error = price - deflated - model.market.level(sales.day)
    return as_seen(model, homes, features, error, deflated, price)


def _unseen(model: PriceModel, row: TrainingRows, sales: Sales, answer: Floats) -> Unseen:
    price = np.log(sales.price)
    deflated = model.hedonic.log_price(row.homes) + answer
    error = price - deflated - model.market.level(sales.day)
    return as_seen(model, row.homes, row.features, error, deflated, price)


def as_seen(
    model: PriceModel,
    homes: Homes,
    features: Floats,
    error: Floats,
    deflated: Floats,
    price: Floats,
) -> Unseen:
    """Homes as the intervals see them."""
    return Unseen(
        error=error,
        unknown=model.unknown(homes),
        deflated=deflated,
        price=price,
        day=homes.day,
        around=model.around(features),
        encoded=homes.encoded,
    )
