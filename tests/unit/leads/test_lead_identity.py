"""Who is the same person at the same address, however it is written."""

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.contact import e164, normal_email
from contracts.leads import NewLead
from contracts.postal.address import zip_in
from lead_address import address_key
from lead_identity import home_of, identities
from lead_storage import body_digest


@pytest.mark.parametrize(
    "written",
    [
        "123 N. Main Street, Apt 4, Seattle, WA 98101",
        "123 n main st #4 seattle wa 98101",
        "123 North Main St. Unit 4, Seattle WA 98101-2233",
        "123 NORTH MAIN STREET APARTMENT #4, SEATTLE, WASHINGTON 98101, USA",
        "  123  N Main  St,  Ste. 4 , Séattle, WA, 98101",
    ],
)
def test_one_address_has_one_key_however_it_is_written(written: str) -> None:
    assert address_key(written) == "123 n main st unit 4 seattle wa 98101"


@pytest.mark.parametrize(
    "other",
    [
        "124 N Main St #4, Seattle, WA 98101",
        "123 S Main St #4, Seattle, WA 98101",
        "123 N Main St #5, Seattle, WA 98101",
        "123 N Main Ave #4, Seattle, WA 98101",
        "123 N Main St #4, Seattle, WA 98102",
    ],
)
def test_another_house_street_unit_or_zip_has_another_key(other: str) -> None:
    assert address_key(other) != address_key("123 N Main St #4, Seattle, WA 98101")


def test_streets_in_another_script_have_keys_of_their_own() -> None:
    one, other = "улица Ленина 5, Сиэтл 98103", "проспект Мира 5, Сиэтл 98103"
    assert address_key(one) != address_key(other)
    assert address_key(one) == address_key("УЛИЦА ЛЕНИНА, 5; Сиэтл 98103")


@given(st.text(min_size=1, max_size=80))
def test_a_key_is_its_own_key(text: str) -> None:
    assert address_key(address_key(text)) == address_key(text)


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("1 Main St, Seattle, WA 98101", "98101"),
        ("1 Main St, Seattle, WA 98101-1234, USA", "98101"),
        ("98101 Main St, Seattle", None),
        ("1 Main St", None),
    ],
)
def test_the_zip_is_what_an_address_ends_with(address: str, expected: str | None) -> None:
    assert zip_in(address) == expected


@pytest.mark.parametrize(
    "written",
    [
        *("(206) 555-0142", "206.555.0142", "+1 206 555 0142", "1-206-555-0142 ext. 9"),
        *("\u202a+1 206-555-0142\u202c", "206\u2011555\u20110142", "\ufeff206\u00a0555\u00a00142"),
        *("206\u2013555\u20140142", "２０６-555-0142", "206\u200b555\u200b0142"),
        *("206-555-0142 (cell)", "206-555-0142 mobile", "Cell: 206 555 0142", "work 206.555.0142"),
        *("206-555-0142, home", "tel. 206-555-0142", "206-555-0142 ext.", "(206) 555 0142 #7"),
    ],
)
def test_a_phone_is_read_as_e164(written: str) -> None:
    assert e164(written) == "+12065550142"


@pytest.mark.parametrize(
    "written", ["1-800-FLOWERS", "800 GO FEDEX", "(800) TAXI-CAB", "1800mattres"]
)
def test_letters_of_a_number_are_those_of_the_keys(written: str) -> None:
    digits = phonenumbers.convert_alpha_characters_in_number(written)
    found = phonenumbers.parse(digits, "US")
    assert e164(written) == f"+1{found.national_number}"


@given(st.from_regex(r"[2-9][0-9]{9}", fullmatch=True))
def test_what_libphonenumber_calls_valid_is_read(digits: str) -> None:
    if phonenumbers.is_valid_number(phonenumbers.parse(digits, "US")):
        assert e164(digits) == e164(e164(digits)) == f"+1{digits}"


