"""By how much a sale differs from a home, in SQL: 0 for the same home next door today.

Parameters of the statements: ?1 places, ?2 the day, ?3 the first day that counts, ?4 and ?5 the
home's latitude and longitude, ?6 the square of its latitude's cosine, ?7 the square of the radius,
?8 the limit, and from ?9 on the facts in the order of ``SCALES``.
"""

from sales_grid import KM_A_DEGREE

# By how much two homes differ before a sale's similarity is halved, all else being the same.
# Chosen on the shipped King County sales by walking forward (`train.comps_calibration`); the
# accuracy is flat around them. Areas are compared by the difference over the mean.
SCALES = {
    "sqft": 0.25,
    "lot_sqft": 1.0,
    "bedrooms": 1.5,
    "bathrooms": 1.0,
    "year_built": 20.0,
    "grade": 1.0,
    "condition": 1.5,
    "view": 1.0,
    "waterfront": 0.3,
}
PROPORTIONAL = ("sqft", "lot_sqft")
KM_SCALE = 0.8
YEARS_SCALE = 1.0  # an old sale loses at most one scale: the market's index carries it


def _squared(expression: str, scale: float) -> str:
    # With a decimal point always: SQLite divides whole numbers of years by 400 without a remainder.
    return f"({expression}) * ({expression}) / {round(scale * scale, 6)!r}"


def _fact_term(name: str, place: int) -> str:
    """The squared difference in a fact: 0 if nobody asked, one scale if the sale's is unknown."""
    sale = "max(year_built, ifnull(year_renovated, 0))" if name == "year_built" else name
    asked = f"?{place}"
    difference = f"{sale} - {asked}"
    if name in PROPORTIONAL:
        difference = f"2.0 * ({sale} - {asked}) / ({sale} + {asked})"
    return f"ifnull({_squared(difference, SCALES[name])}, {asked} IS NOT NULL)"


FIRST_FACT = 9
DISTANCE2 = f"((lat - ?4) * (lat - ?4) + (lon - ?5) * (lon - ?5) * ?6) * {KM_A_DEGREE**2:.6f}"
_YEARS2 = _squared("(julianday(?2) - julianday(sold_on)) / 365.25", YEARS_SCALE)
DIFFERENCE = "\n    + ".join(
    [
        f"distance2 / {KM_SCALE**2:.6g}",
        f"{_YEARS2} / (1 + {_YEARS2})",
        *(_fact_term(name, place) for place, name in enumerate(SCALES, FIRST_FACT)),
    ]
)
