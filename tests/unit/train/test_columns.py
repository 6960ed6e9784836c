"""Column maps: those that are shipped, and what is refused."""

from pathlib import Path

import pytest

from train.columns import ColumnsError, load_columns, shipped

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


def _load(tmp_path: Path, text: str) -> None:
    path = tmp_path / "broken.toml"
    path.write_text(text)
    load_columns(path)


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
    ],
)
def test_a_map_that_can_not_work_is_refused(tmp_path: Path, text: str, complaint: str) -> None:
    with pytest.raises(ColumnsError) as error:
        _load(tmp_path, text)
    assert complaint in str(error.value)
