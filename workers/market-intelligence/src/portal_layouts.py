"""What the portals publish: Zillow's home values, a column a month, and Redfin's figures as TSV.

Of both only the latest months are read: nothing here looks further back, and a file has decades.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from itertools import chain

from contracts.market import metro_slug
from feed_tables import BadFeedError

Row = Mapping[str, str]
Figure = Callable[[Row, str, float, float], float | None]
MONTHS = 13
"""A year and the month before it."""
MOST = 1e9  # dollars, or homes
_MONTH_COLUMN = re.compile(r"[12]\d{3}-\d\d-\d\d")
_ZIP = re.compile(r"\d{5}")
REDFIN = {
    "median_sale_price": "sale_price",
    "median_list_price": "list_price",
    "median_list_ppsf": "price_per_sqft",
    "median_dom": "days_on_market",
    "inventory": "inventory",
}
ZILLOW_COLUMNS = ("RegionID", "SizeRank", "RegionName", "RegionType")
REDFIN_COLUMNS = ("period_end", "region_type", "region", "property_type", *REDFIN)

ByZip = list[tuple[str, str, str, float]]
ByName = list[tuple[str, str, str, str, float]]


def zillow(rows: Iterator[Row], figure: Figure) -> tuple[ByZip, ByName]:
    """Home values by ZIP code, or by the metro's first city and its state; of one of the two."""
    zips: ByZip = []
    names: ByName = []
    months: list[str] = []
    for row in rows:
        months = months or sorted(filter(_MONTH_COLUMN.fullmatch, row))[-MONTHS:]
        found = ((month, figure(row, month, 0.0, MOST)) for month in months)
        values = [(month, value) for month, value in found if value is not None]
        if row["RegionType"] == "zip":
            zip_code = _zip_code(row["RegionName"])
            zips += [(zip_code, "home_value", month, value) for month, value in values]
        elif row["RegionType"] == "msa" and "," in row["RegionName"]:
            city, state = _named(row["RegionName"])
            names += [(city, state, "home_value", month, value) for month, value in values]
    return zips, names


def redfin(rows: Iterator[Row], figure: Figure, today: date) -> tuple[ByZip, ByName]:
    """Figures of all homes by ZIP code or metro, whichever the file's first row is about."""
    first = next(rows, None)
    if first is None:
        return [], []
    kind = first["region_type"].lower()
    since = f"{today.year - 2}-{today.month:02}"
    zips: ByZip = []
    names: ByName = []
    for row in chain([first], rows):
        if row["region_type"].lower() != kind or row["property_type"] != "All Residential":
            continue
        if row["period_end"] < since:
            continue
        for column, metric in REDFIN.items():
            value = figure(row, column, 0.0, MOST)
            if value is None:
                continue
            if kind == "zip code":
                zip_code = _zip_code(row["region"].rpartition(" ")[2])
                zips.append((zip_code, metric, row["period_end"], value))
            elif kind == "metro":
                place = row["region"].removesuffix(" metro area")
                names.append((*_named(place), metric, row["period_end"], value))
    return zips, names


def _zip_code(text: str) -> str:
    if not _ZIP.fullmatch(text.zfill(5)):
        raise BadFeedError(f"{text!r} is not a ZIP code.")
    return text.zfill(5)


def _named(name: str) -> tuple[str, str]:
    """A metro's first city and state as its slug has them: ``Boise City, ID``."""
    city, _, state = name.rpartition(",")
    return metro_slug(city.partition("-")[0]), metro_slug(state)
