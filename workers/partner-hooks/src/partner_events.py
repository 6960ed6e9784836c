"""An event as it is stored and as it is sent: the body never changes between attempts."""

import hashlib
import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from edgekit import FieldError, Problem

LONGEST_DATA = 256 * 1024  # bytes of an event's data as it is sent
LONGEST_LEAD_ID = 64
ID = re.compile(r"[A-Za-z0-9_:-]{1,200}")  # as contracts.partner_hooks has it
TEST_TYPE = "endpoint.test"
TEST_DATA = {"message": "This is a test. If you can verify its signature, all is well."}


def id_of(key: str) -> str:
    """The id of an event that is published under an idempotency key instead of one of its own."""
    fits = ID.fullmatch(key)
    return key if fits else f"evt_{hashlib.sha256(key.encode()).hexdigest()[:32]}"


def data_text(data: Mapping[str, Any]) -> str:
    """An event's data as it is stored and sent: ASCII, so that no charset can change its bytes.

    Raises ``Problem`` 422 for a number that JSON does not have, and 413 for more than 256 KiB.
    """
    try:
        text = json.dumps(data, allow_nan=False, separators=(",", ":"))
    except ValueError as error:
        told = [FieldError("/data", "holds a number that JSON does not have")]
        raise Problem(422, "The data hold NaN or Infinity.", errors=told) from error
    if len(text) > LONGEST_DATA:
        raise Problem(413, f"An event's data may take {LONGEST_DATA} bytes, not {len(text)}.")
    return text


def body_text(kind: str, at: int, data: str) -> str:
    """The body: type, time of the event (``at`` is epoch milliseconds) and its data."""
    moment = datetime.fromtimestamp(at / 1000, UTC).isoformat(timespec="milliseconds")
    timestamp = moment.replace("+00:00", "Z")
    return f'{{"type":{json.dumps(kind)},"timestamp":"{timestamp}","data":{data}}}'


def digest(kind: str, data: str) -> str:
    """By which the same event is known when it comes again."""
    ordered = json.dumps(json.loads(data), sort_keys=True)
    return hashlib.sha256(f"{kind}\n{ordered}".encode()).hexdigest()


def lead_of(data: Mapping[str, Any]) -> str | None:
    """The lead that an event is about: ``lead_id``, or the ``id`` of a ``lead``."""
    inner = data.get("lead")
    named = data.get("lead_id") or (inner.get("id") if isinstance(inner, dict) else None)
    return named if isinstance(named, str) and len(named) <= LONGEST_LEAD_ID else None
