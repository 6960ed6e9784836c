"""Request ids, and W3C Trace Context (``traceparent``) across service bindings."""

import random
import re

_REQUEST_ID = re.compile(r"[A-Za-z0-9._:=+/@-]{1,128}")
_TRACEPARENT = re.compile(r"[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-([0-9a-f]{2})")
_NO_TRACE = "0" * 32


def is_request_id(text: str) -> bool:
    """Whether a client's ``X-Request-Id`` can be taken over: short, and safe in a header or log."""
    return _REQUEST_ID.fullmatch(text) is not None


def next_traceparent(incoming: str) -> str:
    """A ``traceparent`` for a call made on behalf of ``incoming`` (or of nobody, when invalid).

    The trace id and flags go on; the parent id is new (W3C Trace Context, 3.2).
    """
    match = _TRACEPARENT.fullmatch(incoming) if incoming else None
    if match is None or match[1] == _NO_TRACE:
        fresh = f"{random.getrandbits(192):048x}"
        return f"00-{fresh[:32]}-{fresh[32:]}-{match[2] if match else '01'}"
    return f"00-{match[1]}-{random.getrandbits(64):016x}-{match[2]}"
