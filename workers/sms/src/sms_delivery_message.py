"""The outbox message that lets a text leave."""

from pydantic import BaseModel

from edgekit import Statement
from sms_services import Ctx

TOPIC = "text"


class Leaving(BaseModel):
    """Which text is to leave, and in which turn: a message of an earlier turn is void."""

    text_id: str
    turn: int


def text_message(text_id: str, turn: int, ctx: Ctx, at: int | None = None) -> Statement:
    """The statement that stores the message; it is due now, or at a time in epoch milliseconds."""
    leaving = Leaving(text_id=text_id, turn=turn)
    key = f"{TOPIC}:{text_id}:{turn}"
    return ctx.outbox.message(TOPIC, leaving, key=key, not_before_ms=at)
