"""Errors and slow answers, told to ``slack-intel`` behind the answer."""

import json
from typing import Any

from .platform import PlatformError
from .scope import Scope

BINDING = "SLACK_INTEL"
DEADLINE_MS = 5000
HEALTH = "/health"


def report_vars(ctx: Scope) -> None:
    """Log the vars that do not fit as errors, and report them."""
    for name, fault in ctx.worker.vars.faults.items():
        ctx.log.error("var_unfit", var=name, error=fault)
        _tell(ctx, {"level": "error", "event": "var_unfit", "var": name, "error": fault})


def report(ctx: Scope, status: int, duration_ms: int | None = None, *, trace: str = "") -> None:
    """Report an answer that failed or was slow: it took ``duration_ms``, or until now.

    A slow probe is no news: whoever asks a whole fleet for its health would pay for each worker
    twice, of the 32 invocations that a request may make.
    """
    failed = status >= 500
    if not _is_heard(ctx) or (ctx.path == HEALTH and not failed):
        return
    _tell(
        ctx,
        {
            "level": "error" if failed else "warning",
            "event": "request_failed" if failed else "request_slow",
            "method": ctx.method,
            "path": ctx.path,
            "status": status,
            "duration_ms": ctx.elapsed_ms() if duration_ms is None else duration_ms,
            "trace": trace,
        },
    )


def _is_heard(ctx: Scope) -> bool:
    return ctx.js_context is not None and ctx.worker.bindings[BINDING] is not None


def _tell(ctx: Scope, entry: dict[str, Any]) -> None:
    """Send an entry, if the worker has the binding; never at the cost of the answer."""
    if not _is_heard(ctx):
        return
    whose = {"worker": ctx.worker.name, "request_id": ctx.request_id}
    ctx.wait_until(_send(ctx, whose | entry))


async def _send(ctx: Scope, entry: dict[str, Any]) -> None:
    binding, url = ctx.worker.bindings[BINDING], "https://slack-intel/api/log"
    try:
        await ctx.bridge.ask(ctx, binding, url, "POST", json.dumps(entry), DEADLINE_MS)
    except PlatformError as error:
        ctx.log.warning("report_failed", error=str(error))
