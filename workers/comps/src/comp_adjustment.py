"""From sales to comps: how similar each is, and its price had it had the home's facts."""

import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from pydantic import BaseModel

from contracts.comps import Comp, CompsAnswer, CompsQuery, Quartiles

# What a fact adds to the logarithm of the price, the neighbourhood being the same: least squares on
# the shipped King County sales with a mean for each grid cell (`train.comps_calibration`). Where
# the grade is known it takes part of what otherwise goes with size.
WITH_GRADE = {
    "sqft": 0.39,  # areas: by their logarithm
    "lot_sqft": 0.10,
    "bedrooms": -0.01,
    "bathrooms": 0.03,
    "year_built": 0.0007,
    "grade": 0.10,
    "condition": 0.05,
    "view": 0.05,
    "waterfront": 0.50,
}
WITHOUT_GRADE = WITH_GRADE | {
    "sqft": 0.58,  # 0.52 beside all other facts, 0.65 alone
    "bedrooms": -0.02,
    "bathrooms": 0.045,
    "year_built": 0.0015,
    "grade": 0.0,
    "view": 0.06,
}
AREAS = ("sqft", "lot_sqft")


class Sale(BaseModel):
    """A row that a search found; ``difference`` is 0 for the same home next door today."""

    parcel: str
    sold_on: date
    price: int
    lat: float
    lon: float
    zip: str | None
    sqft: int | None
    lot_sqft: int | None
    bedrooms: int | None
    bathrooms: float | None
    year_built: int | None
    year_renovated: int | None
    grade: int | None
    condition: int | None
    view: int | None
    waterfront: bool | None
    distance2: float
    difference: float


def answer(sales: Sequence[Sale], query: CompsQuery, as_of: date) -> CompsAnswer:
    """The comps out of the sales found, most similar first."""
    comps = [_comp(sale, query) for sale in newest_of_parcels(sales)[: query.limit]]
    return CompsAnswer(
        comps=comps, price_per_sqft=_price_per_sqft(comps), count=len(comps), as_of=as_of
    )


def newest_of_parcels(sales: Iterable[Sale]) -> list[Sale]:
    """The sales without earlier ones of the same parcel; the order stays."""
    newest: dict[str, Sale] = {}
    for sale in sales:
        other = newest.get(sale.parcel)
        if other is None or sale.sold_on > other.sold_on:
            newest[sale.parcel] = sale
    return sorted(newest.values(), key=lambda sale: sale.difference)


def similarity(difference: float) -> float:
    """1 for no difference, a half for one of `comp_difference.SCALES` in one fact, towards 0."""
    return 1 / (1 + difference)


def adjusted_price(sale: Sale, query: CompsQuery) -> float:
    """The sale's price with the differences to the home made good; unknown facts change nothing."""
    graded = sale.grade is not None and query.grade is not None
    weights = WITH_GRADE if graded else WITHOUT_GRADE
    theirs, ours = _facts(sale), _facts(query)
    return sale.price * math.exp(
        sum(weights[name] * (ours[name] - theirs[name]) for name in ours.keys() & theirs.keys())
    )


def _facts(home: Sale | CompsQuery) -> Mapping[str, float]:
    facts: dict[str, float] = {}
    for name in WITH_GRADE:
        value = getattr(home, name)
        if value is not None:
            facts[name] = math.log(value) if name in AREAS else float(value)
    if home.year_built is not None:
        facts["year_built"] = max(home.year_built, home.year_renovated or 0)
    return facts


def _comp(sale: Sale, query: CompsQuery) -> Comp:
    return Comp(
        id=f"{sale.parcel}-{sale.sold_on}",
        distance_km=round(math.sqrt(sale.distance2), 3),
        similarity=round(similarity(sale.difference), 4),
        adjusted_price=round(adjusted_price(sale, query)),
        **sale.model_dump(exclude={"distance2", "difference"}),
    )


def _price_per_sqft(comps: Sequence[Comp]) -> Quartiles | None:
    ratios = sorted(comp.price / comp.sqft for comp in comps if comp.sqft)
    if not ratios:
        return None
    p25, median, p75 = (round(quantile(ratios, share), 2) for share in (0.25, 0.5, 0.75))
    return Quartiles(median=median, p25=p25, p75=p75)


def quantile(ordered: Sequence[float], share: float) -> float:
    """The value below which ``share`` of the ordered values lie, linear between two of them."""
    place = (len(ordered) - 1) * share
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)
