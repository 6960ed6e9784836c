"""An app's own behaviour, without a runtime: from facts of a request to a reply."""

import json
from datetime import date
from types import SimpleNamespace
from typing import Annotated, Any

import pytest
from openapi_spec_validator import validate
from pydantic import BaseModel, Field

from edgekit import HTML, App, Context, FieldError, Header, Problem, Query, Response, Vars
from edgekit.endpoints import Endpoint
from edgekit.facts import FACT_HEADERS, address_facts
from edgekit.logs import request_line


class Item(BaseModel):
    name: str = Field(min_length=1)
    count: int = Field(default=1, ge=1)


class ItemVars(Vars):
    shelves: Annotated[int, Field(ge=1)] = 3
    motto: str = "Tidy"
    so_often: int | None = None


def make_app() -> App:
    app = App("items", version="1.2.3", summary="Items.")

    @app.get("/items/{item_id}")
    def read(
        item_id: int,
        ctx: Context[Any],
        since: Annotated[date | None, Query("from")] = None,
        limit: Annotated[int, Field(ge=1, le=100)] = 10,
    ) -> dict[str, Any]:
        """Read one item."""
        return {"id": item_id, "from": since, "limit": limit, "path": ctx.path}

    @app.post("/items", status=201, idempotent=True, errors=(409,))
    def create(body: Item) -> Item:
        """Create an item."""
        return body

    @app.delete("/items/{item_id}", status=204, admin=True)
    def erase(item_id: int, if_match: Annotated[str | None, Header("If-Match")] = None) -> None:
        """Erase an item."""

    @app.get("/boom")
    def boom() -> str:
        """Fail."""
        raise RuntimeError("secret detail")

    @app.get("/page")
    def page() -> Response:
        """A page with a hostile header value."""
        return Response("hi", headers={"X-Note": "a\r\nset-cookie: x=1", "Set-Cookie": ["a", "b"]})

    app.configure(SimpleNamespace(ALLOWED_ORIGINS="https://a.example", ADMIN_TOKEN="t0ken"))
    return app


def context(
    app: App, method: str, path: str, headers: dict[str, str] | None = None
) -> Context[Any]:
    values = [(headers or {}).get(name, "") for name in FACT_HEADERS]
    address = address_facts(f"https://items.example{path}")
    return Context(app.worker, [method, *address, "0", "req-1", *values], None, None)


def exchange(
    app: App, method: str, path: str, body: str | None = None, **given: str
) -> tuple[int, Any, dict[str, str]]:
    """Take a request through the app as a bridge does; answers status, body and headers."""
    headers = {name.replace("_", "-"): value for name, value in given.items()}
    ctx = context(app, method, path, headers)
    try:
        endpoint: Endpoint = app.answers.route(ctx)
        data = app.answers.body(ctx, endpoint, body or "", None) if endpoint.body else None
        reply = app.answers.reply(ctx, endpoint, endpoint.signature and call(endpoint, ctx, data))
    except Exception as error:
        reply = app.answers.failure(ctx, error)
    status, text, head, more = reply
    headers = dict(line.split(": ", 1) for line in f"{head}\n{more}".splitlines())
    parsed = json.loads(text) if text and "json" in headers.get("content-type", "") else text
    return status, parsed, headers


def call(endpoint: Endpoint, ctx: Context[Any], data: Any) -> Any:
    values = endpoint.signature.values(ctx)
    if endpoint.body:
        values[endpoint.body.name] = data
    if endpoint.signature.context:
        values[endpoint.signature.context] = ctx
    return endpoint.handler(**values)


def test_path_and_query_parameters_are_validated_and_converted() -> None:
    status, body, _ = exchange(make_app(), "GET", "/items/7?from=2026-01-02&limit=5")
    assert status == 200
    assert body == {"id": 7, "from": "2026-01-02", "limit": 5, "path": "/items/7"}


