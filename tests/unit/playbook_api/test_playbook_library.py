import json
from typing import Any

import feedparser
import pytest

from edgekit import Problem
from playbook_article import Article
from playbook_content import ARTICLES
from playbook_library import Library, Representation, representation

SITE = "https://houses.test"
LIBRARY = Library(SITE)


def page(tag: str | None = None, cursor: str | None = None, limit: int = 20) -> Any:
    return json.loads(LIBRARY.page(tag, cursor, limit).body)


def read(name: str) -> Representation:
    found = LIBRARY.article(name)
    assert found, name
    return found


def walk(tag: str | None, limit: int) -> list[str]:
    found: list[str] = []
    cursor: str | None = None
    while True:
        answer = page(tag, cursor, limit)
        assert len(answer["items"]) <= limit
        found += [item["slug"] for item in answer["items"]]
        cursor = answer["cursor"]
        if cursor is None:
            return found


@pytest.mark.parametrize("limit", [1, 3, 9, 10, 11])
def test_pages_hold_every_article_once_newest_first(limit: int) -> None:
    newest = sorted(ARTICLES, key=lambda a: (a.published, a.slug), reverse=True)
    assert walk(None, limit) == [a.slug for a in newest]


@pytest.mark.parametrize("limit", [1, 2, 20])
def test_a_tag_is_kept_from_page_to_page(limit: int) -> None:
    tagged = walk("compliance", limit)
    assert sorted(tagged) == sorted(a.slug for a in ARTICLES if "compliance" in a.tags)
    assert len(tagged) > 2


def test_an_unknown_tag_has_an_empty_page() -> None:
    assert page("no-such-tag") == {"items": [], "cursor": None}


@pytest.mark.parametrize("cursor", ["", "x", "bm9wZQ", "WzEsMl0", "WyJhIl0", "é"])
def test_a_cursor_that_is_not_ours_is_refused_with_a_pointer(cursor: str) -> None:
    with pytest.raises(Problem) as refused:
        LIBRARY.page(None, cursor, 20)
    assert refused.value.status == 422
    assert refused.value.errors[0].pointer == "/cursor"


def test_an_article_comes_as_json_as_markdown_and_as_html() -> None:
    as_json, as_markdown, as_html = (read(f"the-mao-formula{e}") for e in ("", ".md", ".html"))
    detail = json.loads(as_json.body)
    assert detail["html"].strip() == as_html.body.decode().strip()
    assert detail["markdown"].strip() == as_markdown.body.decode().strip()
    assert detail["url"] == f"{SITE}/playbook/the-mao-formula"
    assert as_markdown.media_type.startswith("text/markdown")
    assert LIBRARY.article("no-such-article") is None


def related(slug: str) -> list[str]:
    return [each["slug"] for each in json.loads(read(slug).body)["related"]]


@pytest.mark.parametrize("each", ARTICLES, ids=lambda each: each.slug)
def test_an_article_names_three_others_and_sellers_are_led_to_sellers_articles(
    each: Article,
) -> None:
    near = related(each.slug)
    assert len(set(near)) == len(near) == 3
    assert each.slug not in near
    readers = {a.slug: "sellers" in a.tags for a in ARTICLES}
    assert not readers[each.slug] or all(readers[slug] for slug in near)


@pytest.mark.parametrize(
    ("slug", "near"),
    [
        ("inherited-house-in-washington", "probate-and-inherited-houses"),
        ("probate-and-inherited-houses", "inherited-house-in-washington"),
        ("behind-on-payments", "foreclosure-timelines"),
        ("liens-on-the-house", "from-contract-to-closing"),
        ("the-mao-formula", "how-we-value-a-home"),
        ("texting-and-emailing-with-consent", "what-makes-a-lead-hot"),
    ],
)
def test_what_is_about_the_same_is_related(slug: str, near: str) -> None:
    assert near in related(slug)


def test_a_related_article_is_shown_as_the_list_shows_it() -> None:
    listed = {item["slug"]: item for item in page(limit=100)["items"]}
    for shown in json.loads(read("the-mao-formula").body)["related"]:
        assert shown == listed[shown["slug"]]


def test_every_representation_has_a_strong_tag_of_its_own() -> None:
    names = [f"{a.slug}{ending}" for a in ARTICLES for ending in ("", ".md", ".html")]
    made = [read(name) for name in names] + [LIBRARY.page(None, None, 20)]
    tags = {each.etag for each in made}
    assert len(tags) == len(made)
    assert all(tag.startswith('"') and tag.endswith('"') for tag in tags)


def test_a_tag_changes_with_any_byte_and_with_nothing_else() -> None:
    assert representation("a").etag == representation("a").etag
    assert representation("a").etag != representation("b").etag
    assert Library(SITE).page(None, None, 20).etag == LIBRARY.page(None, None, 20).etag


def test_a_search_answers_with_the_query_and_the_best_article_first() -> None:
    found = json.loads(LIBRARY.search("net sheet", 2).body)
    assert found["query"] == "net sheet"
    assert len(found["items"]) == 2
    best = found["items"][0]
    assert best["slug"] == "reading-a-net-sheet"
    assert "<mark>" in best["snippet"]


def test_a_search_with_a_typing_error_finds_the_same_and_says_what_it_looked_for() -> None:
    right = json.loads(LIBRARY.search("probate", 5).body)
    wrong = json.loads(LIBRARY.search("Probtae", 5).body)
    assert "searched_for" not in right
    assert (wrong["query"], wrong["searched_for"]) == ("Probtae", "probate")
    assert wrong["items"] == right["items"]


def test_the_feed_is_valid_atom_with_every_article_whole() -> None:
    feed = feedparser.parse(LIBRARY.feed("https://playbook.test/feed.xml").body)
    assert not feed.bozo
    assert feed.version == "atom10"
    assert [link.href for link in feed.feed.links] == [
        f"{SITE}/playbook",
        "https://playbook.test/feed.xml",
    ]
    by_link = {entry.link: entry for entry in feed.entries}
    assert set(by_link) == {f"{SITE}/playbook/{a.slug}" for a in ARTICLES}
    for each in ARTICLES:
        entry = by_link[f"{SITE}/playbook/{each.slug}"]
        assert entry.title == each.title
        assert entry.updated == f"{each.updated}T00:00:00Z"
        assert {tag.term for tag in entry.tags} == set(each.tags)
        assert "<h2>" in entry.content[0].value


def test_the_feed_begins_with_the_latest_change_and_is_dated_by_it() -> None:
    feed = feedparser.parse(LIBRARY.feed("https://playbook.test/feed.xml").body)
    dates = [entry.updated for entry in feed.entries]
    assert dates == sorted(dates, reverse=True)
    assert feed.feed.updated == dates[0]


def test_an_address_with_an_ampersand_does_not_break_the_feed() -> None:
    feed = feedparser.parse(Library("https://x.test/a&b").feed("https://x.test/f?a=1&b=2").body)
    assert not feed.bozo
    assert feed.entries[0].link.startswith("https://x.test/a&b/playbook/")
