"""Feeds as publishers write them: their encodings, links, dates and keys, next to feedparser's."""

import itertools
import json
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import feedparser
import pytest
import webencodings
from webencodings.labels import LABELS

from article_records import record, records_of
from article_store import INSERT_ARTICLES, INSERT_REGIONS
from edgekit.public_urls import RefusedUrl
from feed_dates import parse_date
from feed_encoding import decoded
from feed_parsing import Article, FeedError, parse_feed
from feed_reading import _redirected

FEED = "https://news.example/feeds/all.xml"
NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
SAMPLES = {
    "ibm866": "Привет", "iso-8859-2": "Łódź", "iso-8859-3": "Ħal", "iso-8859-4": "Šķ",
    "iso-8859-5": "Привет", "iso-8859-6": "سلام", "iso-8859-7": "Γεια", "iso-8859-8": "שלום",
    "iso-8859-8-i": "שלום", "iso-8859-10": "Þór", "iso-8859-13": "Žąsis", "iso-8859-14": "Ŵŷ",
    "iso-8859-15": "10 €", "iso-8859-16": "Țară", "koi8-r": "Привет", "koi8-u": "Їжак",
    "macintosh": "Café", "windows-874": "สวัสดี", "windows-1250": "Łódź", "windows-1251": "Привет",
    "windows-1252": "“Café” – 10 €", "windows-1253": "Γεια", "windows-1254": "İş",
    "windows-1255": "שלום", "windows-1256": "سلام", "windows-1257": "Žąsis", "windows-1258": "Đà",
    "x-mac-cyrillic": "Привет", "gbk": "房价", "gb18030": "房价€", "big5": "房價", "euc-jp": "住宅",
    "iso-2022-jp": "住宅", "shift_jis": "住宅①", "euc-kr": "똠방", "utf-8": "住宅 €",
}  # fmt: skip
CODECS = {"macintosh": "mac_roman", "x-mac-cyrillic": "mac_cyrillic", "windows-874": "cp874",
          "iso-8859-8-i": "iso-8859-8", "euc-kr": "cp949", "shift_jis": "cp932", "gbk": "gb18030",
          "big5": "big5hkscs", "ibm866": "cp866"}  # fmt: skip


def _rss(title: str, declared: str = "", inside: str = "") -> str:
    head = f'<?xml version="1.0" encoding="{declared}"?>' if declared else ""
    return f"{head}<rss><channel><item><title>{title}</title>{inside}</item></channel></rss>"


def _only(text: str, address: str = FEED) -> Article:
    (article,) = parse_feed(text, address).articles
    return article


@pytest.mark.parametrize("label", sorted(LABELS))
@pytest.mark.parametrize("where", ["xml", "http"])
def test_every_label_that_browsers_know_is_read(label: str, where: str) -> None:
    name = webencodings.lookup(label).name
    if name not in SAMPLES:
        assert name in {"replacement", "x-user-defined", "utf-16le", "utf-16be"}
        return
    text, codec = SAMPLES[name], CODECS.get(name, name)
    data = _rss(text, label if where == "xml" else "").encode(codec)
    given = f"application/rss+xml; charset={label}" if where == "http" else "application/xml"
    assert _only(decoded(data, given)).title == text


@pytest.mark.parametrize("label", ["iso-8859-1", "latin1", "us-ascii", "ISO_8859-1", "cp1252"])
def test_latin_1_is_windows_1252_as_in_browsers(label: str) -> None:
    data = _rss("“10 €” – now", label).encode("cp1252")
    assert _only(decoded(data)).title == "“10 €” – now"


def test_a_mark_comes_before_http_and_http_before_the_declaration() -> None:
    marked = "\ufeff" + _rss("住宅", "iso-8859-1")
    for codec in ("utf-8", "utf-16-le", "utf-16-be"):
        assert _only(decoded(marked.encode(codec), "text/xml; charset=koi8-r")).title == "住宅"
    both = _rss("Łódź", "windows-1252").encode("iso-8859-2")
    assert _only(decoded(both, 'text/xml; charset="ISO-8859-2"')).title == "Łódź"
    for codec in ("utf-16-le", "utf-16-be"):
        assert _only(decoded(_rss("住宅", "utf-16").encode(codec))).title == "住宅"


