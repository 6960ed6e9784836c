"""Whether an endpoint's URL may be called: as it is written, and where its name leads now.

The name is looked up when an endpoint is subscribed and again before each attempt.
"""

from edgekit import FieldError, Problem, name_lookups
from edgekit.name_lookups import LookupFailedError
from edgekit.public_urls import PublicUrl, RefusedUrl, public_url
from partner_vars import Ctx


def plain_url(given: str, ctx: Ctx) -> PublicUrl:
    """The URL as it may be fetched; raises ``RefusedUrl``."""
    allowed = ctx.vars
    return public_url(given, ports=allowed.allowed_ports, local=allowed.allow_local_receivers)


async def check_name(url: PublicUrl, ctx: Ctx) -> None:
    """Look up where a URL's name leads; raises as ``edgekit.name_lookups`` does."""
    if not ctx.vars.allow_local_receivers:
        await name_lookups.check_name(url, ctx, ctx.vars.dns_url)


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
