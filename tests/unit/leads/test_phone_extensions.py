"""What is dialled behind a number: read beside it, and never lost."""

from typing import Any

import pytest

from contracts.calendar import NewBooking
from contracts.instant_offer import Acceptance
from contracts.leads import NewLead

PERSON: dict[str, Any] = {
    "name": "Ann",
    "address": "8021 21st Ave NW",
    "start": "2026-12-01T18:00:00Z",
}


@pytest.mark.parametrize("model", [NewLead, Acceptance, NewBooking], ids=lambda each: each.__name__)
@pytest.mark.parametrize(
    "behind",
    [" ext 12", " x12", "x 12", ", extension 12", " ext. 12", " Ext: 12", "#12", " (ext 12)",
     " extn 12", " cell x12", " x12 (work)", " ｘ１２", "; ext-12"],
)  # fmt: skip
def test_an_extension_is_read_apart(
    model: type[NewLead | Acceptance | NewBooking], behind: str
) -> None:
    told = model.model_validate(PERSON | {"phone": f"206-555-0137{behind}"})
    assert (told.phone, told.phone_ext) == ("+12065550137", "12")
    assert model.model_validate_json(told.model_dump_json()) == told


@pytest.mark.parametrize(
    "phone", ["206-555-0137", "206-555-0137 ext.", "1-800-FLOWERS", "+442079460958"]
)
def test_a_number_without_one_has_none(phone: str) -> None:
    assert NewLead.model_validate(PERSON | {"phone": phone}).phone_ext is None


def test_an_extension_of_its_own_counts() -> None:
    told = NewLead.model_validate(PERSON | {"phone": "206-555-0137 x12", "phone_ext": "34"})
    assert told.phone_ext == "34"
