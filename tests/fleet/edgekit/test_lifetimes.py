"""Rows whose time is over go with cron, also when the scheduled handler fails."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from fleet.dev.local import LocalFleet

KEYS = "SELECT key FROM idempotency_keys"
DISH = {"name": "soup", "price_cents": 900}


def run_cron(fleet: LocalFleet, after: timedelta) -> httpx.Response:
    at = (datetime.now(UTC) + after).strftime("%Y-%m-%dT%H:%M:%SZ")
    return fleet.control("POST", "/cron/kitchen", params={"at": at})


def order(kitchen: httpx.Client, key: str) -> None:
    assert kitchen.post("/dishes", json=DISH, headers={"Idempotency-Key": key}).status_code == 201


def test_a_row_goes_with_the_first_cron_after_its_time(
    kitchen: httpx.Client, kitchen_fleet: LocalFleet
) -> None:
    order(kitchen, "k1")
    assert run_cron(kitchen_fleet, timedelta(hours=23)).is_success
    assert kitchen_fleet.d1("kitchen", KEYS) == [{"key": "k1"}]
    assert run_cron(kitchen_fleet, timedelta(hours=25)).is_success
    assert kitchen_fleet.d1("kitchen", KEYS) == []


@pytest.fixture
def broken_clock(kitchen: httpx.Client) -> Iterator[None]:
    """While the test lasts the scheduled handler fails."""
    kitchen.put("/clock/broken")
    yield
    kitchen.put("/clock/mended")


@pytest.mark.usefixtures("broken_clock")
def test_rows_go_although_the_scheduled_handler_fails(
    kitchen: httpx.Client, kitchen_fleet: LocalFleet
) -> None:
    order(kitchen, "k2")
    assert run_cron(kitchen_fleet, timedelta(hours=25)).status_code == 500
    assert kitchen_fleet.d1("kitchen", KEYS) == []
