"""geocode: the place of an address, the ZIP code of a place, and what somebody begins to type."""

import hashlib
import re
from typing import Annotated

from pydantic import Field, ValidationError

from contracts.comps import Latitude, Longitude
from contracts.geocode import GeocodedPlace, Suggestions
from edgekit import DAY, App, Json, Problem, UpstreamError
from geocode_vars import Ctx, GeocodeVars
from geocoders import GEOCODERS, centre
from zip_table import nearest, place_of, suggestions

KEPT = 90 * DAY
ZIP = re.compile(r"(?:^|[\s,])(\d{5})(?:-\d{4})?[\s,.]*(?:USA?)?\s*$")
ZIP_ALONE = re.compile(r"\d{5}(?:-\d{4})?")
NEAR_KM = 10.0

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
    address = " ".join(q.upper().split())
    key = f"geocode:{hashlib.blake2b(address.encode(), digest_size=16).hexdigest()}"
    try:
        return await ctx.cache.get_json(key, lambda: _found(address, ctx), ttl=KEPT)
    except _NotToKeep as answer:
        return answer.place


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


async def _found(address: str, ctx: Ctx) -> GeocodedPlace:
    if ZIP_ALONE.fullmatch(address):
        return _centre(address)
    try:
        place = await _asked(address, ctx)
    except (UpstreamError, ValidationError) as error:
        ctx.log.warning("geocoder_failed", error=str(error))
        raise _NotToKeep(_centre(address)) from error
    return place or _centre(address)


async def _asked(address: str, ctx: Ctx) -> GeocodedPlace | None:
    geocoder = GEOCODERS[ctx.vars.geocoder]
    url = geocoder.request(ctx.vars.geocoder_url, address)
    answer = await ctx.fetch(url, timeout_ms=2000, retries=0, max_bytes=1 << 20)
    if not answer.ok:
        raise UpstreamError(502, f"The geocoder answered {answer.status}.")
    return geocoder.place(answer.json())


def _centre(address: str) -> GeocodedPlace:
    match = ZIP.search(address)
    place = place_of(match[1]) if match else None
    if place is None:
        raise Problem(404, "The address is not known, and it has no ZIP code to place it by.")
    return centre(place)


on_fetch = app.on_fetch
