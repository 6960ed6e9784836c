"""Both workers together, and the upstream as it is on good days and on bad ones."""

import pytest

API = "https://api.weather.example/*"


@pytest.mark.parametrize(("celsius", "advice"), [(8, "Take a coat."), (24, "Leave the coat.")])
def test_the_advice_follows_the_temperature(worker, workers, celsius, advice):
    workers.outbound.stub(API, json_body={"celsius": celsius})
    assert worker.get("/").text == advice


def test_the_upstream_is_asked_once_in_ten_minutes(worker, workers):
    workers.outbound.stub(API, json_body={"celsius": 8})
    assert worker.get("/").text == worker.get("/").text
    (asked,) = workers.outbound.requests
    assert asked.url == "https://api.weather.example/now?city=Lisbon"
    assert workers.kv("weather").get("Lisbon") == "8"


def test_an_upstream_that_fails_is_told_and_logged(worker, workers):
    workers.outbound.stub(API, status=500)
    assert worker.get("/").status_code == 503
    assert workers.logs("front") == ["no weather: ValueError: the upstream answered 500"]


def test_a_neighbour_that_is_down_is_survived(worker, workers):
    workers.fault("weather", "down")
    assert worker.get("/").text == "Look out of the window."
