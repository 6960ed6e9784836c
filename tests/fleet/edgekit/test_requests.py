"""What every worker does with a request, in workerd, over both bridges."""

import re
from typing import Any

import httpx
import pytest
from openapi_spec_validator import validate

from fleet.dev.client import eventually
from fleet.dev.local import LocalFleet

JSON = {"content-type": "application/json"}


def logged(fleet: LocalFleet, request_id: str) -> str:
    """What the log says of a request; lines come a moment after their answers."""
    lines = fleet.logs(worker="kitchen")
    return "\n".join(line["message"] for line in lines if line["request_id"] == request_id)


def problem(answer: httpx.Response) -> dict[str, object]:
    """The answer's problem, checked for what every problem has."""
    assert answer.headers["content-type"] == "application/problem+json"
    body: dict[str, object] = answer.json()
    assert body["status"] == answer.status_code
    assert body["error"] == body["detail"]
    assert body["request_id"] == answer.headers["x-request-id"]
    return body


BRIDGES = {"fast": "FastBridge", "plain": "PlainBridge", "class": "FastBridge"}


# Parametrized by the way itself, it would have each of them started once more.
def test_each_way_goes_over_the_bridge_that_it_should(
    kitchen: httpx.Client, request: pytest.FixtureRequest
) -> None:
    way = request.node.callspec.params["each_way"]
    assert kitchen.get("/bridge").text == BRIDGES[way]


def test_text_is_text(kitchen: httpx.Client) -> None:
    answer = kitchen.get("/text")
    assert answer.text == "hello"
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"


def test_head_is_answered_without_a_body(kitchen: httpx.Client) -> None:
    answer = kitchen.head("/text")
    assert (answer.status_code, answer.content) == (200, b"")


def test_a_body_is_validated_and_comes_back(kitchen: httpx.Client) -> None:
    answer = kitchen.post("/echo", json={"name": "Crème brûlée 🍮", "price_cents": 700})
    assert answer.json() == {"name": "Crème brûlée 🍮", "price_cents": 700, "note": None}


def test_a_body_that_is_no_utf_8_is_400_and_one_with_a_byte_order_mark_is_read(
    kitchen: httpx.Client,
) -> None:
    latin = '{"name": "José", "price_cents": 1}'.encode("latin-1")
    refused = problem(kitchen.post("/echo", content=latin, headers=JSON))
    assert refused["status"] == 400
    assert "UTF-8" in str(refused["detail"])
    lost = '{"name": "Jos\ufffd", "price_cents": 1}'
    assert kitchen.post("/echo", content=lost, headers=JSON).json()["name"] == "Jos\ufffd"
    marked = '\ufeff{"name": "José", "price_cents": 1}'.encode()
    assert kitchen.post("/echo", content=marked, headers=JSON).json()["name"] == "José"


@pytest.mark.parametrize("text", ["", "{", "nonsense", "[" * 100_000])
def test_malformed_json_is_400(kitchen: httpx.Client, text: str) -> None:
    assert problem(kitchen.post("/echo", content=text, headers=JSON))["status"] == 400


def test_invalid_fields_are_422_and_named(kitchen: httpx.Client) -> None:
    body = problem(kitchen.post("/echo", json={"name": "", "price_cents": -1}))
    errors = body["errors"]
    assert isinstance(errors, list)
    assert [error["pointer"] for error in errors] == ["/name", "/price_cents"]


def test_a_number_in_quotes_is_422_and_one_with_a_point_is_whole(kitchen: httpx.Client) -> None:
    quoted = problem(kitchen.post("/echo", json={"name": "soup", "price_cents": "700"}))
    assert quoted["errors"] == [
        {"pointer": "/price_cents", "detail": "Input should be a valid integer"}
    ]
    pointed = kitchen.post("/echo", json={"name": "soup", "price_cents": 700.0})
    assert pointed.json()["price_cents"] == 700


@pytest.mark.parametrize("depth", [10, 190])
def test_deep_json_of_another_shape_is_422(kitchen: httpx.Client, depth: int) -> None:
    for text in ("[" * depth + "]" * depth, '{"x":' * depth + "1" + "}" * depth):
        assert problem(kitchen.post("/echo", content=text, headers=JSON))["status"] == 422


def test_a_word_that_is_no_json_is_400(kitchen: httpx.Client) -> None:
    answer = kitchen.post("/echo", content='{"name": "a", "price_cents": NaN}', headers=JSON)
    assert problem(answer)["status"] == 400


def test_an_unknown_path_is_404_and_a_wrong_method_405(kitchen: httpx.Client) -> None:
    assert problem(kitchen.get("/nowhere"))["status"] == 404
    answer = kitchen.put("/echo")
    assert problem(answer)["status"] == 405
    assert answer.headers["allow"] == "POST, OPTIONS"


