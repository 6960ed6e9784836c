"""Times that cross a service binding or the public API: RFC 3339, of a clock that somebody has."""

from datetime import UTC, datetime
from typing import Annotated

from pydantic import AfterValidator

from edgekit.dates import IsoTime

FIRST_TIME, END_OF_TIME = datetime(1970, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)


def of_a_clock(moment: datetime) -> datetime:
    """The time; raises ``ValueError`` for one that no clock shows, and no arithmetic stands."""
    if not FIRST_TIME <= moment < END_OF_TIME:
        raise ValueError(f"is not between {FIRST_TIME.year} and {END_OF_TIME.year}")
    return moment


def _in_utc(moment: datetime) -> datetime:
    return of_a_clock(moment).astimezone(UTC)


Moment = Annotated[IsoTime, AfterValidator(_in_utc)]
"""A time of a request, with any offset; it is kept in UTC."""
