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
    "objective": "regression_l1",
    "learning_rate": 0.08,
    "num_leaves": 8,
    "min_data_in_leaf": 60,
    "feature_fraction": 0.5,
    "rounds": 60,
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
# Stored values are whole steps, so many at most; in a sum of many trees rounding errors are lost.
CODES = 32_000
CODES_OF_MANY = 4_000


@dataclass(frozen=True)
class Forest:
    """Trees as arrays, nodes of all trees in one sequence, each tree in preorder.

    `feature` is −1 at a leaf; a node's left child follows it at once, its right child is `right`
    nodes further on. `value` is the mean prediction at the node (for explanations), at a leaf its
    output, in whole `step`s. `threshold` indexes `cuts`, the sorted split points of all trees.
    """

    feature: Ints
    threshold: Ints
    right: Ints
    value: Ints
    cuts: Floats
    roots: Ints
    step: float


def boost(features: Floats, target: Floats, params: dict[str, Any]) -> lightgbm.Booster:
    """Fit trees; deterministic for one version of LightGBM."""
    settings = {**ALWAYS, **params}
    rounds = settings.pop("rounds")
    data = lightgbm.Dataset(features, target, free_raw_data=True)
    return lightgbm.train(settings, data, rounds)


def predict(booster: lightgbm.Booster, features: Floats) -> Floats:
    """The trees' sum for each row."""
    return np.asarray(booster.predict(features, num_threads=1), dtype=np.float64)


def out_of_fold(features: Floats, target: Floats, params: dict[str, Any], folds: int = 4) -> Floats:
    """Predictions for each row by trees that did not see it."""
    fold = np.random.default_rng(0).integers(folds, size=len(target))
    answer = np.empty(len(target))
    for k in range(folds):
        booster = boost(features[fold != k], target[fold != k], params)
        answer[fold == k] = predict(booster, features[fold == k])
    return answer


def compact(boosters: Sequence[lightgbm.Booster], codes: int = CODES) -> Forest:
    """The mean of the boosters as one forest, in the form that the artefact stores."""
    nodes: list[tuple[int, float, int, float]] = []
    roots = []
    for booster in boosters:
        for tree in booster.dump_model()["tree_info"]:
            roots.append(len(nodes))
            _append(tree["tree_structure"], nodes)
    feature = np.array([node[0] for node in nodes], dtype=np.int64)
    split = np.array([node[1] for node in nodes], dtype=np.float64)
    cuts = np.unique(split[feature >= 0])
    value = np.array([node[3] for node in nodes]) / len(boosters)
    step = float(np.abs(value).max()) / codes or 1.0
    return Forest(
        feature=feature,
        threshold=np.searchsorted(cuts, split) * (feature >= 0),
        right=np.array([node[2] for node in nodes], dtype=np.int64),
        value=np.round(value / step).astype(np.int64),
        cuts=cuts,
        roots=np.array(roots, dtype=np.int64),
        step=step,
    )


def _append(node: dict[str, Any], nodes: list[tuple[int, float, int, float]]) -> None:
    here = len(nodes)
    if "leaf_value" in node:
        nodes.append((-1, 0.0, 0, node["leaf_value"]))
        return
    nodes.append((0, 0.0, 0, 0.0))
    _append(node["left_child"], nodes)
    right = len(nodes) - here
    _append(node["right_child"], nodes)
    # Thresholds keep all their bits: sums such as east + north differ in the last one.
    nodes[here] = (node["split_feature"], node["threshold"], right, node["internal_value"])
