"""What lead-bot can be told by its vars."""

from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Field

from edgekit import Vars


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise ValueError("it should be a time zone such as America/Los_Angeles") from error
    return name


Zone = Annotated[str, AfterValidator(_zone)]


class LeadBotVars(Vars):
    timezone: Zone = "America/Los_Angeles"
    """Whose days “today” and “Monday” are, for visitors who do not say where they are."""
    session_days: Annotated[int, Field(ge=1, le=3650)] = 90
    """Days after its last message for which a conversation is kept."""
    turns_a_session: Annotated[int, Field(ge=10)] = 300
    """Messages that one conversation takes; further ones are a 429."""
    visit_days: Annotated[int, Field(ge=1, le=31)] = 7
    """Days from today on of which visits are offered."""
