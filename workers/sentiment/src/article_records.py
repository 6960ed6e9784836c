"""From a feed's article to what is stored of it: its keys, score, week and regions."""

import hashlib
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from article_places import regions_of
from feed_parsing import Article
from sentiment_scoring import score

_TRACKING = re.compile(r"utm_\w+|fbclid|gclid|mc_[ce]id|ref|source|cmpid|rss")


@dataclass(frozen=True, slots=True)
class ArticleRecord:
    """A row of ``articles``, and the regions of its rows in ``article_regions``."""

    id: str
    link_key: str | None
    title_key: str
    source: str
    title: str
    link: str
    published_at: int
    week: str
    label: str
    score: float
    regions: list[str]

    def as_row(self) -> dict[str, Any]:
        """The record as JSON data."""
        return asdict(self)


def records_of(
    articles: Sequence[Article], feed_url: str, read_at: datetime
) -> list[ArticleRecord]:
    """The records of a feed's articles: one for each, whatever its publisher makes the same.

    Some have one guid for all, one title a day, or links that differ only in what tracks. What
    several articles of one reading share does not tell them apart, so that more is asked.
    """
    found = [record(article, feed_url, read_at) for article in articles]
    guids = Counter(one.id for one in found)
    links = Counter(one.link_key for one in found)
    titles = Counter(one.title_key for one in found)
    return [
        replace(
            one,
            id="art_" + _key(one.id, article.link, article.title) if guids[one.id] > 1 else one.id,
            link_key=_own_link(article, one) if links[one.link_key] > 1 else one.link_key,
            title_key=_key(one.title_key, article.guid, article.link)
            if titles[one.title_key] > 1
            else one.title_key,
        )
        for article, one in zip(articles, found, strict=True)
    ]


def _own_link(article: Article, one: ArticleRecord) -> str | None:
    """The key of a link with all that it has, and none where the whole feed has one link."""
    return _key(one.link, article.guid, article.title) if one.link else None


def record(article: Article, feed_url: str, read_at: datetime) -> ArticleRecord:
    """The record of an article; one without a date, or from the future, is dated ``read_at``.

    One whose date can't be read is stored so that it is known, and counts nowhere.
    """
    published = min(article.published or read_at, read_at).astimezone(UTC)
    text = f"{article.title}. {article.summary}"
    result = score(text)
    link = article.link if is_web(article.link) else ""
    unreadable = article.dated and article.published is None
    return ArticleRecord(
        id="art_" + _key(feed_url, article.guid or article.link or article.title),
        link_key=_key(canonical(link)) if link else None,
        title_key=_key(" ".join(re.findall(r"\w+", article.title.lower())), str(published.date())),
        source=source_of(feed_url),
        title=article.title,
        link=link,
        published_at=int(published.timestamp() * 1000),
        week=iso_week(published),
        label=result.label,
        score=round(result.value, 4),
        regions=[] if unreadable else regions_of(text),
    )


def iso_week(moment: datetime) -> str:
    """The ISO 8601 week of a moment, such as ``2026-W47``."""
    year, week, _ = moment.isocalendar()
    return f"{year}-W{week:02}"


def source_of(feed_url: str) -> str:
    """The host of a feed, without ``www.``."""
    return (urlsplit(feed_url).hostname or feed_url).removeprefix("www.")


def is_web(link: str) -> bool:
    """Whether a link is a well-formed address of the web."""
    try:
        return urlsplit(link).scheme in {"http", "https"}
    except ValueError:
        return False


def canonical(link: str) -> str:
    """A link without scheme, ``www.``, fragment, last slash and parameters that only track."""
    parts = urlsplit(link)
    kept = [(k, v) for k, v in parse_qsl(parts.query, keep_blank_values=True) if not _tracks(k, v)]
    host = (parts.hostname or "").removeprefix("www.")
    return f"{host}{parts.path.rstrip('/')}?{urlencode(sorted(kept))}"


def _tracks(name: str, value: str) -> bool:
    """Whether a parameter only tracks; ``ref=123`` and ``source=7`` name an article."""
    return bool(_TRACKING.fullmatch(name.lower())) and not value.isdigit()


def _key(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]
