from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import crawleruseragents
import pytest

from analytics_vars import AnalyticsVars
from contracts.analytics import Event
from event_store import midnight
from hits import Sender, hit_of, is_spam_of
from page_names import address_of, site_of, source_of
from traffic_lists import crawlers
from traffic_reports import steps_of
from visitor_identity import LONGEST_AGENT, device_of, is_bot

SENDER = Sender("v1", "desktop", "US")
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
ANDROID = "Mozilla/5.0 (Linux; Android 13; {model}) AppleWebKit/537.36 (KHTML, like Gecko) "
CHROME = "Chrome/141.0.0.0 Mobile Safari/537.36"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://a.example/Offer", "https://a.example/offer"),
        ("https://a.example//offer", "https://a.example/offer/"),
        ("https://a.example/ma%C3%B1ana", "https://a.example/mañana"),
        ("https://a.example/man\u0303ana", "https://a.example/mañana"),
        ("https://a.example/caf%c3%a9///", "https://a.example/CAFÉ"),
        ("//offer", "/offer"),
        ("https://a.example", "https://a.example/"),
        ("https://a.example/two%20words", "https://a.example/two words"),
    ],
)
def test_a_page_has_one_path_however_it_is_written(one: str, other: str) -> None:
    assert address_of(one).path == address_of(other).path != ""


def test_different_pages_stay_different() -> None:
    urls = ("/a/b", "/a%2Fb", "/ab", "/cafe", "/café", "/a-b", "/a_b")
    assert len({address_of(url).path for url in urls}) == len(urls)
    assert address_of("//site.example/x").site == "site.example"
    assert address_of("https://a.example/%ff%").path.startswith("/")


def test_a_funnel_names_its_pages_in_any_spelling() -> None:
    assert steps_of("/Offer/, //ma%C3%B1ana ,Lead") == ["/offer", "/mañana", "Lead"]


@pytest.mark.parametrize(
    ("host", "site"),
    [
        ("l.facebook.com", "facebook.com"), ("lm.facebook.com", "facebook.com"),
        ("m.facebook.com", "facebook.com"), ("www.facebook.com.", "facebook.com"),
        ("l.instagram.com", "instagram.com"), ("out.reddit.com", "reddit.com"),
        ("m.youtube.com", "youtube.com"), ("amp.news.example", "news.example"),
        ("m.example", "m.example"), ("lm.example.com", "lm.example.com"),
        ("mail.google.com", "mail.google.com"), ("news.google.com", "news.google.com"),
    ],
)  # fmt: skip
def test_a_site_has_one_name_on_phones_and_behind_its_redirects(host: str, site: str) -> None:
    assert site_of(host) == site
    event = Event(url="https://a.example/", referrer=f"https://{host}/x?y=1")
    assert (hit_of(event, SENDER, NOW).referrer, hit_of(event, SENDER, NOW).source) == (site, site)


@pytest.mark.parametrize(
    "query", ["Bing", "bing%20", "%20BING", "bing+", "%EF%BC%A2ing", "b%69ng", "bing%2520"]
)
def test_a_campaigns_source_has_one_spelling(query: str) -> None:
    assert address_of(f"https://a.example/?utm_source={query}").utm_source == "bing"
    assert source_of("News  Letter") == source_of("news letter")
    assert source_of("M.Facebook.com") == "facebook.com"


@pytest.mark.parametrize("host", ["semalt.com", "www.semalt.com", "7.semalt.com", "darodar.com"])
def test_what_spam_claims_to_come_from_is_known(host: str) -> None:
    claimed = hit_of(Event(url="/", referrer=f"https://{host}/crawl"), SENDER, NOW)
    tagged = hit_of(Event(url=f"https://a.example/?utm_source={host}"), SENDER, NOW)
    assert is_spam_of(claimed)
    assert is_spam_of(tagged)


@pytest.mark.parametrize("host", ["google.com", "notsemalt.com", "semalt.com.example", "com", ""])
def test_no_other_site_is_taken_for_spam(host: str) -> None:
    referrer = f"https://{host}/" if host else None
    assert not is_spam_of(hit_of(Event(url="/", referrer=referrer), SENDER, NOW))


