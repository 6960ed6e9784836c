"""What email can be told by its vars."""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from contracts.email import OneLine, Recipient
from edgekit import Context
from edgekit.vars import Url, Vars


def _mailbox(text: str) -> str:
    Recipient.model_validate(text)
    return text


Mailbox = Annotated[str, AfterValidator(_mailbox)]


class MailVars(Vars):
    email_provider: Literal["resend", "sendgrid", "postmark"] = "resend"
    """Who delivers mails. `EMAIL_API_KEY` is this provider's."""
    email_api_url: Url | None = None
    """Where the provider's API is, if not at its own address."""
    public_url: Url
    """The public https address whose `/api/unsubscribe` leads here: links begin with it."""
    mail_from: Mailbox
    """Whom mails are from, such as `Homes <hello@homes.example>`, of a domain verified there."""
    reply_to: Mailbox | None = None
    """Where answers go, if not to the sender."""
    business_name: OneLine
    """The name above each mail and below it."""
    postal_address: OneLine
    """Where the business can be written to: the law of many countries wants it in marketing."""
    soft_bounces: Annotated[int, Field(ge=1, le=100)] = 3
    """Temporary bounces without a delivery between them that suppress an address."""
    soft_bounce_days: Annotated[int, Field(ge=1, le=365)] = 30
    """Days within which temporary bounces count together."""
    mail_days: Annotated[int, Field(ge=1, le=3650)] = 400
    """Days that mails are kept."""


Ctx = Context[None, MailVars]
