"""gateway: one host for partners, with keys, limits, quotas and usage, before every public API."""

from datetime import date
from typing import Annotated

from pydantic import Field

from contracts.gateway import (
    KeyPage,
    MadeKey,
    NewKey,
    NewSession,
    OwnUsage,
    RotatedKey,
    Rotation,
    Session,
    UsagePage,
)
from edgekit import App, Query, Response, check_limit
from gateway_admin import make, own_usage, page, revoke, rotate, usage
from gateway_document import document
from gateway_door import LIMITER, Caller, admit, caller_of, require_key
from gateway_paths import place_of
from gateway_records import LIFETIMES, NOBODY
from gateway_relaying import relay
from gateway_sessions import make_session
from gateway_upstreams import UPSTREAMS
from gateway_vars import Ctx, GatewayVars, Services

From = Annotated[date, Query("from")]
To = Annotated[date, Query("to")]
MaybeFrom = Annotated[date | None, Query("from")]
MaybeTo = Annotated[date | None, Query("to")]
Limit = Annotated[int, Field(ge=1, le=200)]
Prefix = Annotated[str | None, Field(min_length=1, max_length=11)]
KEY_ERRORS = (401, 403, 429, 503)

app = App(
    "gateway",
    version="1.0.0",
    summary="One host for partners: keys, limits, quotas and usage before every public API.",
    services=Services,
    vars=GatewayVars,
    document="/openapi/gateway.json",
)
app.lifetimes(*LIFETIMES)
app.personal_data(nobody=NOBODY)
INFO = {
    "title": "Hearthstack for partners",
    "version": "1.0.0",
    "description": "Every public API of the fleet under one host. Send your key with each call: "
    "`Authorization: Bearer hs_…` or `X-Api-Key`.",
}


@app.post("/admin/keys", status=201, admin=True, errors=(503,), tags=("keys",))
async def make_key(body: NewKey, ctx: Ctx) -> MadeKey:
    """Make a key. The key itself is in this answer and nowhere else.

    A scope is a worker's name (all that it offers), or with `:read` only GET and HEAD, or with
    `:write` only the other methods. The quota counts calendar months in `tz`.
    """
    return await make(body, ctx)


@app.get("/admin/keys", admin=True, tags=("keys",))
async def list_keys(
    ctx: Ctx, prefix: Prefix = None, cursor: str | None = None, limit: Limit = 50
) -> KeyPage:
    """List keys, newest first; with `prefix` those that begin so, as far as keys are shown."""
    return await page(prefix, cursor, limit, ctx)


@app.post(
    "/admin/keys/{key_id}/rotate", admin=True, errors=(404, 409, 503), tags=("keys",), status=201
)
async def rotate_key(key_id: str, ctx: Ctx, body: Rotation | None = None) -> RotatedKey:
    """Give a key a new secret. For a day, unless said, the old one works beside it."""
    return await rotate(key_id, (body or Rotation()).overlap_seconds, ctx)


@app.delete("/admin/keys/{key_id}", status=204, admin=True, errors=(404,), tags=("keys",))
async def revoke_key(key_id: str, ctx: Ctx) -> None:
    """Revoke a key: it, and its sessions, are refused from now on (elsewhere within 10 seconds)."""
    await revoke(key_id, ctx)


@app.get("/admin/usage", admin=True, tags=("usage",))
async def read_usage(
    ctx: Ctx,
    date_from: From,
    date_to: To,
    key: str | None = None,
    cursor: str | None = None,
    limit: Limit = 200,
) -> UsagePage:
    """Who called what, by day of each key's time zone; both days are included."""
    return await usage((date_from, date_to), key, cursor, limit, ctx)


@app.get("/usage", guard=require_key, errors=KEY_ERRORS, tags=("usage",))
async def read_own_usage(
    ctx: Ctx, date_from: MaybeFrom = None, date_to: MaybeTo = None
) -> OwnUsage:
    """What your key has used, and what it has left of this month. It costs no call."""
    return await own_usage(await _key_holder(ctx), date_from, date_to, ctx)


@app.post("/sessions", status=201, guard=require_key, errors=KEY_ERRORS, tags=("sessions",))
async def create_session(body: NewSession, ctx: Ctx) -> Session:
    """Make a token of your key that lives an hour at most, for a browser that must not have it."""
    return make_session(body, await _key_holder(ctx), ctx)


async def _key_holder(ctx: Ctx) -> Caller:
    """Who asks for what costs no call, so many times a minute. Raises ``Problem`` 401, 429."""
    caller = await caller_of(ctx)
    await check_limit(ctx, LIMITER, caller.id)
    return caller


@app.get("/openapi.json", hidden=True)
async def read_document(ctx: Ctx) -> Response:
    """All APIs behind the gateway, and its own, in one document."""
    return await document(app.openapi(), INFO, ctx)


@app.fallback
async def pass_on(ctx: Ctx) -> Response:
    """Pass a call on to the worker that its path begins with."""
    place = place_of(ctx.path, UPSTREAMS)
    caller = await caller_of(ctx)
    await admit(caller, place.worker, ctx)
    return await relay(place, caller, ctx)


on_fetch = app.on_fetch
on_scheduled = app.on_scheduled
