"""The stand-in of Cloudflare's API: what is promised to the tests that lean on it."""

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from cloudflare_stand_in import ACCOUNT_ID, TOKEN, Cloudflare, Fault

ACCOUNT = f"/accounts/{ACCOUNT_ID}"
SCRIPTS = f"{ACCOUNT}/workers/scripts"


@pytest.fixture
def api(cloudflare: Cloudflare) -> Iterator[httpx.Client]:
    """A client with the right token."""
    headers = {"Authorization": f"Bearer {TOKEN}"}
    with httpx.Client(base_url=cloudflare.api, headers=headers, timeout=5) as client:
        yield client


def form(bindings: list[dict[str, Any]] | None = None, **metadata: Any) -> dict[str, Any]:
    """An upload of a worker of one module."""
    told = {"main_module": "entry.py", "bindings": bindings or []} | metadata
    return {
        "metadata": (None, json.dumps(told)),
        "entry.py": ("entry.py", b"print()\r\n", "text/x-python"),
    }


def code(answer: httpx.Response) -> int:
    """Cloudflare's number of an error."""
    return int(answer.json()["errors"][0]["code"])


def test_another_token_is_refused(cloudflare: Cloudflare) -> None:
    url = f"{cloudflare.api}{SCRIPTS}"
    assert httpx.get(url, headers={"Authorization": "Bearer other"}).status_code == 401
    assert cloudflare.called() == [f"GET {SCRIPTS}"]


def test_an_upload_is_a_version_that_can_be_read(api: httpx.Client, cloudflare: Cloudflare) -> None:
    secret = {"name": "TOKEN", "type": "secret_text", "text": "hush"}
    tags = {"workers/tag": "one", "workers/message": "first"}
    made = api.put(f"{SCRIPTS}/leads", files=form([secret], annotations=tags))
    assert made.status_code == 200
    version = cloudflare.account.workers["leads"].active
    assert version.modules == {"entry.py": b"print()\r\n"}
    told = api.get(f"{SCRIPTS}/leads/versions/{version.id}")
    assert told.json()["result"]["annotations"] == tags
    assert "hush" not in told.text
    assert api.get(f"{SCRIPTS}/leads/secrets").json()["result"][0]["name"] == "TOKEN"


@pytest.mark.parametrize(
    ("binding", "expected"),
    [
        ({"type": "service", "service": "nobody"}, 10143),
        ({"type": "d1", "id": "nobody"}, 10021),
        ({"type": "kv_namespace", "namespace_id": "nobody"}, 10041),
        ({"type": "r2_bucket", "bucket_name": "nobody"}, 10085),
        ({"type": "queue", "queue_name": "nobody"}, 11000),
        ({"type": "inherit"}, 10057),
    ],
    ids=lambda value: value["type"] if isinstance(value, dict) else str(value),
)
def test_a_binding_to_what_is_not_there_is_refused(
    api: httpx.Client, cloudflare: Cloudflare, binding: dict[str, Any], expected: int
) -> None:
    refused = api.put(f"{SCRIPTS}/leads", files=form([{"name": "X", **binding}]))
    assert (refused.status_code, code(refused)) == (400, expected)
    assert cloudflare.account.workers == {}


def test_a_version_gets_traffic_by_a_deployment_and_keeps_secrets(
    api: httpx.Client, cloudflare: Cloudflare
) -> None:
    secret = {"name": "TOKEN", "type": "secret_text", "text": "hush"}
    api.put(f"{SCRIPTS}/leads", files=form([secret]))
    first = cloudflare.account.workers["leads"].active
    kept = form([{"name": "TOKEN", "type": "inherit"}], keep_bindings=["secret_text"])
    second = api.post(f"{SCRIPTS}/leads/versions", files=kept).json()["result"]
    assert cloudflare.account.workers["leads"].active == first
    whole = {"versions": [{"version_id": second["id"], "percentage": 100}]}
    assert api.post(f"{SCRIPTS}/leads/deployments", json=whole).status_code == 200
    assert cloudflare.account.workers["leads"].active.bindings["TOKEN"]["text"] == "hush"


def test_statements_of_one_query_hold_together(api: httpx.Client) -> None:
    base = api.post(f"{ACCOUNT}/d1/database", json={"name": "b"}).json()["result"]["uuid"]
    url = f"{ACCOUNT}/d1/database/{base}/query"
    sql = "CREATE TABLE t (a); INSERT INTO t VALUES (?); SELECT a FROM t;"
    done = api.post(url, json={"sql": sql, "params": ["7"]}).json()["result"]
    assert done[2]["results"] == [{"a": "7"}]
    broken = api.post(url, json={"sql": "INSERT INTO t VALUES (8); SELECT x FROM t;"})
    assert (broken.status_code, code(broken)) == (400, 7500)
    rows = api.post(url, json={"sql": "SELECT count(*) AS n FROM t"}).json()["result"]
    assert rows[0]["results"] == [{"n": 1}]


@pytest.mark.parametrize("late", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("kind", [401, 403, 404, 409, 429, 500, "cut", "timeout"])
def test_any_call_can_fail_before_or_after_its_effect(
    api: httpx.Client, cloudflare: Cloudflare, kind: int | str, late: bool
) -> None:
    cloudflare.faults.append(Fault(kind, "POST .*queues", late=late, seconds=0.1))
    url = f"{ACCOUNT}/queues"
    if isinstance(kind, int):
        assert api.post(url, json={"queue_name": "q"}).status_code == kind
    else:
        with pytest.raises(httpx.TransportError):
            api.post(url, json={"queue_name": "q"})
    assert [queue.name for queue in cloudflare.account.queues.values()] == ["q"] * late
    assert api.post(url, json={"queue_name": "other"}).status_code == 200
