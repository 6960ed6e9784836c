"""Sessions in a signed cookie: no table to lose, and a new admin token ends them all.

A cookie holds a random id, the second it ends, and an HMAC-SHA256 of both under a key that is made
of the admin token. The cookie is HttpOnly and SameSite=Strict: no script can read it, and no other
site can use it.
"""

import hashlib
import hmac
import secrets
from typing import NamedTuple

COOKIE = "dashboard_session"


class Session(NamedTuple):
    """Who is signed in: a random id, and the epoch second when it ends."""

    id: str
    ends: int


def issue(token: str, now: int, seconds: int) -> tuple[Session, str]:
    """A new session and its cookie's value."""
    session = Session(secrets.token_urlsafe(16), now + seconds)
    return session, f"{session.id}.{session.ends}.{_signature(token, session)}"


def verify(value: str, token: str, now: int) -> Session | None:
    """The session in a cookie's value, unless it was forged, changed or has ended."""
    parts = value.split(".")
    if len(parts) != 3 or not (parts[1].isascii() and parts[1].isdecimal()):
        return None
    session = Session(parts[0], int(parts[1][:15]))
    if not hmac.compare_digest(_signature(token, session).encode(), parts[2].encode()):
        return None
    return session if now < session.ends else None


def cookie_of(header: str | None) -> str:
    """The session's value in a ``Cookie`` header, or an empty text."""
    for pair in (header or "").split(";"):
        name, _, value = pair.strip().partition("=")
        if name == COOKIE:
            return value
    return ""


def set_cookie(value: str, seconds: int, *, secure: bool) -> str:
    """The ``Set-Cookie`` of a session; no value and 0 seconds end it."""
    flags = "; Secure" if secure else ""
    return f"{COOKIE}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Strict{flags}"


def _signature(token: str, session: Session) -> str:
    key = hashlib.sha256(b"dashboard session\n" + token.encode()).digest()
    return hmac.new(key, f"{session.id}.{session.ends}".encode(), hashlib.sha256).hexdigest()
