from datetime import date

import pytest

from contracts.market import metro_slug
from edgekit import Problem
from market_regions import check_span, empty_span, is_zip, parse_region, parse_regions


@pytest.mark.parametrize(
    ("text", "region"),
    [
        ("98103", "98103"),
        (" 98103 ", "98103"),
        ("98103-1234", "98103"),
        ("seattle-bellevue-kent-wa", "seattle-bellevue-kent-wa"),
        ("Seattle-Bellevue-Kent-WA", "seattle-bellevue-kent-wa"),
    ],
)
def test_a_region_is_a_zip_code_or_a_slug(text: str, region: str) -> None:
    assert parse_region(text) == region


@pytest.mark.parametrize(
    "text",
    ["9810", "981033", "9" * 100, "a" * 100, "seattle wa", "a--b", "-a", "", "98103'--", "٩٨١٠٣"],
)
def test_what_is_neither_is_refused_with_a_pointer(text: str) -> None:
    with pytest.raises(Problem) as refused:
        parse_region(text)
    assert refused.value.status == 422
    assert [error.pointer for error in refused.value.errors] == ["/region"]


def test_only_five_digits_are_a_zip_code() -> None:
    assert is_zip("00501")
    assert not is_zip("boise-city-id")


def test_compared_regions_keep_their_order_and_come_once() -> None:
    assert parse_regions("98103,boise-city-id,98103") == ["98103", "boise-city-id"]


@pytest.mark.parametrize(
    "text", ["", "98103", "98103,98103", ",".join(f"9810{n}" for n in range(10)) + ",98110"]
)
def test_one_region_or_eleven_cannot_be_compared(text: str) -> None:
    with pytest.raises(Problem) as refused:
        parse_regions(text)
    assert refused.value.status == 422
    assert refused.value.errors[0].pointer == "/regions"


def test_a_span_backwards_is_refused_and_one_day_is_a_span() -> None:
    with pytest.raises(Problem) as refused:
        check_span(date(2024, 1, 2), date(2024, 1, 1))
    assert refused.value.status == 422
    assert refused.value.errors[0].pointer == "/from"
    check_span(date(2024, 1, 1), date(2024, 1, 1))
    check_span(None, date(2024, 1, 1))


def test_an_empty_span_points_at_what_was_given() -> None:
    problem = empty_span(None, date(1900, 1, 1), date(2000, 3, 31), date(2024, 9, 30))
    assert [error.pointer for error in problem.errors] == ["/to"]
    assert "2000-03-31" in problem.detail


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Seattle-Bellevue-Kent, WA  (MSAD)", "seattle-bellevue-kent-wa"),
        ("Seattle-Bellevue-Kent, WA", "seattle-bellevue-kent-wa"),
        ("St. Louis, MO-IL", "st-louis-mo-il"),
        ("Coeur d'Alene, ID", "coeur-dalene-id"),
        ("Scranton--Wilkes-Barre, PA", "scranton-wilkes-barre-pa"),
        ("Louisville/Jefferson County, KY-IN", "louisville-jefferson-county-ky-in"),
        ("Cañon City, CO", "canon-city-co"),
    ],
)
def test_a_metros_slug_is_its_name_in_plain_letters(name: str, slug: str) -> None:
    assert metro_slug(name) == slug
    assert parse_region(slug) == slug
