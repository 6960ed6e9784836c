"""Whether a stranger's URL leads inside: where its name leads now, asked over HTTPS.

That is RFC 8484's idea, in the JSON that Cloudflare and Google answer. What can't be looked up is
not to be called.
"""

from typing import Any

from .public_urls import PublicUrl, RefusedUrl, is_public_address
from .scope import Scope
from .upstream import UpstreamError, fetch

RECORDS = {"A": 1, "AAAA": 28}  # and their numbers in an answer
NO_ERROR, NO_SUCH_NAME = 0, 3  # RFC 1035, 4.1.1
TIMEOUT_MS = 3000


class LookupFailedError(Exception):
    """The resolver did not answer as it should: nobody knows where the name leads."""


async def check_name(url: PublicUrl, ctx: Scope, dns_url: str) -> None:
    """Look up where a URL's name leads, at ``dns_url``.

    Raises ``RefusedUrl`` if that is nowhere, or not only to the public Internet, and
    ``LookupFailedError`` if it can't be said.
    """
    if url.address is not None:
        return
    found = [
        address for kind in RECORDS for address in await _addresses(url.host, kind, ctx, dns_url)
    ]
    if not found:
        raise RefusedUrl(f"{url.host} has no address.")
    for address in found:
        if not is_public_address(address):
            raise RefusedUrl(f"{url.host} leads to {address}, which is no public address.")


async def _addresses(host: str, kind: str, ctx: Scope, dns_url: str) -> list[str]:
    url, headers = f"{dns_url}?name={host}&type={kind}", {"accept": "application/dns-json"}
    try:
        answer = await fetch(
            ctx, url, headers=headers, timeout_ms=TIMEOUT_MS, retries=1, max_bytes=1 << 16
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
