"""What a form may say: every field that is wrong is named."""

from typing import Any

import pytest
from pydantic import ValidationError

from contracts.leads import NewLead

FORM = {"name": "Ada", "email": "ada@example.com", "phone": "2065550142", "address": "1 Main St"}


@pytest.mark.parametrize(
    ("change", "fields"),
    [
        ({"name": None}, ["name"]),
        ({"name": "  "}, ["name"]),
        ({"name": "A\x00B"}, ["name"]),
        ({"email": "x", "phone": "12"}, ["email", "phone"]),
        ({"email": None, "phone": None}, ["phone"]),
        ({"email": " ", "phone": ""}, ["phone"]),
        ({"address": "x"}, ["address"]),
        ({"asking_price": -5}, ["asking_price"]),
        ({"asking_price": 10**12}, ["asking_price"]),
        ({"asking_price": "a lot"}, ["asking_price"]),
        ({"timeline": "soon", "condition": "ok"}, ["timeline", "condition"]),
        ({"property": {"sqft": -5, "year_built": 2300}}, ["property.sqft", "property.year_built"]),
        ({"consent": {"sms": "perhaps"}}, ["consent.sms"]),
        ({"message": "x" * 5001}, ["message"]),
        ({"utm": {"a": {"b": 1}}}, ["utm.a"]),
    ],
)
def test_every_invalid_field_is_named(change: dict[str, Any], fields: list[str]) -> None:
    form = {name: value for name, value in {**FORM, **change}.items() if value is not None}
    with pytest.raises(ValidationError) as refused:
        NewLead.model_validate(form)
    assert [".".join(map(str, error["loc"])) for error in refused.value.errors()] == fields


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("425-555-0188 x12", ("+14255550188", "12", None)),
        ("\u202a(425) 555\u20110188\u202c", ("+14255550188", None, None)),
        ("999-999-9999", (None, None, "999-999-9999")),
        ("206-055-0137", (None, None, "206-055-0137")),
        ("I'll write it later", (None, None, "I'll write it later")),
        ("", (None, None, None)),
    ],
)
def test_beside_a_good_email_no_phone_is_refused(
    written: str, kept: tuple[str | None, ...]
) -> None:
    new = NewLead.model_validate({**FORM, "phone": written})
    assert (new.phone, new.phone_ext, new.phone_written) == kept
    assert NewLead.model_validate_json(new.model_dump_json()) == new


@pytest.mark.parametrize("email", [None, "x"])
def test_without_a_good_email_a_phone_must_be_one(email: str | None) -> None:
    with pytest.raises(ValidationError):
        NewLead.model_validate({**FORM, "email": email, "phone": "999-999-9999"})


@pytest.mark.parametrize("name", ["李小龙", "Zoë Ångström", "Robert'); DROP TABLE leads;--", "🏠"])
def test_any_name_is_kept_as_it_is(name: str) -> None:
    assert NewLead.model_validate({**FORM, "name": name}).name == name
