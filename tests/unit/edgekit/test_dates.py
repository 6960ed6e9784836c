"""Dates of requests: in a query, in a body, and in what OpenAPI says of them."""

from contextlib import suppress
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Annotated, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from edgekit import Context, IsoDate, IsoTime, Problem, Query
from edgekit.parameters import signature_of

BODY: TypeAdapter[date | None] = TypeAdapter(IsoDate | None)

MOMENT: TypeAdapter[datetime] = TypeAdapter(IsoTime)


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
    assert BODY.validate_json('"2026-11-27"', strict=True) == day
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


@pytest.mark.parametrize(
    "text",
    [
        "2026-12-01T17:00:00Z",
        "2026-12-01t17:00:00.000z",
        "2026-12-01T09:00:00-08:00",
        "2026-12-01 17:00+0000",
    ],
)
def test_a_time_has_an_offset(text: str) -> None:
    for strict in (False, True):
        moment = MOMENT.validate_json(f'"{text}"', strict=strict)
        assert moment.astimezone(UTC) == datetime(2026, 12, 1, 17, tzinfo=UTC)


@pytest.mark.parametrize(
    "value",
    [
        0,
        True,
        "0",
        "1764201600",
        "2026-12-01",
        "2026-12-01T17:00:00",
        "2026-13-01T17:00:00Z",
        "2026-12-01T24:00:00Z",
        "2026-12-01T25:00:00Z",
        "20261201T170000Z",
        "2026-W49-2T17:00:00Z",
        "2026-12-01T17:00:00+99:99",
    ],
)
def test_nothing_else_is_a_time(value: Any) -> None:
    with pytest.raises(ValidationError, match="must be a time such as 2026-12-01T17:00:00Z"):
        MOMENT.validate_python(value)


@given(st.text(max_size=40) | st.from_regex(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T.{,16}"))
def test_any_text_is_a_time_or_refused(text: str) -> None:
    with suppress(ValidationError):
        assert MOMENT.validate_python(text).utcoffset() is not None


@given(st.datetimes(), st.integers(-1439, 1439).map(lambda minutes: timedelta(minutes=minutes)))
def test_every_time_is_read_as_it_is_written(clock: datetime, offset: timedelta) -> None:
    moment = clock.replace(tzinfo=timezone(offset))
    assert MOMENT.validate_json(f'"{moment.isoformat()}"', strict=True) == moment
