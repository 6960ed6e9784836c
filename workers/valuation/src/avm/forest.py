"""Gradient-boosted trees: a fast sum, and the path's contribution of each feature."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

Node = Any
"""A leaf's value (float), or (feature, threshold, left, right)."""


class Forest:
    """Trees stored in preorder: a node's left child follows it, its right is `right` further on."""

    def __init__(self, arrays: Mapping[str, Sequence[int]], cuts: Sequence[float], step: float):
        # Lists: an array makes a new number at every look.
        self._feature = list(arrays["feature"])
        self._below = [cuts[threshold] for threshold in arrays["threshold"]]
        self._right = list(arrays["right"])
        self._value = list(arrays["value"])
        self._step = step
        self._roots = list(arrays["roots"])
        self._trees = [self._node(root) for root in self._roots]

    def predict(self, features: Sequence[float]) -> float:
        """The sum of the trees."""
        total = 0.0
        for node in self._trees:
            while node.__class__ is tuple:
                feature, threshold, left, right = node
                node = left if features[feature] <= threshold else right
            total += node
        return total

    def contributions(self, features: Sequence[float]) -> list[float]:
        """What each feature adds along the paths (Saabas 2014); together prediction − mean."""
        feature_of, below, right, value = self._feature, self._below, self._right, self._value
        added = [0] * len(features)
        for node in self._roots:
            while (feature := feature_of[node]) >= 0:
                child = node + (1 if features[feature] <= below[node] else right[node])
                added[feature] += value[child] - value[node]
                node = child
        return [value * self._step for value in added]

    def _node(self, at: int) -> Node:
        feature = self._feature[at]
        if feature < 0:
            return self._value[at] * self._step
        left, right = self._node(at + 1), self._node(at + self._right[at])
        return feature, self._below[at], left, right
