"""What valuation can be told by its vars."""

from typing import Annotated

from pydantic import Field

from edgekit.vars import Vars


class ValuationVars(Vars):
    valuation_days: Annotated[int, Field(ge=1, le=36_500)] = 400
    """Days that a valuation is kept in the log of valuations."""
