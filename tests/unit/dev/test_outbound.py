"""What arrives from workers is answered by the outbox, or let out with ``--live``."""

import asyncio
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from fleet.dev.outbound import Outbound
from fleet.dev.outbox import Outbox, Rule
from fleet.dev.providers import Directory
from pyworkerd.loopback import serve_on_loopback


async def real_slack(request: Request) -> Response:
    """What the world answers: the request as it arrived."""
    body = (await request.body()).decode()
    host, key = request.headers["host"], request.headers.get("authorization")
    return JSONResponse({"real": body, "host": host, "key": key}, 202, {"x-real": "yes"})


def ask(outbound: Outbound, url: str, **headers: str) -> httpx.Response:
    async def asked() -> httpx.Response:
        transport = httpx.ASGITransport(outbound.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://outbound") as client:
            named = {"x-pyworkerd-worker": "leads", "x-pyworkerd-url": url, **headers}
            return await client.post("/chat.postMessage", headers=named, content=b'{"text":"x"}')

    return asyncio.run(asked())


async def with_world(outbox: Outbox, keys: set[str]) -> tuple[httpx.Response, str]:
    """Ask for a live call of Slack, whose base URL is a server of this machine."""
    world = Starlette(routes=[Route("/{path:path}", real_slack, methods=["POST"])])
    async with serve_on_loopback(world) as base:
        outbox.directory.learn({"SLACK_API_URL": base})
        outbound = Outbound(outbox, live=True, keys=lambda: keys)
        url = f"{base}/chat.postMessage"
        answer = await asyncio.to_thread(ask, outbound, url, authorization="Bearer k")
        return answer, url


@pytest.fixture
def outbox() -> Outbox:
    return Outbox(Directory(Path("nowhere")))


def test_only_workers_are_answered(outbox: Outbox) -> None:
    async def asked() -> httpx.Response:
        transport = httpx.ASGITransport(Outbound(outbox).app)
        async with httpx.AsyncClient(transport=transport, base_url="http://outbound") as client:
            return await client.get("/")

    assert asyncio.run(asked()).status_code == 403
    assert outbox.list() == []


def test_the_stand_in_answers_and_internal_headers_are_not_kept(outbox: Outbox) -> None:
    answer = ask(Outbound(outbox), "https://slack.com/api/chat.postMessage", x_own="1")
    told: dict[str, Any] = answer.json()
    assert (answer.status_code, told["error"]) == (200, "channel_not_found")
    [sent] = outbox.list()
    assert sent["url"] == "https://slack.com/api/chat.postMessage"
    assert not any(name.startswith("x-pyworkerd") for name in sent["headers"])


def test_a_live_call_with_a_key_goes_out_and_is_recorded(outbox: Outbox) -> None:
    answer, url = asyncio.run(with_world(outbox, {"SLACK_BOT_TOKEN"}))
    assert answer.status_code == 202
    assert answer.headers["x-real"] == "yes"
    assert answer.json() == {
        "real": '{"text":"x"}',
        "host": httpx.URL(url).netloc.decode(),
        "key": "Bearer k",
    }
    assert [(sent["provider"], sent["status"]) for sent in outbox.list()] == [("slack", 202)]


def test_a_live_call_without_a_key_stays_inside(outbox: Outbox) -> None:
    answer, _ = asyncio.run(with_world(outbox, {"TWILIO_AUTH_TOKEN"}))
    assert "x-real" not in answer.headers
    assert answer.json()["ok"] is False


def test_a_live_call_that_reaches_nobody_is_502(outbox: Outbox) -> None:
    outbound = Outbound(outbox, live=True)
    outbox.directory.learn({"MARKET_FEED_URL": "http://127.0.0.1:1"})
    answer = ask(outbound, "http://127.0.0.1:1/feed.csv")
    assert answer.status_code == 502
    assert "127.0.0.1 can't be reached" in answer.text
    assert outbox.list()[0]["status"] == 502


def test_one_address_is_open_unless_a_rule_answers_in_its_place(outbox: Outbox) -> None:
    async def both_ways() -> list[httpx.Response]:
        world = Starlette(routes=[Route("/{path:path}", real_slack, methods=["POST"])])
        async with serve_on_loopback(world) as base:
            outbox.directory.learn({"AI_API_URL": f"{base}/v1"})
            outbound = Outbound(outbox, open_to=f"{base}/v1")
            addresses = (f"{base}/v1/chat/completions", f"{base}/v10", "https://slack.com/api/x")
            answers = [await asyncio.to_thread(ask, outbound, url) for url in addresses]
            outbox.add_rule(Rule("openai", status=503))
            return [*answers, await asyncio.to_thread(ask, outbound, addresses[0])]

    let_out, elsewhere, slack, by_rule = asyncio.run(both_ways())
    assert let_out.headers["x-real"] == "yes"
    assert all("x-real" not in each.headers for each in (elsewhere, slack, by_rule))
    assert by_rule.status_code == 503
    assert len(outbox.list("openai")) >= 2
