"""GitHub: ``X-Hub-Signature-256``, over the raw body.

https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries
"""

from collections.abc import Mapping
from typing import Any

from edgekit import Problem
from edgekit.signatures import hmac_sha256, refused
from hook_event import (
    LONGEST_ID,
    LONGEST_TYPE,
    Event,
    Provider,
    digest,
    fits,
    form_fields,
    is_form,
    json_object,
    media_type_of,
    plain_text,
)


class GitHub(Provider):
    """Signs the body alone; its id and type are headers that anybody could change.

    So the same body under another id is taken for a replay. A secret is any text, so that several
    stand on lines of their own.
    """

    name = "github"
    secret = "GITHUB_WEBHOOK_SECRET"  # noqa: S105 - its name
    reads = ("x-hub-signature-256", "x-github-delivery", "x-github-event", "content-type")
    keeps = (
        *Provider.keeps,
        "x-github-event",
        "x-github-hook-id",
        "x-github-hook-installation-target-id",
        "x-github-hook-installation-target-type",
    )

    def verify(
        self, body: bytes, headers: Mapping[str, str], url: str, secrets: str, now: float
    ) -> Event:
        """The event in the body, which is JSON, or a form with JSON in its ``payload``."""
        keys = [line.strip().encode() for line in secrets.splitlines() if line.strip()]
        expected = [f"sha256={hmac_sha256(key, body).hex()}" for key in keys]
        if not fits([headers["x-hub-signature-256"]], expected):
            raise refused("X-Hub-Signature-256 is not one of this body; check the secret.")
        payload, seal = _payload(body, headers["content-type"]), digest(body)
        kind, action = headers["x-github-event"] or "unknown", payload.get("action")
        return Event(
            plain_text(headers["x-github-delivery"] or f"github_{seal}", "id", LONGEST_ID),
            plain_text(
                f"{kind}.{action}" if isinstance(action, str) and action else kind,
                "type",
                LONGEST_TYPE,
            ),
            now,
            payload,
            seal,
        )


def _payload(body: bytes, content_type: str) -> dict[str, Any]:
    if is_form(content_type):
        payloads = form_fields(body).get("payload", [])
        if len(payloads) != 1:
            raise Problem(400, "The form has to hold one field payload.")
        return json_object(payloads[0], "payload")
    if media_type_of(content_type) in ("", "text/plain") and not body.lstrip().startswith(b"{"):
        return {"text": _text(body)}
    return json_object(body)


def _text(body: bytes) -> str:
    try:
        return body.decode()
    except UnicodeDecodeError as error:
        raise Problem(400, "The body is not valid UTF-8; send it in UTF-8.") from error
