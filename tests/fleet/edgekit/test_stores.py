"""D1, KV, queues, cron, the outbox, idempotency and services, in workerd, over both bridges."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from fleet.dev.client import eventually
from fleet.dev.local import LocalFleet

# A deadline that a busy machine keeps too: a call that is late is made again.
PATIENTLY = {"url": "https://example.org/a", "timeout_ms": 30_000}


def names(kitchen: httpx.Client) -> list[str]:
    return [dish["name"] for dish in kitchen.get("/dishes").json()]


def test_rows_come_back_as_models(kitchen: httpx.Client) -> None:
    dish = {"name": "soup", "price_cents": 350, "note": None}
    assert kitchen.post("/dishes", json=dish).status_code == 201
    assert kitchen.get("/dishes/soup").json() == dish
    assert kitchen.get("/dishes").json() == [dish]
    assert kitchen.get("/dishes/none").status_code == 404


def test_a_session_goes_on_from_its_bookmark(kitchen: httpx.Client) -> None:
    created = kitchen.post("/dishes", json={"name": "soup", "price_cents": 1})
    bookmark = created.headers["x-d1-bookmark"]
    read = kitchen.get("/dishes/soup", headers={"x-d1-bookmark": bookmark})
    assert read.status_code == 200
    assert read.headers["x-d1-bookmark"] >= bookmark


def test_a_batch_is_all_or_nothing(kitchen: httpx.Client) -> None:
    dish = {"name": "soup", "price_cents": 1}
    kitchen.post("/dishes", json=dish)
    assert kitchen.post("/dishes", json={**dish, "price_cents": 2}).status_code == 500
    assert kitchen.get("/dishes/soup").json()["price_cents"] == 1


def test_a_message_is_delivered_behind_the_answer(kitchen: httpx.Client) -> None:
    kitchen.post("/dishes", json={"name": "soup", "price_cents": 1})
    eventually(lambda: kitchen.get("/served").json() == [{"name": "soup", "times": 1}])


def test_a_failed_message_is_delivered_by_cron_and_once(
    kitchen_fleet: LocalFleet, kitchen: httpx.Client
) -> None:
    kitchen.post("/dishes", json={"name": "burnt toast", "price_cents": 1})
    for _ in range(4):
        time.sleep(0.1)
        kitchen_fleet.cron("kitchen")
    assert kitchen.get("/served").json() == [{"name": "burnt toast", "times": 1}]


def test_many_messages_that_wait_are_delivered_a_few_at_a_time(
    kitchen_fleet: LocalFleet, kitchen: httpx.Client
) -> None:
    for number in range(12):
        kitchen.post("/dishes", json={"name": f"burnt {number}", "price_cents": 1})
    for _ in range(3):
        kitchen_fleet.cron("kitchen")
    eventually(lambda: len(kitchen.get("/served").json()) == 12)
    assert kitchen.get("/stove").json()["most"] == 5


def test_the_same_idempotency_key_replays_the_first_answer(kitchen: httpx.Client) -> None:
    headers = {"idempotency-key": "k"}
    dish = {"name": "soup", "price_cents": 1}
    first = kitchen.post("/dishes", json=dish, headers=headers)
    again = kitchen.post("/dishes", json=dish, headers=headers)
    assert (again.status_code, again.json()) == (first.status_code, first.json())
    assert again.headers["idempotent-replayed"] == "true"


def test_the_same_idempotency_key_with_another_body_is_409(kitchen: httpx.Client) -> None:
    headers = {"idempotency-key": "k"}
    kitchen.post("/dishes", json={"name": "soup", "price_cents": 1}, headers=headers)
    other = kitchen.post("/dishes", json={"name": "soup", "price_cents": 2}, headers=headers)
    assert other.status_code == 409


@pytest.mark.parametrize("key", ["", "k" * 256])
def test_an_idempotency_key_without_a_value_or_too_long_is_422(
    kitchen_fleet: LocalFleet, kitchen: httpx.Client, key: str
) -> None:
    dish = {"name": "soup", "price_cents": 1}
    answer = kitchen.post("/dishes", json=dish, headers={"idempotency-key": key})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/Idempotency-Key"
    assert kitchen_fleet.d1("kitchen", "SELECT name FROM dishes") == []


def test_a_request_that_failed_does_not_use_up_its_idempotency_key(kitchen: httpx.Client) -> None:
    kitchen.post("/dishes", json={"name": "soup", "price_cents": 1})
    headers = {"idempotency-key": "k"}
    assert (
        kitchen.post(
            "/dishes", json={"name": "soup", "price_cents": 9}, headers=headers
        ).status_code
        == 500
    )
    assert "k" not in str(kitchen.get("/dishes").json())
    dish = {"name": "bread", "price_cents": 9}
    assert kitchen.post("/dishes", json=dish, headers=headers).status_code == 201


def test_forty_posts_at_once_with_one_key_are_one_and_all_hear_the_same(
    kitchen: httpx.Client,
) -> None:
    dish = {"name": "soup", "price_cents": 1}

    def post(_: int) -> tuple[int, str]:
        answer = kitchen.post("/dishes", json=dish, headers={"idempotency-key": "k"})
        return answer.status_code, answer.text

    with ThreadPoolExecutor(20) as pool:
        assert len(set(pool.map(post, range(40)))) == 1
    assert names(kitchen) == ["soup"]


def test_many_entries_of_the_cache_are_kept_and_read_at_once(kitchen: httpx.Client) -> None:
    names = kitchen.post("/cached-many?count=120").json()
    assert names == [str(n) for n in range(120)]
    assert kitchen.get("/cached/7").json()["price_cents"] == 7


def test_the_cache_fetches_once_and_then_answers(kitchen: httpx.Client) -> None:
    assert kitchen.get("/cached/pie").json()["price_cents"] == 1
    eventually(lambda: kitchen.get("/cached-json/pie").status_code == 200)
    assert kitchen.get("/cached/pie").json()["price_cents"] == 1


def test_an_entry_from_before_its_model_was_changed_is_fetched_anew(kitchen: httpx.Client) -> None:
    kitchen.put("/cached-before/pie")
    assert kitchen.get("/cached/pie").json()["price_cents"] == 1
    eventually(lambda: kitchen.get("/cached-json/pie").json().get("price_cents") == 1)
    kitchen.put("/cached-before/none")
    assert kitchen.post("/cached-many?count=2").json() == ["0", "1"]


def test_what_the_cache_can_not_keep_is_fetched_each_time(kitchen: httpx.Client) -> None:
    too_long_for_a_key = {"shelf": "x" * 600}
    answers = [kitchen.get("/cached/pie", params=too_long_for_a_key) for _ in range(2)]
    assert [answer.json()["price_cents"] for answer in answers] == [1, 2]


def test_a_stale_entry_is_answered_at_once_and_refreshed_behind(kitchen: httpx.Client) -> None:
    kitchen.get("/cached/pie?ttl=0")
    time.sleep(0.1)
    assert kitchen.get("/cached/pie?ttl=60").json()["price_cents"] == 1, "stale"
    eventually(lambda: kitchen.get("/cached/pie").json()["price_cents"] == 2)


@pytest.mark.parametrize("each_way", ["fast"], indirect=True)
def test_of_many_callers_at_once_one_fetches(kitchen: httpx.Client) -> None:
    with ThreadPoolExecutor(10) as pool:
        prices = set(pool.map(lambda _: kitchen.get("/cached/pie").text, range(20)))
    assert len(prices) == 1
    assert kitchen.get("/dishes/pie").json()["price_cents"] == 1


def test_a_fetch_whose_caller_went_away_holds_nobody_up(kitchen: httpx.Client) -> None:
    assert kitchen.get("/call-cached/pie?wait_ms=500").status_code == 504
    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(lambda _: kitchen.get("/cached/pie"), range(10)))
    assert {answer.status_code for answer in answers} == {200}


def test_a_service_is_called_and_its_refusal_is_a_502_that_says_why(kitchen: httpx.Client) -> None:
    kitchen.post("/dishes", json={"name": "soup", "price_cents": 5})
    assert kitchen.get("/call/soup").json()["price_cents"] == 5
    refused = kitchen.get("/call/none")
    assert refused.status_code == 502
    assert "There is no dish none" in refused.json()["detail"]


def test_a_call_past_its_deadline_is_504_or_the_fallback(kitchen: httpx.Client) -> None:
    assert kitchen.get("/call-slow").status_code == 504
    assert kitchen.get("/call-slow?fall_back=1").json()["name"] == "bread"


def test_work_behind_the_answer_is_done_and_its_failure_is_not_the_clients(
    kitchen: httpx.Client,
) -> None:
    assert kitchen.get("/background?name=late").text == "accepted"
    eventually(lambda: names(kitchen) == ["late"])
    assert kitchen.get("/background-failure").text == "accepted"
    assert kitchen.get("/text").text == "hello"


def test_a_queued_message_is_consumed(kitchen_fleet: LocalFleet, kitchen: httpx.Client) -> None:
    assert kitchen.post("/queue", json={"name": "stew", "price_cents": 1}).status_code == 202
    kitchen_fleet.flush_queues()
    eventually(lambda: names(kitchen) == ["stew"])


def test_an_upstream_is_retried_and_its_answer_comes_back(
    kitchen_fleet: LocalFleet, kitchen: httpx.Client
) -> None:
    kitchen_fleet.rule("example.org", status=503, times=1)
    kitchen_fleet.rule("example.org", status=200, body="fine")
    answer = kitchen.get("/upstream", params={"url": "https://example.org/a"}).json()
    assert (answer["status"], answer["text"]) == (200, "fine")


def test_an_upstream_is_told_the_request_that_it_is_called_for(
    kitchen_fleet: LocalFleet, kitchen: httpx.Client
) -> None:
    answer = kitchen.get("/upstream", params={"url": "https://example.org/a"})
    [*_, sent] = kitchen_fleet.outbox(worker="kitchen")
    assert sent["headers"]["x-request-id"] == answer.headers["x-request-id"]


def test_an_upstream_that_is_too_late_is_504(
    kitchen_fleet: LocalFleet, kitchen: httpx.Client
) -> None:
    kitchen_fleet.rule("example.org", status=200, delay_ms=3000)
    asked = {"url": "https://example.org/a", "timeout_ms": "200"}
    assert kitchen.get("/upstream", params=asked).status_code == 504


@pytest.mark.parametrize("length", [1000, 1001])
@pytest.mark.parametrize("letter", ["x", "é"])
def test_an_upstream_with_more_than_can_be_taken_is_fetched_once_and_told_as_that(
    kitchen_fleet: LocalFleet, kitchen: httpx.Client, letter: str, length: int
) -> None:
    kitchen_fleet.rule("example.org", status=200, body=letter * length)
    limit = 1000 * len(letter.encode())
    answer = kitchen.get("/upstream", params={**PATIENTLY, "max_bytes": limit})
    if length == 1000:
        assert answer.json()["text"] == letter * length
    else:
        assert answer.status_code == 502
        assert answer.json()["detail"] == "example.org answered with more than can be taken."
    assert len(kitchen_fleet.outbox()) == 1


@pytest.mark.parametrize("length", [0, 999, 1000, 200_000])
def test_an_upstream_with_more_than_is_wanted_is_cut(
    kitchen_fleet: LocalFleet, kitchen: httpx.Client, length: int
) -> None:
    kitchen_fleet.rule("example.org", status=500, body="x" * length)
    answer = kitchen.get("/upstream", params={**PATIENTLY, "cut": "true"}).json()
    assert (answer["status"], answer["text"]) == (500, "x" * min(length, 1000))


@pytest.mark.parametrize("body", ["\ufeffcafé\n\0 10 €", "x" * 40_000 + "é", ""])
def test_an_upstream_that_is_wanted_as_it_is_comes_in_bytes(
    kitchen_fleet: LocalFleet, kitchen: httpx.Client, body: str
) -> None:
    kitchen_fleet.rule("example.org", status=200, body=body)
    asked = {**PATIENTLY, "raw": "true", "max_bytes": 50_000}
    answer = kitchen.get("/upstream", params=asked).json()
    assert (answer["text"], bytes.fromhex(answer["data"]).decode()) == ("", body)
    if len(body) > 1000:
        assert kitchen.get("/upstream", params={**PATIENTLY, "raw": "true"}).status_code == 502


def test_an_upstream_without_a_body_has_none_to_cut(
    kitchen_fleet: LocalFleet, kitchen: httpx.Client
) -> None:
    kitchen_fleet.rule("example.org", status=204, body="")
    answer = kitchen.get("/upstream", params={**PATIENTLY, "cut": "true"}).json()
    assert (answer["status"], answer["text"]) == (204, "")


def test_of_an_upstream_that_breaks_off_the_status_counts_where_the_answer_may_be_cut(
    kitchen_fleet: LocalFleet, kitchen: httpx.Client
) -> None:
    short = {"Content-Length": "100"}
    kitchen_fleet.rule("example.org", status=200, body="broken", headers=short)
    assert kitchen.get("/upstream", params=PATIENTLY).status_code == 502
    answer = kitchen.get("/upstream", params={**PATIENTLY, "cut": "true"}).json()
    assert answer["status"] == 200
    assert answer["text"] in ("broken", "")


@pytest.mark.parametrize(("given", "sent"), [({}, "kitchen/0.1.0"), ({"agent": "cook"}, "cook")])
def test_an_upstream_is_told_which_worker_asks_unless_it_is_called_otherwise(
    kitchen_fleet: LocalFleet, kitchen: httpx.Client, given: dict[str, str], sent: str
) -> None:
    kitchen_fleet.rule("example.org", status=200)
    kitchen.get("/upstream", params={**PATIENTLY, **given})
    told = {call["headers"]["user-agent"] for call in kitchen_fleet.outbox()}
    assert told == {sent}  # of a second attempt too, which a busy machine may make


@pytest.fixture
def clock_ahead(kitchen: httpx.Client) -> Iterator[None]:
    """Python's clock is an hour ahead of JavaScript's."""
    kitchen.put("/python-clock/ahead")
    yield
    kitchen.put("/python-clock/right")


@pytest.mark.usefixtures("clock_ahead")
def test_how_long_a_request_takes_is_told_by_the_clock_that_it_came_in_by(
    kitchen: httpx.Client,
) -> None:
    assert 0 <= kitchen.get("/took", params={"wait_ms": 0}).json() < 600_000


def test_an_entry_of_the_cache_is_as_fresh_as_javascripts_clock_says(
    request: pytest.FixtureRequest, kitchen: httpx.Client
) -> None:
    asked = {"url": "/cached/clock", "params": {"ttl": 1800, "wait_ms": 0}}
    assert kitchen.get(**asked).json()["price_cents"] == 1
    eventually(lambda: kitchen.get("/memory").json()["flights"] == 0)
    request.getfixturevalue("clock_ahead")
    kitchen.get(**asked)
    kitchen.get("/took", params={"wait_ms": 50})
    assert kitchen.get("/dishes/clock").json()["price_cents"] == 1
