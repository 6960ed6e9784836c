"""Addresses are placed by a geocoder, or in the middle of their ZIP code."""

import gzip
import sys
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "workers" / "geocode" / "src"))

from fleet.seeds import zip_bundle  # noqa: E402
from geocoders import AMBIGUOUS, MATCHED, Census, centre  # noqa: E402
from zip_table import nearest, place_of, suggestions  # noqa: E402


def match(**changes: Any) -> dict[str, Any]:
    return {
        "matchedAddress": "8021 21ST AVE NW, SEATTLE, WA, 98117",
        "coordinates": {"x": -122.3836, "y": 47.6873},
        "addressComponents": {"city": "SEATTLE", "state": "WA", "zip": "98117"},
    } | changes


def answer(*matches: dict[str, Any]) -> dict[str, Any]:
    return {"result": {"input": {}, "addressMatches": list(matches)}}


def test_the_bundle_is_made_of_the_shipped_table() -> None:
    assert gzip.decompress(zip_bundle.BUNDLED.read_bytes()) == zip_bundle.bundled()


def test_a_zip_code_is_found_and_an_unknown_one_is_not() -> None:
    ballard = place_of("98117")
    assert ballard is not None
    assert (ballard.city, ballard.state) == ("Seattle", "WA")
    assert (ballard.lat, ballard.lon) == pytest.approx((47.687, -122.38), abs=0.02)
    assert place_of("00000") is None
    assert place_of("9811") is None


def test_the_nearest_zip_code_of_a_place() -> None:
    found = nearest(47.6873, -122.3836)
    assert found is not None
    assert (found[0].zip, found[1] < 2) == ("98117", True)
    assert nearest(0, -30) is None


@pytest.mark.parametrize(
    ("typed", "first"),
    [("98117", "98117 Seattle, WA"), ("9811", "98110"), ("sea  isle", "Sea Isle City, NJ")],
)
def test_what_is_typed_is_completed(typed: str, first: str) -> None:
    found = suggestions(typed)
    assert found[0].startswith(first)
    assert len(found) <= 8


def test_signs_that_mean_something_in_a_pattern_are_only_text() -> None:
    assert suggestions(".*") == []
    assert suggestions("٣٣") == []


def test_a_match_of_the_census_is_a_place() -> None:
    found = Census().place(answer(match()))
    assert found is not None
    assert (found.lat, found.lon, found.zip) == (47.6873, -122.3836, "98117")
    assert (found.precision, found.confidence) == ("address", MATCHED)
    several = Census().place(answer(match(), match()))
    assert several is not None
    assert several.confidence == AMBIGUOUS


def test_no_match_is_nothing_and_nonsense_is_refused() -> None:
    assert Census().place(answer()) is None
    with pytest.raises(ValidationError):
        Census().place({"errors": ["busy"]})
    with pytest.raises(ValidationError):
        Census().place(answer(match(coordinates={"x": 1, "y": 99})))


def test_the_request_carries_the_address_whole() -> None:
    url = Census().request("https://geo.example/geocoder/", "1 A & B ST #2")
    assert url.startswith("https://geo.example/geocoder/locations/onelineaddress?")
    assert "address=1+A+%26+B+ST+%232" in url


def test_a_zip_codes_middle_is_not_sure() -> None:
    ballard = place_of("98117")
    assert ballard is not None
    assert centre(ballard).confidence < AMBIGUOUS
    assert centre(ballard._replace(precision="county")).confidence < centre(ballard).confidence


def test_an_address_that_may_be_several_names_the_others() -> None:
    tie = [match(), match(matchedAddress="8021 21ST AVE NE, SEATTLE, WA, 98115"), match()]
    found = Census().place(answer(*tie))
    assert found is not None
    assert found.confidence == AMBIGUOUS
    assert found.alternatives == ["8021 21ST AVE NE, SEATTLE, WA, 98115"]
    alone = Census().place(answer(match(), match()))
    assert alone is not None
    assert alone.alternatives is None
