"""``Idempotency-Key``: the same request again gets the first answer again (IETF httpapi draft).

The keys live in the table ``idempotency_keys`` of the worker's own database.
"""

import hashlib
from collections.abc import Awaitable, Callable

from pydantic import BaseModel

from .auth import is_bearer
from .problems import FieldError, Problem
from .responses import Json, Response
from .scope import Scope

WAIT_SECONDS = (0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.5, 0.5, 0.5)
ABANDONED_MS = 15_000
MAX_KEY_LENGTH = 255

BEGIN = """INSERT INTO idempotency_keys (key, fingerprint, created_at) VALUES (?1, ?2, ?3)
ON CONFLICT (key) DO UPDATE SET created_at = ?3
WHERE status IS NULL AND fingerprint = ?2 AND created_at < ?4"""
READ = "SELECT fingerprint, status, body FROM idempotency_keys WHERE key = ?1"
FINISH = "UPDATE idempotency_keys SET status = ?2, body = ?3 WHERE key = ?1"
ABANDON = "DELETE FROM idempotency_keys WHERE key = ?1 AND status IS NULL"


class Recorded(BaseModel):
    """The first request under a key, and its answer once there is one."""

    fingerprint: str
    status: int | None
    body: str | None


def own_key(key: str, ctx: Scope) -> str:
    """A key among those of its caller, as far as one can be told from another.

    Workers of the fleet have no client's address: their keys begin with what they are about, and
    stay as they are. Over the internet the operator is told by the admin token, a partner by the
    gateway, and anybody else by their address.
    """
    if not ctx.client_ip:
        return key
    if is_bearer(ctx.authorization, ctx.secret("ADMIN_TOKEN")):
        return f"operator {key}"
    # Whoever makes this header up has none of a partner's keys: they hold the secret id of its own.
    if ctx.header("x-gateway-key-id"):
        return f"partner {key}"
    return f"{ctx.client_ip} {key}"


async def once(ctx: Scope, key: str, answer: Callable[[], Awaitable[Response]]) -> Response:
    """Answer a request that carries a key: with ``answer()`` the first time, then from the record.

    Raises ``Problem`` 409 for the same key with another body, and when the first request is still
    at work after three seconds; 422 for a key over 255 characters.
    """
    if not 0 < len(key) <= MAX_KEY_LENGTH:
        raise Problem(
            422,
            "The Idempotency-Key must be 1 to 255 characters long.",
            errors=[FieldError("/Idempotency-Key", "must be 1 to 255 characters")],
        )
    key = own_key(key, ctx)
    fingerprint = hashlib.sha256(f"{ctx.method} {ctx.path}\n{ctx.body_text}".encode()).hexdigest()
    now = ctx.started_ms
    begun = await ctx.db.run(BEGIN, key, fingerprint, now, now - ABANDONED_MS)
    if begun.changes == 0:
        return await _replay(ctx, key, fingerprint)
    try:
        response = await answer()
    except BaseException:
        await ctx.db.run(ABANDON, key)
        raise
    await ctx.db.run(FINISH, key, response.status, response.body)
    return response


async def _replay(ctx: Scope, key: str, fingerprint: str) -> Response:
    for seconds in (0.0, *WAIT_SECONDS):
        if seconds:
            await ctx.bridge.sleep(seconds)
        recorded = await ctx.db.one(Recorded, READ, key)
        if recorded is None:
            break
        if recorded.fingerprint != fingerprint:
            raise Problem(409, "This Idempotency-Key was used with another body; use a new one.")
        if recorded.status is not None:
            return Json(
                recorded.body or "",
                status=recorded.status,
                headers={"Idempotent-Replayed": "true"},
            )
    raise Problem(
        409,
        "The first request with this Idempotency-Key is still being answered; try again.",
        headers={"Retry-After": "1"},
    )
