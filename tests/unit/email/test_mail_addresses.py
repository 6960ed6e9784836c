"""Addresses, judged by Python's own email package, and what providers answer."""

from contextlib import suppress
from email.headerregistry import Address
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from contracts.contact import normal_email
from contracts.email import Recipient, address_digest, mail_address
from mail_provider import ProviderAnswer

RECIPIENT = TypeAdapter(Recipient)
LABELS = st.text('abcDEF0123-éß中.@ "<>,;\\\r\n', max_size=12)
ADDRESSES = st.emails() | st.builds("{}@{}".format, LABELS, LABELS) | st.text(max_size=60)


@given(ADDRESSES)
def test_any_text_is_an_address_or_refused(text: str) -> None:
    try:
        address = mail_address(text)
    except ValueError:
        return
    assert mail_address(address) == address
    assert address == address.lower()
    assert address.isascii()
    parsed = Address(addr_spec=address)
    assert (parsed.addr_spec, f"{parsed.username}@{parsed.domain}") == (address, address)


@given(ADDRESSES)
def test_case_and_blanks_around_make_no_other_person(text: str) -> None:
    try:
        digest = address_digest(text)
    except ValueError:
        return
    assert digest == address_digest(f" {text.upper().lower()} ")


@given(st.emails(), st.text(max_size=40))
def test_a_mailbox_is_read_as_it_is_written(email: str, name: str) -> None:
    try:
        normal = mail_address(email)
        given = RECIPIENT.validate_python({"email": email, "name": name or None})
    except ValueError:
        return
    assert given.email == normal
    quoted = name.replace("\\", "\\\\").replace('"', '\\"')
    written = RECIPIENT.validate_python(f'"{quoted}" <{email}>')
    assert written.email == normal
    assert (written.name or "") == name.strip()


@given(st.text(max_size=80))
def test_any_text_is_a_recipient_of_one_line_or_refused(text: str) -> None:
    with suppress(ValidationError):
        recipient = RECIPIENT.validate_python(text)
        assert not set("\r\n\0") & set(f"{recipient.email}{recipient.name}")


@given(st.text(max_size=60))
def test_any_text_is_an_address_of_a_contact_or_refused(text: str) -> None:
    with suppress(ValueError):
        email = normal_email(text)
        assert normal_email(email) == email


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["id", "a"]), inner)
    ),
    max_leaves=6,
)
WAYS = st.lists(st.sampled_from(["id", "a", 0, 1]), max_size=3)


@given(JSON.map(repr) | st.text(max_size=20) | st.just("[" * 2000), WAYS)
def test_any_answer_has_a_word_or_none(text: str, way: list[Any]) -> None:
    assert isinstance(ProviderAnswer(200, text).word(*way), str)


@pytest.mark.parametrize("depth", [2000, 100_000])
def test_a_deep_answer_has_none(depth: int) -> None:
    assert ProviderAnswer(200, "[" * depth).word("id") == ""
