"""What content-writer can be told by its vars."""

from typing import Annotated

from pydantic import Field

from edgekit.models import ModelVars


class ContentWriterVars(ModelVars):
    draft_days: Annotated[int, Field(ge=1, le=3650)] = 90
    """Days that a draft is kept; the same facts again are the same draft until then."""
