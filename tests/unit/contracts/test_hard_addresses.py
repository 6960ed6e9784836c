"""A public set of hard addresses, read by us and by usaddress.

No outside parser runs in a worker; as a peer, usaddress shows what is hard.
"""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest
import usaddress

from contracts.postal.address import AddressError, parse
from contracts.postal.tables import DIRECTIONALS, STATE_NAMES, UNITS

NONE = "-"


class Case(NamedTuple):
    """One line of the set."""

    source: str
    typed: str
    right: str


def cases() -> list[Case]:
    """The whole set."""
    lines = Path(__file__).with_name("us_addresses.txt").read_text("utf-8").splitlines()
    found = (Case(*line.split("|")) for line in lines if not line.startswith("#"))
    return [case._replace(typed=case.typed.replace("\\n", "\n")) for case in found]


CASES = cases()


def read(typed: str) -> str:
    """What we make of an address."""
    try:
        return parse(typed).text
    except AddressError:
        return NONE


def test_nine_in_ten_of_the_published_ones_are_right_and_none_is_read_wrongly() -> None:
    published = [case for case in CASES if case.source != "O"]
    wrong = [case for case in published if read(case.typed) != case.right]
    assert len(published) >= 150
    assert len(wrong) <= len(published) / 10
    assert [case.typed for case in wrong if read(case.typed) != NONE] == []


@pytest.mark.parametrize(
    "case", [case for case in CASES if case.source in "OR"], ids=lambda case: case.typed
)
def test_an_address_of_reports_and_of_our_own_is_right(case: Case) -> None:
    assert read(case.typed) == case.right


@pytest.mark.parametrize(
    "typed", [case.right for case in CASES if case.right != NONE], ids=lambda typed: typed
)
def test_what_is_written_is_read_the_same_again(typed: str) -> None:
    assert read(typed) == typed


class Parts(NamedTuple):
    """What two parsers can be compared by."""

    number: str
    unit: str
    city: str
    state: str
    zip: str


def plain(text: str) -> str:
    """Capitals and single spaces, without punctuation."""
    return " ".join(re.sub(r"[.,#]", " ", text).upper().split())


@cache
def ours(typed: str) -> Parts | None:
    """By our parser."""
    try:
        found = parse(typed)
    except AddressError:
        return None
    unit = " ".join(identifier for _, identifier in found.units if identifier)
    return Parts(found.number, unit, found.city, found.state, found.zip)


def theirs(typed: str) -> Parts | None:
    """By usaddress, in the same spelling; ``None`` where it says that it can't."""
    try:
        tags, kind = usaddress.tag(typed.replace("\n", ", "))
    except usaddress.RepeatedLabelError:
        return None
    if kind != "Street Address":
        return None
    state = plain(tags.get("StateName", ""))
    unit = " ".join(_identifier(plain(tags.get(label, ""))) for label in ("OccupancyIdentifier",))
    return Parts(
        number=plain(tags.get("AddressNumber", "")),
        unit=unit,
        city=_city(tags),
        state=STATE_NAMES.get(state, state),
        zip=tags.get("ZipCode", "")[:5],
    )


def _identifier(written: str) -> str:
    words = [word for word in written.split() if word not in UNITS]
    return " ".join(re.sub(r"^(\d+)(?:ST|ND|RD|TH)$", r"\1", word) for word in words)


def _city(tags: Mapping[str, str]) -> str:
    return plain(tags.get("PlaceName", ""))


def test_numbers_units_and_cities_are_right_more_often_than_by_usaddress() -> None:
    homes = [case for case in CASES if case.right != NONE]
    rights = [ours(case.right) for case in homes]
    by_us = [ours(case.typed) == right for case, right in zip(homes, rights, strict=True)]
    by_them = [theirs(case.typed) == right for case, right in zip(homes, rights, strict=True)]
    assert len(CASES) >= 200
    assert sum(by_us) > sum(by_them)


def test_what_both_take_for_a_house_has_one_house_number() -> None:
    """Where the two differ about the number, it is spelled out or of a grid."""
    both = [(case.typed, ours(case.typed), theirs(case.typed)) for case in CASES]
    differ = [
        (typed, mine.number, peer.number)
        for typed, mine, peer in both
        if mine and peer and peer.number and mine.number.split()[0] != peer.number.split()[0]
    ]
    allowed = re.compile(r"[½¾–]|One|Two|Ten|^[NW]\d|８|^\d+-\d")
    assert [each for each in differ if not allowed.search(each[0])] == []


def test_a_direction_is_never_taken_for_a_unit() -> None:
    found = [ours(case.typed) for case in CASES]
    assert [each for each in found if each and each.unit in DIRECTIONALS] == []