def test_invalid_parameters_are_422_and_named_as_the_outside_names_them() -> None:
    status, body, headers = exchange(make_app(), "GET", "/items/x?from=never&limit=0")
    assert status == 422
    assert headers["content-type"] == "application/problem+json"
    assert {error["pointer"] for error in body["errors"]} == {"/item_id", "/from", "/limit"}


def test_a_valid_body_comes_back_with_the_declared_status() -> None:
    status, body, _ = exchange(make_app(), "POST", "/items", '{"name": "a"}')
    assert (status, body) == (201, {"name": "a", "count": 1})


@pytest.mark.parametrize("text", ["", "{", "[1,", '{"name": }'])
def test_malformed_json_is_400(text: str) -> None:
    status, body, _ = exchange(make_app(), "POST", "/items", text)
    assert status == 400
    assert body["detail"].count("JSON") == 1


def test_an_invalid_body_is_422_with_pointers_and_the_same_text_as_error() -> None:
    status, body, _ = exchange(make_app(), "POST", "/items", '{"name": "", "count": 0}')
    assert status == 422
    assert [error["pointer"] for error in body["errors"]] == ["/name", "/count"]
    assert body["error"] == body["detail"]
    assert body["instance"] == "/items"
    assert body["request_id"] == "req-1"


def test_a_wrong_media_type_is_415() -> None:
    for_form = {"content_type": "application/x-www-form-urlencoded"}
    assert exchange(make_app(), "POST", "/items", "{}", **for_form)[0] == 415


def test_a_json_suffix_and_a_charset_are_json() -> None:
    app = make_app()
    for media_type in ("application/json; charset=utf-8", "application/vnd.item+json"):
        assert exchange(app, "POST", "/items", '{"name":"a"}', content_type=media_type)[0] == 201


def test_a_body_over_the_limit_is_413() -> None:
    app = make_app()
    ctx = context(app, "POST", "/items")
    with pytest.raises(Problem) as caught:
        app.answers.body(ctx, app.answers.route(ctx), None, "too-large")
    assert caught.value.status == 413


def test_a_private_endpoint_wants_the_token() -> None:
    app = make_app()
    assert exchange(app, "DELETE", "/items/1")[0] == 401
    assert exchange(app, "DELETE", "/items/1", authorization="Bearer wrong")[0] == 403
    assert exchange(app, "DELETE", "/items/1", authorization="Bearer t0ken")[0] == 204


def test_a_private_endpoint_is_closed_when_no_token_is_configured() -> None:
    app = make_app()
    app.configure(SimpleNamespace(ALLOWED_ORIGINS=""))
    for token in ("", "None", "t0ken"):
        assert exchange(app, "DELETE", "/items/1", authorization=f"Bearer {token}")[0] == 403


def test_what_is_private_is_kept_by_no_cache() -> None:
    app = make_app()

    @app.get("/mine", session="session_cookie")
    def mine() -> Item:
        """What a session or the token opens."""
        return Item(name="mine")

    @app.get("/kept", admin=True)
    def kept() -> Response:
        """What says itself how long it may be kept."""
        return Response("x", headers={"Cache-Control": "max-age=60"})

    def kept_by(method: str, path: str) -> str | None:
        headers = exchange(app, method, path, authorization="Bearer t0ken")[2]
        return headers.get("cache-control")

    assert kept_by("DELETE", "/items/1") == "no-store"
    assert kept_by("GET", "/mine") == "no-store"
    assert kept_by("GET", "/kept") == "max-age=60"
    assert kept_by("GET", "/items/1") is None


def test_the_openapi_document_names_both_ways_into_what_a_session_opens() -> None:
    app = App("items")

    @app.get("/mine", session="session_cookie")
    def mine() -> Item:
        """What a session or the token opens."""
        return Item(name="mine")

    document = json.loads(app.openapi())
    validate(document)
    read = document["paths"]["/mine"]["get"]
    assert read["security"] == [{"admin": []}, {"session": []}]
    assert {"401", "403"} <= set(read["responses"])
    schemes = document["components"]["securitySchemes"]
    assert schemes["session"] == {"type": "apiKey", "in": "cookie", "name": "session_cookie"}


