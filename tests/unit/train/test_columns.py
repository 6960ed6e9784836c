"""Column maps: those that are shipped, what they may say, and what is refused."""

import json
import tomllib
from datetime import date
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from train.columns import SCHEMA, Columns, ColumnsError, Feature, load_columns, shipped

SALE = """
title = "Test"
source = "made up"
[sale]
date = "d"
date_format = "%Y"
price = "p"
lat = "a"
lon = "o"
"""
SQFT = """
[features.sqft]
column = "area"
kind = "log"
group = "size"
similar = 0.25
"""


BY_MONTH = SALE.replace('date = "d"\ndate_format = "%Y"', 'year = "y"\nmonth = "m"')
CONDITION = """
[features.condition]
column = "cond"
kind = "steps"
scale = ["Poor", "Fair", "Good", "Excellent"]
group = "condition"
"""


def _load(tmp_path: Path, text: str) -> Columns:
    path = tmp_path / "test.toml"
    path.write_text(text)
    return load_columns(path)


def test_the_shipped_maps_never_use_the_assessors_own_value() -> None:
    for name in ("king_county", "lucas"):
        columns = load_columns(shipped(name))
        assert columns.name == name
        assert "avalue" not in columns.required


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("not toml", "can't be read"),
        (SQFT, "'title' is a required"),
        (SALE, "'features' is a required"),
        (SALE.replace('price = "p"', "") + SQFT, "price"),
        (SALE + SQFT.replace("log", "magic"), "features.sqft.kind 'magic'"),
        (SALE + SQFT.replace("column", "colum"), "colum"),
        (SALE + SQFT.replace("similar = 0.25", ""), "`similar`"),
        (SALE + SQFT.replace('"log"', '"share"\nof = "rooms"'), "a share of 'rooms'"),
        (SALE + '[market]\nvintages = ["soon"]' + SQFT, "soon"),
        (SALE + 'year = "y"\nmonth = "m"\n' + SQFT, "sale"),
        (BY_MONTH.replace('month = "m"', "") + SQFT, "sale"),
        (SALE + SQFT + CONDITION.replace('"steps"', '"number"'), "features.condition.kind"),
        (SALE + SQFT + CONDITION.replace('"Fair"', '"Poor"'), "features.condition.scale"),
        ('told = ["rooms"]' + SALE + SQFT, "told names rooms"),
    ],
)
def test_a_map_that_can_not_work_is_refused(tmp_path: Path, text: str, complaint: str) -> None:
    with pytest.raises(ColumnsError) as error:
        _load(tmp_path, text)
    assert complaint in str(error.value)


MAPS = ("king_county", "lucas", "small_county")


@pytest.mark.parametrize("name", MAPS)
def test_the_schema_takes_each_example_and_says_what_every_key_means(name: str) -> None:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    table = tomllib.loads(shipped(name).read_text(encoding="utf-8"))
    Draft202012Validator(schema).validate(json.loads(json.dumps(table, default=str)))
    parts = {part: schema["properties"][part]["properties"] for part in ("sale", "market")}
    parts["feature"] = schema["$defs"]["feature"]["properties"]
    used = {key for part in ("sale", "market") for key in table.get(part, {})}
    used |= {key for feature in table["features"].values() for key in feature}
    assert used <= {key for keys in parts.values() for key in keys}
    silent = {key for keys in parts.values() for key, told in keys.items() if len(told) == 1}
    assert silent == {"min"}  # told with max


@pytest.mark.parametrize(
    ("cells", "day"),
    [
        ({"y": "2019", "m": "3"}, date(2019, 3, 15)),
        ({"y": "2019.0", "m": "12.0"}, date(2019, 12, 15)),
        ({"y": " 2019 ", "m": " 03 "}, date(2019, 3, 15)),
    ],
)
def test_a_sale_of_a_year_and_a_month_counts_as_of_their_middle(
    tmp_path: Path, cells: dict[str, str], day: date
) -> None:
    columns = _load(tmp_path, BY_MONTH + SQFT)
    assert columns.sold_on(cells) == day
    assert {"y", "m"} <= set(columns.required)


@pytest.mark.parametrize("month", ["13", "0", "", "May", "3.5", "inf"])
def test_a_month_that_is_none_is_told(tmp_path: Path, month: str) -> None:
    columns = _load(tmp_path, BY_MONTH + SQFT)
    with pytest.raises(ValueError, match=f"y '2019', m '{month}' is no date"):
        columns.sold_on({"y": "2019", "m": month})


def test_a_day_beside_year_and_month_is_taken(tmp_path: Path) -> None:
    columns = _load(tmp_path, BY_MONTH + 'day = "d"\n' + SQFT)
    assert columns.sold_on({"y": "2019", "m": "2", "d": "28"}) == date(2019, 2, 28)
    with pytest.raises(ValueError, match="d '30' is no date"):
        columns.sold_on({"y": "2019", "m": "2", "d": "30"})


@pytest.mark.parametrize(
    ("word", "place"),
    [("Poor", 1), ("good", 3), (" EXCELLENT ", 4), ("2", 2), ("", None)],
)
def test_a_word_counts_by_its_place_on_the_scale(
    tmp_path: Path, word: str, place: int | None
) -> None:
    assert _condition(tmp_path).number(word) == place


def test_a_word_that_the_scale_has_not_is_told_with_those_that_it_has(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="'so-so' is not one of Poor, Fair, Good, Excellent"):
        _condition(tmp_path).number("so-so")


def _condition(tmp_path: Path) -> Feature:
    columns = _load(tmp_path, SALE + SQFT + CONDITION)
    return next(feature for feature in columns.features if feature.name == "condition")
