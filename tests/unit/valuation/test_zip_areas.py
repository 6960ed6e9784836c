"""Where ZIP codes lie comes from the shipped table, and each of its points lies in its own area."""

import csv
import gzip

from fleet.seeds import zip_areas as bundle
from fleet.seeds.zip_bundle import TABLE
from zip_areas import lies_far_off


def test_the_bundle_is_made_of_the_shipped_table() -> None:
    assert bundle.BUNDLED.read_text() == bundle.areas()


def test_no_zip_code_lies_far_from_itself() -> None:
    with gzip.open(TABLE, "rt", encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            if row["lat"]:
                assert not lies_far_off(row["zip"], float(row["lat"]), float(row["lon"]))
