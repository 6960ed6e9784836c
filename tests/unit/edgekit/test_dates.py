"""Dates of requests: in a query, in a body, and in what OpenAPI says of them."""

from datetime import date
from typing import Annotated, Any

import pytest
from pydantic import TypeAdapter, ValidationError

from edgekit import Context, IsoDate, Problem, Query
from edgekit.parameters import signature_of

BODY: TypeAdapter[date | None] = TypeAdapter(IsoDate | None)


class Asked:
    """What parameters look at."""

    def __init__(self, query: str) -> None:
        self.query = query
        self.path_parameters: dict[str, str] = {}


def handler(
    ctx: Context[Any], since: date | None = None, until: Annotated[date | None, Query("to")] = None
) -> None: ...


def values(query: str) -> dict[str, Any]:
    return signature_of(handler, "/").values(Asked(query))  # type: ignore[arg-type]


def test_a_date_is_a_year_a_month_and_a_day() -> None:
    day = date(2026, 11, 27)
    assert values("since=2026-11-27&to=2026-11-27") == {"since": day, "until": day}
    assert BODY.validate_json('"2026-11-27"') == day
    assert BODY.validate_python(day) == day


@pytest.mark.parametrize(
    "text", ["0", "1764201600", "2026-11-27T00:00:00", "2026-02-30", "27.11.2026"]
)
def test_nothing_else_is_a_date(text: str) -> None:
    for name in ("since", "to"):
        with pytest.raises(Problem) as refused:
            values(f"{name}={text}")
        assert [error.pointer for error in refused.value.errors] == [f"/{name}"]
    with pytest.raises(ValidationError):
        BODY.validate_json(f'"{text}"')


def test_a_number_is_no_date() -> None:
    with pytest.raises(ValidationError, match="must be a date such as 2026-11-27"):
        BODY.validate_json("0")


def test_openapi_says_that_it_is_a_date() -> None:
    assert TypeAdapter(IsoDate).json_schema() == {"type": "string", "format": "date"}
