"""Forms: what is sent twice, by whom, and by which way its visitor came."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from contracts.instant_offer import OfferRequest
from contracts.leads import NewLead
from site_contact import WORDS as CONTACT_WORDS
from site_forms import (
    TRAP,
    asked_again,
    errors_of,
    form_start,
    is_foreign,
    new_form,
    posted,
    text_field,
)
from site_offer import WORDS as OFFER_WORDS
from site_visit import hidden_fields, trail_of, trail_of_visit

OWN = "https://homes.example/contact"
TOKEN = "abcdefghijklmnop"


@pytest.mark.parametrize(
    ("origin", "site", "foreign"),
    [
        ("https://homes.example", None, False),
        ("", None, False),
        ("https://evil.example", None, True),
        ("null", None, True),
        ("https://homes.example", "same-origin", False),
        ("", "cross-site", True),
        ("", "same-site", True),
        ("null", "same-origin", False),
    ],
)
def test_a_form_of_another_site_is_refused(origin: str, site: str | None, foreign: bool) -> None:
    assert is_foreign(OWN, origin, site) is foreign


def test_the_same_form_sent_again_has_the_same_key() -> None:
    first, again = (posted(f"token={TOKEN}&name=Ann&phone=1") for _ in range(2))
    other = posted(f"token={TOKEN}&name=Ann&phone=2")
    assert first.key == again.key != other.key


def test_two_visitors_with_the_same_words_have_keys_of_their_own() -> None:
    assert posted("name=Ann").key != posted("name=Ann").key


def test_the_trap_holds_once_and_keeps_what_was_written() -> None:
    caught = posted(f"token={TOKEN}&name=Ann&{TRAP}=x")
    assert caught.is_caught
    shown = asked_again(caught)
    assert shown.value("name") == "Ann"
    html = form_start(shown, "/contact", label="Contact")
    assert f'name="{TRAP}"' not in html
    assert not posted(f"token={TOKEN}&name=Ann&{TRAP}=x&sure=1").is_caught


def test_the_trap_is_out_of_everybodys_way() -> None:
    html = form_start(new_form({}, {}), "/contact", label="Contact")
    assert f'name="{TRAP}" tabindex="-1" autocomplete="off"' in html
    assert 'aria-hidden="true"' in html


def test_an_error_stands_beside_its_field_and_the_value_stays() -> None:
    form = new_form({"email": 'a"b<'}, {}).wrong({"email": "This is none."})
    html = text_field(form, "email", "E-mail", hint="Yours")
    assert 'value="a&quot;b&lt;"' in html
    assert 'aria-describedby="f-email-hint f-email-error" aria-invalid="true" autofocus' in html
    assert '<p class="error" id="f-email-error">This is none.</p>' in html


def test_campaigns_are_kept_whatever_they_are_called() -> None:
    trail = trail_of_visit(
        "UTM_Source=Mail&utm_weird=1&utm_=x&other=2", "https://news.example/a?secret=1", "h.example"
    )
    assert trail == {"utm_source": "Mail", "utm_weird": "1", "referrer": "news.example/a"}


@pytest.mark.parametrize("referer", [None, "", "https://h.example/x", "javascript:x", "http://[::"])
def test_what_is_no_other_site_is_no_referrer(referer: str | None) -> None:
    assert trail_of_visit("", referer, "h.example") == {}


@given(st.lists(st.tuples(st.text(), st.text())))
def test_a_trail_survives_its_form(pairs: list[tuple[str, str]]) -> None:
    trail = trail_of([(f"utm_{name}", value) for name, value in pairs])
    assert trail_of(trail.items()) == trail
    assert len(trail) <= 16
    assert "<" not in hidden_fields(trail).replace("<input", "")


@pytest.mark.parametrize(
    ("field", "contract", "given", "words"),
    [
        ("address", OfferRequest, {"condition": "fair"}, OFFER_WORDS),
        ("name", NewLead, {"phone": "2065550137"}, CONTACT_WORDS),
        ("address", NewLead, {"name": "Ann", "phone": "2065550137"}, CONTACT_WORDS),
    ],
)
def test_what_is_too_long_is_not_called_missing(
    field: str, contract: type[BaseModel], given: dict[str, str], words: dict[str, str]
) -> None:
    with pytest.raises(ValidationError) as refused:
        contract.model_validate(given | {field: "8021 " + "x" * 400})
    assert errors_of(refused.value, words)[field].startswith("This is too long: please shorten it")
