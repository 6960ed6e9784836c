"""Write the words that lead-bot knows: ``python -m fleet.seeds.lead_bot_words``.

`us_cities.txt` holds the names of the places that have a ZIP code, in small letters, from the
shipped table (GeoNames). `common_words.txt` holds words that are no names: those that our own
documents write in small letters, and those of the VADER lexicon (MIT), which has most of the words
by which people say how they are.
"""

import csv
import gzip
import re
from collections.abc import Iterator
from importlib.resources import files

from .zip_bundle import ROOT, TABLE

SOURCES = ROOT / "workers" / "lead-bot" / "src"
CITIES, WORDS = SOURCES / "us_cities.txt", SOURCES / "common_words.txt"
DOCUMENTS = ("workers/playbook-api/content/*.md", "docs/*.md", "README.md")
# Boroughs and short names that have no ZIP code of that name.
ALSO_CITIES = (
    "queens",
    "manhattan",
    "saint paul",
    "nyc",
    "la",
    "philly",
    "ft worth",
    "ft lauderdale",
)
_WORD = re.compile(r"(?<![\w.`/-])[a-z]{2,15}(?![\w`/(-])")
_SAINT = re.compile(r"^(?:saint|st\.?) ")


def cities() -> list[str]:
    """The names of all places, and of each saint both spellings."""
    with gzip.open(TABLE, "rt", encoding="utf-8", newline="") as lines:
        names = {row["city"].lower() for row in csv.DictReader(lines)}
    saints = {_SAINT.sub("st ", name) for name in names if _SAINT.match(name)}
    return sorted({name.replace(".", "") for name in names} | saints | set(ALSO_CITIES))


def words() -> list[str]:
    """The words that are no names."""
    found = {word for path in _documents() for word in _WORD.findall(path)}
    lexicon = files("vaderSentiment").joinpath("vader_lexicon.txt").read_text(encoding="utf-8")
    rated = (line.split("\t")[0] for line in lexicon.splitlines())
    return sorted(found | {word for word in rated if re.fullmatch(r"[a-z]{2,15}", word)})


def _documents() -> Iterator[str]:
    for pattern in DOCUMENTS:
        for path in sorted(ROOT.glob(pattern)):
            yield path.read_text(encoding="utf-8")


if __name__ == "__main__":
    CITIES.write_text("\n".join(cities()) + "\n", encoding="utf-8")
    WORDS.write_text("\n".join(words()) + "\n", encoding="utf-8")
