"""A city or a state that can't be those of an address's ZIP code."""

import pytest

from zip_agreement import disagreement


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("8021 21st Ave NW, Portland, OR 98117", "says OR"),
        ("8021 21st Ave NW, Seattle, Oregon 98117-1234", "says OR"),
        ("8021 21st Ave NW Seattle FL 98117, USA", "says FL"),
        ("8021 21st Ave NW, Tacoma, WA 98117", "says Tacoma, WA"),
        ("8021 21st Ave NW Tacoma WA 98117", "says Tacoma, WA"),
        ("8021 21st Ave NW, Spokane 98117", "says Spokane, WA"),
        ("100 Main St, Hartford, CT 98117", "says CT"),
        ("1 Ocean Dr, Miami Beach, FL 98103", "says FL"),
    ],
)
def test_what_contradicts_a_zip_code_is_told(address: str, said: str) -> None:
    found = disagreement(address)
    assert found
    assert said in found
    assert "Seattle, WA" in found


@pytest.mark.parametrize(
    "address",
    [
        "8021 21st Ave NW, Seattle, WA 98117",
        "8021 21st Ave NW, Shoreline, WA 98117",
        "8021 21st Ave NW, Ballard, Washington 98117, United States",
        "8021 21st Ave NW Seattle WA 98117",
        "8021 21st Ave NE 98117",
        "8021 21st Ave NE, 98117",
        "100 Oak Ct 98117",
        "1600 Pennsylvania Ave NW, Washington, DC 20500",
        "1600 Pennsylvania Ave NW, Washington 20500",
        "1 Broadway, New York 10001",
        "12 N St, St. Louis, MO 63101",
        "8021 21st Ave NW, Portland, OR",
        "8021 21st Ave NW, Portland, OR 00000",
        "98117",
        "",
    ],
)
def test_what_may_be_is_left_alone(address: str) -> None:
    assert disagreement(address) is None
