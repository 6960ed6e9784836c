"""Telephone numbers in every way of writing that we know of, beside libphonenumber (its port)."""

from itertools import product

import phonenumbers
import pytest

from contracts.contact import Telephone, e164, mailbox_key, normal_email, telephone

# Written with the parts of a number: area code, exchange and line.
WAYS = {
    "{a}{b}{c}": None,
    "({a}) {b}-{c}": None,
    "{a}-{b}-{c}": None,
    "{a}.{b}.{c}": None,
    "+1 ({a}) {b}-{c}": None,
    "1 {a} {b} {c}": None,
    "\u202a+1 ({a}) {b}\u2011{c}\u202c": None,
    "{a}\u00a0{b}\u00a0{c}": None,
    "tel:+1-{a}-{b}-{c}": None,
    "{a}-{b}-{c} (cell)": None,
    "mobile: {a} {b} {c}": None,
    "{a}/{b}-{c}": None,
    "001 {a} {b} {c}": None,
    "{a}-{b}-{c} ext. 31": "31",
    "{a}-{b}-{c} x31": "31",
    "{a}-{b}-{c}, extension 31": "31",
    "{a}-{b}-{c} #31": "31",
    "tel:+1-{a}-{b}-{c};ext=31": "31",
}
_NUMBERS = """
206 555 0137, 212 664 7665, 360 299 1000, 907 586 2345, 800 356 9377, 416 967 1111, 305 999 8200,
425 882 8080, 509 328 4220, 787 722 1709, 703 697 1776, 512 471 3434, 800 911 2233
"""
NUMBERS = [number.split() for number in _NUMBERS.split(",")]
WRITTEN = [
    (way.format(a=a, b=b, c=c), f"+1{a}{b}{c}", extension)
    for (way, extension), (a, b, c) in product(WAYS.items(), NUMBERS)
]
# What the peer can't read, though a person can.
OURS_ALONE = ("(cell)", "mobile:", "001 ")
_NO_NUMBERS = """
999-999-9999, 206-055-0137, 206-155-0137, 911-555-0137, 199-555-0137, 000-000-0000, 123-456-7890,
206-555-013, 555-0137, 206-555-01378, +1 999 999 9999, +1 206 055 0137, 1 (206) 055-0137 x4,
tel:+1-999-999-9999, ２０６-055-0137
"""
NO_NUMBERS = [" ".join(written.split()) for written in _NO_NUMBERS.split(",")]


@pytest.mark.parametrize(("written", "number", "extension"), WRITTEN)
def test_a_number_is_read_however_it_is_written(
    written: str, number: str, extension: str | None
) -> None:
    assert telephone(written) == Telephone(number, extension)


def test_the_peer_reads_the_same_wherever_it_reads_at_all() -> None:
    compared = 0
    for written, number, extension in WRITTEN:
        if any(mark in written for mark in OURS_ALONE):
            continue
        found = phonenumbers.parse(written, "US")
        assert phonenumbers.is_valid_number(found), written
        formatted = phonenumbers.format_number(found, phonenumbers.PhoneNumberFormat.E164)
        assert (formatted, found.extension) == (number, extension), written
        compared += 1
    assert compared + len(NO_NUMBERS) >= 180
    assert len(WRITTEN) + len(NO_NUMBERS) >= 200


@pytest.mark.parametrize("written", NO_NUMBERS)
def test_what_the_peer_calls_no_number_is_none(written: str) -> None:
    try:
        valid = phonenumbers.is_valid_number(phonenumbers.parse(written, "US"))
    except phonenumbers.NumberParseException:
        valid = False
    assert not valid
    with pytest.raises(ValueError, match="is not a"):
        telephone(written)


@pytest.mark.parametrize(
    "written",
    [
        *("206-555-0137 after 5 pm", "please text 206-555-0137", "206-555-0137 or 425-882-8080"),
        *(
            "２０６－５５５－０１３７",
            "C: 206.555.0137",
            "206-555-0137,,",
            "(206)555-0137 home/work",
        ),
    ],
)
def test_a_number_among_words_is_found(written: str) -> None:
    assert e164(written) == "+12065550137"


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("1-800-FLOWERS", "+18003569377"),
        ("800-GOT-JUNK", "+18004685865"),
        ("+44 20 7946 0958", "+442079460958"),
    ],
)
def test_words_on_the_keys_and_other_countries(written: str, number: str) -> None:
    assert e164(written) == number


@pytest.mark.parametrize("mark", ["\u200b", "\u202c", "\ufeff", "\u2060", "\u00ad"])
def test_what_can_not_be_seen_in_an_email_is_left_out(mark: str) -> None:
    assert normal_email(f"ka{mark}rl@exam{mark}ple.org{mark}") == "karl@example.org"


@pytest.mark.parametrize(
    ("email", "key"),
    [
        ("k.arl.may+house@gmail.com", "karlmay@gmail.com"),
        ("karlmay@googlemail.com", "karlmay@gmail.com"),
        ("karl.may+zillow@outlook.com", "karl.may@outlook.com"),
        ("karl.may+zillow@example.org", "karl.may+zillow@example.org"),
        ("+@gmail.com", "+@gmail.com"),
    ],
)
def test_addresses_of_one_mailbox_share_a_key(email: str, key: str) -> None:
    assert mailbox_key(email) == key
