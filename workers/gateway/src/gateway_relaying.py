"""Passing a call on: what goes with it, and what does not.

A client's word about who it is, where it comes from and what it may do ends here: its key,
cookies and ``Authorization`` (so that no admin endpoint opens), ``X-Gateway-*``, ``Forwarded`` and
``X-Forwarded-*``, ``CF-*``, and what rewrites a path or method. ``traceparent`` goes on as W3C
Trace Context has it, with a new parent. The client's address, as Cloudflare's edge saw it, is the
worker's ``CF-Connecting-IP``, so its limits per client count the partner's client.

Of the answer, cookies stay here, as one host for all workers would hand them to each other, and
CORS is the gateway's own.
"""

import re
from urllib.parse import quote

from edgekit import Response
from edgekit.responses import Relayed
from gateway_door import Caller
from gateway_paths import Place
from gateway_upstreams import UPSTREAMS
from gateway_vars import Ctx

DROPPED = (
    "authorization|cookie|host|forwarded|via|x-api-key|x-gateway-.*|x-forwarded-.*|x-original-.*"
    "|x-rewrite-.*|x-real-ip|x-client-ip|x-cluster-client-ip|true-client-ip|client-ip"
    "|x-http-method.*|x-method-override|cf-.*|cdn-loop"
)
KEPT_BACK = "set-cookie|access-control-.*|x-request-id|x-gateway-.*|server|via"
_LOCATION = re.compile(r"^(location|content-location): (.*)$", re.MULTILINE)


async def relay(place: Place, caller: Caller, ctx: Ctx) -> Response:
    """Pass the request on to a place, and its answer back. Raises ``ServiceError`` 503 or 504."""
    path = f"{place.path}?{ctx.query}" if ctx.query else place.path
    answer = await UPSTREAMS[place.worker](ctx).forward(
        path,
        deadline_ms=ctx.vars.upstream_timeout_ms,
        dropped=DROPPED,
        kept_back=KEPT_BACK,
        headers=_told(caller, ctx),
    )
    return _at_home(answer, place.worker)


def _told(caller: Caller, ctx: Ctx) -> dict[str, str]:
    # A name may hold any letter, and a header only some: it is written as in a URL.
    name = quote(caller.name, safe=" !#$&'()*+,/:;=?@[]~|")
    headers = {"x-gateway-key-id": caller.id, "x-gateway-key-name": name}
    if ctx.client_ip:
        headers["cf-connecting-ip"] = ctx.client_ip
    return headers


def _at_home(answer: Relayed, worker: str) -> Relayed:
    """The answer with places on the worker's own host as they are called here."""
    if "location: " in answer.lines:
        answer.lines = _LOCATION.sub(lambda m: f"{m[1]}: {here(m[2], worker)}", answer.lines)
    answer.lines = answer.lines.replace("vary: Origin\n", "")
    return answer


def here(location: str, worker: str) -> str:
    """Where a ``Location`` of a worker is found on the gateway's host; others stay as they are."""
    path = location.removeprefix(f"https://{worker}")
    if path.startswith("/") and not path.startswith("//"):
        return f"/{worker}{path}"
    return location