@given(st.from_regex(r"[2-9][0-8][2-9][2-9][2-9][2-9][0-9]{4}", fullmatch=True))
def test_a_normal_phone_stays_as_it_is(digits: str) -> None:
    assert e164(digits) == e164(e164(digits)) == f"+1{digits}"


@given(st.text(max_size=40))
def test_any_text_is_a_phone_or_is_refused(written: str) -> None:
    try:
        number = e164(written)
    except ValueError:
        return
    assert e164(number) == number


@pytest.mark.parametrize(
    "written",
    [
        "555-0142",
        "0000000000",
        "+1 123 456 7890",
        "+12",
        "call me",
        *("home", "cell", "206-555-cell", "06.15.2026", "85001-1234"),
        *("206-055-0142", "206-155-0142", "999-999-9999", "911-555-0142"),
        "٢٠٦٥٥٥٠١٤٢",
        "+1234567890123456",
    ],
)
def test_what_can_not_be_dialled_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match=r"is not a (?:telephone )?number"):
        e164(written)


@pytest.mark.parametrize("written", [" Ada@Example.COM ", "ada@example.com", "ADA@EXAMPLE.COM"])
def test_an_email_is_compared_in_lower_case(written: str) -> None:
    assert normal_email(written) == "ada@example.com"


@pytest.mark.parametrize(
    "written",
    [
        "ada", "a@b", "@b.co", "a@", "a b@c.co", "a@b..co", "a..b@c.co", ".a@b.co", "a@-b.co",
        "a@b.co\nBcc: x@y.co", "<a@b.co>", f"{'a' * 65}@b.co", f"a@{'b' * 255}.co",
    ],
)  # fmt: skip
def test_what_can_not_be_an_email_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match="not an e-mail address"):
        normal_email(written)


def new_lead(**facts: object) -> NewLead:
    body = {"name": "Ada", "email": "a@b.co", "address": "1 Main St, Kent, WA 98030", **facts}
    return NewLead.model_validate(body)


def digests(new: NewLead) -> set[str]:
    return {each.digest for each in identities(new)}


def test_a_person_is_known_by_either_way_to_reach_them() -> None:
    both = digests(new_lead(phone="2065550142"))
    assert len(both) == 2
    assert digests(new_lead(email="A@B.CO", address="1 main street kent wa 98030")) < both
    assert digests(new_lead(email=None, phone="+1 206 555 0142")) < both


def test_another_address_is_another_lead_of_the_person() -> None:
    here, there = new_lead(), new_lead(address="2 Main St, Kent, WA 98030")
    assert not digests(here) & digests(there)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("77 Palm Cove, Tampa, FL 33602", "77 palm cv, tampa, florida 33602, US"),
        ("8 North East Elm Rd, Reno, NV", "8 NE Elm Road, Reno, Nevada"),
        ("500 Fir St, Floor 2, Reno, NV 89501", "500 Fir St Fl 2, Reno NV 89501-1234"),
        ("500 Fir St Apt 2, Reno, NV 89501", "500 Fir Street #2, Reno NV 89501"),
        ("12 Mount Baker Hwy, Mount Vernon, WA", "12 Mount Baker Highway, Mt Vernon WA"),
    ],
)
def test_spellings_of_a_home_are_one_home(one: str, other: str) -> None:
    assert home_of(one) == home_of(other)


def test_what_is_no_street_address_is_known_by_its_words() -> None:
    assert home_of("PO Box 12, Kent").street == home_of("po box 12 kent").street
    assert home_of("PO Box 12, Kent") != home_of("PO Box 13, Kent")


def test_a_digest_holds_nothing_readable() -> None:
    (known,) = identities(new_lead())
    assert all(len(part) in (0, 64) for part in known)


def test_a_body_is_the_same_in_any_spelling_but_not_with_other_facts() -> None:
    assert body_digest(new_lead()) == body_digest(new_lead(email=" A@b.co", timeline=None))
    assert body_digest(new_lead()) != body_digest(new_lead(timeline="asap"))
