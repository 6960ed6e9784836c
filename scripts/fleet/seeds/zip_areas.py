"""Write the ZIP areas that valuation carries in its bundle: ``python -m fleet.seeds.zip_areas``.

An area is all ZIP codes of the shipped table that begin with the same three digits (a sectional
center of USPS), as its states and the box around their points.
"""

import csv
import gzip
from collections import defaultdict
from pathlib import Path

from .zip_bundle import ROOT, TABLE

BUNDLED = ROOT / "workers" / "valuation" / "src" / "zip_areas.tsv"


def areas(table: Path = TABLE) -> str:
    """The lines of the bundle: three digits, states, then south, west, north, east in degrees."""
    points: dict[str, list[tuple[float, float]]] = defaultdict(list)
    states: dict[str, set[str]] = defaultdict(set)
    with gzip.open(table, "rt", encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            states[row["zip"][:3]].add(row["state"])
            if row["lat"]:
                points[row["zip"][:3]].append((float(row["lat"]), float(row["lon"])))
    return "".join(_line(digits, states[digits], points[digits]) for digits in sorted(points))


def _line(digits: str, states: set[str], points: list[tuple[float, float]]) -> str:
    south, west = map(min, zip(*points, strict=True))
    north, east = map(max, zip(*points, strict=True))
    box = (f"{degrees:.1f}" for degrees in (south, west, north, east))
    return "\t".join([digits, ",".join(sorted(states)), *box]) + "\n"


if __name__ == "__main__":
    BUNDLED.write_text(areas())