def test_the_type_of_a_body_may_have_parameters(kitchen: httpx.Client) -> None:
    headers = {"content-type": "application/json; charset=utf-8"}
    answer = kitchen.post("/echo", content='{"name":"soup","price_cents":1}', headers=headers)
    assert answer.json()["name"] == "soup"


def test_another_media_type_is_415(kitchen: httpx.Client) -> None:
    assert problem(kitchen.post("/echo", data={"name": "x"}))["status"] == 415


def test_a_body_over_the_limit_is_413_whether_its_length_is_told_or_not(
    kitchen: httpx.Client,
) -> None:
    headers = {"content-type": "application/octet-stream"}
    assert problem(kitchen.post("/raw", content=b"x" * 2001, headers=headers))["status"] == 413
    chunked = (b"x" * 500 for _ in range(5))
    assert problem(kitchen.post("/raw", content=chunked, headers=headers))["status"] == 413


def test_raw_bytes_arrive_as_they_were_sent(kitchen: httpx.Client) -> None:
    sent = bytes(range(256))
    answer = kitchen.post(
        "/raw", content=sent, headers={"content-type": "application/octet-stream"}
    )
    assert answer.json() == {"length": 256, "sum": sum(sent)}


def test_bytes_and_two_cookies_leave_as_they_were_made(kitchen: httpx.Client) -> None:
    answer = kitchen.get("/stream")
    assert answer.content == b"\x00\x01"
    assert answer.headers.get_list("set-cookie") == ["a=1", "b=2"]


def test_a_bug_is_500_its_trace_is_in_the_log_and_not_in_the_body(
    kitchen_fleet: LocalFleet, kitchen: httpx.Client
) -> None:
    answer = kitchen.get("/boom?after_ms=1")
    assert problem(answer)["status"] == 500
    assert "secret detail" not in answer.text
    eventually(lambda: "secret detail" in logged(kitchen_fleet, answer.headers["x-request-id"]))


def test_a_preflight_is_204_with_the_headers_of_the_fetch_standard(kitchen: httpx.Client) -> None:
    asked = {"origin": "https://a.example", "access-control-request-method": "POST"}
    asked["access-control-request-headers"] = "content-type,x-custom"
    answer = kitchen.options("/echo", headers=asked)
    assert (answer.status_code, answer.content) == (204, b"")
    assert answer.headers["access-control-allow-origin"] == "https://a.example"
    assert answer.headers["access-control-allow-methods"] == "POST"
    assert answer.headers["access-control-allow-headers"] == "content-type,x-custom"
    assert answer.headers["vary"] == "Origin"


@pytest.mark.parametrize("path", ["/text", "/nowhere", "/boom", "/echo"])
def test_every_answer_carries_cors_headers_and_a_request_id(
    kitchen: httpx.Client, path: str
) -> None:
    headers = {"origin": "https://b.example", "x-request-id": "mine-1"}
    answer = kitchen.get(path, headers=headers)
    assert answer.headers["access-control-allow-origin"] == "https://b.example"
    assert answer.headers["vary"] == "Origin"
    assert answer.headers["x-request-id"] == "mine-1"


@pytest.mark.parametrize("path", ["/unspeakable", "/unspeakable?wait_ms=5"])
def test_a_header_that_http_cannot_carry_is_500_and_no_hanging_request(
    kitchen: httpx.Client, path: str
) -> None:
    assert kitchen.get(path).status_code == 500
    assert kitchen.get("/text").status_code == 200


def test_a_handler_and_its_log_are_told_how_long_it_has_taken(
    kitchen_fleet: LocalFleet, kitchen: httpx.Client
) -> None:
    assert kitchen.get("/took?wait_ms=300", headers={"x-request-id": "took-1"}).json() >= 300
    line = r"GET /took → 200 in ([3-9]\d\d|\d{4,})\.\d ms"
    eventually(lambda: re.search(line, logged(kitchen_fleet, "took-1")) is not None)
    assert "warning" in [entry["level"] for entry in kitchen_fleet.logs(worker="kitchen")]


@pytest.mark.parametrize("forged", ['a"b', "a b", "x" * 129, "ä"])
def test_a_request_id_that_could_forge_a_log_is_not_taken_over(
    kitchen: httpx.Client, forged: str
) -> None:
    answer = kitchen.get("/whoami", headers={"x-request-id": forged.encode()})
    assert re.fullmatch(r"[\w-]{8,64}", answer.headers["x-request-id"])
    assert answer.json()["before"][0] == answer.headers["x-request-id"]


def test_a_client_that_asks_too_often_is_429_and_told_when_to_come_again(
    kitchen: httpx.Client,
) -> None:
    def answer(client: str) -> httpx.Response:
        headers = {"cf-connecting-ip": client, "origin": "https://a.example"}
        return kitchen.get("/limited", headers=headers)

    answers = [answer("203.0.113.7") for _ in range(12)]  # too many even for two minutes
    assert [each.status_code for each in answers[:5]] == [200] * 5
    assert answer("203.0.113.8").status_code == 200
    refused = next(each for each in answers if each.status_code == 429)
    assert refused.headers["retry-after"] == "60"
    assert refused.headers["access-control-allow-origin"] == "https://a.example"
    assert refused.json()["title"] == "Too Many Requests"


