"""Addresses are taken apart and written as USPS Publication 28 has it, however they are typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.postal.address import AddressError, parse
from contracts.postal.tables import DIRECTIONALS, SUFFIXES, UNITS


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        # The cases of usaddress-scourgify's own tests (0.7.1), where they are one line of text.
        ("123 Nowhere Street Suite 0 Boring OR 97009", "123 NOWHERE ST STE 0, BORING, OR 97009"),
        ("123 Nowhere St, Suite 0, Boring, OR 97009", "123 NOWHERE ST STE 0, BORING, OR 97009"),
        ("999 Nowhere Street # 12 Boring OR 97009", "999 NOWHERE ST # 12, BORING, OR 97009"),
        ("4333 NE 113th, Boring, OR 97009", "4333 NE 113TH, BORING, OR 97009"),
        (
            "123 South-West Nowhere St, Suite 0, Boring, OR 97009",
            "123 SW NOWHERE ST STE 0, BORING, OR 97009",
        ),
        ("123 Nowhere St, # 345, Boring, OR 97009", "123 NOWHERE ST # 345, BORING, OR 97009"),
        ("123 Nowhere St, #345, Boring, OR 97009", "123 NOWHERE ST # 345, BORING, OR 97009"),
        ("123 Nowhere St, Apt 345, Boring, OR 97009", "123 NOWHERE ST APT 345, BORING, OR 97009"),
        (
            "123 Nowhere St, Apartment 345, Boring, OR 97009",
            "123 NOWHERE ST APT 345, BORING, OR 97009",
        ),
        ("123 Nowhere St, 345, Boring, OR 97009", "123 NOWHERE ST # 345, BORING, OR 97009"),
        # What people type.
        ("8021 21st Ave NW, Seattle, WA 98117", "8021 21ST AVE NW, SEATTLE, WA 98117"),
        (
            "8021 21 avenue northwest seattle washington 98117-1234",
            "8021 21ST AVE NW, SEATTLE, WA 98117",
        ),
        ("123 N St, Sacramento, CA", "123 N ST, SACRAMENTO, CA"),
        (
            "1600 Pennsylvania Ave NW Washington DC 20500",
            "1600 PENNSYLVANIA AVE NW, WASHINGTON, DC 20500",
        ),
        ("12 Main St Seattle WA", "12 MAIN ST, SEATTLE, WA"),
        (
            "350 Fifth Avenue, 34th Floor, New York, NY 10118",
            "350 5TH AVE FL 34, NEW YORK, NY 10118",
        ),
        (
            "4567 W 3rd St Unit B Los Angeles CA 90020",
            "4567 W 3RD ST UNIT B, LOS ANGELES, CA 90020",
        ),
        ("12 1/2 Oak Ln.", "12 1/2 OAK LN"),
        ("123 Main St NE", "123 MAIN ST NE"),
        ("123 Main CT", "123 MAIN CT"),
        ("123 Lake Side Dr", "123 LAKE SIDE DR"),
        ("45-12 Bell Blvd, Bayside, NY 11361", "45-12 BELL BLVD, BAYSIDE, NY 11361"),
        ("123 W Florida Ave, Miami, FL", "123 W FLORIDA AVE, MIAMI, FL"),
        ("5 Key West Ct, Miami, FL 33101, USA", "5 KEY WEST CT, MIAMI, FL 33101"),
        ("12 Fort St FL 2, Honolulu, HI", "12 FORT ST FL 2, HONOLULU, HI"),
        (
            "100 State Route 20, Sedro-Woolley, WA 98284",
            "100 STATE RTE 20, SEDRO-WOOLLEY, WA 98284",
        ),
        ("123 Main St, Rear, Boston, MA 02101", "123 MAIN ST REAR, BOSTON, MA 02101"),
        ("123 Avenue of the Americas, New York, NY", "123 AVENUE OF THE AMERICAS, NEW YORK, NY"),
    ],
)
def test_an_address_is_written_as_the_post_would(typed: str, written: str) -> None:
    assert parse(typed).text == written


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("123 N. Main Street, Apt 4", "123 n main st #4"),
        ("123 North Main St. Unit 4", "123 N MAIN ST APT # 4"),
        ("123 Saint James Place", "123 St. James Pl"),
        ("9 Fifth Avenue", "9 5th ave"),
        ("9 1st Ave South", "9 first avenue S"),
        ("77 O'Brien Rd", "77 OBRIEN ROAD"),
    ],
)
def test_two_spellings_of_one_address_share_a_key(one: str, other: str) -> None:
    assert parse(one).street_key == parse(other).street_key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("123 N Main St", "123 S Main St"),
        ("123 Main St", "123 Main Ave"),
        ("123 Main St Apt 4", "123 Main St Apt 5"),
        ("123 Main St Apt 4", "123 Main St"),
        ("123 Main St N", "123 N Main St"),
        ("123 Main St", "124 Main St"),
    ],
)
def test_different_addresses_have_different_keys(one: str, other: str) -> None:
    assert parse(one).street_key != parse(other).street_key


@pytest.mark.parametrize(
    "text", ["", "  ,", "Main St", "PO Box 12, Seattle", "98117", "Seattle, WA"]
)
def test_what_is_no_street_address_is_refused(text: str) -> None:
    with pytest.raises(AddressError):
        parse(text)


names = st.sampled_from(["MAIN", "OAK", "MARTIN LUTHER KING", "3RD", "ELM"])
spelled = {
    table: st.sampled_from(sorted(words.items()))
    for table, words in {"suffix": SUFFIXES, "way": DIRECTIONALS}.items()
}
units = st.sampled_from(
    sorted(item for item in UNITS.items() if item[1] in ("APT", "STE", "UNIT", "RM"))
)


@given(st.integers(1, 99_999), names, spelled["suffix"], spelled["way"], units, st.integers(1, 999))
def test_every_spelling_of_the_tables_is_understood(
    number: int,
    name: str,
    suffix: tuple[str, str],
    way: tuple[str, str],
    unit: tuple[str, str],
    flat: int,
) -> None:
    typed = f"{number} {way[0].title()}. {name.title()} {suffix[0].lower()}., {unit[0]} {flat}"
    found = parse(f"{typed}, Seattle, WA 98117")
    assert (found.number, found.before, found.street) == (str(number), way[1], name)
    assert (found.suffix, found.units) == (suffix[1], ((unit[1], str(flat)),))
    assert (found.city, found.state, found.zip) == ("SEATTLE", "WA", "98117")


@given(st.text(max_size=120))
def test_any_text_is_read_or_refused_and_what_is_read_reads_the_same_again(text: str) -> None:
    try:
        found = parse(text)
    except AddressError:
        return
    assert found.number
    assert found.street
