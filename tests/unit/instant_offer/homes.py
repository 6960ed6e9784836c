"""What the tests of offers share: requests, values, settings, and quotes of them."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from contracts.instant_offer import OfferRequest, Quote
from contracts.valuation import Estimate
from instant_offer_quote import quoted
from instant_offer_vars import InstantOfferVars

NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)
ADDRESS = "8021 21st Ave NW, Seattle, WA 98117"
WASHINGTON = {
    "per": 100,
    "step": 1,
    "bands": [
        {"over": 0, "rate": 1.6},
        {"over": 525_000, "rate": 1.78},
        {"over": 1_525_000, "rate": 3.25},
    ],
}


def settings(**given: Any) -> InstantOfferVars:
    """The worker's vars: with a graduated tax, and what is given."""
    named = {"TRANSFER_TAX": WASHINGTON} | {name.upper(): value for name, value in given.items()}
    found = InstantOfferVars(named.get)
    assert not found.faults, found.faults
    return found


def valued(estimate: int = 500_000, low: int | None = None, high: int | None = None) -> Estimate:
    """A value, with an interval that leans to the low side unless it is given."""
    return Estimate(
        estimate=estimate,
        low=estimate * 8 // 10 if low is None else low,
        high=estimate * 11 // 10 if high is None else high,
        confidence=0.8,
        method="model",
        as_of=NOW.date(),
        model_version="model-1",
    )


def asked(**changes: Any) -> OfferRequest:
    """A home as its owner describes it."""
    return OfferRequest.model_validate({"address": ADDRESS, "condition": "fair"} | changes)


def quote(
    value: Estimate | None = None,
    given: InstantOfferVars | None = None,
    now: datetime = NOW,
    **changes: Any,
) -> Quote:
    """The quote for a home."""
    return quoted("quote_1", asked(**changes), value or valued(), now, given or settings())


DOLLARS = st.integers(1000, 20_000_000)
VALUES = st.tuples(DOLLARS, DOLLARS, DOLLARS).map(sorted).map(lambda v: valued(v[1], v[0], v[2]))
REQUESTS: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {"condition": st.sampled_from(("excellent", "good", "fair", "poor"))},
    optional={
        "repairs": st.integers(0, 2_000_000),
        "timeline": st.sampled_from(("asap", "30_days", "90_days", "exploring")),
        "property": st.fixed_dictionaries({"sqft": st.integers(100, 20_000)}),
    },
)
_PERCENT = st.integers(0, 1000).map(lambda basis: str(Decimal(basis) / 100))
SETTINGS = st.fixed_dictionaries(
    {},
    optional={
        "arv_percent": st.integers(5000, 10_000).map(lambda basis: str(Decimal(basis) / 100)),
        "range_percent": st.integers(0, 100).map(str),
        "closing_percent": _PERCENT,
        "commission_percent": _PERCENT,
        "property_tax_percent": _PERCENT,
        "holding_months": st.integers(0, 24).map(str),
        "listing_months": st.integers(0, 24).map(str),
        "utilities_monthly": st.integers(0, 200_000).map(lambda cents: str(Decimal(cents) / 100)),
    },
).map(lambda given: settings(least_offer="1", **given))
MOMENTS = st.datetimes(datetime(2024, 1, 1), datetime(2033, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001
