"""From a provider's request to a stored event: verified, stored once, answered."""

import json

from contracts.webhooks import Receipt
from edgekit import PlatformError, Problem, Response, Statement
from edgekit.signatures import refused
from hook_delivery import deliver_later
from hook_event import Event, Provider, Reply, payload_text
from hook_providers import PROVIDERS
from hook_records import INSERT, KNOWN, REFUSED, EventKey
from hook_routes import worker_for
from hook_services import Ctx

LONGEST_HEADER = 500
EMPTIED = ""  # the payload of an event of which nothing but its id is kept


async def take(provider_name: str, body: bytes, ctx: Ctx) -> Response:
    """Verify and store what a provider sent; its delivery follows behind the answer.

    Raises ``Problem`` 404 for an unknown provider, 403 for one whose secret is not set, 401 for
    what is not signed as it must be, and 400 for what can't be read.
    """
    provider = PROVIDERS.get(provider_name)
    if provider is None:
        known = ", ".join(PROVIDERS)
        raise Problem(404, f"There is no provider {provider_name}; there are {known}.")
    try:
        found = _verified(provider, body, ctx)
    except Problem as problem:
        if problem.status == 401:
            ctx.wait_until(_count_refusal(provider.name, ctx))
        raise
    if isinstance(found, Reply):
        return _response(found)
    fresh = await _store(provider, found, ctx)
    if fresh:
        ctx.outbox.drain_later()
    if found.reply:
        return _response(found.reply)
    return Response.json(Receipt(id=found.id, duplicate=not fresh))


def _verified(provider: Provider, body: bytes, ctx: Ctx) -> Event | Reply:
    secrets = ctx.secret(provider.secret)
    if not secrets or not secrets.strip():
        raise Problem(403, f"This hook is closed: set the secret {provider.secret} to open it.")
    headers = {name: ctx.header(name) or "" for name in provider.reads}
    query = f"?{ctx.query}" if ctx.query else ""
    url = ctx.vars.public_url.rstrip("/") + ctx.path + query
    return provider.verify(body, headers, url, secrets, ctx.started_ms / 1000)


async def _store(provider: Provider, event: Event, ctx: Ctx) -> bool:
    """Store an event and the message that delivers it; answers whether it is new.

    The database decides that. Raises ``Problem`` 401 for a known event under another id, and 409
    for another event under an id that its sender has chosen twice.
    """
    worker = worker_for(provider.name, event.type, ctx.vars.routes)
    key = EventKey(provider=provider.name, id=event.id)
    statements = [_insertion(provider, event, worker, ctx)]
    if worker:
        statements.append(deliver_later(key, key.text, ctx))
    try:
        await ctx.db.batch(*statements)
    except PlatformError as error:
        if "UNIQUE constraint failed: events." not in str(error):
            raise
        known = await ctx.db.value(KNOWN, key.provider, key.id)
        if known is None:
            raise refused("This was sent before, under another id.") from error
        if provider.names_its_events and known not in (EMPTIED, payload_text(event)):
            told = f"The id {key.id} was used with other fields; send these under a new one."
            raise Problem(409, told) from error
        return False
    ctx.log.info("event_stored", **dict(key), type=event.type, to=worker)
    return True


def _insertion(provider: Provider, event: Event, worker: str | None, ctx: Ctx) -> Statement:
    kept = {name: ctx.header(name) for name in provider.keeps}
    headers = {name: text[:LONGEST_HEADER] for name, text in kept.items() if text}
    is_over = provider.names_people_by_id and not worker
    facts = (
        provider.name,
        event.id,
        event.seal,
        event.type,
        int(event.occurred_at * 1000),
        ctx.started_ms,
        EMPTIED if is_over else payload_text(event),
        "{}" if is_over else json.dumps(headers),
        worker,
        "pending" if worker else "stored",
    )
    return Statement(INSERT, facts)


async def _count_refusal(provider: str, ctx: Ctx) -> None:
    await ctx.db.run(REFUSED, provider, ctx.now().date().isoformat())


def _response(reply: Reply) -> Response:
    return Response(reply.text, media_type=reply.media_type)
