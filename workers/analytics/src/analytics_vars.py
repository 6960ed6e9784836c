"""What analytics can be told by its vars."""

from functools import cache
from importlib.resources import files
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Field

from edgekit import Context
from edgekit.vars import Vars


@cache
def _zone_names() -> frozenset[str]:
    return frozenset(files("tzdata").joinpath("zones").read_text(encoding="ascii").split())


def _zone_name(name: str) -> str:
    # ZoneInfo itself takes any path, a folder's too.
    if name not in _zone_names():
        raise ValueError("it should be a time zone of the IANA database: America/Los_Angeles")
    return name


class AnalyticsVars(Vars):
    tz: Annotated[str, AfterValidator(_zone_name)] = "UTC"
    """The site's time zone, whose days and hours are counted. What is counted stays as it is."""
    raw_days: Annotated[int, Field(ge=1, le=3650)] = 90
    """Days that raw events are kept."""
    roll_up_days: Annotated[int, Field(ge=1, le=36_500)] = 1100
    """Days that their counts are kept: three years, to compare with."""

    @property
    def zone(self) -> ZoneInfo:
        """The site's time zone."""
        return ZoneInfo(self.tz)


Ctx = Context[Any, AnalyticsVars]
