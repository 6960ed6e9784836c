"""Effects happen once, in D1 itself, whatever the order and the number of their deliveries."""

import itertools
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fleet.dev.local import LocalFleet

KEYS = st.sampled_from("abc")
DELIVERIES = st.lists(st.lists(st.tuples(KEYS, st.booleans()), max_size=6), max_size=4)
"""Groups of deliveries that arrive together: a key, and whether the effect is to fail."""

attempts = itertools.count()


def deliver(kitchen: httpx.Client, key: str, *, spoilt: bool = False) -> bool | None:
    """Deliver something; whether it was done now, or ``None`` if it failed."""
    query = {"key": key, "spoilt": spoilt}
    answer = kitchen.post("/once", params=query, json={"name": f"dish {key}"})
    if spoilt and answer.status_code == 500:
        return None
    assert answer.status_code == 200, answer.text
    return bool(answer.json())


def served(kitchen: httpx.Client) -> dict[str, int]:
    return {dish["name"]: dish["times"] for dish in kitchen.get("/served").json()}


@pytest.mark.parametrize("each_way", ["fast"], indirect=True)
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(groups=DELIVERIES)
def test_each_effect_happens_once_in_any_order_of_deliveries(
    each_way: LocalFleet, kitchen: httpx.Client, groups: list[list[tuple[str, bool]]]
) -> None:
    run = f"{next(attempts)}-"
    done: Counter[str] = Counter()
    with ThreadPoolExecutor(6) as pool:
        for group in groups:
            outcomes = pool.map(
                lambda each: (each[0], deliver(kitchen, run + each[0], spoilt=each[1])), group
            )
            done.update(key for key, now in outcomes if now)
    whole = {key for group in groups for key, spoilt in group if not spoilt}
    assert done == Counter(whole), "done by one delivery that could succeed, and by no other"
    counts = served(kitchen)
    assert {key: counts.get(f"dish {run}{key}", 0) for key in "abc"} == {
        key: int(key in whole) for key in "abc"
    }


def test_an_effect_that_failed_is_not_recorded(kitchen: httpx.Client) -> None:
    assert deliver(kitchen, "k", spoilt=True) is None
    assert served(kitchen) == {}
    assert deliver(kitchen, "k") is True
    assert deliver(kitchen, "k") is False
    assert deliver(kitchen, "k", spoilt=True) is False, "it has been done: nothing can fail"
    assert served(kitchen) == {"dish k": 1}


def test_old_records_go_by_cron(kitchen_fleet: LocalFleet, kitchen: httpx.Client) -> None:
    assert deliver(kitchen, "k") is True
    kitchen_fleet.cron("kitchen")
    assert deliver(kitchen, "k") is False
    sql = "UPDATE effects SET at = at - 91 * 86400000"
    kitchen_fleet.control("POST", "/d1/kitchen", json={"statements": [{"sql": sql, "params": []}]})
    kitchen_fleet.cron("kitchen")
    assert kitchen_fleet.d1("kitchen", "SELECT * FROM effects") == []
