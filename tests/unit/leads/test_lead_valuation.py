"""What valuation refuses of a home is left out, and nothing else."""

from typing import Any

import pytest

from contracts.valuation import Property, QuickRequest
from lead_valuation import without_mistakes

PLACED = {"sqft": 1600, "zip": "98117", "lat": 47.6, "lon": -122.3}


def refused(*pointers: str) -> dict[str, Any]:
    return {"errors": [{"pointer": pointer, "detail": "is wrong"} for pointer in pointers]}


@pytest.mark.parametrize(
    ("pointers", "kept"),
    [
        (["/property/zip"], {"sqft", "lat", "lon"}),
        (["/property/lon"], {"sqft", "zip"}),
        (["/property/sqft", "/property/lat"], {"zip"}),
        (["/address", "/property", "", "/property/roof"], {"sqft", "zip", "lat", "lon"}),
        ([], {"sqft", "zip", "lat", "lon"}),
    ],
)
def test_only_the_named_facts_go_and_half_a_place_goes_whole(
    pointers: list[str], kept: set[str]
) -> None:
    request = QuickRequest(address="8021 21st Ave NW", property=Property.model_validate(PLACED))
    rest = without_mistakes(request, refused(*pointers))
    assert rest.address == request.address
    assert rest.property is not None
    assert set(rest.property.model_dump(exclude_none=True)) == kept
    assert (rest == request) == (kept == set(PLACED))


def test_without_facts_nothing_can_be_left_out() -> None:
    request = QuickRequest(address="8021 21st Ave NW")
    assert without_mistakes(request, refused("/property/zip")) == request
    assert without_mistakes(request, {}) == request
