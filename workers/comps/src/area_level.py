"""The price level of a ZIP code: the newest sales of it, or of the ZIP codes around it."""

import math
from collections.abc import Sequence
from datetime import date

from pydantic import BaseModel

from comp_adjustment import quantile
from contracts.comps import AreaLevel, Spread
from edgekit import Statement

NEWEST = 200
ENOUGH = 12  # below it the middle 80 % of a ZIP code says little
NEWEST_OF_EACH_ZIP = 20
# What size alone adds to a price within an area, all that goes with size included: least squares on
# the shipped King County sales with a mean for each ZIP code (`train.comps_calibration`).
SIZE_ELASTICITY = 0.75

OF_ZIP = """
SELECT price, sqft, sold_on FROM sales
WHERE zip = ?1 AND sold_on < ?2 ORDER BY sold_on DESC LIMIT ?3"""

# A loose index scan finds the ZIP codes of the region (the same first three digits: one postal
# sorting centre) without reading their sales: SQLite has no skip scan over a range.
OF_REGION = """
WITH RECURSIVE zips (zip) AS (
  SELECT min(zip) FROM sales WHERE zip >= ?1 AND zip < ?1 || 'a'
  UNION ALL
  SELECT (SELECT min(zip) FROM sales WHERE zip > zips.zip AND zip < ?1 || 'a')
  FROM zips WHERE zips.zip IS NOT NULL)
SELECT price, sqft, sold_on
FROM zips CROSS JOIN sales AS s
WHERE s.zip = zips.zip AND s.sold_on < ?2 AND s.sold_on >= ifnull(
  (SELECT sold_on FROM sales WHERE zip = zips.zip AND sold_on < ?2
    ORDER BY sold_on DESC LIMIT 1 OFFSET ?3 - 1), '')"""


class AreaSale(BaseModel):
    """What a sale says about its area."""

    price: int
    sqft: int | None
    sold_on: date


def of_zip(zip_code: str, as_of: date) -> Statement:
    """The newest sales of a ZIP code."""
    return Statement(OF_ZIP, (zip_code, as_of.isoformat(), NEWEST))


def of_region(region: str, as_of: date) -> Statement:
    """The newest sales of each ZIP code of a region."""
    return Statement(OF_REGION, (region, as_of.isoformat(), NEWEST_OF_EACH_ZIP))


def region_of(zip_code: str) -> str:
    """The first three digits: a postal sorting centre's area."""
    return zip_code[:3]


def level(zip_code: str, scope: str, sales: Sequence[AreaSale], as_of: date) -> AreaLevel:
    """The level that at least one sale of an area shows."""
    days = sorted(sale.sold_on for sale in sales)
    sizes = sorted(sale.sqft for sale in sales if sale.sqft)
    typical = round(quantile(sizes, 0.5)) if sizes else None
    return AreaLevel.model_validate(
        {
            "zip": zip_code,
            "scope": scope,
            "count": len(sales),
            "price": _spread([sale.price for sale in sales]),
            "sqft": typical,
            "sized_price": _sized(sales, typical) if typical else None,
            "size_elasticity": SIZE_ELASTICITY,
            "sold_from": days[0],
            "sold_to": days[-1],
            "sold_mid": days[len(days) // 2],
            "as_of": as_of,
        }
    )


def _sized(sales: Sequence[AreaSale], typical: int) -> Spread:
    return _spread(
        [sale.price * (typical / sale.sqft) ** SIZE_ELASTICITY for sale in sales if sale.sqft]
    )


def _spread(prices: Sequence[float]) -> Spread:
    logs = sorted(math.log(price) for price in prices)
    p10, median, p90 = (round(math.exp(quantile(logs, share))) for share in (0.1, 0.5, 0.9))
    return Spread(p10=p10, median=median, p90=p90)
