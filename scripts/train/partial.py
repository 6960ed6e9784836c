"""Homes of which little is known: sales with facts hidden, as people ask, to learn and measure on.

Filling in what is not known and then valuing as if it were (`imputation`) errs to one side: prices
are no straight line of the facts. So trees of their own are fitted on copies of the sales of which
some facts are hidden, and see what is known of each.
"""

from __future__ import annotations

import numpy as np

from train.columns import Columns
from train.numeric import Bools, Floats

COPIES = 3  # of each sale, each with other facts hidden
AT_RANDOM = 0.4  # of the copies; the others tell facts in the order in which people do
# Standard deviations of log price that unknown facts leave: up to the first the trees of complete
# homes answer alone, from the second on those of partly known ones. King County: without the view
# 0.07, by place and size 0.13, by place alone 0.31; errors are flat around these limits.
COMPLETE, PARTIAL = 0.04, 0.10
PARTLY = {
    "learning_rate": 0.06,
    "num_leaves": 31,
    "min_data_in_leaf": 60,
    "alpha": 0.15,
    "rounds": 300,
}


def share_of_partial(deviation: Floats) -> Floats:
    """How much the trees of partly known homes say, given what unknown facts leave open."""
    return np.clip((deviation - COMPLETE) / (PARTIAL - COMPLETE), 0.0, 1.0)


def told_masks(columns: Columns, count: int) -> list[Bools]:
    """For each copy which facts are known, (count, facts): in the map's order of telling, or any.

    The same for the same count: training is repeatable.
    """
    rng = np.random.default_rng(count)
    names = [feature.name for feature in columns.features]
    steps = np.array(
        [
            [name in columns.told[:length] for name in names]
            for length in range(len(columns.told) + 1)
        ]
    )
    return [_masks(steps, count, rng) for _ in range(COPIES)]


def _masks(steps: Bools, count: int, rng: np.random.Generator) -> Bools:
    known = steps[rng.integers(len(steps), size=count)]
    at_random = rng.random(count) < AT_RANDOM
    any_facts = rng.random(known.shape) < rng.random((count, 1))
    return np.where(at_random[:, None], any_facts, known)
