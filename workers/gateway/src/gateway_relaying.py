"""Passing a call on: what goes with it, and what does not.

A client's word about who it is, where it comes from and what it may do ends here: its key,
cookies and ``Authorization`` (so that no admin endpoint opens), ``X-Gateway-*``, ``Forwarded`` and
``X-Forwarded-*``, ``CF-*``, and what rewrites a path or method. ``traceparent`` goes on as W3C
Trace Context has it, with a new parent. The client's address, as Cloudflare's edge saw it, is the
worker's ``CF-Connecting-IP``, so its limits per client count the partner's client. Where no edge
has named one, as on a developer's machine, the key has an address of its own: without any, a worker
would take the call for another worker's. An ``Idempotency-Key`` is the key's own: two partners that
choose the same one never meet.

Of the answer, cookies stay here, as one host for all workers would hand them to each other, and
CORS is the gateway's own.
"""

import hashlib
import re
from ipaddress import IPv6Address
from urllib.parse import quote

from edgekit import Response
from edgekit.responses import Relayed
from gateway_door import Caller
from gateway_paths import Place
from gateway_upstreams import UPSTREAMS
from gateway_vars import Ctx

DROPPED = (
    "authorization|cookie|host|idempotency-key|forwarded|via|x-api-key|x-gateway-.*|x-forwarded-.*|x-original-.*"
    "|x-rewrite-.*|x-real-ip|x-client-ip|x-cluster-client-ip|true-client-ip|client-ip"
    "|x-http-method.*|x-method-override|cf-.*|cdn-loop"
)
KEPT_BACK = "set-cookie|access-control-.*|x-request-id|x-gateway-.*|server|via"
LONGEST_KEY = 255
PRIVATE = 0xFD << 120  # unique local addresses: RFC 4193
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
    headers["cf-connecting-ip"] = ctx.client_ip or address_of(caller.id)
    if (given := ctx.header("idempotency-key")) is not None:
        headers["idempotency-key"] = own_key(given, caller.id)
    return headers


def address_of(key_id: str) -> str:
    """An address that is nobody's, the same for all calls of a key."""
    digest = hashlib.sha256(key_id.encode()).digest()[:15]
    return str(IPv6Address(PRIVATE | int.from_bytes(digest)))


def own_key(given: str, key_id: str) -> str:
    """An idempotency key within those of a gateway's key; what can be none stays as it is."""
    if not 0 < len(given) <= LONGEST_KEY:
        return given
    return hashlib.sha256(f"{key_id}\n{given}".encode()).hexdigest()


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
