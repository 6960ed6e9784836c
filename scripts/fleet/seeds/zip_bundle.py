"""Write the ZIP table that geocode carries in its bundle: ``python -m fleet.seeds.zip_bundle``.

The shipped table without counties and without ZIP codes that have no point, in order of ZIP code.
"""

import csv
import gzip
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
TABLE = ROOT / "wrangler" / "seeds" / "us_zips.csv.gz"
BUNDLED = ROOT / "workers" / "geocode" / "src" / "us_zips.tsv.gz"


def bundled(table: Path = TABLE) -> bytes:
    """The lines of the bundle: ZIP code, city, state, latitude, longitude, precision."""
    with gzip.open(table, "rt", encoding="utf-8", newline="") as lines:
        rows = sorted((row for row in csv.DictReader(lines) if row["lat"]), key=lambda r: r["zip"])
    names = ("zip", "city", "state", "lat", "lon", "precision")
    return "".join("\t".join(row[name] for name in names) + "\n" for row in rows).encode()


if __name__ == "__main__":
    BUNDLED.write_bytes(gzip.compress(bundled(), compresslevel=9, mtime=0))
