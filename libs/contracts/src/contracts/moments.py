"""Times that cross a service binding or the public API: RFC 3339, of a clock that somebody has."""

from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import AfterValidator, AwareDatetime, BeforeValidator

FIRST_TIME, END_OF_TIME = datetime(1970, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)


def of_a_clock(moment: datetime) -> datetime:
    """The time; raises ``ValueError`` for one that no clock shows, and no arithmetic stands."""
    if not FIRST_TIME <= moment < END_OF_TIME:
        raise ValueError(f"is not between {FIRST_TIME.year} and {END_OF_TIME.year}")
    return moment


def _written(value: Any) -> Any:
    """pydantic also takes seconds since 1970."""
    if not isinstance(value, str | datetime):
        raise ValueError("should be a time such as 2026-12-01T17:00:00Z")
    return value


def _in_utc(moment: datetime) -> datetime:
    return of_a_clock(moment).astimezone(UTC)


Moment = Annotated[AwareDatetime, BeforeValidator(_written), AfterValidator(_in_utc)]
"""A time of a request, with any offset; it is kept in UTC."""