def test_what_is_said_wrongly_does_not_spoil_a_feed() -> None:
    latin = _rss("Café", "iso-8859-1").encode("iso-8859-1")
    assert _only(decoded(latin, "text/xml; charset=utf-8")).title == "Café"
    assert _only(decoded(_rss("Café").encode("cp1252"))).title == "Café"
    assert _only(decoded(_rss("Café", "utf-16").encode(), "text/xml; charset=x")).title == "Café"
    assert decoded(b"\x81\xff", "text/xml; charset=utf-8")
    assert decoded(b"") == ""


@pytest.mark.parametrize(
    ("inside", "link"),
    [
        ("<link><![CDATA[https://n.example/a?b=1&c=2]]></link>", "https://n.example/a?b=1&c=2"),
        ("<link>&lt;![CDATA[https://n.example/a?b=1&amp;c=2]]&gt;</link>",
         "https://n.example/a?b=1&c=2"),
        ("<link>/a/1</link>", "https://news.example/a/1"),
        ("<link>1.html</link>", "https://news.example/feeds/1.html"),
        ("<link xml:base='https://x.example/y/'>z</link>", "https://x.example/y/z"),
        ("<guid>https://n.example/p</guid>", "https://n.example/p"),
        ("<guid isPermaLink='false'>https://n.example/p</guid>", ""),
        ("<atom:link rel='self' href='/no'/><link>/yes</link>", "https://news.example/yes"),
    ],
)  # fmt: skip
def test_links_are_whole(inside: str, link: str) -> None:
    assert _only(_rss("t", inside=inside)).link == link


def test_bases_lie_within_each_other() -> None:
    text = """<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://a.example/x/">
      <entry xml:base="y/"><title>1</title><link href="1"/></entry>
      <entry><title>2</title><link href="2"/></entry></feed>"""
    links = [article.link for article in parse_feed(text, FEED).articles]
    assert links == ["https://a.example/x/y/1", "https://a.example/x/2"]


