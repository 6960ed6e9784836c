"""Forms of the site, of Zapier and its like: a bearer token (RFC 6750), and no signature."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from edgekit import Problem
from edgekit.signatures import refused
from hook_event import (
    LONGEST_ID,
    Event,
    Provider,
    digest,
    fits,
    form_fields,
    is_form,
    json_object,
    media_type_of,
    parted,
    plain_fields,
    plain_text,
)


class Form(Provider):
    """Takes a JSON object or a form's fields.

    Its id is the ``Idempotency-Key``; without one, the same form on the same day (UTC) is one.
    """

    name = "form"
    secret = "FORM_TOKEN"  # noqa: S105 - its name
    reads = ("authorization", "content-type", "idempotency-key")
    names_its_events = True

    def verify(
        self, body: bytes, headers: Mapping[str, str], url: str, secrets: str, now: float
    ) -> Event:
        """The fields, under the one type that forms have."""
        scheme, _, token = headers["authorization"].partition(" ")
        right = fits([token.strip()], [key.decode() for key in parted(secrets)])
        if not right or scheme.lower() != "bearer":
            raise refused("This hook wants Authorization: Bearer <FORM_TOKEN>.")
        key = headers["idempotency-key"]
        day = datetime.fromtimestamp(now, UTC).date().isoformat()
        own = key or f"form_{digest(day.encode(), body)}"
        payload = _payload(body, headers["content-type"])
        return Event(plain_text(own, "id", LONGEST_ID), "form.submitted", now, payload)


def _payload(body: bytes, content_type: str) -> dict[str, Any]:
    if is_form(content_type):
        return plain_fields(form_fields(body))
    media_type = media_type_of(content_type)
    if media_type in ("", "application/json", "text/plain") or media_type.endswith("+json"):
        return json_object(body)
    raise Problem(
        415,
        f"The body is {media_type}; send application/json or application/x-www-form-urlencoded.",
    )
