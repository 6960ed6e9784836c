from datetime import UTC, date, datetime, timedelta

import pytest
from pydantic import TypeAdapter, ValidationError

from contracts.analytics import Event, Events
from edgekit import Problem
from hits import Sender, hit_of
from traffic_reports import Days, days_between, report_of, steps_of
from visitor_identity import device_of, is_bot, visitor_id

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
SENDER = Sender("v1", "desktop", "US")
CHROME = (
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/140.0.0.0 Safari/537.36"
)
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Mobile/15E148 Safari/604.1"


@pytest.mark.parametrize(
    "agent",
    [
        "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
        "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)",
        "Mozilla/5.0 (compatible; AhrefsBot/7.0; +http://ahrefs.com/robot/)",
        "facebookexternalhit/1.1",
        "Mozilla/5.0 (compatible; Baiduspider/2.0)",
        "GPTBot/1.2",
        "Slackbot-LinkExpanding 1.0",
    ],
)
def test_what_names_itself_a_bot_is_one(agent: str) -> None:
    assert is_bot(agent)


@pytest.mark.parametrize("agent", [CHROME, IPHONE, "curl/8.5.0", "python-httpx/0.28.1", ""])
def test_browsers_and_http_libraries_are_no_bots(agent: str) -> None:
    assert not is_bot(agent)


def test_a_page_that_is_fetched_ahead_does_not_count() -> None:
    assert is_bot(CHROME, "prefetch;prerender")


@pytest.mark.parametrize(
    ("agent", "device"),
    [(CHROME, "desktop"), (IPHONE, "mobile"), ("Mozilla/5.0 (iPad; CPU OS 18_0)", "tablet"),
     ("Mozilla/5.0 (Linux; Android 15; SM-X710)", "tablet"), ("curl/8.5.0", "other"),
     ("Mozilla/5.0 (Linux; Android 15; Pixel 9) Mobile", "mobile")],
)  # fmt: skip
def test_the_device_is_read_from_the_browsers_name(agent: str, device: str) -> None:
    assert device_of(agent) == device


def test_a_visitor_is_the_same_all_day_and_another_the_next() -> None:
    today = visitor_id("salt", "192.0.2.1", CHROME)
    assert today == visitor_id("salt", "192.0.2.1", CHROME)
    others = [
        ("next", "192.0.2.1", CHROME),
        ("salt", "192.0.2.2", CHROME),
        ("salt", "192.0.2.1", IPHONE),
    ]
    assert all(visitor_id(*other) != today for other in others)
    assert "192.0.2.1" not in today


def test_a_hit_keeps_no_query_but_its_source() -> None:
    event = Event(url="https://www.site.example/offer/?token=secret&utm_source=Mail", referrer=None)
    hit = hit_of(event, SENDER, NOW)
    assert (hit.site, hit.path, hit.source) == ("site.example", "/offer", "mail")
    assert "secret" not in hit.model_dump_json()


def test_a_site_is_not_its_own_referrer() -> None:
    own = Event(url="https://site.example/a", referrer="https://www.site.example/")
    other = Event(url="https://site.example/a", referrer="https://search.example/?q=x")
    assert (hit_of(own, SENDER, NOW).referrer, hit_of(own, SENDER, NOW).source) == ("", "direct")
    assert hit_of(other, SENDER, NOW).source == "search.example"


@pytest.mark.parametrize(
    ("at", "kept"),
    [
        (NOW - timedelta(hours=2), True),
        (NOW - timedelta(days=2), False),
        (NOW + timedelta(days=1), False),
    ],
)
def test_a_time_that_cannot_be_is_now(at: datetime, kept: bool) -> None:
    assert hit_of(Event(at=at), SENDER, NOW).at == int((at if kept else NOW).timestamp() * 1000)


def test_an_event_without_an_id_is_given_one() -> None:
    assert hit_of(Event(), SENDER, NOW).id.startswith("ev_")
    assert hit_of(Event(id="client-made-id"), SENDER, NOW).id == "client-made-id"


@pytest.mark.parametrize(
    "url", ["", "not a url", "http://[broken", "//x", "https://x.example:99999/"]
)
def test_an_odd_address_makes_no_error(url: str) -> None:
    assert hit_of(Event(url=url), SENDER, NOW).source == "direct"


@pytest.mark.parametrize(
    "text",
    ['{"name":"lead"}', '[{"name":"lead"}]', '{"events":[{"name":"lead"}]}', '{"event":"lead"}'],
)
def test_one_event_a_list_and_a_batch_are_taken(text: str) -> None:
    assert [event.name for event in TypeAdapter(Events).validate_json(text).events] == ["lead"]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("[]", ("events",)),
        ("3", ()),
        ('[{"name":"x"},{"name":""}]', ("events", 1, "name")),
        ('{"at":"yesterday"}', ("events", 0, "at")),
        ('{"id":"no spaces here"}', ("events", 0, "id")),
        ('{"props":{"a":[1]}}', ("events", 0, "props", "a")),
        (f'{{"props":{{"a":"{"x" * 201}"}}}}', ("events", 0)),
        ("[" + ",".join(["{}"] * 101) + "]", ("events",)),
    ],
)
def test_what_is_no_event_is_refused_where_it_is_wrong(
    text: str, place: tuple[object, ...]
) -> None:
    with pytest.raises(ValidationError) as caught:
        TypeAdapter(Events).validate_json(text)
    assert caught.value.errors()[0]["loc"][: len(place)] == place


def test_the_schema_says_that_one_event_is_enough() -> None:
    assert len(TypeAdapter(Events).json_schema()["anyOf"]) == 3


def test_a_range_is_thirty_days_unless_it_is_given() -> None:
    assert days_between(None, None, NOW.date()) == Days(date(2026, 10, 25), date(2026, 11, 23))


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (date(2026, 2, 1), date(2026, 1, 1)),
        (date(1900, 1, 1), date(2026, 1, 1)),
        (date(9999, 1, 1), None),
    ],
)
def test_a_range_that_makes_no_sense_is_refused(first: date, last: date | None) -> None:
    with pytest.raises(Problem) as caught:
        days_between(first, last, NOW.date())
    assert caught.value.status == 422
    assert caught.value.errors[0].pointer == "/from"


def test_the_first_day_there_is_makes_no_error() -> None:
    assert days_between(None, date.min, NOW.date()).last == date.min


def test_a_report_by_day_has_every_day() -> None:
    report = report_of("visitors", "day", Days(date(2026, 1, 1), date(2026, 1, 3)), [], 0, 100)
    assert [row.key for row in report.rows] == ["2026-01-01", "2026-01-02", "2026-01-03"]


@pytest.mark.parametrize("steps", ["", "one", "a,,b", ",".join("abcdefghijk"), "a," + "x" * 501])
def test_a_funnel_needs_steps(steps: str) -> None:
    with pytest.raises(Problem) as caught:
        steps_of(steps)
    assert caught.value.errors[0].pointer == "/steps"
