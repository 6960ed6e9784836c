"""Whether an endpoint's URL may be called: as it is written, and where its name leads now.

The name is looked up over HTTPS (RFC 8484's idea, in the JSON that Cloudflare and Google answer)
when an endpoint is subscribed and again before each attempt. What can't be looked up is not called.
"""

from typing import Any

from edgekit import FieldError, Problem, UpstreamError
from edgekit.public_urls import PublicUrl, RefusedUrl, is_public_address, public_url
from partner_vars import Ctx

RECORDS = {"A": 1, "AAAA": 28}  # and their numbers in an answer
NO_ERROR, NO_SUCH_NAME = 0, 3  # RFC 1035, 4.1.1
TIMEOUT_MS = 3000


class LookupFailedError(Exception):
    """The resolver did not answer as it should: nobody knows where the name leads."""


def plain_url(given: str, ctx: Ctx) -> PublicUrl:
    """The URL as it may be fetched; raises ``RefusedUrl``."""
    allowed = ctx.vars
    return public_url(given, ports=allowed.allowed_ports, local=allowed.allow_local_receivers)


async def check_name(url: PublicUrl, ctx: Ctx) -> None:
    """Look up where a URL's name leads.

    Raises ``RefusedUrl`` if that is nowhere, or not only to the public Internet, and
    ``LookupFailedError`` if it can't be said.
    """
    if url.address is not None or ctx.vars.allow_local_receivers:
        return
    found = [address for kind in RECORDS for address in await _addresses(url.host, kind, ctx)]
    if not found:
        raise RefusedUrl(f"{url.host} has no address.")
    for address in found:
        if not is_public_address(address):
            raise RefusedUrl(f"{url.host} leads to {address}, which is no public address.")


async def checked_url(given: str, ctx: Ctx) -> str:
    """A URL that somebody wants to subscribe, as it will be fetched.

    Raises ``Problem`` 422 for one that must not be called, and 503 if its name can't be looked up.
    """
    try:
        url = plain_url(given, ctx)
        await check_name(url, ctx)
    except RefusedUrl as refused:
        told = [FieldError("/url", "is not a URL that can be called")]
        raise Problem(422, str(refused), errors=told) from refused
    except LookupFailedError as failed:
        raise Problem(503, f"{failed} Try again in a minute.") from failed
    return url.text


async def _addresses(host: str, kind: str, ctx: Ctx) -> list[str]:
    url = f"{ctx.vars.dns_url}?name={host}&type={kind}"
    headers = {"accept": "application/dns-json"}
    try:
        answer = await ctx.fetch(
            url, headers=headers, timeout_ms=TIMEOUT_MS, retries=1, max_bytes=1 << 16
        )
        told = answer.json() if answer.ok else None
    except UpstreamError as error:
        raise LookupFailedError(f"{host} can't be looked up now: {error.detail}") from error
    if not isinstance(told, dict) or told.get("Status") not in (NO_ERROR, NO_SUCH_NAME):
        raise LookupFailedError(f"{host} can't be looked up now.")
    return [str(each.get("data")) for each in _records(told) if each.get("type") == RECORDS[kind]]


def _records(told: dict[str, Any]) -> list[dict[str, Any]]:
    listed = told.get("Answer")
    return [each for each in listed if isinstance(each, dict)] if isinstance(listed, list) else []
