"""Keys and scopes, in plain Python. A key is ``hs_``, eight characters by which it is found and may
be spoken of, ``_``, and 256 random bits. Only an HMAC of it is stored, with a secret (the pepper)
that is not in the database: whoever reads the database can neither use nor guess a key.
"""

import hmac
import re
import secrets
from collections.abc import Iterable
from typing import NamedTuple

PREFIX_LENGTH = len("hs_") + 8
KEY = re.compile(r"hs_[a-z0-9]{8}_[A-Za-z0-9_-]{43}")
SESSION_MARK = "hs_session_"
SESSION = re.compile(r"hs_session_([A-Za-z0-9_.-]{20,2000})")
ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789"
READING = ("GET", "HEAD")


class FreshKey(NamedTuple):
    """A key that was just made, and what is stored of it."""

    key: str
    prefix: str
    digest: str


def fresh_key(pepper: str) -> FreshKey:
    """A new key."""
    name = "".join(secrets.choice(ALPHABET) for _ in range(8))
    key = f"hs_{name}_{secrets.token_urlsafe(32)}"
    return FreshKey(key, key[:PREFIX_LENGTH], digest_of(key, pepper))


def digest_of(key: str, pepper: str) -> str:
    """HMAC-SHA-256 of a key (RFC 2104), in hex."""
    return hmac.digest(pepper.encode(), key.encode(), "sha256").hex()


def is_digest(given: str, stored: str) -> bool:
    """Whether two digests are the same, in constant time."""
    return hmac.compare_digest(given, stored)


def presented(authorization: str, api_key: str | None) -> str:
    """The key of a request: a bearer token (RFC 6750) of ours, else ``X-Api-Key``; else empty."""
    scheme, _, token = authorization.partition(" ")
    token = token.strip()
    if scheme.lower() == "bearer" and token.startswith("hs_"):
        return token
    return (api_key or "").strip()


def permits(scopes: Iterable[str], worker: str, method: str) -> bool:
    """Whether one of the scopes opens a worker to a method."""
    right = "read" if method in READING else "write"
    return any(scope in (worker, f"{worker}:{right}") for scope in scopes)


def covers(scopes: Iterable[str], wanted: str) -> bool:
    """Whether whoever has these scopes may hand on ``wanted``."""
    return wanted in scopes or wanted.partition(":")[0] in scopes
