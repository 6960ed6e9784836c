"""``/__fleet/providers/{name}/api/…``: a provider's stand-in, for whoever is no worker.

A provider's own client that has this for its base URL talks to the stand-in of the fleet, and finds
there what the workers have made.
"""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from fleet.dev.outbox import Outbox
from fleet.dev.providers import Exchange

CALLER = ""
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


async def answer(outbox: Outbox, request: Request) -> Response:
    """Answer as the stand-in does, rules included; the outbox records it without a worker."""
    name = request.path_params["provider"]
    stand_in = next(iter(outbox.directory.called(name)), None)
    if stand_in is None or not stand_in.hosts:
        raise HTTPException(404, f"There is no provider {name} with an API.")
    query = f"?{request.url.query}" if request.url.query else ""
    exchange = Exchange(
        worker=CALLER,
        method=request.method,
        url=f"https://api.{stand_in.hosts[0]}/{request.path_params['path']}{query}",
        headers={key: value for key, value in request.headers.items() if key != "host"},
        body=await request.body(),
    )
    told = await outbox.answer(exchange)
    return Response(told.body, told.status, told.headers)
