"""What playbook-api can be told by its vars."""

from typing import Annotated, Any

from pydantic import Field

from edgekit import Context
from edgekit.vars import Url, Vars


class PlaybookVars(Vars):
    site_url: Url = "https://hearthstack.example"
    """Where people read the articles: links in answers and in the feed lead there."""
    searches_a_day: Annotated[int, Field(ge=0)] = 50_000
    """Searches per client and UTC day; all else is a look-up, which costs next to nothing."""


Ctx = Context[Any, PlaybookVars]
