"""Twilio: ``X-Twilio-Signature``, over the public URL and the fields of the form.

https://www.twilio.com/docs/usage/webhooks/webhooks-security
"""

import base64
import hashlib
import hmac
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import parse_qs, urlsplit

from edgekit.signatures import refused, same
from hook_event import (
    LONGEST_ID,
    LONGEST_TYPE,
    Event,
    Provider,
    Reply,
    digest,
    fits,
    form_fields,
    is_form,
    json_object,
    parted,
    plain_fields,
    plain_text,
)

TWIML = Reply(
    '<?xml version="1.0" encoding="UTF-8"?><Response></Response>', "text/xml; charset=utf-8"
)
DEFAULT_PORTS = {"https": 443, "http": 80}
# What a URL's parser escapes in a query (WHATWG URL, section 1.3), and Twilio may have signed raw.
APOSTROPHE = {"%27": "'"}
ESCAPED = {**APOSTROPHE, "%22": '"', "%3C": "<", "%3E": ">"}
BODY_DIGEST = "bodySHA256"
# Where a shared key signs, and not the auth token: "key=…,algorithm=HMAC_SHA256".
SETTINGS = "x-twilio-webhooks-signature-settings"
NEWER = "algorithm=HMAC_SHA256"
RECEIVED = "message.received"


class Twilio(Provider):
    """Signs no time and no id of its own: what comes again is known by what it says.

    A text that came in is known by its own id: Twilio tells of it with other fields when it tries
    again or elsewhere (``ErrorCode``, ``ErrorUrl``).
    """

    name = "twilio"
    secret = "TWILIO_AUTH_TOKEN"  # noqa: S105 - its name
    reads = ("x-twilio-signature", SETTINGS, "content-type")
    keeps = (*Provider.keeps, "i-twilio-idempotency-token")

    def verify(
        self, body: bytes, headers: Mapping[str, str], url: str, secrets: str, now: float
    ) -> Event:
        """A message that came in, the new status of one that went out, or a call."""
        in_form = is_form(headers["content-type"])
        fields = form_fields(body) if in_form and body else {}
        content = _signed_fields(fields) if in_form else b""
        kind = hashlib.sha256 if NEWER in headers[SETTINGS] else hashlib.sha1
        expected = [
            _signature(key, address, content, kind)
            for key in parted(secrets)
            for address in dict.fromkeys(_spellings(url))
        ]
        is_right = fits([headers["x-twilio-signature"]], expected)
        if not is_right or not (in_form or not body or _is_digest(url, body)):
            raise refused(
                "X-Twilio-Signature is not one of this request; check the token, and that "
                "PUBLIC_URL is the address that Twilio calls."
            )
        payload = json_object(body) if body and not in_form else plain_fields(fields)
        seal = digest(content or body or url.encode())
        own, kind_of_event = _sid(payload), _type(payload)
        says = "received" if kind_of_event == RECEIVED else seal
        return Event(
            plain_text(f"{own}:{says}" if own else f"twilio_{seal}", "id", LONGEST_ID),
            plain_text(kind_of_event, "type", LONGEST_TYPE),
            now,
            payload,
            reply=TWIML,
        )


def _signed_fields(fields: Mapping[str, list[str]]) -> bytes:
    """The fields as Twilio signs them: by name, a repeated one's values by order and each once."""
    parts = [f"{name}{value}" for name in sorted(fields) for value in sorted(set(fields[name]))]
    return "".join(parts).encode()


def _signature(key: bytes, address: str, content: bytes, kind: Any) -> str:
    signed = address.encode("utf-8", "surrogatepass") + content
    return base64.b64encode(hmac.digest(key, signed, kind)).decode()


def _spellings(url: str) -> Iterator[str]:
    """The address as Twilio may have signed it: with the port or without it, escaped or not."""
    parts = urlsplit(url)
    host = parts.netloc.rpartition(":")[0] if parts.port is not None else parts.netloc
    rest = url.partition("://")[2][len(parts.netloc) :]
    port = parts.port or DEFAULT_PORTS.get(parts.scheme)
    for authority in (parts.netloc, host, f"{host}:{port}"):
        for raw in ({}, APOSTROPHE, ESCAPED):
            yield f"{parts.scheme}://{authority}{_unescaped(rest, raw)}"


def _unescaped(text: str, raw: Mapping[str, str]) -> str:
    for escaped, character in raw.items():
        text = text.replace(escaped, character).replace(escaped.lower(), character)
    return text


def _is_digest(url: str, body: bytes) -> bool:
    """Whether the signed query holds the digest of a body that is no form."""
    given = parse_qs(urlsplit(url).query).get(BODY_DIGEST, [""])
    return same(given[0].lower(), hashlib.sha256(body).hexdigest())


def _sid(payload: Mapping[str, Any]) -> str:
    sids = (payload.get(name) for name in ("MessageSid", "SmsSid", "CallSid"))
    return next((sid for sid in sids if isinstance(sid, str) and sid), "")


def _type(payload: Mapping[str, Any]) -> str:
    """``message.received``, ``message.delivered``, ``call.ringing`` and the like."""
    for kind in ("Message", "Sms", "Call"):
        if status := payload.get(f"{kind}Status"):
            return f"{'call' if kind == 'Call' else 'message'}.{status}"
    return RECEIVED if "MessageSid" in payload and "Body" in payload else "unknown"
