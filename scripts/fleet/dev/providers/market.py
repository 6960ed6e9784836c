"""Market data feeds: the shipped series as the CSV files that their publishers offer.

Conditional requests are honoured (RFC 9110, section 13): a feed that has not changed is 304.
"""

import csv
import gzip
import hashlib
import io
from email.utils import formatdate
from functools import lru_cache
from pathlib import Path

from fleet.dev.providers.base import Answer, Exchange, StandIn

LISTING_COLUMNS = (
    "month_date_yyyymm",
    "postal_code",
    "zip_name",
    "median_listing_price",
    "active_listing_count",
    "median_days_on_market",
    "median_listing_price_per_square_foot",
)
LISTED = ("98004, bellevue, wa", "98103, seattle, wa", "98178, seattle, wa")
PUBLISHED = 1_735_689_600  # 2025-01-01: the shipped series end in 2024


class MarketFeeds(StandIn):
    """Serves mortgage rates, ZIP listings or the FHFA metro index, as the URL's words say."""

    name = "market"
    aliases = ("feeds", "feed", "market-feed")
    hosts = ("fhfa.gov", "fred.stlouisfed.org", "econdata.s3-us-west-2.amazonaws.com", "redfin.com")
    variables = ("MARKET_FEED_URL", "MARKET_FEED_URLS", "RATES_FEED_URL")

    def __init__(self, seeds: Path) -> None:
        self._seeds = seeds

    def answer(self, exchange: Exchange) -> Answer:
        """Answer with the CSV, or 304 if the worker has it already."""
        content = self._content(exchange.url.lower())
        tag = f'"{hashlib.sha256(content).hexdigest()[:16]}"'
        headers = {
            "content-type": "text/csv; charset=utf-8",
            "etag": tag,
            "last-modified": formatdate(PUBLISHED, usegmt=True),
        }
        known = exchange.headers.get("if-none-match")
        since = exchange.headers.get("if-modified-since")
        fresh = known == tag if known else since == headers["last-modified"]
        return Answer(304, b"", headers) if fresh else Answer(200, content, headers)

    def _content(self, url: str) -> bytes:
        if "mortgage" in url:
            return _shipped(self._seeds / "mortgage_rates.csv.gz")
        if "zip" in url or "listing" in url:
            return _listings()
        return _shipped(self._seeds / "fhfa_metro_index.csv.gz")


@lru_cache
def _shipped(path: Path) -> bytes:
    return gzip.decompress(path.read_bytes())


@lru_cache
def _listings() -> bytes:
    """Twelve months of made-up but plausible listings for some ZIP codes."""
    text = io.StringIO(newline="")
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(LISTING_COLUMNS)
    for place, name in enumerate(LISTED):
        for month in range(1, 13):
            price = 1_200_000 - 250_000 * place + 4_000 * month
            season = abs(month - 6)
            figures = (price, 120 - 9 * season, 20 + 4 * season, round(price / 1900))
            rows.writerow((f"2024{month:02d}", name[:5], name[7:], *figures))
    return text.getvalue().encode()