def test_days_are_those_of_the_sites_clock() -> None:
    zone = AnalyticsVars({"TZ": "America/Chicago"}.get).zone
    late = datetime(2026, 11, 24, 5, 30, tzinfo=UTC)
    hit = hit_of(Event(url="/"), SENDER, late, zone)
    assert (hit.day, hit.shift) == ("2026-11-23", -6 * 3600)
    assert hit_of(Event(url="/"), SENDER, late).day == "2026-11-24"
    assert midnight(date(2026, 7, 1), zone) == datetime(2026, 7, 1, 5, tzinfo=UTC).timestamp() * 1e3


def test_a_zone_that_there_is_not_is_told() -> None:
    given = AnalyticsVars({"TZ": "America/Springfield"}.get)
    assert given.zone == ZoneInfo("UTC")
    assert "TZ" in given.faults


def test_the_crawlers_of_the_kept_list_are_bots() -> None:
    known = [
        agent
        for entry in crawleruseragents.CRAWLER_USER_AGENTS_DATA
        if "http-library" not in entry.get("tags", ())
        for agent in entry.get("instances", ())
    ]
    assert len(known) > 2000
    assert sum(map(is_bot, known)) / len(known) > 0.97


@pytest.mark.parametrize(
    "agent",
    [
        ANDROID.format(model="CUBOT NOTE 50") + CHROME,
        ANDROID.format(model="CUBOT_X70") + CHROME,
        ANDROID.format(model="KingKong 9 Build/CUBOT") + CHROME,
        ANDROID.format(model="Pixel 9") + "Chrome/141.0.0.0 YaBrowser/25.8.1 Mobile Safari/537.36",
        ANDROID.format(model="SM-S931U; wv") + "Version/4.0 " + CHROME + " Instagram 400.0.0.1",
        ANDROID.format(model="SM-S931U; wv") + "Version/4.0 " + CHROME + " [FB_IAB/FB4A]",
        ANDROID.format(model="Pixel 8; wv") + "Version/4.0 " + CHROME + " Telegram-Android/12.1.1",
        ANDROID.format(model="Pixel 8") + "coc_coc_browser/140.0.1 " + CHROME,
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0",
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Safari/605.1.15",
        "Mozilla/5.0 (iPhone; CPU iPhone OS 26_0 like Mac OS X) GSA/390.0 Mobile/15E148",
        "Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) Chrome/140.0.0.0 Safari/537.36",
        "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36 OPR/124.0",
        "Mozilla/5.0 (Linux; Android 14; Pixel 7; wv) AppleWebKit/537.36 " + CHROME
        + " [Pinterest/Android]",
    ],
)  # fmt: skip
def test_the_browsers_of_people_are_no_bots(agent: str) -> None:
    assert not is_bot(agent)


@pytest.mark.parametrize(
    "agent",
    [
        "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 HeadlessChrome/141.0.0.0 Safari/537.36",
        "Mozilla/5.0 (compatible; YandexImages/3.0; +http://yandex.com/bots)",
        "Mozilla/5.0 (compatible; archive.org_bot +http://archive.org/details/archive.org_bot)",
        "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; ChatGPT-User/1.0)",
        "Mozilla/5.0 (compatible; Heritrix/3.4)",
    ],
)
def test_browsers_without_a_screen_and_readers_for_machines_are_bots(agent: str) -> None:
    assert is_bot(agent)


def test_of_a_name_without_end_only_the_beginning_is_read() -> None:
    assert is_bot("x" * (LONGEST_AGENT - 10) + " Googlebot")
    assert not is_bot("x" * LONGEST_AGENT + " Googlebot")
    assert device_of("android " * 40_000 + "mobile") == "tablet"


def test_the_shipped_crawlers_are_what_the_package_has() -> None:
    assert crawlers.TABLE.read_text(encoding="utf-8") == crawlers.module()
