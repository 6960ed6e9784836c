"""``POST /__fleet/providers/{name}/events``: a provider posts a signed event to ``webhooks``."""

import time
from collections.abc import Mapping
from typing import Any

import httpx
from pydantic_core import from_json
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from fleet.dev.engine import Engine
from fleet.dev.options import development_secret
from fleet.dev.providers.base import Refused, StandIn
from fleet.dev.providers.signed import SIGNERS, Signer

RECEIVER = "webhooks"
PUBLIC_URL = "PUBLIC_URL"
SECONDS = 20.0


async def post_event(engine: Engine, request: Request) -> Response:
    """Sign what is asked for, post it, and tell what was sent and what ``webhooks`` answered.

    The body, if any, is an object: what is in it takes the place of the same in the usual event.
    """
    stand_in, signer = _signer(engine, request.path_params["provider"])
    asked = _asked(await request.body())
    if RECEIVER not in engine.workers:
        raise HTTPException(404, f"{RECEIVER} does not run: start fleet dev with it.")
    variables = engine.roster.variables_of(RECEIVER)
    url = f"{str(variables.get(PUBLIC_URL, '')).rstrip('/')}/hooks/{signer.hook}"
    told = _told(stand_in, asked)
    secret = str(variables.get(signer.secret) or development_secret(signer.secret))
    posted = signer.post(told, secret, url, int(time.time()))
    answer = await _send(engine.runtime.port, f"/hooks/{signer.hook}", posted.headers, posted.body)
    result = {
        "hook": signer.hook,
        "headers": posted.headers,
        "body": posted.body.decode(),
        "answer": {"status": answer.status_code, "body": answer.text},
    }
    return JSONResponse(result, 200 if answer.is_success else 502)


def _signer(engine: Engine, name: str) -> tuple[StandIn, Signer]:
    called = engine.outbox.directory.called(name)
    stand_in = next((each for each in called if each.name in SIGNERS), None)
    if stand_in is None:
        raise HTTPException(404, f"{name} posts no events; there are {', '.join(SIGNERS)}.")
    return stand_in, SIGNERS[stand_in.name]


def _told(stand_in: StandIn, asked: dict[str, Any]) -> Mapping[str, Any]:
    try:
        return stand_in.event(asked)
    except Refused as refused:
        raise HTTPException(refused.status, str(refused)) from refused


def _asked(body: bytes) -> dict[str, Any]:
    if not body:
        return {}
    try:
        asked = from_json(body, allow_inf_nan=False)
    except ValueError as error:
        raise HTTPException(400, f"The body is not JSON: {error}.") from error
    if not isinstance(asked, dict):
        raise HTTPException(422, "The body has to be an object: what to send.")
    return asked


async def _send(port: int, path: str, headers: dict[str, str], body: bytes) -> httpx.Response:
    host = {"host": f"{RECEIVER}.localhost:{port}"}
    try:
        async with httpx.AsyncClient(timeout=SECONDS) as client:
            address = f"http://127.0.0.1:{port}{path}"
            return await client.post(address, content=body, headers=headers | host)
    except httpx.HTTPError as error:
        raise HTTPException(502, f"{RECEIVER} can't be reached: {error}") from error
