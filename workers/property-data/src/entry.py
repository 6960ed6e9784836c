"""property-data: the facts of a home, by its address or parcel number, each with its source."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Annotated

from pydantic import Field, ValidationError

import rentcast
from contracts.postal.address import AddressError, StreetAddress, parse
from contracts.property_data import PropertyBatch, PropertyBatchQuery, PropertyFacts
from edgekit import (
    DAY,
    App,
    FieldError,
    Json,
    PlatformError,
    Problem,
    UpstreamError,
    side_by_side,
)
from property_records import (
    BY_PARCEL,
    BY_STREET,
    BY_STREETS,
    SPEND,
    Found,
    Row,
    RowOf,
    is_complete,
    merged,
    rows_of,
    stored,
)
from property_vars import Ctx, PropertyVars

MISS = "none"
MISS_TTL = 7 * DAY
TIMEOUT_MS = 3000
# Of a batch: as many as Cloudflare connects at once, each soon enough for the caller's deadline.
AT_ONCE, BEGIN_BY_MS, BATCH_TIMEOUT_MS = 6, 400, 600

app = App("property-data", version="1.0.0", summary="Property facts.", vars=PropertyVars)
app.lifetimes(
    kept={
        "homes": "facts that were paid for, within the provider's budget of a day",
        "records": "facts that were paid for, within the provider's budget of a day",
        "provider_days": "a row a day",
    }
)
app.personal_data(
    nobody={
        "homes.address": "a home of the county's record, whoever lives there",
        "homes.zip": "a home of the county's record, whoever lives there",
    }
)


@app.get("/api/property", errors=(404,))
async def read_property(
    ctx: Ctx,
    address: Annotated[str | None, Field(max_length=300)] = None,
    parcel: Annotated[str | None, Field(max_length=60)] = None,
) -> PropertyFacts | Json:
    """Tell what is known of a home: its address as the post writes it, and facts with sources."""
    if parcel:
        rows = await ctx.db.all(Row, BY_PARCEL, parcel)
        if not rows:
            raise Problem(404, "No home is known under this parcel number.")
        return merged(rows, None)
    if not address:
        raise _invalid("give an address or a parcel number")
    asked = _parsed(address)
    rows = await ctx.db.all(Row, BY_STREET, *_place(asked))
    if _lacks_facts(rows):
        rows += await _from_provider(asked, ctx, TIMEOUT_MS)
    if not rows:
        raise Problem(404, f"Nothing is known of {asked.text}.")
    return merged(rows, asked)


@app.post("/api/property/batch")
async def read_properties(body: PropertyBatchQuery, ctx: Ctx) -> PropertyBatch:
    """Tell what is known of many homes.

    The provider is asked of what is missing while there is time, and within the day's budget.
    """
    parsed = {n: _parsed_or_none(address) for n, address in enumerate(body.addresses)}
    asked = {number: home for number, home in parsed.items() if home is not None}
    found = await _on_record(asked, ctx)

    async def complete(number: int) -> None:
        found[number] += await _from_provider(asked[number], ctx, BATCH_TIMEOUT_MS)

    missing = [number for number, rows in found.items() if _lacks_facts(rows)]
    await side_by_side(complete, missing, ctx, at_once=AT_ONCE, begin_by_ms=BEGIN_BY_MS)
    homes = [merged(found[n], asked[n]) if found.get(n) else None for n in parsed]
    return PropertyBatch(homes=homes)


def _parsed(address: str) -> StreetAddress:
    """Raises ``Problem`` 422."""
    try:
        asked = parse(address)
    except AddressError as error:
        raise _invalid(str(error)) from error
    if not asked.zip and not asked.city:
        raise _invalid("add the ZIP code, or the city and state")
    return asked


def _parsed_or_none(address: str) -> StreetAddress | None:
    try:
        return _parsed(address)
    except Problem:
        return None


def _place(asked: StreetAddress) -> tuple[str, str, str, str]:
    return asked.street_key, asked.zip, asked.city, asked.state


def _lacks_facts(rows: Sequence[Row]) -> bool:
    return not is_complete({name for row in rows for name in row.facts or ()})


async def _on_record(asked: Mapping[int, StreetAddress], ctx: Ctx) -> dict[int, list[Row]]:
    """The rows of each home, by its number; one read for all of them."""
    found: dict[int, list[Row]] = {number: [] for number in asked}
    places = {number: _place(home) for number, home in asked.items()}
    for row in await ctx.db.all(RowOf, BY_STREETS, json.dumps(places)):
        found[row.number].append(row)
    return found


async def _from_provider(asked: StreetAddress, ctx: Ctx, timeout_ms: int) -> list[Row]:
    """What the provider knows: asked once in a week, and within the day's budget."""
    url, key = ctx.vars.property_api_url, ctx.secret("PROPERTY_API_KEY")
    if not url or not key:
        return []
    place = f"{asked.street_key}:{asked.zip or f'{asked.city} {asked.state}'}"
    seen = f"asked:{hashlib.blake2b(place.encode(), digest_size=16).hexdigest()}"
    if await _was_asked(seen, ctx) or not await _may_spend(ctx):
        return []
    try:
        found = await _asked(url, asked, key, ctx, timeout_ms)
    except (UpstreamError, ValidationError, ValueError) as error:
        ctx.log.warning("provider_failed", error=str(error))
        return []
    ctx.wait_until(ctx.cache.put(seen, MISS if found is None else found.parcel, MISS_TTL))
    if found is None:
        return []
    await ctx.db.batch(*stored(found, asked))
    return rows_of(found, asked)


async def _was_asked(seen: str, ctx: Ctx) -> bool:
    try:
        return await ctx.cache.get(seen) is not None
    except PlatformError as error:
        ctx.log.warning("cache_down", error=str(error))
        return False


async def _may_spend(ctx: Ctx) -> bool:
    """Count a call against the day's budget, unless it is spent."""
    day, budget = ctx.now().date().isoformat(), ctx.vars.property_calls_a_day
    if await ctx.db.value(SPEND, day, budget) is not None:
        return True
    ctx.log.warning("provider_budget_spent", day=day, budget=budget)
    return False


async def _asked(
    url: str, asked: StreetAddress, key: str, ctx: Ctx, timeout_ms: int
) -> Found | None:
    target, headers = rentcast.lookup(url, asked.text, key)
    answer = await ctx.fetch(
        target, headers=headers, timeout_ms=timeout_ms, retries=0, max_bytes=1 << 20
    )
    if answer.status == 404:
        return None
    if answer.status >= 400:
        raise UpstreamError(502, f"The property provider answered {answer.status}.")
    return rentcast.found(answer.json(), ctx.now().date())


def _invalid(detail: str) -> Problem:
    return Problem(
        422, f"The address can't be read: {detail}.", errors=[FieldError("/address", detail)]
    )


on_fetch = app.on_fetch
