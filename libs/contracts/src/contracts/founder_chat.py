"""What founder-chat takes beside a conversation: a profile, and contact requests."""

from datetime import datetime
from typing import Annotated

from pydantic import Field, ValidationInfo, field_validator

from contracts.base import Contract
from contracts.chat import ChatAnswer, ChatMessage, ForgetChats, ForgottenChats
from contracts.contact import Email, Phone
from contracts.leads import ONE_LINE, PROSE
from edgekit.services import Operation, Service


class NewProfile(Contract):
    """What the operator says of the founder."""

    markdown: Annotated[
        str,
        Field(
            min_length=1,
            max_length=100_000,
            description="Each `##` heading begins a part that answers are made of. A part whose "
            "heading says what is not talked about closes questions about it.",
        ),
    ]


class Profile(NewProfile):
    """The same, as it stands."""

    updated_at: datetime
    passages: int


class NewContact(Contract):
    """Somebody who wants to be contacted. An e-mail address or a phone is needed."""

    name: Annotated[str, Field(min_length=1, max_length=200), ONE_LINE]
    email: Email | None = None
    phone: Phone | None = Field(default=None, validate_default=True)
    message: Annotated[str, Field(min_length=1, max_length=4000), PROSE]

    @field_validator("email", "phone", mode="before")
    @classmethod
    def _blank_is_absent(cls, value: object) -> object:
        return None if isinstance(value, str) and not value.strip() else value

    @field_validator("phone")
    @classmethod
    def _reachable(cls, phone: str | None, info: ValidationInfo) -> str | None:
        if phone is None and info.data.get("email", "") is None:
            raise ValueError("a phone or an e-mail address is needed")
        return phone


class ContactTaken(Contract):
    """A request that is stored and passed on."""

    id: str = Field(examples=["contact_4mzp6q3k7wd2xv5ytbnh8rgcja"])


class FounderChatService(Service, worker="founder-chat"):
    """The founder's assistant, as other workers use it."""

    chat = Operation("POST", "/api/chat", ChatMessage, ChatAnswer, deadline_ms=10_000)
    contact = Operation("POST", "/api/contact", NewContact, ContactTaken)
    forget = Operation("POST", "/api/forget", ForgetChats, ForgottenChats, admin=True)
