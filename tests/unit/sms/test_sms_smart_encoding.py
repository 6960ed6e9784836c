import pytest
from hypothesis import given
from hypothesis import strategies as st

from sms_segments import foreign, segments
from sms_smart_encoding import smart


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("We’ll call", "We'll call"),
        ("Sold\u00a0“as is”", 'Sold "as is"'),
        ("9–5… ok", "9-5... ok"),
        ("a\u200bb\ufeff", "ab"),
        ("nothing to do", "nothing to do"),
    ],
)
def test_typography_is_put_in_plain_characters(text: str, plain: str) -> None:
    assert smart(text) == plain
    assert segments(smart(text)).encoding == "GSM-7"


def test_a_text_that_stays_ucs_2_is_sent_as_it_was_written() -> None:
    for text in ("It’s sold 🏡", "“Łódź”"):
        assert smart(text) == text


@given(st.text(max_size=200))
def test_a_text_is_changed_only_if_that_makes_it_gsm_7(text: str) -> None:
    sent = smart(text)
    assert sent == text or (foreign(text) and not foreign(sent))
