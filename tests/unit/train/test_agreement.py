"""The worker's plain predictor answers as the training's arrays do."""

import numpy as np
import pytest
from tests.unit.train.conftest import Trained, day_of, home_of

from avm.forest import Forest
from train import boosting
from train.hiding import hide, patterns
from train.sales import Sales

CLOSE = 0.002


def _plain(trained: Trained, sales: Sales) -> np.ndarray:
    answers = [
        trained.model.predict(home_of(sales, k), day_of(sales, k), detailed=False)
        for k in range(len(sales))
    ]
    return np.array([(a.estimate, a.low, a.high) for a in answers])


def _arrays(trained: Trained, sales: Sales) -> np.ndarray:
    value = trained.vintage.value(sales)
    return np.column_stack([value.estimate, value.low, value.high])


def test_estimates_and_intervals_of_unseen_homes_agree(trained: Trained) -> None:
    plain, arrays = _plain(trained, trained.later), _arrays(trained, trained.later)
    assert len(plain) > 250
    assert np.abs(plain / arrays - 1).max() < CLOSE


def test_they_agree_on_another_countys_facts_and_areas(lucas: Trained) -> None:
    plain, arrays = _plain(lucas, lucas.later), _arrays(lucas, lucas.later)
    assert len(plain) > 80
    assert np.abs(plain / arrays - 1).max() < CLOSE


@pytest.mark.parametrize(
    "said", ["only the place", "the place and sqft", "all but age", "all but view"]
)
def test_they_agree_with_facts_hidden(trained: Trained, said: str) -> None:
    hidden = hide(trained.later, dict(patterns(trained.columns))[said])
    assert np.abs(_plain(trained, hidden) / _arrays(trained, hidden) - 1).max() < CLOSE


def test_the_walked_trees_give_what_lightgbm_gives(trained: Trained) -> None:
    vintage = trained.vintage.model
    homes = vintage.hedonic.homes(trained.later)
    features = vintage.features(homes)
    stored = boosting.compact(vintage.boosters)
    arrays = {name: getattr(stored, name).tolist() for name in ("feature", "threshold", "value")}
    arrays["counts"] = [len(cuts) for cuts in stored.cuts]
    arrays["cuts"] = np.concatenate(stored.cuts).tolist()
    forest = Forest(arrays, stored.step)
    walked = np.array([forest.predict(row) for row in features.tolist()])
    expected = [boosting.predict(booster, features) for booster in vintage.boosters]
    np.testing.assert_allclose(walked, np.mean(expected, axis=0), atol=5e-4)


def test_contributions_of_the_features_are_the_difference_between_two_homes(
    trained: Trained,
) -> None:
    vintage = trained.vintage.model
    rows = vintage.features(vintage.hedonic.homes(trained.later)).tolist()
    stored = boosting.compact(vintage.boosters)
    arrays = {name: getattr(stored, name).tolist() for name in ("feature", "threshold", "value")}
    arrays["counts"] = [len(cuts) for cuts in stored.cuts]
    arrays["cuts"] = np.concatenate(stored.cuts).tolist()
    forest = Forest(arrays, stored.step)
    for one, other in zip(rows[:40], rows[40:80], strict=True):
        difference = sum(forest.contributions(one)) - sum(forest.contributions(other))
        assert difference == pytest.approx(forest.predict(one) - forest.predict(other), abs=1e-9)
