"""What chatbot and founder-chat take and answer: turns of a conversation, and its transcript.

A session's id is a capability: whoever has it may read and go on with the conversation, and nobody
else. It is in no URL that a widget loads: `/api/chat/transcript`, `/api/chat/end` and
`/api/chat/rating` take it in their bodies.
"""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field, model_validator

from contracts.base import Contract
from contracts.contact import Email, Phone
from edgekit.services import Operation, Service

LONGEST_MESSAGE = 4000  # characters; a longer one is answered 413

Intent = Literal[
    "crisis",
    "greeting",
    "thanks",
    "goodbye",
    "about",
    "handoff",
    "contact",
    "question",
    "unknown",
    "nonsense",
]
SessionId = Annotated[
    str, Field(min_length=1, max_length=64, examples=["chat_4mzp6q3k7wd2xv5ytbnh8r"])
]
Score = Annotated[int, Field(ge=1, le=5, strict=True)]


class ChatMessage(Contract):
    """What a visitor says: the first message of a session has no `session_id`."""

    session_id: SessionId | None = None
    message: str = Field(
        min_length=1,
        description=f"At most {LONGEST_MESSAGE:,} characters: a longer one is answered 413.",
        examples=["How long does closing take?"],
    )


class Source(Contract):
    """A passage that an answer stands on."""

    title: str
    url: str


class ChatAnswer(Contract):
    """The answer to one message."""

    session_id: str
    reply: str
    sources: list[Source] = Field(
        description="What the reply stands on; empty where it knows nothing."
    )
    intent: Intent = Field(
        description="`question`: answered from passages. `unknown`: no passage answers it. "
        "`handoff`: a person is wanted. `contact`: details that were asked for, corrected or not "
        "given. `greeting`, `thanks`, `goodbye`, `about`: small talk. `crisis`: somebody may harm "
        "themselves. `nonsense`: no words."
    )
    handoff: bool = Field(description="A person was asked for, and is told or will be.")


class TranscriptMessage(Contract):
    """One message of a conversation, by the visitor or by the bot."""

    role: Literal["user", "assistant"]
    text: str
    at: datetime
    sources: tuple[Source, ...] = ()
    intent: Intent | None = None
    partial: bool = Field(default=False, description="The answer broke off before it was whole.")


class Transcript(Contract):
    """A conversation, oldest message first."""

    session_id: str
    created_at: datetime
    ended_at: datetime | None
    rating: int | None
    messages: list[TranscriptMessage]


class SessionRef(Contract):
    """Names a session."""

    session_id: SessionId


class Rating(Contract):
    """How good a conversation was, 1 (bad) to 5."""

    score: Score


class SessionRating(Rating):
    """The same with the session's id, for those that keep it out of URLs."""

    session_id: SessionId


class SessionState(Contract):
    """How a session stands after it was ended or rated."""

    session_id: str
    ended_at: datetime | None
    rating: int | None


class ForgetChats(Contract):
    """Asks that the conversations of a person be erased, known by lead, address or number."""

    lead_id: Annotated[str, Field(min_length=1, max_length=64)] | None = None
    email: Email | None = None
    phone: Phone | None = None

    @model_validator(mode="after")
    def _names_somebody(self) -> "ForgetChats":
        if self.lead_id is None and self.email is None and self.phone is None:
            raise ValueError("give lead_id, email or phone")
        return self


class ForgottenChats(Contract):
    """How many conversations were erased."""

    sessions: int


class Article(Contract):
    """A document in Markdown. It may name itself in its front matter (`slug`, `title`)."""

    name: Annotated[str, Field(min_length=1, max_length=200)]
    markdown: Annotated[str, Field(min_length=1, max_length=200_000)]


class NewKnowledge(Contract):
    """Documents for a bot to answer from."""

    articles: Annotated[list[Article], Field(max_length=200)]
    replace: bool = Field(default=False, description="Nothing but these is kept.")


class KnowledgeState(Contract):
    """What the bot answers from."""

    version: str
    articles: int
    passages: int


class ChatbotService(Service, worker="chatbot"):
    """The chat of the site, as other workers use it."""

    chat = Operation("POST", "/api/chat", ChatMessage, ChatAnswer, deadline_ms=10_000)
    forget = Operation("POST", "/api/forget", ForgetChats, ForgottenChats, admin=True)
