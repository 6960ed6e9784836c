"""A search as the worker does it, and one that looks at every sale, to compare it with."""

import math
import sqlite3
from datetime import date
from typing import Any

from comp_adjustment import Sale, newest_of_parcels
from comp_difference import SCALES
from comp_search import looks
from contracts.comps import CompsQuery


def searched(connection: sqlite3.Connection, query: CompsQuery, as_of: date) -> list[Sale]:
    """The sales that the worker would find."""
    found: list[Sale] = []
    for look in looks(query):
        found += [Sale(**row) for row in connection.execute(*look(query, as_of))]
        if len(found) >= query.limit:
            break
    return newest_of_parcels(found)[: query.limit]


class Everything:
    """The shipped sales, and what a search without any index finds among them."""

    def __init__(self, homes: list[dict[str, Any]]) -> None:
        self.homes = homes

    def within(self, query: CompsQuery, as_of: date) -> list[dict[str, Any]]:
        """The newest sale of each parcel within the radius, in the order of time."""
        day, narrow = as_of.isoformat(), math.cos(math.radians(query.lat))
        newest = {
            home["parcel"]: home
            for home in self.homes
            if home["sold_on"] < day and km(home, query, narrow) <= query.radius_km
        }
        return list(newest.values())

    def differences(self, query: CompsQuery, as_of: date) -> list[float]:
        """How different the sales within the radius are, by the documented formula; least first."""
        narrow = math.cos(math.radians(query.lat))
        return sorted(
            (km(home, query, narrow) / 0.8) ** 2
            + _by_time(home, as_of)
            + sum(_by_fact(home, query, name, scale) for name, scale in SCALES.items())
            for home in self.within(query, as_of)
        )


def km(home: dict[str, Any], query: CompsQuery, narrow: float) -> float:
    """How far a sale is from the home, on a plane."""
    return 111.195 * math.hypot(home["lat"] - query.lat, (home["lon"] - query.lon) * narrow)


def _by_time(home: dict[str, Any], as_of: date) -> float:
    years = (as_of - date.fromisoformat(home["sold_on"])).days / 365.25
    return years**2 / (1 + years**2)


def _by_fact(home: dict[str, Any], query: CompsQuery, name: str, scale: float) -> float:
    asked, theirs = getattr(query, name), home[name]
    if asked is None:
        return 0
    if theirs is None:
        return 1
    if name == "year_built":
        asked = max(asked, query.year_renovated or 0)
        theirs = max(theirs, home["year_renovated"] or 0)
    mean = (asked + theirs) / 2 if name in ("sqft", "lot_sqft") else 1
    return float(((theirs - asked) / mean / scale) ** 2)
