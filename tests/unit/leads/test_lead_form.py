"""Forms of all sorts as leads."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edgekit import Problem
from lead_form import lead_of_form

LEAST = {"name": "Ada Lovelace", "email": "ada@example.com", "address": "8021 21st Ave NW, Seattle"}


def test_a_form_with_our_names_is_a_lead() -> None:
    new = lead_of_form({**LEAST, "asking_price": "$350,000.00", "timeline": "30 days"})
    assert (new.name, new.email, new.asking_price) == ("Ada Lovelace", "ada@example.com", 350_000)
    assert (new.timeline, new.source) == ("30_days", "form")


def test_a_form_of_a_builder_is_a_lead() -> None:
    new = lead_of_form(
        {
            "First Name": "Ada",
            "last_name": "Lovelace",
            "Phone Number": "(206) 555-0142",
            "Street Address": "8021 21st Ave NW",
            "City": "Seattle",
            "State": "WA",
            "ZIP code": "98117",
            "utm_source": "google",
            "UTM_Campaign": "autumn",
            "consent_sms": "on",
            "Comments": "Call me.",
            "hp_field": "",
        }
    )
    assert (new.name, new.phone) == ("Ada Lovelace", "+12065550142")
    assert new.address == "8021 21st Ave NW, Seattle, WA 98117"
    assert new.utm == {"utm_source": "google", "utm_campaign": "autumn"}
    assert new.consent is not None
    assert (new.consent.sms, new.consent.email) == (True, False)
    assert new.message == "Call me."


def test_json_may_hold_what_the_api_takes() -> None:
    new = lead_of_form(
        {**LEAST, "property": {"sqft": 1600}, "utm": {"utm_source": "x"}, "consent": {"sms": True}}
    )
    assert new.property is not None
    assert new.property.sqft == 1600
    assert new.utm == {"utm_source": "x"}
    assert new.consent is not None
    assert new.consent.sms


def test_of_a_repeated_field_the_last_counts() -> None:
    assert lead_of_form({**LEAST, "email": ["old@example.com", "new@example.com"]}).email == (
        "new@example.com"
    )


@pytest.mark.parametrize("missing", LEAST)
def test_a_form_without_name_address_or_a_way_to_reach_is_refused(missing: str) -> None:
    with pytest.raises(Problem) as raised:
        lead_of_form({name: value for name, value in LEAST.items() if name != missing})
    assert raised.value.status == 422


@pytest.mark.parametrize(
    ("said", "dollars"),
    [
        ("350k", 350_000),
        ("$1.2M", 1_200_000),
        (" 289,500 ", 289_500),
        ("$ 410,000.00", 410_000),
        ("USD 295k", 295_000),
    ],
)
def test_a_price_as_people_write_it_is_dollars(said: str, dollars: int) -> None:
    assert lead_of_form({**LEAST, "price": said}).asking_price == dollars


@pytest.mark.parametrize(
    ("field", "said", "told"),
    [
        ("timeline", "when school is out", "Timeline: when school is out"),
        ("condition", "roof is bad", "Condition: roof is bad"),
        ("asking price", "what is fair", "Asking price: what is fair"),
        ("asking price", "350,000.55", "Asking price: 350,000.55"),
        ("asking price", "12", "Asking price: 12"),
        ("asking price", "1,3m", "Asking price: 1,3m"),
        ("asking price", "2750,00", "Asking price: 2750,00"),
        ("asking price", "420.000", "Asking price: 420.000"),
        ("asking price", "12,34,56", "Asking price: 12,34,56"),
    ],
)
def test_what_a_person_puts_in_their_own_words_is_kept_as_message(
    field: str, said: str, told: str
) -> None:
    new = lead_of_form({**LEAST, field: said, "comments": "Hello."})
    assert new.message == f"Hello.\n{told}"
    assert (new.timeline, new.condition, new.asking_price, new.phone) == (None,) * 4
    assert lead_of_form({**LEAST, field: said}).message == told


@pytest.mark.parametrize(
    ("said", "time"),
    [("ASAP please!", "asap"), ("As soon as possible", "asap"), ("within 30 days", "30_days"),
     ("in 3 months", "90_days"), ("Just looking", "exploring"), ("Exploring", "exploring")],
)  # fmt: skip
def test_everyday_words_for_a_time_are_understood(said: str, time: str) -> None:
    assert lead_of_form({**LEAST, "timeline": said}).timeline == time


def test_what_a_form_knows_of_the_home_and_the_click_goes_with_the_lead() -> None:
    new = lead_of_form({**LEAST, "Beds": "3", "Sq. Ft.": "1,480", "baths": "two", "gclid": "Cj0"})
    assert new.property is not None
    assert (new.property.bedrooms, new.property.sqft, new.property.bathrooms) == (3, 1480, None)
    assert new.utm == {"gclid": "Cj0"}


def test_a_phones_extension_is_kept() -> None:
    new = lead_of_form({**LEAST, "phone": "(206) 555-0142 ext. 77"})
    assert (new.phone, new.phone_ext) == ("+12065550142", "77")


def test_what_is_no_number_is_kept_as_it_was_written() -> None:
    new = lead_of_form({**LEAST, "phone": "ask my son"})
    assert (new.phone, new.phone_written) == (None, "ask my son")


def test_a_text_that_is_too_long_is_cut() -> None:
    new = lead_of_form({**LEAST, "message": "a" * 6000, "motivation": "b" * 2001})
    assert new.message == "a" * 4999 + "…"
    assert new.motivation == "b" * 1999 + "…"


def test_an_address_that_is_none_is_told_if_there_is_a_phone() -> None:
    fields = {
        "name": "Ada",
        "phone": "(206) 555-0142",
        "email": "ada at home",
        "address": "8 Elm St",
    }
    new = lead_of_form(fields)
    assert (new.phone, new.email, new.message) == ("+12065550142", None, "E-mail: ada at home")
    with pytest.raises(Problem) as raised:
        lead_of_form(fields | {"phone": "none"})
    assert [error.pointer for error in raised.value.errors] == ["/email", "/phone"]


@pytest.mark.parametrize("agreed", ["no", "off", "", "false", None, 0, []])
def test_consent_is_only_what_says_yes(agreed: object) -> None:
    consent = lead_of_form({**LEAST, "consent_sms": agreed}).consent
    assert consent is not None
    assert not consent.sms


KNOWN = """
message beds sqft gclid name email phone address street zip price utm_x utm consent property
timeline consent_sms
"""
words = st.sampled_from(KNOWN.split())
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=4,
)


@given(st.dictionaries(words | st.text(), values))
def test_any_form_is_a_lead_or_422(fields: dict[str, Any]) -> None:
    status = 201
    try:
        lead_of_form(LEAST | fields)
    except Problem as problem:
        status = problem.status
    assert status in (201, 422)
