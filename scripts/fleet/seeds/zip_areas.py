"""Write the ZIP areas that valuation carries in its bundle: ``python -m fleet.seeds.zip_areas``.

An area is all ZIP codes of the shipped table that begin with the same three digits (a sectional
center of USPS), as the box around their points.
"""

import csv
import gzip
from collections import defaultdict
from pathlib import Path

from .zip_bundle import ROOT, TABLE

BUNDLED = ROOT / "workers" / "valuation" / "src" / "zip_areas.tsv"


def areas(table: Path = TABLE) -> str:
    """The lines of the bundle: three digits, then south, west, north and east in degrees."""
    points: dict[str, list[tuple[float, float]]] = defaultdict(list)
    with gzip.open(table, "rt", encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            if row["lat"]:
                points[row["zip"][:3]].append((float(row["lat"]), float(row["lon"])))
    return "".join(_line(digits, points[digits]) for digits in sorted(points))


def _line(digits: str, points: list[tuple[float, float]]) -> str:
    south, west = map(min, zip(*points, strict=True))
    north, east = map(max, zip(*points, strict=True))
    return "\t".join([digits, *(f"{degrees:.1f}" for degrees in (south, west, north, east))]) + "\n"


if __name__ == "__main__":
    BUNDLED.write_text(areas())
