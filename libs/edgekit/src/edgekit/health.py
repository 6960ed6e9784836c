"""``GET /health``: whether the worker is up and, when asked, whether its bindings are."""

import asyncio
from typing import Any, Literal

from pydantic import BaseModel, Field

from .dead_letters import WAITING
from .platform import PlatformError, status_and_text
from .responses import Response
from .scope import Scope
from .vars import Vars
from .worker import Worker

DEADLINE_MS = 1000
AI = "AI"
"""Asking a model costs money, and where another service stands in for it none is asked either."""


class BindingHealth(BaseModel):
    """One binding, and what it answered."""

    status: Literal["ok", "down"]
    kind: str
    error: str | None = Field(default=None, exclude_if=lambda value: value is None)


class Health(BaseModel):
    """The worker's own word about itself."""

    status: Literal["ok", "degraded", "down"]
    worker: str
    version: str
    bindings: dict[str, BindingHealth] | None = Field(
        default=None, exclude_if=lambda value: value is None
    )
    vars: dict[str, str] | None = Field(
        default=None,
        exclude_if=lambda value: value is None,
        description="Vars that do not fit their types, or are missing: what is wrong with each.",
    )
    closed: list[str] | None = Field(
        default=None,
        exclude_if=lambda value: value is None,
        description="Optional secrets that are not set, and so what they open is closed; it "
        "degrades nothing.",
    )
    dead_letters: int | None = Field(
        default=None,
        exclude_if=lambda value: value is None,
        description="What was given up and nobody has replayed yet; it degrades nothing.",
    )


async def check(ctx: Scope, *, deep: bool, services: bool) -> Health | Response:
    """The health of the worker: 503 only if an essential binding is down.

    Without ``services`` no other worker is asked: for whoever asks each of them itself.
    """
    worker = ctx.worker
    if not deep:
        return Health(status="ok", worker=worker.name, version=worker.version)
    tried = (name for name in worker.bindings.names() if name != AI)
    kinds = {name: _kind(worker.bindings[name]) for name in tried}
    names = [n for n, kind in kinds.items() if kind and (services or kind != "service")]
    found = dict(zip(names, await _try_all(ctx, names), strict=True))
    if services:
        found |= unbound(worker)
    down = {name for name, binding in found.items() if binding.status == "down"}
    faults = worker.vars.faults
    dead = down.intersection(worker.essential)
    status: Any = "down" if dead else "degraded" if down or faults else "ok"
    health = Health(
        status=status,
        worker=worker.name,
        version=worker.version,
        bindings=found,
        vars=faults or None,
        closed=_unset_secrets(worker.vars) or None,
        dead_letters=await _dead_letters(ctx),
    )
    return Response.json(health, status=503 if dead else 200)


def _unset_secrets(given: Vars) -> list[str]:
    secrets = (name for name, var in given.declared.items() if var.is_secret)
    return [name for name in secrets if not (getattr(given, name.lower(), None) or "").strip()]


def unbound(worker: Worker) -> dict[str, BindingHealth]:
    """The services that the worker's code calls and nothing binds, each down."""
    return {
        name: BindingHealth(
            status="down",
            kind="service",
            error=f"{worker.name} has no binding {name}: add it to wrangler.jsonc.",
        )
        for name in worker.calls
        if worker.bindings[name] is None
    }


async def _dead_letters(ctx: Scope) -> int | None:
    if not ctx.worker.replays or ctx.worker.bindings["DB"] is None:
        return None
    try:
        return int(await ctx.db.value(WAITING))
    except PlatformError as error:
        ctx.log.warning("dead_letters_uncounted", error=str(error))
        return None


async def _try_all(ctx: Scope, names: list[str]) -> list[BindingHealth]:
    if not names:
        return []
    tasks = [asyncio.ensure_future(_try(ctx, name)) for name in names]
    await asyncio.wait(tasks)
    return [task.result() for task in tasks]


async def _try(ctx: Scope, name: str) -> BindingHealth:
    binding = ctx.worker.bindings[name]
    kind = _kind(binding)
    try:
        await _touch(ctx, kind, binding)
    except PlatformError as error:
        return BindingHealth(status="down", kind=kind, error=str(error))
    return BindingHealth(status="ok", kind=kind)


async def _touch(ctx: Scope, kind: str, binding: Any) -> None:
    if kind == "service":
        url = "https://worker/health"
        answer = await ctx.bridge.ask(ctx, binding, url, "GET", None, DEADLINE_MS)
        status, _ = status_and_text(answer)
        if status >= 500:
            raise PlatformError(f"it answered {status}")
    elif kind == "d1":
        await ctx.bridge.query(binding, "first", "SELECT 1 AS up", ())
    elif kind == "kv":
        await ctx.bridge.get(binding, "health")
    elif kind == "r2":
        await ctx.bridge.call(binding, "head", "health")


KINDS = {"Fetcher": "service", "D1Database": "d1", "KvNamespace": "kv", "R2Bucket": "r2"}


def _kind(binding: Any) -> str:
    constructor = getattr(binding, "constructor", None)
    return KINDS.get(getattr(constructor, "name", ""), "")
