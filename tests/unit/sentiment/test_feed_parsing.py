import contextlib
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feed_dates import parse_date
from feed_parsing import MAX_ARTICLES, MAX_FEED, FeedError, parse_feed

RSS = """<?xml version="1.0" encoding="iso-8859-1"?>
<rss version="2.0" xmlns:media="http://search.yahoo.com/mrss/"><channel><title>News</title>
<item><title>Sales &amp; rates&nbsp;rise at AT&T <![CDATA[in <b>Seattle</b>]]></title>
<link>https://news.example/1</link><guid isPermaLink="false">n1</guid>
<pubDate>Mon, 23 Nov 2026 10:00:00 -0500</pubDate>
<description>&lt;p&gt;More &amp;amp; more&lt;script&gt;bad()&lt;/script&gt;&lt;/p&gt;</description>
<media:group><media:title>Not the title</media:title></media:group></item>
</channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>News</title><entry>
<title type="html">Rates &lt;i&gt;fall&lt;/i&gt;</title><link rel="self" href="https://no.example"/>
<link href="https://news.example/2"/><id>urn:2</id><updated>2026-11-23T10:00:00Z</updated>
<summary>Text</summary></entry></feed>"""
RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>News</title></channel>
<item rdf:about="https://news.example/3"><title>Old style</title>
<dc:date>2026-11-23</dc:date></item></rdf:RDF>"""


def test_rss_is_read_as_plain_text_with_what_is_broken_in_it_repaired() -> None:
    (article,) = parse_feed(RSS).articles
    assert article.title == "Sales & rates rise at AT&T in Seattle"
    assert article.summary == "More & more"
    assert (article.link, article.guid) == ("https://news.example/1", "n1")
    assert article.published == datetime(2026, 11, 23, 15, tzinfo=UTC)


def test_atom_is_read_with_its_alternate_link() -> None:
    (article,) = parse_feed(ATOM).articles
    assert (article.title, article.link) == ("Rates fall", "https://news.example/2")
    assert article.published == datetime(2026, 11, 23, 10, tzinfo=UTC)


def test_rss_1_is_read_with_its_address_and_dublin_core_date() -> None:
    (article,) = parse_feed(RDF).articles
    assert (article.title, article.link) == ("Old style", "https://news.example/3")
    assert article.published == datetime(2026, 11, 23, tzinfo=UTC)


def test_a_feed_that_breaks_off_keeps_the_articles_before_the_break() -> None:
    feed = parse_feed(RSS.replace("</channel></rss>", "<item><title>Half a"))
    assert [article.guid for article in feed.articles] == ["n1"]
    assert feed.broken


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "not a feed"),
        ("no markup at all", "not a feed"),
        ("<!DOCTYPE html><html><body>Sorry</body></html>", "HTML page"),
        ("<html><body>Sorry", "HTML page"),
        ("<orders><order/></orders>", "root element is orders"),
        ('<!DOCTYPE r [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><rss>&b;</rss>', "document type"),
        ('<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss>&x;</rss>', "document type"),
        ('<!DOCTYPE rss SYSTEM "http://127.0.0.1/x.dtd"><rss/>', "document type"),
        ("<rss>" + "<a>" * 100, "deep"),
        ("<rss>" + " " * MAX_FEED, "characters"),
    ],
)
def test_what_is_no_safe_feed_is_refused_with_a_reason(text: str, reason: str) -> None:
    with pytest.raises(FeedError, match=reason):
        parse_feed(text)


@given(st.text(max_size=300))
def test_any_text_is_a_feed_or_a_feed_error(text: str) -> None:
    for wrapped in (text, f"<rss><channel><item><title>{text}</title></item></channel></rss>"):
        with contextlib.suppress(FeedError):
            assert len(parse_feed(wrapped).articles) <= 1


def test_no_more_articles_are_taken_than_the_limit() -> None:
    items = "<item><title>x</title></item>" * (MAX_ARTICLES + 5)
    assert len(parse_feed(f"<rss><channel>{items}</channel></rss>").articles) == MAX_ARTICLES


@pytest.mark.parametrize(
    "text",
    [
        "",
        "yesterday",
        "2026-13-45",
        "Mon, 99 Foo 2026 10:00:00",
        "0001-01-01T00:00:00+14:00",
        "Fri, 31 Dec 9999 23:59:59 -1200",
    ],
)
def test_a_date_that_is_none_is_not_guessed(text: str) -> None:
    assert parse_date(text) is None
