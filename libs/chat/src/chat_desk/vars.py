"""What both bots can be told by their vars."""

from typing import Annotated

from pydantic import Field

from edgekit.vars import Url, Vars


class ChatVars(Vars):
    """A bot adds its own."""

    site_url: Url = "https://hearthstack.example"
    """The site on which answers' sources are shown; only `https` addresses reach a visitor."""
    tokens_a_session: Annotated[int, Field(ge=0)] = 20_000
    """About how many tokens a model may read and write in a session; then answers are extractive."""
    answer_tokens: Annotated[int, Field(ge=16, le=4000)] = 300
    """The most tokens of one answer of a model's."""
    model_deadline_ms: Annotated[int, Field(ge=100, le=25_000)] = 12_000
    """Milliseconds that a model has for an answer; what is missing then is extractive."""
    cached_answer_hours: Annotated[int, Field(ge=0, le=720)] = 24
    """Hours that a model's answer to a question is used again. 0: it never is."""
    messages_a_day: int = 1000
    """Messages that a client may send in a UTC day."""
    transcript_days: Annotated[int, Field(ge=1)] = 30
    """Days that a conversation is kept after its last message."""