def test_an_unknown_origin_is_not_let_in(kitchen: httpx.Client) -> None:
    answer = kitchen.get("/text", headers={"origin": "https://evil.example"})
    assert "access-control-allow-origin" not in answer.headers
    assert answer.headers["vary"] == "Origin"


def test_health_says_who_it_is_and_deep_health_what_its_bindings_say(kitchen: httpx.Client) -> None:
    assert kitchen.get("/health").json() == {
        "status": "ok",
        "worker": "kitchen",
        "version": "0.1.0",
    }
    bindings = kitchen.get("/health?deep=1").json()["bindings"]
    kinds = {name: (found["kind"], found["status"]) for name, found in bindings.items()}
    assert kinds == {
        "CACHE_KV": ("kv", "ok"),
        "DB": ("d1", "ok"),
        "LARDER": ("r2", "ok"),
        "KITCHEN": ("service", "ok"),
        "SLACK_INTEL": ("service", "ok"),
    }


def test_deep_health_asks_no_other_worker_of_whoever_asks_them_all(kitchen: httpx.Client) -> None:
    kinds = {
        services: {
            binding["kind"]
            for binding in kitchen.get(f"/health?deep=1&services={services}")
            .json()["bindings"]
            .values()
        }
        for services in (0, 1)
    }
    assert "service" in kinds[1]
    assert kinds[0] == kinds[1] - {"service"}


def test_the_openapi_document_is_served_and_valid(kitchen: httpx.Client) -> None:
    document = kitchen.get("/openapi.json").json()
    validate(document)
    assert "/dishes/{name}" in document["paths"]


def test_the_request_id_and_the_trace_go_on_over_a_binding(
    kitchen_fleet: LocalFleet, kitchen: httpx.Client
) -> None:
    kitchen.post("/dishes", json={"name": "soup", "price_cents": 1})
    kitchen.get("/call/soup", headers={"x-request-id": "walk-1"})
    eventually(lambda: logged(kitchen_fleet, "walk-1").count("GET /") == 2)


@pytest.mark.parametrize("incoming", ["", "00-" + "0" * 32 + "-00f067aa0ba902b7-01", "nonsense"])
def test_all_calls_of_a_request_carry_its_id_and_one_new_trace(
    kitchen: httpx.Client, incoming: str
) -> None:
    headers = {"x-request-id": "trace-1", "traceparent": incoming}
    first, own, second = kitchen.get("/call-ids", headers=headers).json()
    assert first == own == second
    assert first["request_id"] == "trace-1"
    assert re.fullmatch(r"00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-01", first["traceparent"])


def test_the_callers_trace_goes_on_with_a_parent_of_our_own(kitchen: httpx.Client) -> None:
    trace = "4bf92f3577b34da6a3ce929d0e0e4736"
    headers = {"traceparent": f"00-{trace}-00f067aa0ba902b7-00"}
    first, own, second = kitchen.get("/call-ids", headers=headers).json()
    assert first == own == second
    assert re.fullmatch(rf"00-{trace}-(?!00f067aa0ba902b7)[0-9a-f]{{16}}-00", own["traceparent"])


def test_slow_and_failed_requests_are_reported_once(kitchen: httpx.Client) -> None:
    kitchen.get("/took?wait_ms=300", headers={"x-request-id": "report-slow"})
    kitchen.get("/boom?after_ms=5", headers={"x-request-id": "report-boom"})
    kitchen.get("/text", headers={"x-request-id": "report-none"})

    def reported(request_id: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = kitchen.get(f"/reports/{request_id}").json()
        return found

    eventually(lambda: bool(reported("report-slow") and reported("report-boom")))
    (slow,), (failed,) = reported("report-slow"), reported("report-boom")
    assert (slow["event"], slow["level"], slow["status"]) == ("request_slow", "warning", 200)
    assert slow["duration_ms"] >= 300
    assert (failed["event"], failed["level"], failed["status"]) == ("request_failed", "error", 500)
    assert failed["path"] == "/boom"
    assert "Traceback" in failed["trace"]
    assert reported("report-none") == []


def test_requests_import_nothing_that_the_worker_has_not_imported_already(
    kitchen: httpx.Client,
) -> None:
    for path in ("/text", "/openapi.json", "/health?deep=1", "/dishes", "/cached/none", "/boom"):
        kitchen.get(path)
    kitchen.post("/dishes", json={"name": "soup", "price_cents": 350})
    kitchen.post("/queue", json={"name": "stew", "price_cents": 350})
    late = {name.partition(".")[0] for name in kitchen.get("/imports").json()}
    assert late.isdisjoint({"edgekit", "pydantic", "workers"})
