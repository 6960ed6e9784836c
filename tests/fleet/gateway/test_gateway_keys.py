"""Keys: made, shown once, found, limited, rotated, revoked; what they used."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from gateway_at_work import ADMIN, ARTICLES, bearer, new_key, problem

from fleet.dev.local import LocalFleet

NOBODY = "key_00000000000000000000000000"


def test_a_key_is_shown_once_and_stored_as_a_digest(
    fleet: LocalFleet, gateway: httpx.Client
) -> None:
    made = new_key(gateway)
    assert made["key"].startswith(f"{made['prefix']}_")
    [stored] = fleet.d1("gateway", "SELECT * FROM secrets WHERE prefix = '" + made["prefix"] + "'")
    assert made["key"][12:] not in str(stored)
    [listed] = gateway.get(
        "/admin/keys", params={"prefix": made["prefix"][:8]}, headers=ADMIN
    ).json()["items"]
    assert (listed["id"], listed["prefix"]) == (made["id"], made["prefix"])
    assert made["key"][12:] not in str(listed)


def test_administration_wants_the_admin_token(gateway: httpx.Client) -> None:
    key = new_key(gateway)
    problem(gateway.get("/admin/keys"), 401)
    problem(gateway.get("/admin/keys", headers=bearer(key)), 403)
    problem(gateway.get("/admin/keys", headers={"X-Api-Key": key["key"]}), 401)


def test_a_call_wants_a_key(gateway: httpx.Client) -> None:
    refused = gateway.get(ARTICLES)
    problem(refused, 401)
    assert refused.headers["www-authenticate"].startswith("Bearer")
    key = new_key(gateway)
    for wrong in (key["key"][:-1] + "!", key["key"][:-1], key["key"][:-2] + "zz", "hs_x"):
        problem(gateway.get(ARTICLES, headers=bearer(wrong)), 401)
    assert gateway.get(ARTICLES, headers=bearer(key)).status_code == 200
    assert gateway.get(ARTICLES, headers={"X-Api-Key": key["key"]}).status_code == 200


def test_scopes_say_which_workers_and_methods(gateway: httpx.Client) -> None:
    key = bearer(new_key(gateway, scopes=["valuation:write", "playbook-api:read"]))
    assert gateway.get(ARTICLES, headers=key).status_code == 200
    assert gateway.post("/valuation/api/quick", json={}, headers=key).status_code == 422
    problem(gateway.get("/valuation/api/model", headers=key), 403)
    problem(gateway.post(ARTICLES, json={}, headers=key), 403)
    problem(gateway.get("/chatbot/health", headers=key), 403)


@pytest.mark.parametrize(
    "wrong",
    [
        {"scopes": ["comps"]},
        {"scopes": ["leads:admin"]},
        {"scopes": []},
        {"expires_at": "2020-01-01T00:00:00Z"},
        {"tz": "Mars/Olympus"},
        {"tz": "../etc/passwd"},
        {"rate_per_minute": 0},
        {"name": "two\nlines"},
    ],
    ids=str,
)
def test_a_key_of_nonsense_is_refused(gateway: httpx.Client, wrong: dict[str, object]) -> None:
    body = {"name": "Sound Brokers", "scopes": ["leads"]} | wrong
    problem(gateway.post("/admin/keys", json=body, headers=ADMIN), 422)


@pytest.mark.parametrize("limit", [1, 10])
def test_of_parallel_calls_exactly_so_many_pass(gateway: httpx.Client, limit: int) -> None:
    key = bearer(new_key(gateway, rate_per_minute=limit))
    with ThreadPoolExecutor(20) as clients:
        answers = list(clients.map(lambda _: gateway.get(ARTICLES, headers=key), range(20)))
    assert [answer.status_code for answer in answers].count(200) == limit
    for refused in answers:
        if refused.status_code != 200:
            assert problem(refused, 429)["limit"] == "minute"
            assert 1 <= int(refused.headers["retry-after"]) <= 60


def test_a_large_limit_is_exact_too(gateway: httpx.Client) -> None:
    key = bearer(new_key(gateway, rate_per_minute=150))
    with ThreadPoolExecutor(20) as clients:
        answers = list(clients.map(lambda _: gateway.get(ARTICLES, headers=key), range(170)))
    assert [answer.status_code for answer in answers].count(200) == 150


def test_an_address_that_the_client_makes_up_widens_nothing(gateway: httpx.Client) -> None:
    key = bearer(new_key(gateway, rate_per_minute=2))
    made_up = [{**key, "X-Forwarded-For": f"10.0.0.{n}"} for n in range(4)]
    statuses = [gateway.get(ARTICLES, headers=each).status_code for each in made_up]
    assert statuses == [200, 200, 429, 429]


def test_a_months_quota_counts_all_its_days(fleet: LocalFleet, gateway: httpx.Client) -> None:
    made = new_key(gateway, quota_per_month=3, tz="Pacific/Kiritimati")
    assert gateway.get(ARTICLES, headers=bearer(made)).status_code == 200
    month = gateway.get("/usage", headers=bearer(made)).json()
    assert (month["used_this_month"], month["remaining"], month["calls"]) == (1, 2, 1)
    for _ in range(2):
        assert gateway.get(ARTICLES, headers=bearer(made)).status_code == 200
    refused = gateway.get(ARTICLES, headers=bearer(made))
    assert problem(refused, 429)["limit"] == "month"
    resets = datetime.fromisoformat(month["resets_at"])
    wait = (resets - datetime.now(UTC)).total_seconds()
    assert abs(int(refused.headers["retry-after"]) - wait) < 60
    assert gateway.get("/usage", headers=bearer(made)).json()["remaining"] == 0


def test_another_months_calls_do_not_count(fleet: LocalFleet, gateway: httpx.Client) -> None:
    made = new_key(gateway, quota_per_month=1)
    fleet.write(
        "gateway", "UPDATE keys SET month = '2020-01', month_used = 1 WHERE id = ?1", made["id"]
    )
    statuses = [gateway.get(ARTICLES, headers=bearer(made)).status_code for _ in range(2)]
    assert statuses == [200, 429]


def test_usage_tells_who_called_what(gateway: httpx.Client) -> None:
    made, other = new_key(gateway), new_key(gateway, name="Old CRM")
    for _ in range(3):
        gateway.get(ARTICLES, headers=bearer(made))
    gateway.get("/market-intelligence/api/rates", headers=bearer(made))
    gateway.get(ARTICLES, headers=bearer(other))
    today = datetime.now(UTC).date().isoformat()
    asked = {"from": today, "to": today, "key": made["id"]}
    told = gateway.get("/admin/usage", params=asked, headers=ADMIN).json()
    assert {item["worker"]: item["calls"] for item in told["items"]} == {
        "playbook-api": 3,
        "market-intelligence": 1,
    }
    assert told["calls"] == 4
    del asked["key"]
    first = gateway.get("/admin/usage", params={**asked, "limit": 1}, headers=ADMIN).json()
    following = {**asked, "limit": 200, "cursor": first["cursor"]}
    rest = gateway.get("/admin/usage", params=following, headers=ADMIN).json()
    assert len(first["items"]) == 1
    assert sum(item["calls"] for item in [*first["items"], *rest["items"]]) == first["calls"]
    own = gateway.get("/usage", headers=bearer(made)).json()
    assert own["days"][0]["workers"] == {"playbook-api": 3, "market-intelligence": 1}
    assert "Old CRM" not in str(own)


def test_a_rotated_key_works_beside_the_new_one_for_a_while(
    fleet: LocalFleet, gateway: httpx.Client
) -> None:
    old = new_key(gateway)
    assert gateway.get(ARTICLES, headers=bearer(old)).status_code == 200
    rotation = f"/admin/keys/{old['id']}/rotate"
    answer = gateway.post(rotation, headers=ADMIN)
    assert answer.status_code == 201, answer.text
    new = answer.json()
    for key in (old, new):
        assert gateway.get(ARTICLES, headers=bearer(key)).status_code == 200
    last = gateway.post(rotation, json={"overlap_seconds": 0}, headers=ADMIN).json()
    for key in (old, new):
        problem(gateway.get(ARTICLES, headers=bearer(key)), 401)
    assert gateway.get(ARTICLES, headers=bearer(last)).status_code == 200


def test_a_revoked_key_is_refused_at_once(gateway: httpx.Client) -> None:
    made = new_key(gateway)
    session = gateway.post("/sessions", json={}, headers=bearer(made)).json()
    assert gateway.get(ARTICLES, headers=bearer(made)).status_code == 200
    assert gateway.get(ARTICLES, headers=bearer(session["token"])).status_code == 200
    assert gateway.delete(f"/admin/keys/{made['id']}", headers=ADMIN).status_code == 204
    problem(gateway.get(ARTICLES, headers=bearer(made)), 401)
    problem(gateway.get(ARTICLES, headers=bearer(session["token"])), 401)
    problem(gateway.post(f"/admin/keys/{made['id']}/rotate", headers=ADMIN), 409)
    problem(gateway.delete(f"/admin/keys/{NOBODY}", headers=ADMIN), 404)


def test_a_key_that_is_over_is_refused(fleet: LocalFleet, gateway: httpx.Client) -> None:
    soon = datetime.now(UTC) + timedelta(hours=1)
    made = new_key(gateway, expires_at=soon.isoformat())
    fleet.write("gateway", "UPDATE keys SET expires_at = 1000 WHERE id = ?1", made["id"])
    problem(gateway.get(ARTICLES, headers=bearer(made)), 401)
    problem(gateway.post(f"/admin/keys/{made['id']}/rotate", headers=ADMIN), 409)


def test_a_session_may_less_than_its_key(gateway: httpx.Client) -> None:
    key = bearer(new_key(gateway, scopes=["playbook-api", "leads:write"], rate_per_minute=3))
    asked = {"scopes": ["playbook-api:read"], "ttl_seconds": 60}
    made = gateway.post("/sessions", json=asked, headers=key)
    assert made.status_code == 201, made.text
    session = bearer(made.json()["token"])
    assert gateway.get(ARTICLES, headers=session).status_code == 200
    problem(gateway.post("/leads/api/leads", json={}, headers=session), 403)
    problem(gateway.post("/sessions", json={}, headers=session), 403)
    problem(gateway.post("/sessions", json={"scopes": ["leads"]}, headers=key), 403)
    forged = {"Authorization": session["Authorization"][:-3] + "abc"}
    problem(gateway.get(ARTICLES, headers=forged), 401)
    # It counts towards its key's limit.
    statuses = [gateway.get(ARTICLES, headers=each).status_code for each in (key, session, key)]
    assert statuses == [200, 200, 429]