def test_a_bug_is_500_without_its_text_in_the_body(capsys: pytest.CaptureFixture[str]) -> None:
    status, body, _ = exchange(make_app(), "GET", "/boom")
    assert status == 500
    assert "secret detail" not in json.dumps(body)
    assert "secret detail" in capsys.readouterr().out


def test_an_allowed_origin_is_named_and_another_is_not() -> None:
    app = make_app()
    allowed = exchange(app, "GET", "/items/1", origin="https://a.example")[2]
    refused = exchange(app, "GET", "/items/1", origin="https://evil.example")[2]
    assert allowed["access-control-allow-origin"] == "https://a.example"
    assert "access-control-allow-origin" not in refused
    assert allowed["vary"] == refused["vary"] == "Origin"


def test_errors_carry_cors_headers_too() -> None:
    headers = exchange(make_app(), "GET", "/nowhere", origin="https://a.example")[2]
    assert headers["access-control-allow-origin"] == "https://a.example"


@pytest.mark.parametrize(
    ("url", "facts"),
    [
        ("https://a.example/", ["https://a.example", "/", ""]),
        ("http://a.example:8787/b/c?d=/e?f", ["http://a.example:8787", "/b/c", "d=/e?f"]),
        ("https://a.example/b#c?d", ["https://a.example", "/b", ""]),
        ("https://a.example/b?c#d", ["https://a.example", "/b", "c"]),
    ],
)
def test_an_address_comes_apart_into_base_path_and_query(url: str, facts: list[str]) -> None:
    assert address_facts(url) == facts
    none = ("" for _ in FACT_HEADERS)
    ctx: Context[Any] = Context(make_app().worker, ["GET", *facts, "0", "req-1", *none])
    assert ctx.url == url.partition("#")[0]


def test_a_line_break_in_a_header_value_starts_no_header() -> None:
    app = make_app()
    ctx = context(app, "GET", "/page")
    endpoint = app.answers.route(ctx)
    more = app.answers.reply(ctx, endpoint, endpoint.handler())[3]
    names = [line.split(":")[0] for line in more.splitlines()]
    assert names.count("set-cookie") == 2
    assert "x-note: a  set-cookie: x=1" in more


def test_a_log_line_is_one_json_object() -> None:
    app = make_app()
    line = request_line("info", "items", context(app, "GET", '/items/1"}'), 404, 3)
    assert json.loads(line)["path"] == '/items/1"}'


def test_the_openapi_document_is_valid_and_says_what_the_handlers_do() -> None:
    document = json.loads(make_app().openapi())
    validate(document)
    assert document["openapi"] == "3.1.0"
    create = document["paths"]["/items"]["post"]
    assert set(create["responses"]) == {"201", "400", "409", "413", "415", "422", "500"}
    assert document["paths"]["/items/{item_id}"]["delete"]["security"] == [{"admin": []}]
    names = [p["name"] for p in document["paths"]["/items/{item_id}"]["get"]["parameters"]]
    assert names == ["item_id", "from", "limit"]


def test_the_openapi_document_tells_of_answers_beside_the_usual_one() -> None:
    app = App("items")

    @app.put("/items/{item_id}", status=201, also=(200, 304))
    def put(item_id: int, body: Item) -> Item | Response:
        """Make an item, or change it."""
        return body

    document = json.loads(app.openapi())
    validate(document)
    answers = document["paths"]["/items/{item_id}"]["put"]["responses"]
    assert answers["200"]["content"] == answers["201"]["content"]
    assert "content" not in answers["304"]
    assert "503" in document["paths"]["/health"]["get"]["responses"]


