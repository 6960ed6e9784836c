"""Dates and times as RFC 3339 writes them. pydantic also takes seconds since 1970, in quotes too.

They are read here, not by pydantic: in strict mode it takes no text from a validator before it.
"""

import re
from datetime import date, datetime
from typing import Annotated, Any

from pydantic import AwareDatetime, BeforeValidator
from pydantic_core import PydanticCustomError

_FULL_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

_DATE_TIME = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ]([01][0-9]|2[0-3]):[0-9]{2}(:[0-9]{2}([.,][0-9]+)?)?"
    r"(Z|[+-][0-9]{2}:?[0-9]{2})",
    re.IGNORECASE,
)


def _full_date(value: Any) -> date:
    if type(value) is date:
        return value
    if isinstance(value, str) and _FULL_DATE.fullmatch(text := value.strip()):
        try:
            return date.fromisoformat(text)
        except ValueError:
            pass  # a day that no calendar has
    raise PydanticCustomError("full_date", "must be a date such as 2026-11-27")


def _date_time(value: Any) -> datetime:
    if isinstance(value, datetime):
        return value
    if isinstance(value, str) and _DATE_TIME.fullmatch(text := value.strip().upper()):
        try:
            return datetime.fromisoformat(text)
        except ValueError:
            pass
    raise PydanticCustomError("date_time", "must be a time such as 2026-12-01T17:00:00Z")


IsoDate = Annotated[date, BeforeValidator(_full_date)]
"""A date of a request: ``2026-11-27`` and nothing else. Query parameters that are dates are so."""
IsoTime = Annotated[AwareDatetime, BeforeValidator(_date_time)]
"""A time of a request, with its offset: ``2026-12-01T17:00:00Z``."""
