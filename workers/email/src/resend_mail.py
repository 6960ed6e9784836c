"""Resend: https://resend.com/docs/api-reference/emails/send-email

Its errors are those of https://resend.com/docs/api-reference/errors.

``Idempotency-Key`` is kept for 24 hours, in which the same mail is sent once.
"""

from typing import Any

from mail_outgoing import OutgoingMail
from mail_provider import (
    Accepted,
    ProviderAnswer,
    ProviderRequest,
    Refused,
    Retry,
    Verdict,
    Wait,
)

DAY_SECONDS = 86_400.0
# The mail is at fault; whatever else is said with 4xx (keys, domains) an operator can put right.
UNSENDABLE = frozenset(
    {
        "invalid_attachment",
        "invalid_idempotency_key",
        "invalid_parameter",
        "missing_required_field",
        "security_error",
    }
)
QUOTAS = frozenset({"daily_quota_exceeded", "monthly_quota_exceeded"})


class ResendMail:
    """Resend's API."""

    name = "resend"
    base = "https://api.resend.com"

    def request(self, mail: OutgoingMail, base: str, key: str) -> ProviderRequest:
        """The request that sends a mail."""
        body: dict[str, Any] = {
            "from": mail.sender.text,
            "to": [mail.to.text],
            "subject": mail.subject,
            "html": mail.html,
            "text": mail.text,
            "tags": [{"name": "mail_id", "value": mail.id}],
        }
        if mail.reply_to:
            body["reply_to"] = mail.reply_to.text
        if mail.headers:
            body["headers"] = mail.headers
        headers = {"authorization": f"Bearer {key}", "idempotency-key": mail.id}
        return ProviderRequest(f"{base}/emails", headers, body)

    def verdict(self, answer: ProviderAnswer) -> Verdict:
        """What its answer means."""
        name = answer.word("name")
        reason = f"Resend: {name or answer.status} {answer.word('message')}".strip()
        if answer.status in (200, 201) and (provider_id := answer.word("id")):
            return Accepted(provider_id)
        if name in QUOTAS:
            return Wait(answer.retry_after or DAY_SECONDS / 24, reason)
        if answer.status == 429:
            return Wait(answer.retry_after, reason)
        if name == "invalid_idempotent_request":
            # An attempt got through, and a new release has changed what the mail looks like.
            return Accepted(None)
        unsendable = name in UNSENDABLE or (name == "validation_error" and _is_the_mails(answer))
        return Refused(reason) if unsendable else Retry(reason)


def _is_the_mails(answer: ProviderAnswer) -> bool:
    """``validation_error`` is also said of the key, the domain (403) and the sender, our vars."""
    said = answer.word("message")
    is_ours = any(name in said for name in ("API key", "`from`", "`reply_to`"))
    return answer.status in (400, 422) and not is_ours
