"""Errors and slow answers, told to ``slack-intel`` behind the answer."""

import json
from typing import Any

from .platform import PlatformError
from .scope import Scope

BINDING = "SLACK_INTEL"
DEADLINE_MS = 5000


def report(ctx: Scope, status: int, duration_ms: int, trace: str = "") -> None:
    """Report an answer, if the worker has the binding; never at the cost of the answer."""
    if ctx.js_context is None or ctx.worker.bindings[BINDING] is None:
        return
    failed = status >= 500
    ctx.wait_until(
        _send(
            ctx,
            {
                "level": "error" if failed else "warning",
                "worker": ctx.worker.name,
                "event": "request_failed" if failed else "request_slow",
                "request_id": ctx.request_id,
                "method": ctx.method,
                "path": ctx.path,
                "status": status,
                "duration_ms": duration_ms,
                "trace": trace,
            },
        )
    )


async def _send(ctx: Scope, entry: dict[str, Any]) -> None:
    binding, url = ctx.worker.bindings[BINDING], "https://slack-intel/api/log"
    try:
        await ctx.bridge.ask(ctx, binding, url, "POST", json.dumps(entry), DEADLINE_MS)
    except PlatformError as error:
        ctx.log.warning("report_failed", error=str(error))
