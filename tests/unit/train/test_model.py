"""What the valuation worker is promised by `model`."""

import gzip
import math
import re
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.train.conftest import KING_COUNTY, ROOT, SEALED, Trained, day_of, home_of

from avm.factors import in_dollars
from model import (
    SETTLING_DAYS,
    STEP_A_DAY,
    ArtefactError,
    Model,
    NotCoveredError,
    approached,
    load,
)
from train.artefact import version_of
from train.columns import load_columns
from train.columns import shipped as shipped_map
from train.sales import read_sales
from train.steadiness import narrowing, seams

REPORT = ROOT / "docs" / "model-report.md"
WORKER = ROOT / "workers" / "valuation" / "src"
PLACE = {"lat": 47.69, "lon": -122.33}
FACTS = {"sqft": 1800, "bedrooms": 3, "bathrooms": 2, "grade": 7, "year_built": 1950}


@pytest.fixture(scope="module")
def shipped() -> Model:
    return load(WORKER / "market.model")


def _width(model: Model, home: dict[str, object], day: date = SEALED) -> float:
    answer = model.predict(home, day)
    return float((answer.high - answer.low) / answer.estimate)


def test_factors_lead_from_the_typical_home_to_the_estimate_to_the_dollar(trained: Trained) -> None:
    for k in range(100):
        answer = trained.model.predict(home_of(trained.later, k), day_of(trained.later, k))
        assert answer.typical + sum(f.amount for f in answer.factors) == answer.estimate


def test_a_home_of_which_nothing_is_known_differs_from_the_typical_one_by_that(
    trained: Trained,
) -> None:
    area = trained.model.predict(PLACE, SEALED).area
    answer = trained.model.predict({"zip": area}, SEALED)
    assert "facts not given" in {factor.name for factor in answer.factors}
    assert answer.typical + sum(factor.amount for factor in answer.factors) == answer.estimate
    assert abs(math.log(answer.estimate / answer.typical)) < 0.2


def test_a_larger_home_is_worth_more_and_the_factor_says_so(trained: Trained) -> None:
    small = trained.model.predict({**PLACE, **FACTS, "sqft": 1200}, SEALED)
    large = trained.model.predict({**PLACE, **FACTS, "sqft": 3000}, SEALED)
    assert large.estimate > 1.3 * small.estimate
    size = {f.name: f.amount for f in large.factors}["size"]
    assert size > {f.name: f.amount for f in small.factors}["size"]


def test_the_less_is_known_the_wider_the_interval_and_the_lower_the_confidence(
    trained: Trained,
) -> None:
    steps: list[dict[str, object]] = [
        {**PLACE, **FACTS},
        {**PLACE, "sqft": 1800},
        dict(PLACE),
        {"zip": "98103"},
    ]
    widths = [_width(trained.model, home) for home in steps]
    confidences = [trained.model.predict(home, SEALED).confidence for home in steps]
    assert widths == sorted(widths)
    assert confidences == sorted(confidences, reverse=True)


def test_what_is_told_never_widens_the_interval_in_the_mean_and_hardly_ever_at_all(
    shipped: Model,
) -> None:
    """2,000 homes, each told its facts one by one in an order of its own."""
    columns = load_columns(shipped_map("king_county"))
    sales, _ = read_sales(KING_COUNTY, columns)
    found = narrowing(shipped, sales, columns, homes=2000, orders=1)
    assert found.steps > 23_000
    assert found.wider < 0.05
    assert max(found.mean) <= 0


def test_what_web_leads_tell_is_valued_without_bias_and_as_near_as_is_promised(
    shipped: Model,
) -> None:
    """The newest held-out sales, as `fleet train` measured them by the worker's own reader."""
    report = REPORT.read_text(encoding="utf-8")
    assert f"Version `{shipped.version}`" in report
    told = dict(re.findall(r"^\| ([^|]+) \| 2,074 (\|.+)$", report, flags=re.M))
    for said in ("the place and sqft", "and bedrooms", "and bathrooms", "and year built"):
        error, *_, ratio, covered, width = re.findall(r"[\d.]+", told[said])
        assert float(error) <= 10.5
        assert 0.99 <= float(ratio) <= 1.01
        assert 77 < float(covered) < 84
        assert float(width) < 55


def test_no_home_moves_far_in_the_night_in_which_a_vintage_is_sealed(shipped: Model) -> None:
    columns = load_columns(shipped_map("king_county"))
    sales, _ = read_sales(KING_COUNTY, columns)
    for seam in seams(shipped, sales, homes=100):
        assert seam.homes > 90
        assert seam.most < 0.05


