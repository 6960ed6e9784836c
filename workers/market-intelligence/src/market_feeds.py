"""Published market data as CSV: recognised by its columns, checked whole, or refused whole.

A feed that is half right is a bad feed: one unreadable row refuses all of it, because the last good
data is better than a mixture. Nothing here does I/O; the worker fetches and stores.
"""

import csv
import re
from calendar import monthrange
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import chain
from math import nan

from pydantic import BaseModel, ConfigDict

from feed_tables import BadFeedError, decoded, rows_of, without_notes
from portal_layouts import REDFIN_COLUMNS, ZILLOW_COLUMNS, redfin, zillow

LEAST_SHARE = 0.9
"""A feed with less than this share of the rows it had at its last good load was cut off."""
PATIENCE = timedelta(days=1)
"""A feed that stays short for so long was not cut off: the load before it was too long."""
EARLIEST = date(1971, 1, 1)
"""No series that is read here is older: the mortgage rates begin in April 1971."""
DAY = re.compile(r"[12]\d{3}-\d\d-\d\d")
YEAR, MONTH = re.compile("[12][0-9]{3}"), re.compile("0[1-9]|1[0-2]")
QUARTER_ENDS = {"1": (3, 31), "2": (6, 30), "3": (9, 30), "4": (12, 31)}
LISTING_METRICS = {
    "median_listing_price": "list_price",
    "median_listing_price_per_square_foot": "price_per_sqft",
    "median_days_on_market": "days_on_market",
    "active_listing_count": "inventory",
}
MISSING = frozenset(("", "-", ".", "NA", "N/A", "NaN", "null"))


class FeedState(BaseModel):
    """What is remembered of a feed; `rows` is its number of figures when it was last good."""

    model_config = ConfigDict(frozen=True)

    url: str
    etag: str | None = None
    last_modified: str | None = None
    rows: int = 0
    failing_since: str | None = None

    def conditions(self) -> dict[str, str]:
        """Headers that let the publisher answer 304 (RFC 9110, section 13.1).

        Empty while the feed is failing, so that a repaired feed is read again in full.
        """
        if self.failing_since:
            return {}
        headers = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in headers.items() if value}

    def expected_rows(self, now: datetime) -> int:
        """The figures that a whole feed has, or 0 when that is no longer known.

        No load deletes a figure, so that a short feed that is taken at last costs none.
        """
        since = self.failing_since
        if since and now - datetime.fromisoformat(since) >= PATIENCE:
            return 0
        return self.rows


@dataclass(frozen=True, slots=True)
class MetroIndex:
    """A house price index: `metros` as (cbsa, name), `rows` as (cbsa, period end, level)."""

    metros: list[tuple[str, str]]
    rows: list[tuple[str, str, float]]
    source: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class MortgageRates:
    """Weekly mortgage rates: `rows` as (day, per cent)."""

    rows: list[tuple[str, float]]
    source: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class ZipListings:
    """Monthly figures of homes for sale: `rows` as (ZIP, metric, period end, value)."""

    rows: list[tuple[str, str, str, float]]
    source: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class MetroListings:
    """The same by metro: `rows` as (cbsa, metric, period end, value)."""

    rows: list[tuple[str, str, str, float]]
    source: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class NamedMetros:
    """The same by metros' names: `rows` as (first city, state, metric, period end, value)."""

    rows: list[tuple[str, str, str, str, float]]
    source: str = field(default="", compare=False)


Feed = MetroIndex | MortgageRates | ZipListings | MetroListings | NamedMetros
Row = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Layout:
    """A kind of feed: the columns that it must have, whose it is, and how its rows are read."""

    title: str
    columns: tuple[str, ...]
    source: str
    read: Callable[[Iterator[Row], date], Feed]


def parse_feed(body: bytes, today: date, last_rows: int = 0) -> Feed:
    """Reads a whole feed; raises BadFeedError for one that is truncated, renamed or no CSV at all.

    Nor may it hold a figure of a period that ends after this month. `last_rows` is the number of
    figures at the last good load, 0 for none.
    """
    try:
        header, lines = _table(decoded(body))
        layout = _layout(header)
        # Row by row: a worker has 128 MB, and a table of all cells would take most of it.
        rows = (_row(header, line) for line in without_notes(lines, len(header)))
        feed = replace(layout.read(rows, today), source=layout.source)
    except csv.Error as error:
        raise BadFeedError(f"The feed is not well-formed CSV: {error}.") from error
    figures = len(feed.rows)
    if not figures:
        raise BadFeedError(f"The {layout.title} feed has not one figure.")
    _check_periods(feed, today)
    if figures < LEAST_SHARE * last_rows:
        raise BadFeedError(f"The feed is cut off: {figures:,} figures, after {last_rows:,} before.")
    return feed


def _check_periods(feed: Feed, today: date) -> None:
    """Raises BadFeedError for a figure that nobody can have published by `today`."""
    # A month in progress may be dated by its end. Dates of one form are in order as text.
    first, latest = EARLIEST.isoformat(), _end_of_month(today.year, today.month)
    for *_, period, _ in feed.rows:
        if not DAY.fullmatch(period):
            raise BadFeedError(f"{period!r} is not a date as YYYY-MM-DD.")
        if period > latest:
            raise BadFeedError(f"The feed has a figure of {period}, which lies in the future.")
        if period < first:
            raise BadFeedError(f"The feed has a figure of {period}, before all series began.")


def _table(text: str) -> tuple[list[str], Iterator[list[str]]]:
    """The header, in the spelling of its layout, and the rows below it."""
    lines = rows_of(text)
    first = [cell.strip() for cell in next(lines, [])]
    if _is_bare_fhfa(first):
        return [*METRO_INDEX.columns, "error"][: len(first)], chain([first], lines)
    return [SPELLINGS.get(cell.lower(), cell) for cell in first], lines


