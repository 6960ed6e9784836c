"""An event names a person by their whole address or number, and by nobody else's."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hook_naming import names, of_others

EMAIL, PHONE = "ann@example.com", "+12065550142"


def said(value: Any) -> str:
    return json.dumps({"data": [{"object": value}]})


@pytest.mark.parametrize(
    "text",
    ["ann@example.com", "Ann@Example.COM", "Ann Lee <ann@example.com>", "mailto:ann@example.com",
     "write to ann@example.com.", "email=ann@example.com&x=1", "ａnn@example.com"],
)  # fmt: skip
def test_a_whole_address_names_its_owner(text: str) -> None:
    assert names(said(text), EMAIL, None)


@pytest.mark.parametrize(
    "text",
    ["joann@example.com", "ann@example.com.au", "ann@example.community", "x.ann@example.com",
     "ann+news@example.com", "news+ann@example.com", "ann", "", "example.com"],
)  # fmt: skip
def test_an_address_that_contains_it_is_somebody_elses(text: str) -> None:
    assert not names(said(text), EMAIL, None)


@pytest.mark.parametrize(
    "text",
    ["(206) 555-0142", "206.555.0142", "+1 206 555 0142", "1-206-555-0142", "2065550142",
     2065550142, 12065550142, "206, 555 0142", "206\u00a0555\u00a00142", "206–555–0142",
     "call 206/555/0142, 98117 Seattle", "98117, 206-555-0142", "+12065550142 ext. 12"],
)  # fmt: skip
def test_a_number_names_its_owner_however_it_is_written(text: Any) -> None:
    assert names(said(text), None, PHONE)


@pytest.mark.parametrize(
    "text", ["920655501427", "206 555 01423", "206-555-0143", "0142", "206 and 555 and 0142", ""]
)
def test_longer_and_other_numbers_are_nobodys(text: str) -> None:
    assert not names(said(text), None, PHONE)


@pytest.mark.parametrize("text", ["+44 20 7946 0958", "0044 20 7946 0958", "442079460958"])
def test_a_number_of_another_country_is_found_with_its_code(text: str) -> None:
    assert names(said(text), None, "+442079460958")


ANNS, BOBS = {"email": EMAIL, "event": "open"}, {"email": "bob@example.com", "event": "bounce"}


def test_of_a_batch_what_is_said_of_others_stays() -> None:
    left = of_others(json.dumps({"events": [BOBS, ANNS, BOBS]}), EMAIL, None)
    assert json.loads(left) == {"events": [BOBS, BOBS]}


@pytest.mark.parametrize(
    "payload",
    [{"events": [ANNS]}, {"events": []}, {"events": EMAIL}, {"email": EMAIL}, [ANNS, BOBS],
     {"events": [BOBS], "account": EMAIL}, {"events": {"a": BOBS}}],
)  # fmt: skip
def test_of_anything_else_nothing_stays(payload: Any) -> None:
    assert of_others(json.dumps(payload), EMAIL, None) == ""


@given(st.recursive(st.none() | st.booleans() | st.floats(allow_nan=False) | st.text(),
                    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)))  # fmt: skip
def test_whatever_an_event_says_it_is_looked_through(value: Any) -> None:
    assert names(said([value, EMAIL]), EMAIL, PHONE)
    assert isinstance(names(said(value), EMAIL, PHONE), bool)