def test_a_new_vintages_value_is_reached_step_by_step() -> None:
    old, new = math.log(400_000), math.log(600_000)
    way = [approached(old, new, days) for days in range(1, SETTLING_DAYS)]
    assert all(0 <= after - before <= STEP_A_DAY + 1e-9 for before, after in pairwise([old, *way]))
    assert way[-1] == pytest.approx(new)


def test_it_names_the_facts_that_were_not_given(trained: Trained) -> None:
    answer = trained.model.predict({**PLACE, "sqft": 1800, "grade": None}, SEALED)
    assert "grade" in answer.unknown
    assert "sqft" not in answer.unknown


def test_a_later_day_widens_the_interval_and_an_index_narrows_it_again(trained: Trained) -> None:
    home: dict[str, object] = {**PLACE, **FACTS}
    later = SEALED + timedelta(days=3000)
    with_index = trained.model.predict(home, later, 1.5)
    assert _width(trained.model, home) < (with_index.high - with_index.low) / with_index.estimate
    assert (with_index.high - with_index.low) / with_index.estimate < _width(
        trained.model, home, later
    )


def test_an_index_moves_the_estimate_only_past_the_reach_of_the_sales_own_trend(
    trained: Trained,
) -> None:
    home = {**PLACE, **FACTS}
    soon, late = SEALED + timedelta(days=120), SEALED + timedelta(days=800)
    predict = trained.model.predict
    assert predict(home, soon, 2.0).estimate == predict(home, soon, 1.0).estimate
    ratio = predict(home, late, 2.0).estimate / predict(home, late, 1.0).estimate
    assert ratio == pytest.approx(2.0, rel=1e-4)


@pytest.mark.parametrize(
    "home",
    [{"lat": 40.7, "lon": -74.0}, {"zip": "10001"}, {"sqft": 1800}, {"zip": "9" * 100}],
)
def test_places_without_sales_and_unknown_zips_are_not_covered(
    trained: Trained, home: dict[str, Any]
) -> None:
    place = home.get("lat"), home.get("lon"), home.get("zip")
    assert not trained.model.covers(*place, SEALED)
    with pytest.raises(NotCoveredError):
        trained.model.predict(home, SEALED)


def test_a_day_before_the_first_vintage_is_not_covered(trained: Trained) -> None:
    before = SEALED - timedelta(days=1)
    assert not trained.model.covers(47.69, -122.33, None, before)
    with pytest.raises(NotCoveredError, match="2015-01-16"):
        trained.model.predict(PLACE, before)


def test_a_zip_far_from_the_given_place_is_taken_for_a_mistake(trained: Trained) -> None:
    right = trained.model.predict(PLACE, SEALED)
    assert trained.model.predict({**PLACE, "zip": "98199x"}, SEALED).area == right.area


@given(
    st.lists(st.floats(-2, 2), min_size=1, max_size=9),
    st.integers(10_000, 5_000_000),
)
def test_dollars_shared_out_add_up_whatever_the_parts(parts: list[float], start: int) -> None:
    named = {str(k): part for k, part in enumerate(parts)}
    end = round(start * math.exp(max(min(sum(parts), 5), -5)))
    assert sum(in_dollars(named, start, end).values()) == end - start


def test_the_shipped_model_values_a_past_day_with_an_older_vintage(shipped: Model) -> None:
    home = {**PLACE, **FACTS}
    then, now = date(2014, 11, 15), date(2015, 4, 1)
    assert shipped.predict(home, then).known_until <= then
    assert shipped.predict(home, now).known_until == date(2015, 3, 10)


def test_the_shipped_model_and_its_code_are_small_enough_for_the_bundle(shipped: Model) -> None:
    code = b"".join(path.read_bytes() for path in [WORKER / "model.py", *WORKER.glob("avm/*.py")])
    artefact = (WORKER / "market.model").stat().st_size
    assert artefact + len(gzip.compress(code)) < 400_000
    assert shipped.card()["training_sales"] == 17_281
    assert shipped.card()["version"] == shipped.version


@pytest.mark.parametrize(
    "content",
    [b"", b"not gzip", gzip.compress(b"another format\n")],
    ids=["empty", "no gzip", "another format"],
)
def test_a_damaged_artefact_says_what_to_do(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "broken.model"
    path.write_bytes(content)
    with pytest.raises(ArtefactError, match="fleet train"):
        load(path)


def test_the_shipped_model_is_the_one_that_data_map_and_code_make(shipped: Model) -> None:
    columns = shipped_map("king_county")
    sales, _ = read_sales(KING_COUNTY, load_columns(columns))
    assert shipped.version == version_of(sales, columns), "run `fleet train` again and ship it"
