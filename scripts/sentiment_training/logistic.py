"""Logistic regression on sparse features in plain Python: no intercept, L2, deterministic."""

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence

EPOCHS = 40
RATE = 0.3
Vector = Mapping[str, float]


def fit(rows: Sequence[Vector], labels: Sequence[int], penalty: float) -> dict[str, float]:
    """Weights that fit labels 0/1, by AdaGrad (Duchi et al. 2011), the rows always in order.

    ``penalty`` is the L2 penalty of the whole sum of losses, as 1/C elsewhere.
    """
    weights: defaultdict[str, float] = defaultdict(float)
    curvature: defaultdict[str, float] = defaultdict(lambda: 1e-6)
    shrink = _shares(rows, penalty)
    for _ in range(EPOCHS):
        for row, label in zip(rows, labels, strict=True):
            error = _probability(weights, row) - label
            for name, value in row.items():
                slope = error * value + shrink[name] * weights[name]
                curvature[name] += slope * slope
                weights[name] -= RATE * slope / math.sqrt(curvature[name])
    return dict(weights)


def _probability(weights: Mapping[str, float], row: Vector) -> float:
    odds = sum(weights[name] * value for name, value in row.items())
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, odds))))


def _shares(rows: Sequence[Vector], penalty: float) -> dict[str, float]:
    """Each feature's penalty, spread over the rows in which it is met."""
    met: defaultdict[str, int] = defaultdict(int)
    for row in rows:
        for name in row:
            met[name] += 1
    return {name: penalty / count for name, count in met.items()}
