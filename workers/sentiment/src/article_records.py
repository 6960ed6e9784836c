"""From a feed's article to what is stored of it: its keys, score, week and regions."""

import hashlib
import re
from dataclasses import asdict, dataclass
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


def record(article: Article, feed_url: str, read_at: datetime) -> ArticleRecord:
    """The record of an article; one without a date, or from the future, is dated ``read_at``."""
    published = min(article.published or read_at, read_at).astimezone(UTC)
    week = iso_week(published)
    text = f"{article.title}. {article.summary}"
    result = score(text)
    link = article.link if is_web(article.link) else ""
    return ArticleRecord(
        id="art_" + _key(feed_url, article.guid or article.link or article.title),
        link_key=_key(canonical(link)) if link else None,
        title_key=_key(" ".join(re.findall(r"\w+", article.title.lower())), week),
        source=source_of(feed_url),
        title=article.title,
        link=link,
        published_at=int(published.timestamp() * 1000),
        week=week,
        label=result.label,
        score=round(result.value, 4),
        regions=regions_of(text),
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
    kept = [(k, v) for k, v in parse_qsl(parts.query) if not _TRACKING.fullmatch(k.lower())]
    host = (parts.hostname or "").removeprefix("www.")
    return f"{host}{parts.path.rstrip('/')}?{urlencode(sorted(kept))}"


def _key(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]
