"""The daily limit, counted in real KV, over both bridges; clients are new in each test."""

import time
from urllib.parse import quote

import httpx

from edgekit.daily_limit import DAY_MS, key_of, seconds_left
from fleet.dev.client import eventually
from fleet.dev.local import LocalFleet

LIMIT, MOST = "RATIONS_A_DAY", 3
TEXT = {"content-type": "text/plain"}


def ask(kitchen: httpx.Client, client: str, path: str = "/rationed") -> httpx.Response:
    return kitchen.get(path, headers={"cf-connecting-ip": client})


def statuses(kitchen: httpx.Client, client: str, times: int, path: str = "/rationed") -> list[int]:
    return [ask(kitchen, client, path).status_code for _ in range(times)]


def now_ms() -> int:
    return int(time.time() * 1000)


def count_for(kitchen: httpx.Client, client: str, calls: str, *, days_ago: int = 0) -> None:
    """Let KV say that a client has made so many calls, as other isolates would."""
    key = quote(key_of(LIMIT, client, now_ms() - days_ago * DAY_MS), safe="")
    assert kitchen.put(f"/kv/{key}", content=calls, headers=TEXT).is_success


def logged(fleet: LocalFleet, text: str) -> bool:
    return any(text in str(line) for line in fleet.logs(worker="kitchen"))


def test_a_client_over_its_calls_of_the_day_is_429_until_midnight(kitchen: httpx.Client) -> None:
    assert statuses(kitchen, "203.0.113.1", MOST) == [200] * MOST
    refused = ask(kitchen, "203.0.113.1")
    assert refused.status_code == 429
    assert refused.headers["content-type"] == "application/problem+json"
    assert abs(int(refused.headers["retry-after"]) - seconds_left(now_ms())) <= 2
    assert refused.json()["error"] == refused.json()["detail"]
    assert "all 3 requests" in refused.json()["detail"]
    assert ask(kitchen, "203.0.113.2").status_code == 200, "another client"


def test_calls_of_other_workers_are_not_counted(kitchen: httpx.Client) -> None:
    assert [kitchen.get("/rationed").status_code for _ in range(MOST + 2)] == [200] * (MOST + 2)


def test_without_its_var_a_limit_is_none(kitchen: httpx.Client) -> None:
    assert statuses(kitchen, "203.0.113.3", 20, "/feast") == [200] * 20


def test_the_count_is_in_kv_until_the_day_is_over(
    kitchen_fleet: LocalFleet, kitchen: httpx.Client
) -> None:
    ask(kitchen, "203.0.113.4")
    key = key_of(LIMIT, "203.0.113.4", now_ms())
    eventually(lambda: kitchen_fleet.kv("kitchen").get(key) == "1")
    (entry,) = kitchen_fleet.control("GET", "/kv/kitchen", params={"prefix": key}).json()
    midnight = (now_ms() // DAY_MS + 1) * DAY_MS / 1000
    assert abs(entry["expiration"] - midnight) <= 61, "KV keeps an entry for a minute at least"


def test_what_other_isolates_have_counted_counts(kitchen: httpx.Client) -> None:
    count_for(kitchen, "203.0.113.5", str(MOST - 1))
    assert statuses(kitchen, "203.0.113.5", 2) == [200, 429]
    count_for(kitchen, "203.0.113.6", str(MOST))
    assert ask(kitchen, "203.0.113.6").status_code == 429


def test_the_next_day_counts_anew(kitchen: httpx.Client) -> None:
    count_for(kitchen, "203.0.113.7", str(MOST), days_ago=1)
    assert statuses(kitchen, "203.0.113.7", MOST + 1) == [200] * MOST + [429]


def test_an_entry_that_is_no_number_refuses_nobody(kitchen: httpx.Client) -> None:
    count_for(kitchen, "203.0.113.8", "many")
    assert ask(kitchen, "203.0.113.8").status_code == 200


def test_with_kv_failing_calls_are_answered_and_counted_all_the_same(
    kitchen_fleet: LocalFleet, kitchen: httpx.Client
) -> None:
    too_long = "f" * 600  # KV refuses to read and to write a key over 512 bytes
    assert statuses(kitchen, too_long, MOST + 1) == [200] * MOST + [429]
    eventually(lambda: logged(kitchen_fleet, "daily_limit_unread"))
    eventually(lambda: logged(kitchen_fleet, "daily_limit_unwritten"))
    assert "error" not in {line["level"] for line in kitchen_fleet.logs(worker="kitchen")}


def test_kv_is_not_waited_for_beyond_the_deadline(
    kitchen_fleet: LocalFleet, kitchen: httpx.Client
) -> None:
    began = time.monotonic()
    answer = kitchen.get("/deaf-kv", headers={"CF-Connecting-IP": "203.0.113.10"})
    assert (answer.status_code, answer.text) == (200, "served")
    assert time.monotonic() - began >= 0.2
    eventually(lambda: logged(kitchen_fleet, "daily_limit_unread"))