def _is_bare_fhfa(first: list[str]) -> bool:
    """FHFA's own file has no header: a name, three numbers, the level and its standard error."""
    return len(first) in (5, 6) and all(cell.isdigit() for cell in first[1:4])


def _layout(header: list[str]) -> Layout:
    for layout in LAYOUTS:
        if set(layout.columns) <= set(header):
            return layout
    closest = max(LAYOUTS, key=lambda layout: len(set(layout.columns) & set(header)))
    missing = ", ".join(column for column in closest.columns if column not in header)
    raise BadFeedError(
        f"The feed's columns were renamed or dropped: a {closest.title} feed needs {missing}."
    )


def _row(header: list[str], line: list[str]) -> Row:
    return {name: cell.strip() for name, cell in zip(header, line, strict=True)}


def _figure(row: Row, column: str, least: float, most: float) -> float | None:
    """A figure within its possible range, or None where the publisher has none."""
    text = row[column].replace(",", "").removeprefix("$")
    if text in MISSING:
        return None
    try:
        value = float(text)
    except ValueError:
        value = nan
    if not least <= value <= most:
        raise BadFeedError(f"{column} can't be {text!r}, as in the row {', '.join(row.values())}.")
    return value


def _read_index(rows: Iterator[Row]) -> MetroIndex:
    metros: dict[str, str] = {}
    found: list[tuple[str, str, float]] = []
    for row in rows:
        metros[row["cbsa"]] = row["metro"].replace("(MSAD)", "").strip()
        level = _figure(row, "hpi", 1.0, 10_000.0)
        if level is not None:
            found.append((row["cbsa"], _quarter_end(row), level))
    return MetroIndex(list(metros.items()), found)


def _quarter_end(row: Row) -> str:
    year, quarter = row["year"], row["quarter"]
    if not (YEAR.fullmatch(year) and quarter in QUARTER_ENDS):
        raise BadFeedError(f"There is no quarter {quarter!r} of {year!r} in a year.")
    return date(int(year), *QUARTER_ENDS[quarter]).isoformat()


def _read_rates(day: str, rate: str) -> Callable[[Iterator[Row], date], MortgageRates]:
    def read(rows: Iterator[Row], today: date) -> MortgageRates:
        figures = ((_day(row[day]), _figure(row, rate, 0.1, 30.0)) for row in rows)
        return MortgageRates([(week, value) for week, value in figures if value is not None])

    return read


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError as error:
        raise BadFeedError(f"{text!r} is not a date as YYYY-MM-DD.") from error


def _listing_rows(rows: Iterator[Row], region: str) -> list[tuple[str, str, str, float]]:
    return [
        (row[region].zfill(5), metric, _month_end(row["month_date_yyyymm"]), value)
        for row in rows
        for column, metric in LISTING_METRICS.items()
        if (value := _figure(row, column, 0.0, 1e9)) is not None
    ]


@lru_cache(maxsize=1024)  # one text for each month, not for each figure
def _month_end(text: str) -> str:
    if not (YEAR.fullmatch(text[:4]) and MONTH.fullmatch(text[4:])):
        raise BadFeedError(f"{text!r} is not a month as YYYYMM.")
    return _end_of_month(int(text[:4]), int(text[4:]))


def _end_of_month(year: int, month: int) -> str:
    return date(year, month, monthrange(year, month)[1]).isoformat()


def _read_zillow(rows: Iterator[Row], today: date) -> Feed:
    zips, names = zillow(rows, _figure)
    return ZipListings(zips) if zips else NamedMetros(names)


def _read_redfin(rows: Iterator[Row], today: date) -> Feed:
    zips, names = redfin(rows, _figure, today)
    return ZipListings(zips) if zips else NamedMetros(names)


LISTING_COLUMNS = ("month_date_yyyymm", *LISTING_METRICS)
FHFA = "FHFA All-Transactions House Price Index, not seasonally adjusted"
PMMS = "Freddie Mac 30-Year Fixed Rate Mortgage Average (MORTGAGE30US), via FRED"
REALTOR = "Realtor.com residential listings database"
METRO_INDEX = Layout(
    "metro index",
    ("metro", "cbsa", "year", "quarter", "hpi"),
    FHFA,
    lambda rows, _: _read_index(rows),
)
LAYOUTS = (
    METRO_INDEX,
    # FRED's header was DATE,MORTGAGE30US until 2024.
    *(
        Layout("mortgage rate", (day, rate), PMMS, _read_rates(day, rate))
        for day, rate in (
            ("observation_date", "MORTGAGE30US"),
            ("date", "MORTGAGE30US"),
            ("date", "rate"),
        )
    ),
    Layout(
        "ZIP listings",
        ("postal_code", *LISTING_COLUMNS),
        REALTOR,
        lambda rows, _: ZipListings(_listing_rows(rows, "postal_code")),
    ),
    Layout(
        "metro listings",
        ("cbsa_code", *LISTING_COLUMNS),
        REALTOR,
        lambda rows, _: MetroListings(_listing_rows(rows, "cbsa_code")),
    ),
    Layout("Zillow", ZILLOW_COLUMNS, "Zillow Home Value Index (ZHVI)", _read_zillow),
    Layout("Redfin", REDFIN_COLUMNS, "Redfin Data Center", _read_redfin),
)
SPELLINGS = {column.lower(): column for layout in LAYOUTS for column in layout.columns}
"""Columns by their lower case: publishers change between DATE, Date and date."""
