"""Postmark: https://postmarkapp.com/developer/api/email-api

Its errors are those of https://postmarkapp.com/developer/api/overview#error-codes.
It knows no idempotency key: a mail whose answer is lost is sent again, rather than not at all.
Marketing goes through the broadcast stream, as its rules want it.
"""

from typing import Any

from mail_outgoing import OutgoingMail
from mail_provider import (
    Accepted,
    Blocked,
    ProviderAnswer,
    ProviderRequest,
    Refused,
    Retry,
    Verdict,
    Wait,
)

STREAMS = {"transactional": "outbound", "marketing": "broadcast"}
INVALID_REQUEST, INACTIVE_RECIPIENT, RATE_LIMITED = 300, 406, 429
UNSENDABLE = frozenset({INVALID_REQUEST, 402, 403, 411})


class PostmarkMail:
    """Postmark's API."""

    name = "postmark"
    base = "https://api.postmarkapp.com"

    def request(self, mail: OutgoingMail, base: str, key: str) -> ProviderRequest:
        """The request that sends a mail."""
        body: dict[str, Any] = {
            "From": mail.sender.text,
            "To": mail.to.text,
            "Subject": mail.subject,
            "TextBody": mail.text,
            "HtmlBody": mail.html,
            "MessageStream": STREAMS[mail.category],
            "Metadata": {"mail_id": mail.id},
            "TrackOpens": False,
            "TrackLinks": "None",
        }
        if mail.reply_to:
            body["ReplyTo"] = mail.reply_to.text
        if mail.headers:
            body["Headers"] = [{"Name": name, "Value": mail.headers[name]} for name in mail.headers]
        headers = {"x-postmark-server-token": key, "accept": "application/json"}
        return ProviderRequest(f"{base}/email", headers, body)

    def verdict(self, answer: ProviderAnswer) -> Verdict:
        """What its answer means: its own code says more than the status."""
        code = answer.member("ErrorCode")
        if answer.status == 200 and code == 0:
            return Accepted(answer.word("MessageID") or None)
        reason = f"Postmark: {code or answer.status} {answer.word('Message')}".strip()
        if answer.status == 429 or code == RATE_LIMITED:
            return Wait(answer.retry_after, reason)
        if code == INACTIVE_RECIPIENT:
            return Blocked(reason)
        is_ours = "'From'" in reason or "'ReplyTo'" in reason
        is_the_mails = code in UNSENDABLE and not is_ours
        return Refused(reason) if is_the_mails or answer.status == 413 else Retry(reason)
