"""SendGrid: https://www.twilio.com/docs/sendgrid/api-reference/mail-send/mail-send

Its errors are those of
https://www.twilio.com/docs/sendgrid/api-reference/how-to-use-the-sendgrid-v3-api/errors.
It knows no idempotency key: a mail whose answer is lost is sent again, rather than not at all.
"""

from typing import Any

from mail_outgoing import Mailbox, OutgoingMail
from mail_provider import (
    Accepted,
    ProviderAnswer,
    ProviderRequest,
    Refused,
    Retry,
    Verdict,
    Wait,
)

# Ours are in the mail, and nobody's clicks are followed.
NOT_TRACKED = {
    "click_tracking": {"enable": False, "enable_text": False},
    "open_tracking": {"enable": False},
    "subscription_tracking": {"enable": False},
}
UNSENDABLE = frozenset({400, 413})


class SendGridMail:
    """SendGrid's API."""

    name = "sendgrid"
    base = "https://api.sendgrid.com"

    def request(self, mail: OutgoingMail, base: str, key: str) -> ProviderRequest:
        """The request that sends a mail; names go apart from addresses, SendGrid encodes them."""
        body: dict[str, Any] = {
            "personalizations": [{"to": [_address(mail.to)]}],
            "from": _address(mail.sender),
            "subject": mail.subject,
            "content": [
                {"type": "text/plain", "value": mail.text},
                {"type": "text/html", "value": mail.html},
            ],
            "custom_args": {"mail_id": mail.id},
            "tracking_settings": NOT_TRACKED,
        }
        if mail.reply_to:
            body["reply_to"] = _address(mail.reply_to)
        if mail.headers:
            body["headers"] = mail.headers
        headers = {"authorization": f"Bearer {key}", "accept": "application/json"}
        return ProviderRequest(f"{base}/v3/mail/send", headers, body)

    def verdict(self, answer: ProviderAnswer) -> Verdict:
        """What its answer means."""
        if answer.status in (200, 202):
            return Accepted(answer.message_id)
        field = answer.word("errors", 0, "field")
        said = " ".join(filter(None, (field, answer.word("errors", 0, "message"))))
        reason = f"SendGrid: {answer.status} {said}".strip()
        if answer.status == 429:
            return Wait(answer.retry_after, reason)
        # An address that it does not know as a sender is for an operator to put right; so are keys
        # and used-up credits (401), and a block after many bad requests (403).
        is_the_mails = answer.status in UNSENDABLE and not field.startswith(("from", "reply_to"))
        return Refused(reason) if is_the_mails else Retry(reason)


def _address(mailbox: Mailbox) -> dict[str, str]:
    named = {"name": mailbox.name} if mailbox.name else {}
    return {"email": mailbox.address, **named}
