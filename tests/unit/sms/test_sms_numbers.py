import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.sms import textable


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("(206) 555-0142", "+12065550142"),
        ("1-206-555-0142", "+12065550142"),
        ("+1 206.555.0142", "+12065550142"),
        ("650 555 0142", "+16505550142"),
        ("+44 20 7946 0958", "+442079460958"),
    ],
)
def test_a_number_is_texted_as_e164(written: str, number: str) -> None:
    assert textable(written) == number


@pytest.mark.parametrize(
    "written",
    [
        *("206-555-0142 x12", "206-555-0142 ext. 12", "206-555-0142, extension 7", "2065550142#3"),
        *(
            "106-555-0142",
            "206-155-0142",
            "911-555-0142",
            "206-911-0142",
            "555-0142",
            "",
            "call me",
        ),
        *("+1206555014", "+120655501422", "85001-1234", "٢٠٦٥٥٥٠١٤٢"),
    ],
)
def test_what_no_text_can_reach_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match=r"^(has|is) "):
        textable(written)


@given(st.text(max_size=60))
def test_any_text_is_a_number_or_is_refused(written: str) -> None:
    try:
        number = textable(written)
    except ValueError:
        return
    assert textable(number) == number
