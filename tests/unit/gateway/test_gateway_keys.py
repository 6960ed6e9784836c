"""Keys, what is stored of them, scopes, and where a worker's places are here."""

import re
from ipaddress import ip_address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway_keys import KEY, covers, digest_of, fresh_key, is_digest, permits, presented
from gateway_relaying import DROPPED, KEPT_BACK, address_of, here, own_key

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
scopes = st.builds(
    lambda name, end: name + end,
    st.sampled_from(["leads", "valuation"]),
    st.sampled_from(["", ":read", ":write"]),
)


def test_a_key_is_found_by_its_beginning_and_known_by_its_digest() -> None:
    fresh = fresh_key("pepper")
    assert KEY.fullmatch(fresh.key)
    assert fresh.key.startswith(f"{fresh.prefix}_")
    assert is_digest(digest_of(fresh.key, "pepper"), fresh.digest)
    assert not is_digest(digest_of(fresh.key, "salt"), fresh.digest)
    assert fresh.key not in fresh.digest


def test_no_two_keys_are_alike() -> None:
    assert len({fresh_key("p").key for _ in range(200)}) == 200


@pytest.mark.parametrize(
    ("authorization", "api_key", "key"),
    [
        ("Bearer hs_a", None, "hs_a"),
        ("bearer   hs_a ", "hs_b", "hs_a"),
        ("", " hs_b", "hs_b"),
        ("Bearer admin", "hs_b", "hs_b"),
        ("Basic hs_a", None, ""),
        ("", None, ""),
    ],
)
def test_a_key_comes_in_either_header(authorization: str, api_key: str | None, key: str) -> None:
    assert presented(authorization, api_key) == key


@given(st.lists(scopes, max_size=4), st.sampled_from(METHODS))
def test_a_scope_opens_its_own_worker_alone(held: list[str], method: str) -> None:
    right = "leads:read" if method in ("GET", "HEAD") else "leads:write"
    assert permits(held, "leads", method) == ("leads" in held or right in held)


@given(
    st.lists(scopes, max_size=4),
    scopes,
    st.sampled_from(METHODS),
    st.sampled_from(["leads", "valuation"]),
)
def test_what_is_handed_on_opens_nothing_new(
    held: list[str], wanted: str, method: str, worker: str
) -> None:
    if covers(held, wanted) and permits([wanted], worker, method):
        assert permits(held, worker, method)


@pytest.mark.parametrize(
    "name",
    [
        "authorization",
        "cookie",
        "forwarded",
        "x-api-key",
        "x-gateway-key-id",
        "x-gateway-key-name",
        "x-forwarded-for",
        "x-forwarded-host",
        "x-real-ip",
        "cf-connecting-ip",
        "cf-ray",
        "host",
        "x-original-url",
        "x-http-method-override",
        "via",
    ],
)
def test_a_clients_word_about_itself_ends_here(name: str) -> None:
    assert re.fullmatch(DROPPED, name)


@pytest.mark.parametrize(
    "name",
    ["accept", "content-type", "if-match", "origin", "range", "user-agent"],
)
def test_what_a_worker_needs_goes_on(name: str) -> None:
    assert not re.fullmatch(DROPPED, name)
    assert not re.fullmatch(KEPT_BACK, name)


def test_an_idempotency_key_is_within_those_of_a_key() -> None:
    assert own_key("k", "key_a") == own_key("k", "key_a") != own_key("k", "key_b")
    assert len(own_key("k" * 255, "key_a")) == 64
    assert (own_key("", "key_a"), own_key("k" * 256, "key_a")) == ("", "k" * 256)


def test_each_key_has_a_private_address_of_its_own() -> None:
    addresses = [ip_address(address_of(key_id)) for key_id in ("key_a", "key_b")]
    assert addresses[0] != addresses[1]
    assert all(address in ip_network("fd00::/8") for address in addresses)


@pytest.mark.parametrize(
    ("location", "found"),
    [
        ("/api/leads/1", "/leads/api/leads/1"),
        ("https://leads/api/x?y=1", "/leads/api/x?y=1"),
        ("https://leads.example/x", "https://leads.example/x"),
        ("//evil.example", "//evil.example"),
        ("https://other/x", "https://other/x"),
        ("x", "x"),
    ],
)
def test_a_place_of_a_worker_is_found_here(location: str, found: str) -> None:
    assert here(location, "leads") == found
