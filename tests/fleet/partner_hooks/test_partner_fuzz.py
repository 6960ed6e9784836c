"""Whatever is sent to partner-hooks is answered as its OpenAPI says, and never with a 500."""

import json
from typing import Any

import httpx
import jsonschema
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from partners_at_work import URL, subscribe

from edgekit.public_urls import public_url

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=6,
)
KINDS = st.sampled_from(["lead.created", "offer.created", "lead.sold", ""])
URLS = st.text(max_size=40).map(lambda rest: f"https://{rest}") | st.just(URL) | JSON
SUBSCRIPTIONS = JSON | st.fixed_dictionaries(
    {"url": URLS, "events": st.lists(KINDS, max_size=3) | JSON}, optional={"description": JSON}
)
PUBLICATIONS = JSON | st.fixed_dictionaries(
    {"type": KINDS | JSON, "data": st.dictionaries(st.text(max_size=8), JSON) | JSON},
    optional={"id": st.text(max_size=20) | st.just("evt_1") | JSON},
)
CHANGES = JSON | st.fixed_dictionaries(
    {}, optional={"url": URLS, "events": JSON, "enabled": JSON, "description": JSON}
)
TRY = settings(
    max_examples=80,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def checked(hooks: httpx.Client, path: str, answer: httpx.Response) -> None:
    """An answer is one of those that the document declares, with a body of its schema."""
    document = hooks.get("/openapi.json").json()
    operation = document["paths"][path][answer.request.method.lower()]
    assert answer.status_code < 500, answer.text
    declared = operation["responses"][str(answer.status_code)]
    if not answer.content:
        return
    media_type = answer.headers["content-type"].partition(";")[0]
    schema = declared["content"][media_type]["schema"]
    jsonschema.validate(answer.json(), {**document, **schema})


def send(hooks: httpx.Client, method: str, path: str, body: Any) -> httpx.Response:
    kind = {"content-type": "application/json"}
    return hooks.request(method, path, content=json.dumps(body), headers=kind)


@TRY
@given(body=SUBSCRIPTIONS)
def test_any_subscription(hooks: httpx.Client, body: Any) -> None:
    answer = send(hooks, "POST", "/api/subscriptions", body)
    checked(hooks, "/api/subscriptions", answer)
    if answer.status_code == 201:
        stored = hooks.get(f"/api/subscriptions/{answer.json()['id']}").json()["url"]
        assert public_url(stored).text == stored


@TRY
@given(body=PUBLICATIONS)
def test_any_publication(hooks: httpx.Client, body: Any) -> None:
    checked(hooks, "/api/publish", send(hooks, "POST", "/api/publish", body))


@TRY
@given(body=CHANGES)
def test_any_change(hooks: httpx.Client, body: Any) -> None:
    known = hooks.get("/api/subscriptions").json()["items"]
    key = known[0]["id"] if known else subscribe(hooks)["id"]
    answer = send(hooks, "PATCH", f"/api/subscriptions/{key}", body)
    checked(hooks, "/api/subscriptions/{subscription_id}", answer)


@TRY
@given(
    subscription=st.text(max_size=20),
    status=st.text(max_size=10) | st.just("dead"),
    cursor=st.text(max_size=30),
    limit=st.integers() | st.text(max_size=5),
)
def test_any_list(hooks: httpx.Client, **asked: Any) -> None:
    checked(hooks, "/api/deliveries", hooks.get("/api/deliveries", params=asked))
