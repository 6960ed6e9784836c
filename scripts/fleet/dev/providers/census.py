"""The US Census geocoder, answering from the shipped ZIP table.

https://geocoding.geo.census.gov/geocoder/Geocoding_Services_API.html — an address with a known ZIP
code is placed near the ZIP's centre, always at the same point; without one there is no match.
"""

import csv
import gzip
import hashlib
import re
from functools import lru_cache
from pathlib import Path
from typing import Any

from fleet.dev.providers.base import Answer, Exchange, StandIn

ZIP = re.compile(r"\b(\d{5})(?:-\d{4})?\s*$")
BOX = re.compile(r"\D*\b(?:p\.? ?o\.? ?box|post office box|(?:hc|rr) \d+,? box)\b", re.IGNORECASE)
"""The Bureau's geocoder knows streets: of a box at a post office it has no match."""
SPREAD = 0.008  # degrees either way: within the neighbourhood
Place = dict[str, str]


class Census(StandIn):
    """Places addresses by ZIP code."""

    name = "census"
    aliases = ("geocoder", "geocode")
    hosts = ("geocoding.geo.census.gov",)
    variables = ("GEOCODER_URL",)

    def __init__(self, table: Path) -> None:
        self._table = table

    def answer(self, exchange: Exchange) -> Answer:
        """Answer ``locations`` and ``geographies`` lookups by one line or by parts."""
        query = exchange.query
        if exchange.path.endswith("/onelineaddress"):
            address = query.get("address", "")
        elif exchange.path.endswith("/address"):
            parts = ("street", "city", "state", "zip")
            address = ", ".join(query[part] for part in parts if query.get(part))
        else:
            return Answer.json({"errors": ["Not Found"], "status": "404"}, 404)
        if not address.strip():
            return Answer.json({"errors": ["Address cannot be empty"], "status": "400"}, 400)
        benchmark = {"benchmarkName": query.get("benchmark", "Public_AR_Current")}
        looked_up = {"address": {"address": address}, "benchmark": benchmark}
        return Answer.json(
            {"result": {"input": looked_up, "addressMatches": self._matches(address)}}
        )

    def _matches(self, address: str) -> list[dict[str, Any]]:
        code = ZIP.search(address)
        known = code is not None and not BOX.match(address)
        place = _places(self._table).get(code.group(1)) if code and known else None
        return [_match(address, place)] if place else []


@lru_cache
def _places(table: Path) -> dict[str, Place]:
    if not table.is_file():
        return {}
    with gzip.open(table, "rt", encoding="utf-8", newline="") as lines:
        return {row["zip"]: row for row in csv.DictReader(lines) if row["lat"]}


def _match(address: str, place: Place) -> dict[str, Any]:
    street = address.split(",")[0].strip().upper()
    city, state, code = place["city"].upper(), place["state"], place["zip"]
    digest = hashlib.sha256(f"{street} {code}".encode()).digest()
    east, north = (SPREAD * (byte / 127.5 - 1) for byte in digest[:2])
    number, _, name = street.partition(" ")
    return {
        "matchedAddress": f"{street}, {city}, {state}, {code}",
        "coordinates": {
            "x": round(float(place["lon"]) + east, 6),
            "y": round(float(place["lat"]) + north, 6),
        },
        "tigerLine": {"side": "L", "tigerLineId": str(int.from_bytes(digest[2:6], "big"))},
        "addressComponents": {
            "fromAddress": number,
            "streetName": name,
            "city": city,
            "state": state,
            "zip": code,
        },
    }
