"""A worker and its language model, by both ways to one, in workerd: what is said, and what fails.

Workers AI is stood in for by pyworkerd, which asks the same server.
"""

from typing import Any

import httpx
import pytest
from scripted_model import CUT, DONE, Reply, ScriptedModel, Step, delta, event, spoken, usage

from fleet.dev.client import eventually
from fleet.dev.local import LocalFleet

WAYS = ("endpoint", "workers-ai")
LATE = 5.0
SECRET = "sk-provider-says-your-key-is-wrong"


@pytest.fixture(params=WAYS)
def way(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def model(scripted_model: ScriptedModel) -> ScriptedModel:
    scripted_model.reset()
    return scripted_model


def ask(kitchen: httpx.Client, way: str, **more: Any) -> dict[str, Any]:
    """What the kitchen tells of its model's answer."""
    body = {"text": "How much salt?", "via": way, **more}
    told: dict[str, Any] = kitchen.post("/advice", json=body).raise_for_status().json()
    return told


def reply(*steps: Step, status: int = 200, media_type: str = "text/event-stream") -> Reply:
    return Reply(steps, status, media_type)


def test_pieces_come_as_they_are_said(
    kitchen: httpx.Client, model: ScriptedModel, way: str
) -> None:
    model.reply = spoken("A ", "pinch", " – crème 🍮.")
    told = ask(kitchen, way)
    assert told["text"] == "A pinch – crème 🍮."
    assert "".join(told["pieces"]) == told["text"]
    assert told["usage"] == [7, 3]
    assert told["failure"] == {}


def test_what_is_asked_is_what_the_provider_expects(
    kitchen: httpx.Client, model: ScriptedModel
) -> None:
    ask(kitchen, "endpoint")
    [asked] = model.asked
    assert asked.path == "/v1/chat/completions"
    assert asked.body == {
        "model": "default",
        "messages": [
            {"role": "system", "content": "You are a cook."},
            {"role": "user", "content": "How much salt?"},
        ],
        "stream": True,
        "stream_options": {"include_usage": True},
        "max_tokens": 60,
        "temperature": 0,
    }
    assert asked.headers["user-agent"] == "kitchen/0.1.0"
    assert "authorization" not in asked.headers
    ask(kitchen, "workers-ai")
    assert model.asked[1].body["model"] == "@cf/meta/llama-3.3-70b-instruct-fp8-fast"
    assert model.asked[1].body["messages"] == asked.body["messages"]


def test_any_split_of_the_bytes_says_the_same(
    kitchen: httpx.Client, model: ScriptedModel, way: str
) -> None:
    stream = b": hi\r\n\r\n" + delta("Crème ") + delta("brûlée 🍮.", "stop") + DONE
    model.reply = reply(*(stream[place : place + 7] for place in range(0, len(stream), 7)))
    assert ask(kitchen, way)["text"] == "Crème brûlée 🍮."


def test_an_end_without_done_is_no_end_unless_it_says_why_it_stops(
    kitchen: httpx.Client, model: ScriptedModel
) -> None:
    model.reply = reply(delta("A pinch."))
    assert ask(kitchen, "endpoint")["failure"]["kind"] == "broke_off"
    model.reply = reply(delta("A pinch.", "stop"))
    told = ask(kitchen, "endpoint")
    assert (told["text"], told["finish"], told["failure"]) == ("A pinch.", "stop", {})


def test_a_lost_connection_is_told_with_what_came(
    kitchen: httpx.Client, model: ScriptedModel, way: str
) -> None:
    model.reply = reply(delta("A pinch"), 0.2, CUT)
    told = ask(kitchen, way)
    assert told["failure"]["kind"] == "broke_off"
    assert told["text"] == "A pinch"
    assert told["usage"][1] == 2  # estimated: it has to be paid


def test_a_slow_first_word_and_a_slow_whole_are_given_up_in_time(
    kitchen: httpx.Client, model: ScriptedModel, way: str
) -> None:
    model.reply = reply(LATE, delta("A pinch.", "stop"), DONE)
    told = ask(kitchen, way, first_token_ms=300)
    assert told["failure"]["kind"] == "slow"
    assert told["took_ms"] < 2000
    model.reply = reply(delta("A "), LATE, delta("pinch.", "stop"), DONE)
    told = ask(kitchen, way, deadline_ms=500)
    assert told["failure"]["kind"] == "slow"
    assert told["text"] == "A "
    assert told["took_ms"] < 2500


@pytest.mark.parametrize(
    ("status", "kind"),
    [(500, "down"), (503, "down"), (429, "refused"), (401, "refused"), (404, "refused")],
)
def test_a_refusal_is_told_in_our_words(
    kitchen: httpx.Client, model: ScriptedModel, status: int, kind: str
) -> None:
    model.reply = reply(event({"error": {"message": SECRET}}), status=status)
    answer = kitchen.post("/advice", json={"text": "?", "via": "endpoint"})
    assert answer.json()["failure"]["kind"] == kind
    assert answer.json()["failure"]["status"] == status
    assert SECRET not in answer.text


@pytest.mark.parametrize(
    ("status", "kind", "code"),
    [(500, "down", 0), (429, "down", 3040), (404, "refused", 5007), (408, "slow", 3007)],
)
def test_workers_ai_refuses_by_its_codes(
    kitchen: httpx.Client, model: ScriptedModel, status: int, kind: str, code: int
) -> None:
    model.reply = reply(event({"error": {"message": SECRET}}), status=status)
    failure = ask(kitchen, "workers-ai")["failure"]
    assert (failure["kind"], failure["status"]) == (kind, code)


def test_a_redirect_is_not_followed_with_the_key(
    kitchen: httpx.Client, model: ScriptedModel
) -> None:
    model.reply = Reply([], 302, headers={"location": f"{model.url}/elsewhere"})
    assert ask(kitchen, "endpoint")["failure"]["kind"] == "refused"
    assert len(model.asked) == 1


GARBAGE = {
    "html": reply(b"<html><body>502 Bad Gateway</body></html>", media_type="text/html"),
    "no json": reply(b"data: {oops\n\n", DONE),
    "nothing": reply(),
    "null": reply(b"null", media_type="application/json"),
    "zeros": reply(bytes(2000)),
}


@pytest.mark.parametrize("case", GARBAGE)
def test_garbage_is_no_answer(kitchen: httpx.Client, model: ScriptedModel, case: str) -> None:
    model.reply = GARBAGE[case]
    told = ask(kitchen, "endpoint")
    assert (told["text"], told["failure"]["kind"]) == ("", "broke_off")


def test_an_error_among_the_words_is_none_of_them(
    kitchen: httpx.Client, model: ScriptedModel, way: str
) -> None:
    model.reply = reply(delta("A "), event({"error": {"message": SECRET, "code": 500}}), DONE)
    told = ask(kitchen, way)
    assert (told["text"], told["failure"]["kind"]) == ("A ", "broke_off")
    model.reply = reply(event({"error": {"message": SECRET}}))
    assert ask(kitchen, way)["failure"]["kind"] == "refused"


def test_a_filter_is_a_refusal(kitchen: httpx.Client, model: ScriptedModel) -> None:
    model.reply = reply(delta("A "), delta("", "content_filter"), DONE)
    assert ask(kitchen, "endpoint")["failure"]["kind"] == "refused"


def test_an_answer_that_is_not_streamed_is_taken_too(
    kitchen: httpx.Client, model: ScriptedModel
) -> None:
    whole = {"choices": [{"message": {"content": "A pinch."}, "finish_reason": "stop"}]}
    body = event(whole).removeprefix(b"data: ")
    model.reply = reply(body, media_type="application/json; charset=utf-8")
    told = ask(kitchen, "endpoint")
    assert (told["pieces"], told["finish"]) == (["A pinch."], "stop")


def test_one_that_babbles_without_an_end_is_stopped(
    kitchen: httpx.Client, model: ScriptedModel
) -> None:
    model.reply = reply(*[delta("salt " * 1000)] * 10)
    assert ask(kitchen, "endpoint")["failure"]["kind"] == "broke_off"


def test_who_has_heard_enough_hangs_up(
    kitchen: httpx.Client, model: ScriptedModel, way: str
) -> None:
    more: list[Step] = [step for _ in range(60) for step in (delta("more "), 0.1)]
    model.reply = reply(delta("A "), *more, DONE)
    told = ask(kitchen, way, enough=1)
    assert told["failure"] == {}
    assert len(told["pieces"]) == 1
    assert model.left.wait(5)


def test_usage_that_comes_last_counts(kitchen: httpx.Client, model: ScriptedModel) -> None:
    model.reply = reply(delta("A pinch.", "length"), usage(70, 30), DONE)
    told = ask(kitchen, "endpoint")
    assert (told["finish"], told["usage"]) == ("length", [70, 30])


def test_a_failure_is_logged_without_a_word_of_the_providers(
    kitchen: httpx.Client, kitchen_fleet: LocalFleet, model: ScriptedModel
) -> None:
    model.reply = reply(event({"error": {"message": SECRET}}), status=503)
    ask(kitchen, "endpoint")

    def told() -> list[str]:
        lines = (line["message"] for line in kitchen_fleet.logs(worker="kitchen"))
        return [line for line in lines if line.startswith("model_failed")]

    [line] = eventually(told)
    assert "kind=down" in line
    assert SECRET not in line
