"""Addresses that can be one home's, and those that can't."""

import pytest

from instant_offer_address import names_a_home


@pytest.mark.parametrize(
    "address",
    [
        "8021 21st Ave NW, Seattle, WA 98117",
        "8021 21st Ave NW",
        "8021 21st Ave NW Seattle 98117-1234",
        "98117 Oak Street, Seattle, WA",
        "12345 OAK ST, SEATTLE, WA",
        "12 Oak Street",
        "100 Broadway, Seattle",
        "Unit 5, 8021 21st Ave NW, Seattle, WA 98117",
        "#5 8021 21st Ave NW",
        "8021 21st Ave NW #5, Seattle",
        "8021B Oak St",
        "8021-B Oak St",
        "123-45 Queens Blvd",
        "12 1/2 Oak St",
        "N6W23001 Bluemound Rd",
        "18020 Highway 99, Lynnwood, WA 98037",
        "PO Box 12, 8021 21st Ave NW, Seattle, WA 98117",
        "4417 Box Elder Lane, Kent",
        "Ann Lee, 8021 21st Ave NW, Seattle, WA, USA",
        "700 US-2, Monroe, WA",
        "8021 21st Ave NW, Seattle, WA 98117, USA",
    ],
)
def test_a_house_number_before_a_street_is_a_home(address: str) -> None:
    assert names_a_home(address)


@pytest.mark.parametrize(
    "address",
    [
        "98117",
        "98117-1234",
        "WA 98117",
        "98117 WA",
        "98117, USA",
        "98117 Seattle",
        "98117 Seattle, WA",
        "Seattle, WA 98117",
        "Seattle 98117 WA",
        "PO Box 123, Seattle, WA 98117",
        "P.O. Box 123 Seattle WA 98117",
        "Post Office Box 9, Kent",
        "p o box 123, Seattle, WA 98117",
        "RR 2 Box 30, Monroe, WA",
        "Oak Street, Seattle, WA 98117",
        "21st Ave NW, Seattle, WA 98117",
        "Highway 99, Lynnwood, WA 98037",
        "Highway 99 Lynnwood WA",
        "Apt 5, Oak Street, Seattle",
        "my house",
        "     ",
    ],
)
def test_a_code_a_box_or_a_street_is_none(address: str) -> None:
    assert not names_a_home(address)
