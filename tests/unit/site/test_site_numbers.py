"""Numbers as people write them: taken where they can be read in one way, else left as a text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_forms import new_form
from site_numbers import number
from site_offer import asked_of


@pytest.mark.parametrize(
    ("name", "written", "read"),
    [
        ("repairs", "18000", 18_000),
        ("repairs", "$18,000", 18_000),
        ("repairs", "$ 18 000", 18_000),
        ("repairs", "18,000.00", 18_000),
        ("repairs", "18,000.50", 18_000.5),
        ("repairs", "18k", 18_000),
        ("repairs", "$18.5K", 18_500),
        ("repairs", "18000 dollars", 18_000),
        ("repairs", "1,250,000 USD", 1_250_000),
        ("repairs", "0", 0),
        ("sqft", "1,850 sq ft", 1850),
        ("sqft", "1850sqft", 1850),
        ("sqft", "1,480.00", 1480),
        ("sqft", "1,850 square feet", 1850),
        ("bathrooms", "1,5", 1.5),
        ("bathrooms", "1.5", 1.5),
        ("bathrooms", "2", 2),
        ("bathrooms", "2.0", 2),
        ("bedrooms", " 3 ", 3),
        ("year_built", "1926", 1926),
    ],
)
def test_numbers_are_read_as_people_write_them(name: str, written: str, read: float) -> None:
    assert number(name, written) == read


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("repairs", "18,5"),
        ("repairs", "1,2,3"),
        ("repairs", ",5"),
        ("repairs", "1$8"),
        ("repairs", "18,000,5"),
        ("repairs", "0018,00"),
        ("repairs", "18.000"),
        ("repairs", "18,5k"),
        ("repairs", "1,850 sq ft"),
        ("repairs", "$"),
        ("repairs", "k"),
        ("repairs", "-5"),
        ("repairs", "many"),
        ("sqft", "14,80"),
        ("sqft", "$1,850"),
        ("sqft", "1.850"),
        ("bathrooms", "1,000"),
        ("bathrooms", ",5"),
        ("bathrooms", "1,5,5"),
        ("bedrooms", "1,5"),
        ("bedrooms", "٣"),
        ("year_built", "1,926"),
        ("year_built", "19 26"),
    ],
)
def test_what_can_be_read_in_two_ways_stays_a_text(name: str, written: str) -> None:
    assert number(name, written) == f"no number: {written}"


@given(st.integers(0, 999_999_999))
def test_dollars_are_the_same_with_thousands_parted_or_not(amount: int) -> None:
    for written in (f"{amount}", f"{amount:,}", f"${amount:,}.00", f"{amount:,} dollars"):
        assert number("repairs", written) == amount


@given(st.text("0123456789,", min_size=1, max_size=9))
def test_a_comma_changes_no_number_but_where_it_parts_thousands(written: str) -> None:
    read = number("repairs", written)
    if "," in written and not isinstance(read, str):
        assert f"{read:,}" == written.lstrip("0,") or written.startswith("0")


def test_a_form_is_read_field_by_field() -> None:
    form = new_form({"repairs": "18,5", "bathrooms": "1,5", "sqft": "1,850"}, {})
    assert asked_of(form) == {
        "repairs": "no number: 18,5",
        "property": {"bathrooms": 1.5, "sqft": 1850},
    }
