"""What property-data can be told by its vars."""

from typing import Annotated, Any

from pydantic import Field

from edgekit import Context
from edgekit.vars import Url, Vars


class PropertyVars(Vars):
    property_api_url: Url | None = None
    """The provider's API, in RentCast's shape; without it only what is in the database is known."""
    property_calls_a_day: Annotated[int, Field(ge=0)] = 200
    """How often the provider may be asked in a UTC day: each call is paid for."""


Ctx = Context[Any, PropertyVars]
