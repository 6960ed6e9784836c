"""Gradient-boosted trees (LightGBM) on what the ridge leaves, and their compact form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import lightgbm
import numpy as np

from train.numeric import Floats, Ints

PRICE = {
    "objective": "huber",
    "alpha": 0.12,
    "learning_rate": 0.09,
    "num_leaves": 31,
    "min_data_in_leaf": 20,
    "feature_fraction": 0.5,
    "rounds": 250,
}
SPREAD = {
    "objective": "regression",
    "learning_rate": 0.08,
    "num_leaves": 20,
    "min_data_in_leaf": 120,
    "feature_fraction": 0.5,
    "rounds": 140,
}
ALWAYS = {
    "bagging_fraction": 0.7,
    "bagging_freq": 1,
    "lambda_l2": 3.0,
    "max_bin": 127,
    "seed": 1,
    "deterministic": True,
    "force_row_wise": True,
    "num_threads": 1,
    "verbosity": -1,
}
DECIMALS = 4  # of what trees see and both sides work out
BELOW_ZERO = 1e-20  # LightGBM parts zero from negative numbers at −1e-35
# Stored values are whole steps, so many at most; in a sum of many trees rounding errors are lost.
CODES = 32_000
CODES_OF_MANY = 4_000


@dataclass(frozen=True)
class Forest:
    """Trees as arrays, the nodes of all trees in one sequence, each tree in preorder: a node, what
    is left of it, what is right of it.

    `feature` is −1 at a leaf. `threshold` has an entry for each other node: an index into the cuts
    of its feature, `cuts[feature]`, which are sorted. `value` has an entry for each leaf: its
    output in whole `step`s.
    """

    feature: Ints
    threshold: Ints
    value: Ints
    cuts: tuple[Floats, ...]
    step: float


def boost(
    features: Floats, target: Floats, params: dict[str, Any], weight: Floats | None = None
) -> lightgbm.Booster:
    """Fit trees; deterministic for one version of LightGBM."""
    settings = {**ALWAYS, **params}
    rounds = settings.pop("rounds")
    data = lightgbm.Dataset(features, target, weight=weight, free_raw_data=True)
    return lightgbm.train(settings, data, rounds)


def predict(booster: lightgbm.Booster, features: Floats) -> Floats:
    """The trees' sum for each row."""
    return np.asarray(booster.predict(features, num_threads=1), dtype=np.float64)


def compact(boosters: Sequence[lightgbm.Booster], codes: int = CODES) -> Forest:
    """The mean of the boosters as one forest, in the form that the artefact stores."""
    nodes: list[tuple[int, float]] = []
    for booster in boosters:
        for tree in booster.dump_model()["tree_info"]:
            _append(tree["tree_structure"], nodes)
    feature = np.array([node[0] for node in nodes], dtype=np.int64)
    number = _halfway(np.array([node[1] for node in nodes]))
    width = boosters[0].num_feature()
    cuts = tuple(np.unique(number[feature == k]) for k in range(width))
    inner = feature >= 0
    threshold = [
        np.searchsorted(cuts[k], at) for k, at in zip(feature[inner], number[inner], strict=True)
    ]
    value = np.array([node[1] for node in nodes])[~inner] / len(boosters)
    step = float(np.abs(value).max()) / codes or 1.0
    return Forest(
        feature=feature,
        threshold=np.array(threshold, dtype=np.int64),
        value=np.round(value / step).astype(np.int64),
        cuts=cuts,
        step=step,
    )


def _halfway(cuts: Floats) -> Floats:
    """The same cuts halfway between two numbers of DECIMALS: at a number itself, single precision
    would move a home that has it to the other side."""
    unit = 10.0**-DECIMALS
    margin = 1e-6 * (np.abs(cuts) > BELOW_ZERO)
    whole = np.floor(cuts / unit + margin)
    return ((whole + 0.5) * unit).astype(np.float32).astype(np.float64)


def _append(node: dict[str, Any], nodes: list[tuple[int, float]]) -> None:
    """A leaf as −1 and its output; another node as its feature and where it parts homes."""
    if "leaf_value" in node:
        nodes.append((-1, node["leaf_value"]))
        return
    nodes.append((node["split_feature"], node["threshold"]))
    _append(node["left_child"], nodes)
    _append(node["right_child"], nodes)
