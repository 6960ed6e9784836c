"""geocode: the place of an address, the ZIP code of a place, and what somebody begins to type."""

import hashlib
import re
from typing import Annotated

from pydantic import Field, ValidationError

from contracts.comps import Latitude, Longitude
from contracts.geocode import (
    GeocodeBatchQuery,
    GeocodedPlace,
    GeocodedPlaces,
    Suggestions,
    ZipAgreement,
)
from edgekit import DAY, App, Json, Problem, UpstreamError, side_by_side
from geocode_vars import Ctx, GeocodeVars
from geocoders import GEOCODERS, centre
from zip_agreement import disagreement
from zip_table import nearest, place_of, suggestions

KEPT = 90 * DAY
ZIP = re.compile(r"(?:^|[\s,])(\d{5})(?:-\d{4})?[\s,.]*(?:USA?)?\s*$")
# A box at a post office or along a rural route: nobody knows the place of who has it.
BOX = re.compile(
    r"\D*\b(?:P\.? ?O\.? ?(?:BOX|B)\b|P\.?O\.?BOX|POST(?:AL)? OFFICE BOX|POSTAL BOX|APARTADO|"
    r"(?:HC|RR|RURAL ROUTE)[ #]*\d+,? BOX|BOX \d|GENERAL DELIVERY|CALL BOX)"
)
ZIP_ALONE = re.compile(r"\d{5}(?:-\d{4})?")
NEAR_KM = 10.0
TIMEOUT_MS = 2000
# Of a batch: as many as Cloudflare connects at once, each soon enough for the caller's deadline.
AT_ONCE, BEGIN_BY_MS, BATCH_TIMEOUT_MS = 6, 800, 800

app = App(
    "geocode", version="1.0.0", summary="Places of addresses.", vars=GeocodeVars, essential=()
)


class _NotToKeep(Exception):  # noqa: N818 - carries an answer past the cache
    """A stand-in for an answer that the geocoder could not give just now."""

    def __init__(self, place: GeocodedPlace) -> None:
        self.place = place


@app.get("/api/geocode", errors=(404,))
async def geocode(
    q: Annotated[str, Field(min_length=1, max_length=300)], ctx: Ctx
) -> GeocodedPlace | Json:
    """Find an address; one that the geocoder does not know is placed in its ZIP code's middle."""
    address = _written(q)
    try:
        return await ctx.cache.get_json(_key(address, ctx), lambda: _found(address, ctx), ttl=KEPT)
    except _NotToKeep as answer:
        return answer.place


@app.post("/api/geocode/batch")
async def geocode_batch(body: GeocodeBatchQuery, ctx: Ctx) -> GeocodedPlaces:
    """Find many addresses: what is kept at once, others while there is time to ask for them."""
    addresses = [_written(address) for address in body.addresses]
    keys = [_key(address, ctx) for address in addresses]
    wanted = dict(zip(keys, addresses, strict=True))
    known = await ctx.cache.kept(list(wanted), GeocodedPlace)
    missing = [key for key in wanted if key not in known]
    settled = await side_by_side(
        lambda key: _settled(wanted[key], ctx, BATCH_TIMEOUT_MS),
        missing,
        ctx,
        at_once=AT_ONCE,
        begin_by_ms=BEGIN_BY_MS,
    )
    found = {key: place for key, (place, _) in zip(missing, settled, strict=False) if place}
    sure = {key for key, (_, asked) in zip(missing, settled, strict=False) if asked} | known.keys()
    ctx.wait_until(ctx.cache.keep({k: found[k] for k in found if k in sure}, ttl=KEPT))
    known |= found
    return GeocodedPlaces(
        places=[
            known.get(key) or _centre(address) for key, address in zip(keys, addresses, strict=True)
        ],
        unasked=[n for n, key in enumerate(keys) if key not in sure],
    )


@app.get("/api/agreement")
def agreement(q: Annotated[str, Field(min_length=1, max_length=300)]) -> ZipAgreement:
    """Tell whether the city and the state of an address can be those of its ZIP code.

    A city that is not known, or within 30 km, contradicts nothing.
    """
    return ZipAgreement(disagreement=disagreement(q))


@app.get("/api/reverse", errors=(404,))
def reverse(lat: Latitude, lon: Longitude) -> GeocodedPlace:
    """Tell the ZIP code whose middle is nearest to a place."""
    found = nearest(lat, lon)
    if found is None:
        raise Problem(404, "No ZIP code lies within 80 km.")
    place, km = found
    sure = centre(place)
    return sure.model_copy(update={"confidence": sure.confidence if km <= NEAR_KM else 0.1})


@app.get("/api/suggest")
def suggest(q: Annotated[str, Field(min_length=2, max_length=100)]) -> Suggestions:
    """Suggest ZIP codes and cities that begin with what was typed."""
    return Suggestions(suggestions=suggestions(q))


def _written(q: str) -> str:
    """An address as it is looked for: its cases and spaces make no difference."""
    return " ".join(q.upper().split())


def _key(address: str, ctx: Ctx) -> str:
    digest = hashlib.blake2b(address.encode(), digest_size=16).hexdigest()
    return f"geocode:{ctx.vars.geocoder}:{digest}"


async def _found(address: str, ctx: Ctx) -> GeocodedPlace:
    place, asked = await _settled(address, ctx, TIMEOUT_MS)
    if place is None:
        raise Problem(404, "The address is not known, and it has no ZIP code to place it by.")
    if not asked:
        raise _NotToKeep(place)
    return place


async def _settled(address: str, ctx: Ctx, timeout_ms: int) -> tuple[GeocodedPlace | None, bool]:
    """An address's place, else its ZIP code's middle; and whether a geocoder had its say."""
    if ZIP_ALONE.fullmatch(address) or BOX.match(address):
        return _centre(address), True
    try:
        place = await _asked(address, ctx, timeout_ms)
    except (UpstreamError, ValidationError) as error:
        ctx.log.warning("geocoder_failed", error=str(error))
        return _centre(address), False
    return place or _centre(address), True


async def _asked(address: str, ctx: Ctx, timeout_ms: int) -> GeocodedPlace | None:
    geocoder = GEOCODERS[ctx.vars.geocoder]
    url = geocoder.request(ctx.vars.geocoder_url, address)
    answer = await ctx.fetch(url, timeout_ms=timeout_ms, retries=0, max_bytes=1 << 20)
    if not answer.ok:
        raise UpstreamError(502, f"The geocoder answered {answer.status}.")
    return geocoder.place(answer.json())


def _centre(address: str) -> GeocodedPlace | None:
    match = ZIP.search(address)
    place = place_of(match[1]) if match else None
    return None if place is None else centre(place)


on_fetch = app.on_fetch
