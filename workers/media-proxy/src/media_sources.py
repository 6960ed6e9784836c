"""Images of other hosts: fetched once, kept, and answered as if they had been uploaded.

Only what is on the list is called, at every hop: a redirect is a URL that a stranger gave as well.
"""

import base64
import hashlib
from urllib.parse import urljoin

from edgekit import ByteStream, PlatformError, Problem
from edgekit.name_lookups import LookupFailedError, check_name
from edgekit.platform.byte_stream import begin
from edgekit.public_urls import PublicUrl, RefusedUrl, public_url
from edgekit.single_flight import flown, forget, shared
from media_serving import bucket, store_is_down
from media_types import LOOKED_AT, kind_of
from media_vars import Ctx

COPY = "src_"
"""Begins the id of a copy."""
MOST_REDIRECTS = 5
REDIRECTS = (301, 302, 303, 307, 308)
GONE = (404, 410)
WHOLE_MS = 60_000
FAILED_SECONDS = 60
"""For so long a host that failed is not asked for the same image again."""
HOUR_MS = 3_600_000
HOPS_AND_STORE = 3
"""Timeouts of the host after which those who wait for another's fetch make one of their own."""


def key_of(url: PublicUrl) -> str:
    """The id of the copy of a URL's image."""
    digest = hashlib.sha256(url.text.encode()).digest()[:16]
    return f"{COPY}{base64.b32encode(digest).decode().rstrip('=').lower()}"


def allowed_url(given: str, ctx: Ctx) -> PublicUrl:
    """A URL as it may be fetched, as far as its text tells; raises ``RefusedUrl``."""
    url = public_url(given)
    if not any(_fits(url.host, pattern) for pattern in ctx.vars.allowed_hosts):
        raise RefusedUrl(f"Images of {url.host} are not fetched.")
    return url


async def brought(given: str, ctx: Ctx) -> str:
    """Have a copy of a URL's image, and give its id.

    An old one is fetched anew; where that fails it does for longer. Raises ``Problem``: 403 for a
    URL that is not to be fetched, 404, 502 or 504 for what comes of it, 503 where the store is
    down.
    """
    try:
        url = allowed_url(given, ctx)
    except RefusedUrl as refused:
        raise Problem(403, str(refused)) from refused
    key = key_of(url)
    try:
        kept = await bucket(ctx).head(key)
        if kept and kept.uploaded_ms + ctx.vars.fetched_hours * HOUR_MS > ctx.started_ms:
            return key
        await _fetch_for_all(url, key, ctx)
    except PlatformError as error:
        raise store_is_down(error, ctx) from error
    except Problem as problem:
        if not kept:
            raise
        ctx.log.warning("kept_for_longer", source=url.host, error=problem.detail)
    return key


async def _fetch_for_all(url: PublicUrl, key: str, ctx: Ctx) -> None:
    """Of many who want an image at once, in one isolate, one fetches it for all."""
    flight_key = f"fetch:{key}"

    async def fetch() -> str:
        try:
            await _fetch_unless_failed(url, key, ctx)
        except Problem as problem:
            return _told(problem)
        return ""

    async def fly() -> str:
        within_ms = HOPS_AND_STORE * ctx.vars.fetch_timeout_ms
        flight, failure = await flown(ctx, flight_key, fetch, within_ms)
        forget(ctx, flight_key, flight)  # R2 has it, or KV why not
        return failure

    _raise_if(await shared(ctx, flight_key, fly, fetch))


def _told(problem: Problem) -> str:
    return f"{problem.status} {problem.detail}"


def _raise_if(failure: str | None) -> None:
    """Raise the ``Problem`` that was told, if one was."""
    if failure:
        status, _, detail = failure.partition(" ")
        raise Problem(int(status), detail)


async def _fetch_unless_failed(url: PublicUrl, key: str, ctx: Ctx) -> None:
    failures, place = ctx.kv("CACHE_KV"), f"failed:{key}"
    _raise_if(await _kept(place, ctx))
    try:
        await _store(await _found(url, ctx), key, ctx)
    except Problem as problem:
        ctx.wait_until(failures.put(place, _told(problem), FAILED_SECONDS))
        raise


async def _kept(place: str, ctx: Ctx) -> str | None:
    """What KV keeps; nothing where it is down."""
    try:
        return await ctx.kv("CACHE_KV").get(place)
    except PlatformError:
        return None


async def _found(url: PublicUrl, ctx: Ctx) -> ByteStream:
    """The answer that a URL leads to, each hop of the way checked before it is asked."""
    for _ in range(MOST_REDIRECTS + 1):
        answer = await _asked(url, ctx)
        if answer.status not in REDIRECTS:
            return answer
        location = answer.header("location")
        await answer.close()
        if not location:
            raise Problem(502, f"{url.host} redirects, and does not say where to.")
        try:
            url = allowed_url(urljoin(url.text, location), ctx)
        except ValueError as error:
            raise Problem(502, f"{url.host} redirects to what is not fetched: {error}") from error
    raise Problem(502, f"{url.host} redirects too often.")


async def _asked(url: PublicUrl, ctx: Ctx) -> ByteStream:
    worker = ctx.worker
    headers = {
        "accept": "image/*",
        "accept-encoding": "identity",  # else nobody knows how many bytes come
        "user-agent": f"{worker.name}/{worker.version}",
        "x-request-id": ctx.request_id,
    }
    try:
        await check_name(url, ctx, ctx.vars.dns_url)
        return await begin(ctx.bridge, "GET", url.text, headers, ctx.vars.fetch_timeout_ms)
    except (RefusedUrl, LookupFailedError) as refused:
        raise Problem(502, str(refused)) from refused
    except PlatformError as error:
        raise _unreachable(url, error) from error


async def _store(answer: ByteStream, key: str, ctx: Ctx) -> None:
    """Keep an answer's image; raises ``Problem`` for what is none, or too large."""
    try:
        _check(answer, ctx)
        timeout = ctx.vars.fetch_timeout_ms
        kind = kind_of(await answer.beginning(LOOKED_AT, timeout))
        if kind is None:
            raise Problem(502, "The host answered with none of the kinds of images that are kept.")
        store, length = bucket(ctx), answer.length
        if length is None:
            limit = ctx.vars.max_bytes
            await store.put_parts(key, answer, limit, media_type=kind, timeout_ms=timeout)
        else:
            await store.put(key, answer, length, media_type=kind, timeout_ms=WHOLE_MS)
    except PlatformError as error:
        if error.is_too_large:
            raise _too_large(ctx) from error
        ctx.log.warning("not_fetched", error=str(error)[:300])
        raise Problem(502, "The image broke off; try again in a minute.") from error
    finally:
        await answer.close()


def _check(answer: ByteStream, ctx: Ctx) -> None:
    if answer.status in GONE:
        raise Problem(404, "The host has no such image.")
    if answer.status != 200:
        raise Problem(502, f"The host answered {answer.status}.")
    if answer.length is not None and answer.length > ctx.vars.max_bytes:
        raise _too_large(ctx)


def _too_large(ctx: Ctx) -> Problem:
    return Problem(502, f"The host's image is over {ctx.vars.max_bytes:,} bytes.")


def _unreachable(url: PublicUrl, error: PlatformError) -> Problem:
    if error.is_deadline:
        return Problem(504, f"{url.host} did not answer in time.")
    return Problem(502, f"{url.host} can't be reached.")


def _fits(host: str, pattern: str) -> bool:
    return host.endswith(pattern[1:]) if pattern.startswith("*.") else host == pattern
