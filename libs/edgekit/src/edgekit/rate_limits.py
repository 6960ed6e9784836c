"""Calls of a client, counted by the platform's rate-limit bindings: of all sorts, and of guesses.

A wrong token is counted once it has been found wrong, so that nobody who guesses locks out whoever
has the right one, from the same address too.
"""

from .auth import WrongToken, require_bearer
from .problems import Problem
from .scope import Scope

PERIOD_SECONDS = 60
GUESSES = "GUESS_LIMITER"
TOO_MANY = f"Too many requests; try again in {PERIOD_SECONDS} seconds."
TOO_MANY_GUESSES = (
    f"Too many wrong keys or tokens from this address; try again in {PERIOD_SECONDS} seconds."
)


async def check_limit(ctx: Scope, limiter: str, key: str, detail: str = TOO_MANY) -> None:
    """Count a call against a rate-limit binding; raises ``Problem`` 429. No binding, no limit.

    An empty ``key`` is not counted: calls without a client's address come from other workers.
    """
    binding = ctx.worker.bindings[limiter]
    if binding is None or not key:
        return
    if not await ctx.bridge.limit(binding, key):
        raise Problem(429, detail, headers={"Retry-After": str(PERIOD_SECONDS)})


async def count_guess(ctx: Scope) -> None:
    """Count a key or token that was wrong; raises ``Problem`` 429 for one too many of a client."""
    await check_limit(ctx, GUESSES, ctx.client_ip, TOO_MANY_GUESSES)


async def require_admin(ctx: Scope) -> None:
    """Let a request pass that carries the admin token; see ``require_bearer``, and 429."""
    try:
        require_bearer(ctx.authorization, ctx.secret("ADMIN_TOKEN"))
    except WrongToken:
        await count_guess(ctx)
        raise