@pytest.mark.parametrize(
    ("inside", "summary"),
    [
        ("<media:content url='a.jpg'/><content:encoded>Body</content:encoded>", "Body"),
        ("<media:content>A picture</media:content><content:encoded>Body</content:encoded>", "Body"),
        ("<media:description>A picture</media:description><description>Body</description>", "Body"),
        ("<description/><content:encoded><![CDATA[<p>One</p><p>Two</p>]]></content:encoded>",
         "One Two"),
        ("<description>&lt;![CDATA[&lt;b&gt;Bold&lt;/b&gt; text]]&gt;</description>", "Bold text"),
        ("<description><![CDATA[AT&T & sons &amp; co]]></description>", "AT&T & sons & co"),
        ("<description><p>One</p><p>Two</p></description>", "One Two"),
    ],
)  # fmt: skip
def test_the_body_is_found_whatever_stands_before_it(inside: str, summary: str) -> None:
    assert _only(_rss("t", inside=inside)).summary == summary


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("Dec 3, 2026", "2026-12-03T00:00"), ("3 December 2026", "2026-12-03T00:00"),
        ("December 3rd, 2026", "2026-12-03T00:00"), ("Thursday, Dec. 3, 2026", "2026-12-03T00:00"),
        ("Thu, 03 Dec 2026 09:05:00 EST", "2026-12-03T14:05"),
        ("Thu, 03 Dec 2026 09:05:00 PDT", "2026-12-03T16:05"),
        ("Thu, 3 Dec 26 09:05 +0530", "2026-12-03T03:35"),
        ("Thu, 03 Dec 2026 09:05:00 GMT-5", "2026-12-03T14:05"),
        ("Thu, 03 Dec 2026 09:05:00 GMT+01:00", "2026-12-03T08:05"),
        ("Thu, 03 Dec 2026 09:05:00 -0800 (PST)", "2026-12-03T17:05"),
        ("Thurs, 03 Sept 2026 09:05:00 Z", "2026-09-03T09:05"),
        ("Wed, 03 Dec 2026 09:05:00 XYZ", "2026-12-03T09:05"),
        ("2026-12-03T09:05:00", "2026-12-03T09:05"), ("2026-12-03 09:05", "2026-12-03T09:05"),
        ("2026-12-03T09:05:00-06:00", "2026-12-03T15:05"), ("2026/12/03", "2026-12-03T00:00"),
        ("12/03/2026", "2026-12-03T00:00"), ("23/12/2026", "2026-12-23T00:00"),
        ("03.12.2026", "2026-12-03T00:00"), ("Thu Dec  3 09:05:00 2026", "2026-12-03T09:05"),
        ("December 3, 2026 at 9:05 PM", "2026-12-03T21:05"),
        ("Dec 3, 2026 12:05 a.m. ET", "2026-12-03T05:05"),
        ("03-Dec-2026 09:05", "2026-12-03T09:05"), ("3rd of December 1999", "1999-12-03T00:00"),
        ("Thu, 03 Dec 2026 24:00:00 GMT", "2026-12-04T00:00"),
    ],
)  # fmt: skip
def test_dates_are_read_as_they_are_written(text: str, moment: str) -> None:
    assert parse_date(text) == datetime.fromisoformat(moment).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    ["today", "3 hours ago", "Smarch 3, 2026", "31 February 2026", "2026", "December 2026",
     "Dec 3", "03 Dec 2026 25:00", "13:60 Dec 3, 2026", "0", "32.13.2026", "--", "1764720000"],
)  # fmt: skip
def test_a_date_that_can_not_be_read_is_none_and_its_article_counts_nowhere(text: str) -> None:
    assert parse_date(text) is None
    article = _only(_rss("Seattle sales rise", inside=f"<pubDate>{text}</pubDate>"))
    assert (article.published, article.dated) == (None, True)
    assert record(article, FEED, NOW).regions == []
    assert record(_only(_rss("Seattle sales rise")), FEED, NOW).regions != []


def _stored(db: sqlite3.Connection, *readings: list[Article]) -> int:
    for articles in readings:
        rows = json.dumps([one.as_row() for one in records_of(articles, FEED, NOW)])
        db.execute(INSERT_ARTICLES, (rows,)).fetchall()
        db.execute(INSERT_REGIONS, (rows,))
    return int(db.execute("SELECT COUNT(*) FROM articles").fetchone()[0])


def _article(n: int, **given: Any) -> Article:
    known = {"title": f"Title {n}", "link": f"https://n.example/{n}", "guid": f"g{n}"} | given
    return Article(summary="", published=NOW - timedelta(hours=n), dated=True, **known)


@pytest.mark.parametrize(
    "same",
    [
        {"guid": "one-for-all"},
        {"title": "Rates today"},
        {"link": "https://n.example/"},
        {"guid": "one-for-all", "title": "Rates today"},
        {"link": "https://n.example/", "title": "Rates today"},
        {"guid": "", "link": ""},
    ],
    ids=lambda same: "-".join(same),
)
def test_items_that_share_a_key_are_items_of_their_own_and_stay_so(
    db: sqlite3.Connection, same: dict[str, str]
) -> None:
    articles = [_article(n, **same) for n in range(6)]
    assert _stored(db, articles, articles, articles[:3], [*articles[2:], articles[0]]) == 6


def test_links_that_differ_in_a_number_are_items_of_their_own(db: sqlite3.Connection) -> None:
    articles = [_article(n, link=f"https://n.example/r?ref={n}", guid="") for n in range(5)]
    assert _stored(db, *([article] for article in articles), articles) == 5
    campaign = [
        _article(9, link=f"https://n.example/9?ref={by}", guid=by) for by in ("rss", "mail")
    ]
    assert _stored(db, [campaign[0]], [campaign[1]]) == 6


