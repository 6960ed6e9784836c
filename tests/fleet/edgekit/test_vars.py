"""Typed vars in workerd, over both bridges; a slip in one, and one that was forgotten."""

import httpx
import pytest

from fleet.dev.client import eventually
from fleet.dev.local import LocalFleet


def test_vars_have_their_types_and_a_slip_leaves_the_default(kitchen: httpx.Client) -> None:
    hours = {"open": 8, "close": 22}
    assert kitchen.get("/vars").json() == {"seats": 12, "hours": hours, "rations": 3}


def test_deep_health_is_degraded_and_names_the_vars(kitchen: httpx.Client) -> None:
    assert kitchen.get("/health").json()["status"] == "ok"
    answer = kitchen.get("/health?deep=1")
    health = answer.json()
    assert (answer.status_code, health["status"]) == (200, "degraded")
    assert health["vars"].keys() == {"SEATS", "STREET"}
    assert health["vars"]["SEATS"].startswith("SEATS is “many”, and that does not fit: ")
    assert {binding["status"] for binding in health["bindings"].values()} == {"ok"}


def test_what_needs_a_var_that_is_missing_fails_with_its_name_and_alone(
    kitchen_fleet: LocalFleet, kitchen: httpx.Client
) -> None:
    answer = kitchen.get("/street", headers={"x-request-id": "needs-street"})
    assert answer.status_code == 500
    assert "STREET" not in answer.text
    assert kitchen.get("/vars").status_code == 200

    def told() -> bool:
        lines = kitchen_fleet.logs(worker="kitchen")
        return any("STREET is not set, and it has no default" in str(line) for line in lines)

    assert eventually(told)


@pytest.mark.parametrize("name", ["SEATS", "STREET"])
def test_a_var_that_does_not_fit_is_reported_once(kitchen: httpx.Client, name: str) -> None:
    for _ in range(3):
        kitchen.get("/vars")
    found = [each for each in kitchen.get("/reports/of-vars").json() if each["var"] == name]
    assert len(found) == 1
    assert (found[0]["level"], found[0]["worker"]) == ("error", "kitchen")
    assert found[0]["error"].startswith(f"{name} is ")
