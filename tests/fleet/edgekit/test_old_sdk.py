"""With an SDK that can't load edgekit's JavaScript module everything works, only more slowly."""

from typing import Any

from fleet.dev.client import eventually
from fleet.dev.local import LocalFleet


def warnings(fleet: LocalFleet) -> list[dict[str, Any]]:
    return [line for line in fleet.logs(worker="kitchen") if line["level"] == "warning"]


def test_without_javascript_modules_the_plain_bridge_answers(
    fleet_with_an_old_sdk: LocalFleet,
) -> None:
    with fleet_with_an_old_sdk.worker("kitchen") as kitchen:
        assert kitchen.get("/bridge").text == "PlainBridge"
        dish = {"name": "soup", "price_cents": 350, "note": None}
        assert kitchen.post("/dishes", json=dish).status_code == 201
        assert kitchen.get("/call/soup").json() == dish
    told, *_ = eventually(lambda: warnings(fleet_with_an_old_sdk))
    assert told["message"].startswith("no_javascript_module error=cannot import name")
