"""What analytics can be told by its vars."""

from typing import Annotated, Any

from pydantic import Field

from edgekit import Context
from edgekit.vars import Vars


class AnalyticsVars(Vars):
    raw_days: Annotated[int, Field(ge=1, le=3650)] = 90
    """Days that raw events are kept."""
    roll_up_days: Annotated[int, Field(ge=1, le=36_500)] = 1100
    """Days that their counts are kept: three years, to compare with."""


Ctx = Context[Any, AnalyticsVars]
