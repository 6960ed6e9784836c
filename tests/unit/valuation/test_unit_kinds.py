"""What kind of home a unit tells of, and what only looks like a unit."""

import time

import pytest

from unit_kinds import kind_of_unit


@pytest.mark.parametrize(
    ("address", "kind", "unit"),
    [
        ("12 Oak St Apt 4, Seattle, WA 98107", "condo", "Apt 4"),
        ("12 Oak St Apt. 4B, Seattle, WA 98107", "condo", "Apt. 4B"),
        ("12 Oak St Apt #4, Seattle", "condo", "Apt #4"),
        ("12 Oak St #B, Seattle", "condo", "#B"),
        ("12 Oak St # 4-201, Seattle", "condo", "# 4-201"),
        ("12 Oak St unit a-12", "condo", "unit a-12"),
        ("12 Oak St, Fl 3, Miami, FL 33139", "condo", "Fl 3"),
        ("12 Oak St Bldg C, Seattle", "condo", "Bldg C"),
        ("900 Main St Spc 31, Kent, WA 98032", "mobile", "Spc 31"),
        ("Space 14, 900 Main St, Kent", "mobile", "Space 14"),
        ("700 Broadway Ste 210, Seattle", "commercial", "Ste 210"),
        ("Lot 7, 290th Ave SE, Issaquah", "land", "Lot 7"),
    ],
)
def test_a_unit_tells_the_kind(address: str, kind: str, unit: str) -> None:
    assert kind_of_unit(address) == (kind, unit)


@pytest.mark.parametrize(
    "address",
    [
        "12 Oak St, Seattle, WA 98107",
        "40 Unity Ave, Seattle, WA 98107",
        "12 Lot St, Seattle",
        "9 Lotz Ln, Seattle",
        "3 Space Needle Loop, Seattle",
        "7 Floor Ln, Seattle",
        "1000 Ocean Dr, Miami Beach, FL 33139",
        "1000 Ocean Dr, Miami Beach FL 33139-1234",
        "5 Suite Water Rd",
        "",
    ],
)
def test_what_is_called_like_a_unit_is_none(address: str) -> None:
    assert kind_of_unit(address) is None


@pytest.mark.parametrize("text", ["Apt " + " " * 50_000, "#" + " " * 50_000, "Apt " * 20_000])
def test_a_long_text_takes_no_longer_than_it_is_long(text: str) -> None:
    began = time.process_time()
    assert kind_of_unit(text) is None
    assert time.process_time() - began < 1
