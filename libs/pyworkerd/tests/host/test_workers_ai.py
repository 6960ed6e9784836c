"""An OpenAI-compatible address in place of Workers AI."""

import http.server
import json
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from .hello_project import configure, failure, rewrite
from .serving import Served

RUNS = """\
import json

from js import TextDecoder
from workers import Response, WorkerEntrypoint


class Default(WorkerEntrypoint):
    async def fetch(self, request):
        asked = json.loads(await request.text())
        try:
            answer = await self.env.AI.run(*asked)
        except Exception as error:
            return Response(str(error), status=500)
        if asked[1].get("stream"):
            return Response(answer, headers={"content-type": "text/event-stream"})
        return Response.json(answer)
"""
MODEL = "@cf/meta/llama-3.3-70b-instruct-fp8-fast"
USAGE = {"prompt_tokens": 4, "completion_tokens": 2, "total_tokens": 6}


class Api:
    """A server that speaks like OpenAI's, as long as it has to answer ``status`` 200."""

    def __init__(self) -> None:
        self.status = 200
        self.asked: list[dict[str, Any]] = []
        self.keys: list[str | None] = []
        api = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["content-length"])))
                api.asked.append(body | {"path": self.path})
                api.keys.append(self.headers["authorization"])
                self.send_response(api.status)
                self.end_headers()
                self.wfile.write(streamed() if body["stream"] else whole())

            def log_message(self, *_: Any) -> None:
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self.server.server_address[1]


def whole() -> bytes:
    message = {"role": "assistant", "content": "Grüß Gott"}
    return json.dumps({"choices": [{"message": message}], "usage": USAGE}).encode()


def streamed() -> bytes:
    said = [{"choices": [{"delta": {"content": text}}]} for text in ("Grüß ", "Gott")]
    events = [json.dumps(each) for each in (*said, {"choices": [], "usage": USAGE})]
    return "".join(f"data: {event}\n\n" for event in (*events, "[DONE]")).encode()


@pytest.fixture
def api() -> Iterator[Api]:
    api = Api()
    thread = threading.Thread(target=api.server.serve_forever)
    thread.start()
    yield api
    api.server.shutdown()
    thread.join()
    api.server.server_close()


def ask(served: Served, inputs: dict[str, Any]) -> Any:
    return served.request("hello", "/", "POST", json=[MODEL, inputs])


def test_an_address_answers_in_place_of_workers_ai(
    hello: Path, serve: Callable[..., Served], api: Api
) -> None:
    configure(hello, ai={"binding": "AI"})
    rewrite(hello, RUNS)
    served = serve({"dir": str(hello), "standIns": {"AI": f"http://127.0.0.1:{api.port}/v1/"}})
    assert served.result["workers"][0]["bindings"] == [
        {"type": "ai", "name": "AI", "target": f"http://127.0.0.1:{api.port}/v1"}
    ]
    messages = [{"role": "user", "content": "Hi"}]

    answer = ask(served, {"messages": messages, "max_tokens": 5})
    assert answer.json() == {"response": "Grüß Gott", "usage": USAGE}
    assert api.asked[-1] == {
        "path": "/v1/chat/completions",
        "model": MODEL,
        "messages": messages,
        "max_tokens": 5,
        "stream": False,
    }
    assert ask(served, {"prompt": "Hi"}).json()["response"] == "Grüß Gott"
    assert api.asked[-1]["messages"] == messages

    streamed = ask(served, {"messages": messages, "stream": True})
    events = [each.removeprefix("data: ") for each in streamed.text.split("\n\n") if each]
    assert [json.loads(each) for each in events[:-1]] == [
        {"response": "Grüß "},
        {"response": "Gott"},
        {"response": "", "usage": USAGE},
    ]
    assert events[-1] == "[DONE]"

    no_text = ask(served, {"text": ["embed me"]})
    assert "The stand-in for AI writes text: give it messages or a prompt." in no_text.text
    for status, told in [(429, "3040: "), (404, "5007: "), (400, "5006: "), (500, "status 500")]:
        api.status = status
        assert told in ask(served, {"messages": messages, "stream": True}).text
        assert told in ask(served, {"messages": messages}).text
    assert set(api.keys) == {None}


def test_an_address_may_have_a_key_and_another_model(
    hello: Path, serve: Callable[..., Served], api: Api
) -> None:
    configure(hello, ai={"binding": "AI"})
    rewrite(hello, RUNS)
    address = f"http://:s%40cret@127.0.0.1:{api.port}/v1#llama3.2"
    served = serve({"dir": str(hello), "standIns": {"AI": address}})
    assert ask(served, {"prompt": "Hi"}).status_code == 200
    assert api.asked[-1]["model"] == "llama3.2"
    assert api.keys == ["Bearer s@cret"]
    assert "s%40cret" not in json.dumps(served.result)


def test_an_address_where_nobody_is_fails_at_the_call(
    hello: Path, serve: Callable[..., Served]
) -> None:
    configure(hello, ai={"binding": "AI"})
    rewrite(hello, RUNS)
    served = serve({"dir": str(hello), "standIns": {"AI": "http://127.0.0.1:9/v1"}})
    answer = ask(served, {"prompt": "Hi"})
    assert answer.status_code == 500
    assert "Nothing answers at http://127.0.0.1:9/v1, which stands in for AI." in answer.text


def test_an_address_stands_in_for_nothing_else(hello: Path, serve: Callable[..., Served]) -> None:
    configure(hello, kv_namespaces=[{"binding": "KV", "id": "kv"}])
    error = failure(serve, {"dir": str(hello), "standIns": {"KV": "http://127.0.0.1:9/v1"}})
    assert error.kind == "config_invalid"
    assert "An address can stand in for Workers AI only, not for KV." in str(error)