@pytest.mark.parametrize(
    "target",
    [
        "http://169.254.169.254/latest/meta-data", "https://127.0.0.1/", "//10.0.0.8/feed",
        "http://[::1]/", "http://[::ffff:192.168.0.1]/x", "https://localhost/feed",
        "http://metadata.google.internal/", "http://0x7f.1/", "http://2130706433/",
        "https://user:pass@news.example/", "file:///etc/passwd", "gopher://news.example/",
    ],
)  # fmt: skip
def test_a_redirect_to_a_private_address_is_refused(target: str) -> None:
    with pytest.raises(FeedError, match="redirects to where"):
        _redirected(FEED, target)


def test_a_redirect_on_the_web_is_followed() -> None:
    assert _redirected(FEED, "/new.xml#top") == "https://news.example/new.xml"
    assert _redirected(FEED, "http://other.example:8080/x") == "http://other.example:8080/x"
    assert issubclass(RefusedUrl, ValueError)


def _made_feeds() -> Iterator[tuple[str, str]]:
    """Feeds of each kind, date, link and text, as a text and its address."""
    day = datetime(2026, 11, 5, 17, 30, tzinfo=UTC)
    dates = [format_datetime(day), day.isoformat(), "Thu, 05 Nov 2026 12:30:00 EST", "2026-11-05",
             "Thu, 05 Nov 2026 09:30:00 -0800"]  # fmt: skip
    links = ["https://n.example/1?a=1&amp;b=2", "/rel/1", "rel", "../up"]
    texts = ["Plain words", "A &amp; B", "<![CDATA[C & <b>D</b>]]>", "&lt;i&gt;E&lt;/i&gt; F",
             "Caf&#233; &#x2014; &quot;G&quot;"]  # fmt: skip
    for date, link, text in itertools.product(dates, links, texts):
        about = f"<link>{link}</link><description>{text}</description><pubDate>{date}</pubDate>"
        yield _rss(text, inside=f"{about}<guid isPermaLink='false'>x</guid>"), FEED
        if not date[0].isdigit():
            continue
        html = text.replace("A &amp; B", "A &amp;amp; B")
        yield (
            (
                '<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://b.example/q/"><entry>'
                f'<title type="html">{html}</title><link href="{link}"/><id>x</id>'
                f'<published>{date}</published><summary type="html">{html}</summary></entry></feed>'
            ),
            FEED,
        )


def test_made_feeds_are_read_as_feedparser_reads_them() -> None:
    feeds = list(_made_feeds())
    assert len(feeds) >= 140
    for text, address in feeds:
        ours = _only(text, address)
        headers = {"content-type": "application/xml; charset=utf-8", "content-location": address}
        (theirs,) = feedparser.parse(text.encode(), response_headers=headers).entries
        plain = _only(_rss(f"<![CDATA[{theirs.title}]]>")).title
        moment = datetime(*theirs.published_parsed[:6], tzinfo=UTC)
        assert (ours.title, ours.link, ours.published) == (plain, theirs.link, moment), text


def test_made_encodings_are_read_as_feedparser_reads_them() -> None:
    read = 0
    for name, sample in SAMPLES.items():
        if name in {
            "iso-8859-8-i",
            "x-mac-cyrillic",
            "windows-874",
            "macintosh",
            "shift_jis",
            "euc-kr",
        }:
            continue  # names that Python has not, or means otherwise
        for where in ("xml", "http"):
            text = _rss(sample, name if where == "xml" else "")
            data = text.encode(CODECS.get(name, name))
            given = f"application/xml; charset={name}" if where == "http" else "application/xml"
            (theirs,) = feedparser.parse(data, response_headers={"content-type": given}).entries
            assert _only(decoded(data, given)).title == theirs.title, name
            read += 1
    assert read >= 60
