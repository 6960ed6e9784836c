"""valuation over HTTP: alone and together with its neighbours, right and wrong input."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from fleet.dev.client import eventually
from fleet.dev.local import LocalFleet

BALLARD = {"zip": "98107", "lat": 47.6689, "lon": -122.3848}
FEW = BALLARD | {"sqft": 1800, "bedrooms": 3, "bathrooms": 2}
ALL = FEW | {
    "sqft_above": 1400,
    "lot_sqft": 5000,
    "floors": 1.5,
    "waterfront": False,
    "view": 0,
    "condition": 4,
    "grade": 7,
    "year_built": 1925,
    "year_renovated": 0,
}
THEN = "2015-03-05"


@pytest.fixture
def valuation(fleet: LocalFleet) -> Iterator[httpx.Client]:
    with fleet.worker("valuation") as client:
        yield client


def estimate(valuation: httpx.Client, path: str = "/api/quick", **body: Any) -> dict[str, Any]:
    answer = valuation.post(path, json=body)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    assert found["low"] < found["estimate"] < found["high"]
    assert 0 <= found["confidence"] <= 1
    assert found["currency"] == "USD"
    return found


@pytest.mark.parametrize("kind", ["condo", "multi_family", "mobile", "land", "commercial"])
@pytest.mark.parametrize("path", ["/api/quick", "/api/valuation"])
def test_a_kind_of_home_that_no_sale_is_of_has_no_value(
    valuation: httpx.Client, path: str, kind: str
) -> None:
    answer = valuation.post(path, json={"property": ALL | {"type": kind}, "as_of": THEN})
    assert answer.status_code == 404, answer.text
    assert answer.json()["errors"][0]["pointer"] == "/property/type"


def test_a_flat_in_an_address_is_not_valued_as_a_house(valuation: httpx.Client) -> None:
    answer = valuation.post("/api/quick", json={"address": "12 Oak St Apt 4, Seattle, WA 98107"})
    assert answer.status_code == 404
    assert "Apt 4" in answer.json()["detail"]
    assert "needs a look" in answer.json()["detail"]


@pytest.mark.parametrize("kind", ["single_family", "townhouse"])
def test_a_kind_of_home_that_is_sold_here_is_valued_as_before(
    valuation: httpx.Client, kind: str
) -> None:
    same = estimate(valuation, property=ALL, as_of=THEN)
    assert estimate(valuation, property=ALL | {"type": kind}, as_of=THEN) == same


def test_the_method_is_that_which_knows_most(valuation: httpx.Client) -> None:
    methods = [
        estimate(valuation, property=home, as_of=THEN)["method"]
        for home in (ALL, FEW, BALLARD, {"zip": "98107", "sqft": 1800}, {"zip": "98107"})
    ]
    assert methods == ["model", "model", "area", "area", "area"]


def test_the_less_is_known_the_wider_and_the_less_sure(valuation: httpx.Client) -> None:
    found = [
        estimate(valuation, property=home, as_of=THEN)
        for home in (ALL, FEW, BALLARD, {"zip": "98107"})
    ]
    widths = [each["high"] / each["low"] for each in found]
    assert max(widths[:2]) < min(widths[2:])
    assert found[-1]["confidence"] < found[0]["confidence"]
    assert any("size is not known" in note for note in found[-1]["notes"])


@pytest.mark.parametrize("home", [ALL, FEW, BALLARD, {"zip": "98107", "sqft": 1800}])
def test_a_full_answer_adds_up(valuation: httpx.Client, home: dict[str, Any]) -> None:
    found = estimate(valuation, "/api/valuation", property=home, as_of=THEN)
    assert found["typical"] + sum(each["amount"] for each in found["factors"]) == found["estimate"]
    assert (len(found["comps"]) > 0) == ("lat" in home)
    assert all(comp["sold_on"] < THEN for comp in found["comps"])
    quick = estimate(valuation, property=home, as_of=THEN)
    assert (quick["estimate"], quick["low"]) == (found["estimate"], found["low"])


def test_a_palace_is_not_valued_as_surely_as_a_home(valuation: httpx.Client) -> None:
    palace = estimate(valuation, property=ALL | {"sqft": 100_000}, as_of=THEN)
    usual = estimate(valuation, property=ALL, as_of=THEN)
    assert palace["method"] == "comps"
    assert palace["estimate"] > 3 * usual["estimate"]
    assert palace["confidence"] < 0.5


def test_an_address_is_valued_by_what_is_on_record(valuation: httpx.Client) -> None:
    on_record = estimate(valuation, address="8021 21st Ave. N.W., Seattle, WA 98117", as_of=THEN)
    unknown = estimate(valuation, address="77 Nowhere St, Seattle, WA 98117", as_of=THEN)
    assert (on_record["method"], unknown["method"]) == ("model", "area")


def test_a_later_day_is_brought_forward_and_less_sure(valuation: httpx.Client) -> None:
    then = estimate(valuation, property=ALL, as_of=THEN)
    now = estimate(valuation, "/api/valuation", property=ALL, as_of="2024-11-01")
    assert now["market"]["ratio"] > 1.5
    assert now["estimate"] > 1.4 * then["estimate"]
    assert now["high"] / now["low"] > then["high"] / then["low"]


def test_an_early_day_knows_nothing_of_later_sales(valuation: httpx.Client) -> None:
    found = estimate(valuation, "/api/valuation", property=ALL, as_of="2014-06-15")
    assert found["method"] == "comps"
    assert all(comp["sold_on"] < "2014-06-15" for comp in found["comps"])


@pytest.mark.parametrize(
    ("body", "pointers"),
    [
        ({}, [""]),
        ({"property": {"sqft": 1500}}, ["/property"]),
        ({"property": BALLARD | {"sqft": -5, "year_built": 2300}}, None),
        ({"property": BALLARD | {"year_built": 2090}}, ["/property/year_built"]),
        ({"property": {"zip": "9" * 100}}, ["/property/zip"]),
        ({"property": BALLARD | {"year_renovated": 2300}}, ["/property/year_renovated"]),
        ({"property": BALLARD | {"year_renovated": 12}}, ["/property/year_renovated"]),
        (
            {"property": BALLARD | {"year_built": 2020}, "as_of": "2015-01-01"},
            ["/property/year_built"],
        ),
        ({"property": FEW | {"zip": "10001"}, "as_of": THEN}, ["/property/zip"]),
        ({"property": ALL | {"bedrooms": 50}}, ["/property/bedrooms"]),
        ({"property": ALL | {"facts": {"pool": 1}}}, ["/property/facts/pool"]),
        ({"address": "1000 Ocean Dr, Miami Beach, FL 98139"}, ["/address"]),
        ({"property": BALLARD, "as_of": "2099-01-01"}, ["/as_of"]),
        ({"property": BALLARD, "as_of": "soon"}, ["/as_of"]),
    ],
)
def test_input_that_makes_no_sense_is_named(
    valuation: httpx.Client, body: dict[str, Any], pointers: list[str] | None
) -> None:
    answer = valuation.post("/api/quick", json=body)
    assert answer.status_code == 422
    named = [error["pointer"] for error in answer.json()["errors"]]
    assert named == (pointers or ["/property/sqft", "/property/year_built"])


@pytest.mark.parametrize(
    "home",
    [
        {"lat": 40, "lon": -100, "sqft": 1500},
        ALL | {"lat": 40, "lon": -100, "zip": None},
        {"zip": "10001"},
        {"zip": "98103"},
    ],
)
def test_where_nothing_is_known_there_is_no_guess(
    valuation: httpx.Client, home: dict[str, Any]
) -> None:
    as_of = "2001-01-01" if home.get("zip") == "98103" else THEN
    answer = valuation.post("/api/quick", json={"property": home, "as_of": as_of})
    assert answer.status_code == 404
    assert "known" in answer.json()["detail"]


@pytest.mark.parametrize("mode", ["error", "down"])
def test_without_comps_the_model_still_answers(
    fleet: LocalFleet, valuation: httpx.Client, mode: str
) -> None:
    with fleet.fault("comps", mode):
        assert estimate(valuation, "/api/valuation", property=ALL, as_of=THEN)["comps"] == []
        assert estimate(valuation, property=FEW, as_of=THEN)["method"] == "model"
        early = valuation.post("/api/quick", json={"property": FEW, "as_of": "2014-06-15"})
    assert early.status_code in (502, 503)
    assert "comps" in early.json()["detail"]


def test_without_the_market_the_interval_widens_and_nothing_is_kept(
    fleet: LocalFleet, valuation: httpx.Client
) -> None:
    with fleet.fault("market-intelligence", "down"):
        blind = estimate(valuation, property=FEW, as_of="2020-06-02")
    seeing = estimate(valuation, property=FEW, as_of="2020-06-02")
    assert blind["high"] / blind["low"] > seeing["high"] / seeing["low"]
    assert any("market's change" in note for note in blind["notes"])


def test_without_property_data_an_address_still_has_its_zip_code(
    fleet: LocalFleet, valuation: httpx.Client
) -> None:
    with fleet.fault("property-data", "down"):
        found = estimate(valuation, address="8021 21st Ave NW, Seattle, WA 98117", as_of=THEN)
    assert found["method"] == "area"


def test_a_kept_answer_is_of_the_model_that_made_it(
    fleet: LocalFleet, valuation: httpx.Client
) -> None:
    version = estimate(valuation, property=ALL, as_of=THEN)["model_version"]
    # It is kept behind the answer.
    assert eventually(lambda: [key for key in fleet.kv("valuation") if version in key])


def test_what_was_answered_is_logged_without_the_address(
    fleet: LocalFleet, valuation: httpx.Client
) -> None:
    found = estimate(valuation, "/api/valuation", property=FEW | {"lat": 47.66891}, as_of=THEN)
    [row] = fleet.d1("valuation", "SELECT * FROM valuations")
    assert (row["id"], row["estimate"], row["lat"]) == (found["id"], found["estimate"], 47.669)
    assert "address" not in row


def test_the_model_describes_itself(valuation: httpx.Client) -> None:
    card = valuation.get("/api/model").json()
    assert card["training_rows"] > 17_000
    assert card["data_from"] < card["data_to"]
    assert {method["method"] for method in card["methods"]} == {"model", "comps", "area"}
    assert {"sqft", "grade", "view"} <= {fact["name"] for fact in card["facts"] if not fact["own"]}
