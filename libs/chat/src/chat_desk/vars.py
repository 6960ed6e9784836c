"""What both bots can be told by their vars."""

from typing import Annotated

from pydantic import Field

from edgekit.models import ModelVars
from edgekit.vars import Url


class ChatVars(ModelVars):
    """A bot adds its own. Without a model answers are extractive."""

    site_url: Url = "https://hearthstack.example"
    """The site on which answers' sources are shown; only `https` addresses reach a visitor."""
    tokens_a_session: Annotated[int, Field(ge=0)] = 20_000
    """About the tokens that a model may read and write in a session; then it is asked no more."""
    cached_answer_hours: Annotated[int, Field(ge=0, le=720)] = 24
    """Hours that a model's answer to a question is used again. 0: it never is."""
    messages_a_day: int = 1000
    """Messages that a client may send in a UTC day."""
    transcript_days: Annotated[int, Field(ge=1)] = 30
    """Days that a conversation is kept after its last message."""
