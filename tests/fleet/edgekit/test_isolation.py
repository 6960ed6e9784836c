"""Requests of one isolate never meet, and nothing that goes wrong with one harms the next."""

import asyncio

import httpx
import pytest

from fleet.dev.local import LocalFleet

CYCLE = (
    "/text",
    "/whoami?wait_ms=1",
    "/dishes",
    "/cached/pie",
    "/call/soup",
    "/call/nothing",
    "/nowhere",
    "/dishes/nothing",
    "/boom?after_ms=1",
)


def client_of(fleet: LocalFleet, **options: float) -> httpx.AsyncClient:
    headers = {"host": f"kitchen.localhost:{fleet.port}"}
    limits = httpx.Limits(max_connections=60)
    base = f"http://127.0.0.1:{fleet.port}"
    return httpx.AsyncClient(base_url=base, headers=headers, limits=limits, **options)


def test_fifty_requests_in_flight_never_see_each_others_data(kitchen_fleet: LocalFleet) -> None:
    async def one(client: httpx.AsyncClient, n: int) -> None:
        origin = ("https://a.example", "https://b.example")[n % 2]
        sent = {"x-request-id": f"r-{n}", "origin": origin}
        answer = await client.get(f"/whoami?wait_ms={n % 7 * 5}&me={n}", headers=sent)
        mine = [f"r-{n}", origin, f"wait_ms={n % 7 * 5}&me={n}"]
        assert answer.json() == {"before": mine, "after": mine}
        assert answer.headers["x-request-id"] == f"r-{n}"
        assert answer.headers["access-control-allow-origin"] == origin

    async def all_at_once() -> None:
        async with client_of(kitchen_fleet, timeout=60) as client:
            for start in range(0, 200, 50):
                await asyncio.gather(*(one(client, n) for n in range(start, start + 50)))

    asyncio.run(all_at_once())


def test_clients_that_go_away_do_no_harm(kitchen_fleet: LocalFleet, kitchen: httpx.Client) -> None:
    async def leave(client: httpx.AsyncClient) -> None:
        with pytest.raises(httpx.TimeoutException):
            await client.get("/slow?ms=400")

    async def all_leave() -> None:
        async with client_of(kitchen_fleet, timeout=0.1) as client:
            await asyncio.gather(*(leave(client) for _ in range(30)))

    asyncio.run(all_leave())
    assert kitchen.get("/whoami?wait_ms=20").status_code == 200
    assert kitchen.get("/asyncio").json() == {"done": [1, 2, 3], "timed_out": True}


def test_failures_in_the_middle_of_others_do_no_harm(kitchen_fleet: LocalFleet) -> None:
    paths = ("/boom?after_ms=5", "/call-slow", "/straggler", "/whoami?wait_ms=10", "/asyncio")
    statuses = (500, 504, 200, 200, 200)

    async def mixed() -> list[int]:
        async with client_of(kitchen_fleet, timeout=60) as client:
            answers = await asyncio.gather(*(client.get(path) for path in paths * 6))
        return [answer.status_code for answer in answers]

    assert asyncio.run(mixed()) == list(statuses * 6)


def test_the_standard_librarys_asyncio_works(kitchen: httpx.Client) -> None:
    assert kitchen.get("/asyncio").json() == {"done": [1, 2, 3], "timed_out": True}


def test_a_handler_that_only_gives_way_to_others_is_answered(kitchen: httpx.Client) -> None:
    assert kitchen.get("/asyncio/turn").text == "hello again"


def test_groups_timeouts_and_context_variables_work_around_the_platform(
    kitchen_fleet: LocalFleet,
) -> None:
    async def one(client: httpx.AsyncClient, table: str) -> None:
        answer = await client.get(f"/asyncio/structured?table={table}")
        assert answer.json() == {
            "table_before": "none",
            "platform": "timed out",
            "group": f"a at {table}, b at {table}",
            "failing_group": "ended early",
            "gathered": f"c at {table} d at {table}",
            "late": f"e at {table}",
            "table": table,
        }

    async def side_by_side() -> None:
        async with client_of(kitchen_fleet, timeout=60) as client:
            await asyncio.gather(*(one(client, str(n)) for n in range(5)))

    asyncio.run(side_by_side())


def test_a_handler_can_catch_that_it_is_cancelled_where_it_waits(kitchen: httpx.Client) -> None:
    assert kitchen.get("/cancelled/caught").json() == ["cancelled", "cancelled", "at work"]


def test_a_handler_that_is_cancelled_is_an_error_and_harms_no_other(kitchen: httpx.Client) -> None:
    assert kitchen.get("/cancelled").status_code == 500
    assert kitchen.get("/whoami?wait_ms=5").status_code == 200


def test_nothing_grows_with_the_number_of_requests(
    kitchen_fleet: LocalFleet, kitchen: httpx.Client
) -> None:
    kitchen.post("/dishes", json={"name": "soup", "price_cents": 1})

    async def requests(count: int) -> None:
        async with client_of(kitchen_fleet, timeout=60) as client:
            for _ in range(count // (4 * len(CYCLE))):
                await asyncio.gather(*(client.get(path) for path in CYCLE * 4))

    asyncio.run(requests(600))
    before = kitchen.get("/memory").json()
    asyncio.run(requests(1200))
    assert kitchen.get("/memory").json() == before