def test_the_openapi_document_tells_of_pages_and_problems_of_one_status() -> None:
    app = App("items")

    @app.get("/items/{item_id}", media_type=HTML, also=(422, 503), errors=(404,))
    def page_of(item_id: int) -> Response:
        """A page, which also tells what is wrong in a form."""
        return Response("hi", media_type=HTML)

    def kinds(status: int) -> set[str]:
        answers = json.loads(app.openapi())["paths"]["/items/{item_id}"]["get"]["responses"]
        return set(answers[str(status)]["content"])

    problem = "application/problem+json"
    assert (kinds(200), kinds(503)) == ({HTML}, {HTML})
    assert kinds(422) == {HTML, problem}  # the handler's page, and an id that is no number
    assert kinds(404) == {problem}
    app.problem_page(lambda problem, ctx: Response(problem.detail, media_type=HTML))
    assert kinds(404) == {HTML, problem}
    validate(json.loads(app.openapi()))


@pytest.mark.parametrize("option", ["limit", "daily_limit"])
def test_the_openapi_document_tells_of_a_limit(option: str) -> None:
    app = App("items", vars=ItemVars)

    @app.get("/often", **{option: "SO_OFTEN"})
    def often() -> str:
        """Be asked often."""
        return "again"

    @app.get("/always")
    def always() -> str:
        """Be asked without end."""
        return "again"

    paths = json.loads(app.openapi())["paths"]
    assert "429" in paths["/often"]["get"]["responses"]
    assert "429" not in paths["/always"]["get"]["responses"]


def test_the_openapi_document_is_made_before_the_first_request(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    app = make_app()
    assert callable(app.on_fetch)
    monkeypatch.delattr("edgekit.openapi.document")
    assert "/items" in json.loads(app.openapi())["paths"]


def test_the_openapi_document_tells_of_routes_that_come_late() -> None:
    app = make_app()
    assert callable(app.on_fetch)

    @app.get("/late")
    def late() -> str:
        """Come late."""
        return "at last"

    assert "/late" in json.loads(app.openapi())["paths"]


def test_a_problem_carries_field_errors_and_extra_members() -> None:
    problem = Problem(409, "No.", errors=[FieldError("/a", "taken")], allowed=["x"])
    body = json.loads(problem.body("/p", "r"))
    assert body["errors"] == [{"pointer": "/a", "detail": "taken"}]
    assert body["allowed"] == ["x"]
    assert body["title"] == "Conflict"


def test_a_handler_without_annotations_is_refused_at_import() -> None:
    app = App("x")
    with pytest.raises(TypeError, match="has no annotation"):

        @app.get("/a")
        def broken(thing) -> None:  # type: ignore[no-untyped-def]
            """Broken."""


@pytest.mark.parametrize("variable", ["NEVER_DECLARED", "MOTTO"])
def test_a_daily_limit_that_no_var_holds_is_found_at_import(variable: str) -> None:
    app = App("items", vars=ItemVars)
    with pytest.raises(TypeError, match=f"daily limit {variable}: declare that var as an int"):
        app.get("/often", daily_limit=variable)


def vars_read(**environment: Any) -> ItemVars:
    app = App("items", vars=ItemVars)
    app.configure(SimpleNamespace(**environment))
    ctx: Context[Any, ItemVars] = context(app, "GET", "/")
    return ctx.vars


def test_a_handler_reads_the_vars_of_the_environment() -> None:
    assert vars_read(SHELVES="5").shelves == 5
    assert vars_read().shelves == 3
    assert vars_read(SHELVES="none").faults.keys() == {"SHELVES"}


def test_a_slip_in_edgekits_own_vars_keeps_nothing_from_running() -> None:
    read = vars_read(SLOW_MS="quick", LOG_LEVEL="loud", EDGEKIT_PLAIN="perhaps", SHELVES="2")
    assert read.faults.keys() == {"SLOW_MS", "LOG_LEVEL", "EDGEKIT_PLAIN"}
    assert (read.slow_ms, read.log_level, read.edgekit_plain) == (250, "info", False)
    assert read.shelves == 2
