"""Dates as RFC 3339 writes them. pydantic also takes seconds since 1970, and times at midnight."""

import re
from datetime import date
from typing import Annotated, Any

from pydantic import BeforeValidator
from pydantic_core import PydanticCustomError

_FULL_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _full_date(value: Any) -> Any:
    if type(value) is date or (isinstance(value, str) and _FULL_DATE.fullmatch(value.strip())):
        return value
    raise PydanticCustomError("full_date", "must be a date such as 2026-11-27")


IsoDate = Annotated[date, BeforeValidator(_full_date)]
"""A date of a request: ``2026-11-27`` and nothing else. Query parameters that are dates are so."""
