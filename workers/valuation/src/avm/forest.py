"""Gradient-boosted trees: a fast sum, and the path's contribution of each feature."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate, pairwise
from typing import Any

Node = Any
"""A leaf's value (float), or (feature, threshold, left, right, mean of its leaves)."""


class Forest:
    """Trees stored in preorder: `feature` of each node, −1 for a leaf; `threshold` of each node
    that is none, as an index into its feature's `cuts`, of which there are so many `counts`;
    `value` of each leaf in whole steps."""

    def __init__(self, arrays: Mapping[str, Sequence[Any]], step: float):
        starts = [0, *accumulate(arrays["counts"])]
        self._cuts = [arrays["cuts"][start:end] for start, end in pairwise(starts)]
        features, thresholds = iter(arrays["feature"]), iter(arrays["threshold"])
        values = (value * step for value in arrays["value"])
        self._trees = [self._node(feature, features, thresholds, values)[0] for feature in features]
        self.mean = sum(map(_mean, self._trees))

    def predict(self, features: Sequence[float]) -> float:
        """The sum of the trees."""
        total = 0.0
        for node in self._trees:
            while node.__class__ is tuple:
                feature, threshold, left, right, _ = node
                node = left if features[feature] <= threshold else right
            total += node
        return total

    def contributions(self, features: Sequence[float]) -> list[float]:
        """What each feature adds along the paths (Saabas 2014); together prediction − `mean`."""
        added = [0.0] * len(features)
        for node in self._trees:
            while node.__class__ is tuple:
                feature, threshold, left, right, mean = node
                node = left if features[feature] <= threshold else right
                # Not `_mean`: a call a node costs as much as all else here.
                added[feature] += (node[4] if node.__class__ is tuple else node) - mean
        return added

    def _node(
        self,
        feature: int,
        features: Iterator[int],
        thresholds: Iterator[int],
        values: Iterator[float],
    ) -> tuple[Node, float, int]:
        """A node with all below it, the sum of its leaves, and how many they are."""
        if feature < 0:
            value = next(values)
            return value, value, 1
        cut = self._cuts[feature][next(thresholds)]
        left, sum_left, leaves_left = self._node(next(features), features, thresholds, values)
        right, sum_right, leaves_right = self._node(next(features), features, thresholds, values)
        total, leaves = sum_left + sum_right, leaves_left + leaves_right
        return (feature, cut, left, right, total / leaves), total, leaves


def _mean(node: Node) -> float:
    mean: float = node[4] if node.__class__ is tuple else node
    return mean
