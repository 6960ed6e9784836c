"""Who guesses keys or the admin token is stopped, and nobody else."""

import secrets

import httpx
from gateway_at_work import ADMIN, ARTICLES, bearer, new_key, problem

from fleet.dev.local import LocalFleet

SOMEBODY = {"CF-Connecting-IP": "203.0.113.77"}
ORIGIN = {"Origin": "https://partner.example"}


def guess() -> dict[str, str]:
    """A key as keys look, that is none."""
    return {"X-Api-Key": f"hs_{secrets.token_hex(4)}_{secrets.token_urlsafe(32)}"}


def test_wrong_keys_of_an_address_are_limited_and_a_right_one_never(
    fleet: LocalFleet, gateway: httpx.Client
) -> None:
    key = bearer(new_key(gateway))
    statuses = [gateway.get(ARTICLES, headers=SOMEBODY | guess()).status_code for _ in range(130)]
    assert set(statuses) == {401, 429}
    assert statuses[0] == 401
    refused = gateway.get(ARTICLES, headers=SOMEBODY | ORIGIN | guess())
    assert "wrong keys" in problem(refused, 429)["detail"]
    assert refused.headers["retry-after"] == "60"
    assert gateway.get(ARTICLES, headers=SOMEBODY | key).status_code == 200
    assert gateway.get("/usage", headers=SOMEBODY | key).status_code == 200
    assert gateway.get("/admin/keys", headers=SOMEBODY | ADMIN).status_code == 200
    malformed = gateway.get(ARTICLES, headers=SOMEBODY | {"X-Api-Key": "hs_x"})
    assert malformed.status_code == 429
    # Another address has guesses of its own; no key at all is no guess.
    other = {"CF-Connecting-IP": "203.0.113.78"}
    problem(gateway.get(ARTICLES, headers=other | guess()), 401)
    problem(gateway.get(ARTICLES, headers=SOMEBODY), 401)


def test_guesses_of_the_admin_token_are_limited(gateway: httpx.Client) -> None:
    somebody = {"CF-Connecting-IP": "203.0.113.79"}
    wrong = somebody | {"Authorization": "Bearer wrong"}
    statuses = [gateway.get("/admin/keys", headers=wrong).status_code for _ in range(130)]
    assert set(statuses) == {403, 429}
    refused = gateway.get("/admin/keys", headers=wrong | ORIGIN)
    problem(refused, 429)
    assert refused.headers["retry-after"] == "60"
    assert gateway.get("/admin/keys", headers=somebody | ADMIN).status_code == 200
    assert gateway.get("/admin/keys", headers=somebody).status_code == 401


def test_without_overlap_a_rotation_ends_the_old_keys_sessions(gateway: httpx.Client) -> None:
    old = new_key(gateway)
    made = gateway.post("/sessions", json={}, headers=bearer(old)).json()
    session = bearer(made["token"])
    assert gateway.get(ARTICLES, headers=session).status_code == 200
    rotation = f"/admin/keys/{old['id']}/rotate"
    new = gateway.post(rotation, json={"overlap_seconds": 0}, headers=ADMIN).json()
    problem(gateway.get(ARTICLES, headers=bearer(old)), 401)
    problem(gateway.get(ARTICLES, headers=session), 401)
    again = gateway.post("/sessions", json={}, headers=bearer(new)).json()
    assert gateway.get(ARTICLES, headers=bearer(again["token"])).status_code == 200


def test_within_the_overlap_sessions_of_the_old_key_go_on(gateway: httpx.Client) -> None:
    old = new_key(gateway)
    made = gateway.post("/sessions", json={}, headers=bearer(old)).json()
    gateway.post(f"/admin/keys/{old['id']}/rotate", headers=ADMIN)
    assert gateway.get(ARTICLES, headers=bearer(made["token"])).status_code == 200


def test_what_is_wrong_with_a_body_is_told_to_who_has_a_key(gateway: httpx.Client) -> None:
    problem(gateway.post("/sessions", content=b"{"), 401)
    problem(gateway.get("/usage", params={"from": "nonsense"}), 401)
    key = bearer(new_key(gateway))
    json = {"Content-Type": "application/json"}
    problem(gateway.post("/sessions", content=b"{", headers=key | json), 400)


def test_the_page_says_which_methods_it_takes(fleet: LocalFleet, gateway: httpx.Client) -> None:
    refused = gateway.post("/docs")
    assert refused.status_code == 405
    assert refused.headers["allow"] == "GET, HEAD"
    with fleet.worker("site") as site:
        assert site.post("/site.css").headers["allow"] == "GET, HEAD"


def test_a_limit_of_one_is_told_in_the_singular(gateway: httpx.Client) -> None:
    key = bearer(new_key(gateway, rate_per_minute=1))
    gateway.get(ARTICLES, headers=key)
    told = problem(gateway.get(ARTICLES, headers=key), 429)["detail"]
    assert "1 call a minute" in told
    month = bearer(new_key(gateway, quota_per_month=1))
    gateway.get(ARTICLES, headers=month)
    assert "1 call a month" in problem(gateway.get(ARTICLES, headers=month), 429)["detail"]
