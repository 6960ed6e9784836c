"""playbook-api over HTTP: representations, entity tags, conditional requests and the feed."""

import base64
import hashlib
from collections.abc import Iterator

import feedparser
import httpx
import pytest

from fleet.dev.local import LocalFleet

PATHS = [
    "/api/articles",
    "/api/articles?tag=sellers&limit=2",
    "/api/articles/the-mao-formula",
    "/api/articles/the-mao-formula.md",
    "/api/articles/the-mao-formula.html",
    "/api/search?q=net+sheet",
    "/api/search?q=liens&tag=sellers",
    "/feed.xml",
]


@pytest.fixture
def playbook(fleet: LocalFleet) -> Iterator[httpx.Client]:
    with fleet.worker("playbook-api") as client:
        yield client


@pytest.mark.parametrize("path", PATHS)
def test_what_has_not_changed_is_not_sent_again(playbook: httpx.Client, path: str) -> None:
    first = playbook.get(path)
    assert first.status_code == 200
    etag = first.headers["etag"]
    assert etag.startswith('"')
    again = playbook.get(path, headers={"If-None-Match": f'"other", {etag}'})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == etag
    assert again.headers["cache-control"] == first.headers["cache-control"]
    assert playbook.get(path, headers={"If-None-Match": '"other"'}).status_code == 200


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_is_open_to_every_origin(playbook: httpx.Client, path: str) -> None:
    answer = playbook.get(path, headers={"Origin": "https://partner.test"})
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "Origin" in answer.headers["vary"]
    assert "access-control-allow-credentials" not in answer.headers


def test_pages_follow_each_other_to_the_end(playbook: httpx.Client) -> None:
    slugs: list[str] = []
    cursor: dict[str, str] = {}
    while True:
        page = playbook.get("/api/articles", params={"limit": 3, **cursor}).json()
        slugs += [item["slug"] for item in page["items"]]
        if page["cursor"] is None:
            break
        cursor = {"cursor": page["cursor"]}
    assert len(slugs) == len(set(slugs)) == 28


def test_an_article_is_html_and_markdown(playbook: httpx.Client) -> None:
    article = playbook.get("/api/articles/reading-a-net-sheet").json()
    assert "<table>" in article["html"]
    assert "| Sale price |" in article["markdown"]
    markdown = playbook.get("/api/articles/reading-a-net-sheet.md")
    assert markdown.headers["content-type"] == "text/markdown; charset=utf-8"
    assert markdown.text.strip() == article["markdown"]


def test_a_search_finds_the_article_and_marks_the_words(playbook: httpx.Client) -> None:
    best = playbook.get("/api/search", params={"q": "quiet hours"}).json()["items"][0]
    assert best["slug"] == "texting-and-emailing-with-consent"
    assert "<mark>" in best["snippet"]


def test_a_search_with_a_tag_finds_only_what_has_it(playbook: httpx.Client) -> None:
    found = playbook.get("/api/search?q=liens&tag=sellers&limit=50").json()["items"]
    every = playbook.get("/api/search?q=liens&limit=50").json()["items"]
    assert found == [each for each in every if "sellers" in each["tags"]] != every


def test_a_search_forgives_typing_errors_and_says_so(playbook: httpx.Client) -> None:
    wrong = playbook.get("/api/search", params={"q": "forclosure timline"}).json()
    right = playbook.get("/api/search", params={"q": "foreclosure timeline"}).json()
    assert wrong["searched_for"] == "foreclosure timeline"
    assert "searched_for" not in right
    assert wrong["items"] == right["items"]
    assert right["items"][0]["slug"] == "foreclosure-timelines"


def test_an_article_says_what_to_read_next(playbook: httpx.Client) -> None:
    article = playbook.get("/api/articles/behind-on-payments").json()
    assert len(article["related"]) == 3
    assert article["related"][0]["slug"] == "foreclosure-timelines"
    for each in article["related"]:
        assert playbook.get(f"/api/articles/{each['slug']}").json()["title"] == each["title"]


@pytest.mark.parametrize("path", PATHS)
def test_head_has_the_headers_and_no_body(playbook: httpx.Client, path: str) -> None:
    whole, head = playbook.get(path), playbook.head(path)
    assert (head.status_code, head.content) == (200, b"")
    for name in ("etag", "content-type", "cache-control"):
        assert head.headers[name] == whole.headers[name]
    assert playbook.head(path, headers={"If-None-Match": head.headers["etag"]}).status_code == 304


@pytest.mark.parametrize("path", PATHS)
def test_a_tag_belongs_to_the_bytes_that_are_sent(playbook: httpx.Client, path: str) -> None:
    answer = playbook.get(path)
    assert answer.headers["etag"] == f'"{hashlib.sha256(answer.content).hexdigest()[:32]}"'
    weak = playbook.get(path, headers={"If-None-Match": f"W/{answer.headers['etag']}"})
    assert weak.status_code == 304


def test_the_feed_is_valid_and_knows_its_own_address(playbook: httpx.Client) -> None:
    answer = playbook.get("/feed.xml")
    assert answer.headers["content-type"] == "application/atom+xml; charset=utf-8"
    feed = feedparser.parse(answer.text)
    assert not feed.bozo
    assert len(feed.entries) == 28
    assert feed.feed.links[1].href.endswith("/feed.xml")


def packed(text: str) -> str:
    """Text as a cursor."""
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    ("path", "status", "pointers"),
    [
        ("/api/articles?limit=0", 422, ["/limit"]),
        ("/api/articles?limit=101", 422, ["/limit"]),
        ("/api/articles?cursor=nonsense", 422, ["/cursor"]),
        (f"/api/articles?cursor={packed('[' * 5000)}", 422, ["/cursor"]),
        ("/api/search", 422, ["/q"]),
        ("/api/search?q=", 422, ["/q"]),
        (f"/api/search?q={'x' * 201}", 422, ["/q"]),
        ("/api/articles/no-such-article", 404, []),
    ],
)
def test_what_cannot_be_answered_is_a_problem(
    playbook: httpx.Client, path: str, status: int, pointers: list[str]
) -> None:
    answer = playbook.get(path)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert [error["pointer"] for error in answer.json().get("errors", [])] == pointers
