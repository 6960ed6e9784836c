"""Addresses are placed by a geocoder, or in the middle of their ZIP code."""

import gzip
import re
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "workers" / "geocode" / "src"))

from certainty import AMBIGUOUS, MATCHED  # noqa: E402
from fleet.seeds import zip_bundle  # noqa: E402
from geocoders import Census, centre  # noqa: E402
from nominatim import Nominatim  # noqa: E402
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
    [
        ("98117", "98117 Seattle, WA"),
        ("98117 sea", "98117 Seattle, WA"),
        ("9811", "98110"),
        ("sea  isle", "Sea Isle City, NJ"),
        ("sea", "Seattle, WA"),
        ("Seattle wa", "Seattle, WA"),
        ("seattle,WA", "Seattle, WA"),
        ("St. Louis, mo", "Saint Louis, MO"),
        ("ft worth", "Fort Worth, TX"),
        ("mt vernon wa", "Mount Vernon, WA"),
        ("port st lucie", "Port Saint Lucie, FL"),
        ("o'fallon", "O Fallon, "),
        ("O’Fallon, MO", "O Fallon, MO"),
        ("coeur d'alene", "Coeur D Alene, ID"),
        ("d'iberville", "Diberville, MS"),
        ("winston-s", "Winston Salem, NC"),
        ("98117-se", "98117 Seattle, WA"),
    ],
)
def test_what_is_typed_is_completed(typed: str, first: str) -> None:
    found = suggestions(typed)
    assert found[0].startswith(first)
    assert len(found) <= 8


@given(st.text(alphabet="aefilmnorst .,'-WA9", min_size=2, max_size=12))
def test_what_is_suggested_begins_with_what_was_typed_and_suggests_itself(typed: str) -> None:
    found = suggestions(typed)
    assert len(set(found)) == len(found) <= 8
    for label in found:
        assert label in suggestions(label)
        assert plain(label).startswith((plain(typed), plain(typed.replace("'", ""))))


def plain(text: str) -> str:
    whole = {"st": "saint", "ft": "fort", "mt": "mount"}
    words = re.sub(r"[^a-z0-9]", " ", text.lower()).split()
    return (
        " ".join(whole.get(word, word) for word in words[:-1])
        + " " * (len(words) > 1)
        + (words[-1] if words else "")
    )


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


def house(**changes: Any) -> dict[str, Any]:
    """A house as Nominatim's documents show one: its coordinates are texts."""
    address = {
        "house_number": "8021",
        "road": "21st Avenue Northwest",
        "city": "Seattle",
        "state": "Washington",
        "ISO3166-2-lvl4": "US-WA",
        "postcode": "98117-4431",
        "country_code": "us",
    }
    return {
        "place_id": 1,
        "lat": "47.6873",
        "lon": "-122.3836",
        "category": "building",
        "display_name": "8021, 21st Avenue Northwest, Seattle, Washington, 98117, United States",
        "address": address,
    } | changes


def test_a_house_of_openstreetmap_is_a_place() -> None:
    found = Nominatim().place([house()])
    assert found is not None
    assert (found.lat, found.lon) == (47.6873, -122.3836)
    assert (found.city, found.state, found.zip) == ("Seattle", "WA", "98117")
    assert (found.precision, found.confidence) == ("address", MATCHED)
    assert found.alternatives is None


def test_of_several_houses_of_openstreetmap_the_others_are_named() -> None:
    found = Nominatim().place([house(), house(display_name="8021, 21st Avenue Northeast")])
    assert found is not None
    assert found.confidence == AMBIGUOUS
    assert found.alternatives == ["8021, 21st Avenue Northeast"]


def test_a_street_alone_is_no_address_and_nonsense_is_refused() -> None:
    assert Nominatim().place([]) is None
    assert Nominatim().place([house(address={"road": "21st Avenue", "city": "Seattle"})]) is None
    for nonsense in ({"error": "busy"}, [house(lat="91")], [house(lat="north")]):
        with pytest.raises(ValidationError):
            Nominatim().place(nonsense)


def test_nominatim_is_asked_for_houses_in_the_united_states() -> None:
    url = Nominatim().request("https://geo.example/", "1 A & B ST #2")
    assert url.startswith("https://geo.example/search?q=1+A+%26+B+ST+%232&")
    assert "countrycodes=us" in url


@pytest.mark.parametrize(
    ("zip_code", "city", "lat", "lon"),
    [("00601", "Adjuntas", 18.18, -66.75), ("00907", "San Juan", 18.45, -66.08),
     ("00680", "Mayaguez", 18.21, -67.13), ("00765", "Vieques", 18.13, -65.44)],
)  # fmt: skip
def test_puerto_ricos_zip_codes_are_known(zip_code: str, city: str, lat: float, lon: float) -> None:
    place = place_of(zip_code)
    assert place is not None
    assert (place.city, place.state) == (city, "PR")
    assert (place.lat, place.lon) == pytest.approx((lat, lon), abs=0.05)
    assert centre(place).source == "US Census Bureau"


def test_puerto_rico_has_all_its_zip_codes_and_places_near_them() -> None:
    found = [place_of(f"00{number}") for number in range(600, 1000)]
    known = [place for place in found if place is not None and place.state == "PR"]
    assert len(known) == 176
    assert all(17.8 < place.lat < 18.6 and -68 < place.lon < -65.2 for place in known)
    nearby = nearest(18.4655, -66.1057)
    assert nearby is not None
    assert nearby[0].city == "San Juan"
