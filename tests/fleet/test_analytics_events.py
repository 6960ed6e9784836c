"""analytics over HTTP, its queue and its database: taken once, counted once, nobody tracked."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from fleet.dev.client import eventually
from fleet.dev.local import LocalFleet

WORKER = "analytics"
ADMIN = {"Authorization": "Bearer dev-admin-token"}
CHROME = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36"
DIMENSIONS = {
    "total": "''",
    "hour": "strftime('%Y-%m-%dT%H', at / 1000, 'unixepoch')",
    **{name: name for name in ("name", "path", "site", "referrer", "source", "device", "country")},
}


@pytest.fixture
def analytics(fleet: LocalFleet) -> Iterator[httpx.Client]:
    with fleet.worker(WORKER) as client:
        client.headers["User-Agent"] = CHROME
        yield client


def send(client: httpx.Client, *events: dict[str, Any], **headers: str) -> httpx.Response:
    return client.post("/api/events", json=list(events), headers=headers)


def pointers(answer: httpx.Response) -> list[str]:
    assert answer.status_code == 422, answer.text
    return [error["pointer"] for error in answer.json()["errors"]]


def total(client: httpx.Client, metric: str) -> int:
    answer = client.get("/api/report", params={"metric": metric}, headers=ADMIN)
    return int(answer.json()["total"])


def rolled_up(fleet: LocalFleet, dimension: str) -> list[dict[str, Any]]:
    sql = f"""SELECT day, value, events, pageviews, visitors FROM roll_ups
              WHERE dimension = '{dimension}' ORDER BY day, value"""
    return fleet.d1(WORKER, sql)


def recounted(fleet: LocalFleet, dimension: str) -> list[dict[str, Any]]:
    sql = f"""SELECT day, {DIMENSIONS[dimension]} AS value, COUNT(*) AS events,
              SUM(name = 'pageview') AS pageviews, COUNT(DISTINCT visitor) AS visitors
              FROM events GROUP BY 1, 2 ORDER BY 1, 2"""
    return fleet.d1(WORKER, sql)


def assert_equal_to_a_recount(fleet: LocalFleet) -> None:
    for dimension in DIMENSIONS:
        assert rolled_up(fleet, dimension) == recounted(fleet, dimension)


@pytest.mark.parametrize("media_type", ["application/json", "text/plain;charset=UTF-8"])
@pytest.mark.parametrize("body", [{"name": "lead"}, [{"name": "lead"}], {"events": [{}]}])
def test_one_event_a_list_and_a_beacon_are_taken(
    fleet: LocalFleet, analytics: httpx.Client, media_type: str, body: Any
) -> None:
    headers = {"Content-Type": media_type}
    answer = analytics.post("/api/events", content=json.dumps(body), headers=headers)
    assert (answer.status_code, answer.json()) == (202, {"accepted": 1, "ignored": 0})
    fleet.flush_queues()
    assert total(analytics, "events") == 1


def test_the_roll_ups_equal_a_recount_after_many_concurrent_and_repeated_events(
    fleet: LocalFleet, analytics: httpx.Client
) -> None:
    def post(number: int) -> int:
        events = [
            {
                "id": f"event-{(number * 7 + n) % 600}",
                "name": "pageview" if n % 3 else "lead",
                "url": f"https://www.site.example/p{n % 5}?utm_source={'mail' if n % 2 else ''}",
                "referrer": "https://search.example/" if n % 4 else "",
            }
            for n in range(25)
        ]
        return send(analytics, *events, **{"User-Agent": f"{CHROME} {number % 9}"}).status_code

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(post, range(80))) == {202}
    fleet.flush_queues()
    sent = {(number * 7 + n) % 600 for number in range(80) for n in range(25)}
    assert total(analytics, "events") == len(sent)
    assert_equal_to_a_recount(fleet)


def test_ten_thousand_events_arrive_without_loss(
    fleet: LocalFleet, analytics: httpx.Client
) -> None:
    def post(number: int) -> int:
        events = [{"id": f"many-{number}-{n}", "url": f"/p{n % 10}"} for n in range(100)]
        return int(send(analytics, *events).json()["accepted"])

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(post, range(100))) == 10_000
    fleet.flush_queues()
    assert total(analytics, "events") == 10_000
    assert_equal_to_a_recount(fleet)


def hits(event_id: str, **changes: Any) -> dict[str, Any]:
    """A message of the queue, as the worker itself puts it there."""
    texts = ("name", "site", "path", "referrer", "source", "device", "country", "visitor")
    hit = {"id": event_id, "at": 1_800_000_000_000, "day": "2027-01-15", "props": "{}"}
    return {"hits": [hit | dict.fromkeys(texts, "x") | changes]}


def test_a_message_that_cannot_be_counted_becomes_a_dead_letter_and_harms_no_other(
    fleet: LocalFleet, analytics: httpx.Client
) -> None:
    def bring(attempts: int) -> list[str]:
        bodies = [hits("a"), {"hits": [{"id": "b"}]}, hits("c", at=10**16), hits("d")]
        messages = [
            {"id": f"m{n}", "body": body, "attempts": attempts} for n, body in enumerate(bodies)
        ]
        told = fleet.deliver(WORKER, "analytics-events", *messages)
        assert told["outcome"] == "ok"
        return [message["msgId"] for message in told["retryMessages"]]

    def letters() -> dict[str, dict[str, Any]]:
        listed = analytics.get("/api/dead", headers=ADMIN).json()["items"]
        return {letter["key"]: letter for letter in listed}

    assert bring(attempts=1) == ["m2"], "no hour is that far away"
    kept = [row["id"] for row in fleet.d1(WORKER, "SELECT id FROM events ORDER BY id")]
    assert kept == ["a", "d"]
    assert letters()["m1"]["error"].startswith("It can't be read: hits.0.at: Field required; ")
    assert bring(attempts=51) == []
    assert set(letters()) == {"m1", "m2"}
    assert_equal_to_a_recount(fleet)
    later = (datetime.now(UTC) + timedelta(minutes=10)).isoformat()
    fleet.cron("slack-intel", at=later)

    def alerts() -> int:
        bodies = [each["body"] for each in fleet.outbox(provider="slack")]
        return sum("analytics-events" in body for body in bodies)

    # Slack takes one message a second: the second may still be on its way.
    eventually(lambda: alerts() == 2)
    path = f"/api/dead/{letters()['m2']['id']}/replay"
    assert analytics.post(path, headers=ADMIN).status_code == 202
    assert set(letters()) == {"m1"}


def test_events_that_the_queue_refuses_are_stored_at_once(
    fleet: LocalFleet, analytics: httpx.Client
) -> None:
    props = {f"property{number}": "x" * 200 for number in range(20)}
    assert send(analytics, *[{"props": props}] * 100).json()["accepted"] == 100
    assert total(analytics, "events") == 100
    assert any("queue_refused" in str(line) for line in fleet.logs(worker=WORKER))
    assert_equal_to_a_recount(fleet)


def test_nothing_that_names_a_person_is_stored(fleet: LocalFleet, analytics: httpx.Client) -> None:
    address = "203.0.113.77"
    url = "https://site.example/offer?email=ann@example.com&token=s3cret"
    send(analytics, {"url": url}, **{"CF-Connecting-IP": address})
    fleet.flush_queues()
    (event,) = fleet.d1(WORKER, "SELECT * FROM events")
    stored = json.dumps(event)
    assert not [secret for secret in (address, "ann@", "s3cret", CHROME) if secret in stored]
    assert event["path"] == "/offer"


def test_a_visitor_is_counted_once_a_day(fleet: LocalFleet, analytics: httpx.Client) -> None:
    for path in ("/", "/offer", "/"):
        send(analytics, {"url": path})
    send(analytics, {"url": "/"}, **{"User-Agent": f"{CHROME} another"})
    fleet.flush_queues()
    assert (total(analytics, "visitors"), total(analytics, "pageviews")) == (2, 4)


def test_bots_are_left_out(fleet: LocalFleet, analytics: httpx.Client) -> None:
    agent = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"
    answer = send(analytics, {}, {}, **{"User-Agent": agent})
    assert (answer.status_code, answer.json()) == (202, {"accepted": 0, "ignored": 2})
    fleet.flush_queues()
    assert total(analytics, "events") == 0


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("[]", [""]),
        ("{}," * 100 + "{}", None),
        ('[{"name":"ok"},{"name":""}]', ["/1/name"]),
        ('{"events":[{"name":"ok"},{"name":""}]}', ["/events/1/name"]),
        ('{"at":"yesterday"}', ["/at"]),
        ('{"props":{"a":{}}}', None),
        ("[" + ",".join(["{}"] * 101) + "]", [""]),
    ],
)
def test_what_is_no_event_is_refused(
    analytics: httpx.Client, body: str, expected: list[str] | None
) -> None:
    headers = {"Content-Type": "application/json"}
    answer = analytics.post("/api/events", content=body, headers=headers)
    assert answer.status_code in (400, 422)
    if expected:
        assert pointers(answer) == expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/api/report?metric=revenue", ["/metric"]),
        ("/api/report?group=ip", ["/group"]),
        ("/api/report?from=2026-02-01&to=2026-01-01", ["/from"]),
        ("/api/report?from=1900-01-01", ["/from"]),
        ("/api/report?group=hour&from=2026-01-01&to=2026-06-01", ["/from"]),
        ("/api/report?from=yesterday", ["/from"]),
        ("/api/report?limit=0", ["/limit"]),
        ("/api/funnel", ["/steps"]),
        ("/api/funnel?steps=one", ["/steps"]),
        ("/api/funnel?steps=a,b&from=2026-02-01&to=2026-01-01", ["/from"]),
    ],
)
def test_reports_that_make_no_sense_are_refused_with_a_pointer(
    analytics: httpx.Client, path: str, expected: list[str]
) -> None:
    assert pointers(analytics.get(path, headers=ADMIN)) == expected


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
@pytest.mark.parametrize("path", ["/api/report?", "/api/funnel?steps=a,b&"])
def test_the_calendars_first_and_last_days_have_no_events(
    analytics: httpx.Client, path: str, day: str
) -> None:
    assert analytics.get(f"{path}from={day}&to={day}", headers=ADMIN).status_code == 200


@pytest.mark.parametrize("path", ["/api/report", "/api/funnel?steps=a,b"])
def test_reports_are_private(analytics: httpx.Client, path: str) -> None:
    assert analytics.get(path).status_code == 401
    assert analytics.get(path, headers={"Authorization": "Bearer no"}).status_code == 403


def test_a_report_is_grouped_and_cut_but_its_total_is_whole(
    fleet: LocalFleet, analytics: httpx.Client
) -> None:
    send(analytics, *[{"url": f"/p{number}"} for number in (1, 1, 1, 2, 2, 3)])
    fleet.flush_queues()
    answer = analytics.get("/api/report?group=path&limit=2", headers=ADMIN).json()
    assert answer["rows"] == [{"key": "/p1", "value": 3}, {"key": "/p2", "value": 2}]
    assert answer["total"] == 6
    hours = analytics.get("/api/report?group=hour&from=2026-01-01&to=2026-01-02", headers=ADMIN)
    assert hours.json()["rows"] == []


def test_a_funnel_counts_steps_in_order(fleet: LocalFleet, analytics: httpx.Client) -> None:
    journeys = {"a": ["/", "/offer", "lead"], "b": ["/offer", "/"], "c": ["/", "/offer"]}
    for visitor, steps in journeys.items():
        for step in steps:
            event = {"url": step} if step.startswith("/") else {"name": step}
            send(analytics, event, **{"User-Agent": f"{CHROME} {visitor}"})
    fleet.flush_queues()
    answer = analytics.get("/api/funnel?steps=/,/offer,lead", headers=ADMIN).json()
    assert [step["visitors"] for step in answer["steps"]] == [3, 2, 1]
    assert [step["of_first"] for step in answer["steps"]] == [1.0, 0.6667, 0.3333]


def test_the_script_is_small_and_is_not_sent_twice(analytics: httpx.Client) -> None:
    first = analytics.get("/script.js")
    assert first.headers["content-type"].startswith("text/javascript")
    assert len(first.content) < 2500
    assert "cookie" not in first.text.lower()
    again = analytics.get("/script.js", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_a_beacon_from_any_site_is_let_in(analytics: httpx.Client) -> None:
    headers = {"Origin": "https://any.example", "Access-Control-Request-Method": "POST"}
    answer = analytics.options("/api/events", headers=headers)
    assert answer.status_code == 204
    assert answer.headers["access-control-allow-origin"] == "*"


def test_the_document_says_that_the_script_is_javascript(analytics: httpx.Client) -> None:
    script = analytics.get("/openapi.json").json()["paths"]["/script.js"]["get"]
    assert list(script["responses"]["200"]["content"]) == ["text/javascript"]


def test_several_reports_at_once_are_those_of_single_questions(
    fleet: LocalFleet, analytics: httpx.Client
) -> None:
    send(analytics, {"url": "https://a.example/sell"}, {"url": "https://a.example/"})
    fleet.flush_queues()
    asked: list[dict[str, Any]] = [
        {"metric": "visitors", "group": "day"},
        {"metric": "pageviews", "group": "path", "limit": 1},
        {"metric": "events", "group": "hour"},
    ]
    answer = analytics.post("/api/reports", json={"reports": asked}, headers=ADMIN)
    assert answer.status_code == 200, answer.text
    alone = [analytics.get("/api/report", params=one, headers=ADMIN).json() for one in asked]
    assert answer.json()["reports"] == alone
    assert answer.json()["reports"][0]["total"] == 1
    assert analytics.post("/api/reports", json={"reports": asked}).status_code == 401


def test_a_beacon_of_url_search_params_is_an_event(
    fleet: LocalFleet, analytics: httpx.Client
) -> None:
    fields = {"name": "lead_form_opened", "url": "https://a.example//Verkaufen?utm_source=Bing%20"}
    answer = analytics.post("/api/events", data=fields)
    assert (answer.status_code, answer.json()) == (202, {"accepted": 1, "ignored": 0})
    assert pointers(analytics.post("/api/events", data={"at": "soon"})) == ["/at"]
    fleet.flush_queues()
    (event,) = fleet.d1(WORKER, "SELECT name, path, source FROM events")
    assert event == {"name": "lead_form_opened", "path": "/verkaufen", "source": "bing"}


def test_spam_is_left_out(fleet: LocalFleet, analytics: httpx.Client) -> None:
    spam = {"url": "https://a.example/", "referrer": "https://seven.semalt.com/crawler.php"}
    answer = send(analytics, spam, {"url": "https://a.example/", "referrer": "https://t.co/"})
    assert answer.json() == {"accepted": 1, "ignored": 1}
    fleet.flush_queues()
    assert total(analytics, "events") == 1
