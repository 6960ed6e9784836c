"""What a checkout may say of itself: one line, and addresses that are whole."""

from typing import Any

import pytest
from pydantic import ValidationError

from contracts.payments import NewCheckout

CHECKOUT = {
    "amount_cents": 2500,
    "currency": "usd",
    "description": "Earnest money",
    "success_url": "https://homes.example/paid?x=%20",
    "cancel_url": "https://homes.example/back",
}


@pytest.mark.parametrize(
    "wrong",
    [
        {"description": "Earnest\x00money"},
        {"success_url": "https://homes.example/a b"},
        {"success_url": "https://homes.example/a\r\nb"},
        {"cancel_url": "https://homes.example/é"},
        {"cancel_url": "javascript:alert(1)"},
    ],
)
def test_what_would_not_arrive_as_it_is_given_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError) as refused:
        NewCheckout.model_validate({**CHECKOUT, **wrong})
    assert [error["loc"] for error in refused.value.errors()] == [tuple(wrong)]


def test_line_breaks_of_a_description_are_blanks() -> None:
    asked = NewCheckout.model_validate({**CHECKOUT, "description": "Earnest\tmoney"})
    assert asked.description == "Earnest money"
