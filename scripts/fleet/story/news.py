"""The chapter of news: headlines as the feeds brought them, scored and placed by sentiment."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta

from edgekit import Statement
from fleet.story.dice import dice
from fleet.story.headlines import HEADLINES
from fleet.story.plot import chapter_hour
from fleet.story.scratch import scratch, use_workers

use_workers("sentiment")

from article_records import ArticleRecord, record  # noqa: E402
from article_store import INSERT_ARTICLES, INSERT_REGIONS  # noqa: E402
from feed_parsing import Article  # noqa: E402

DATABASE = "sentiment-db"
FEEDS = (
    "https://eyeonhousing.org/feed/",
    "https://www.calculatedriskblog.com/feeds/posts/default?alt=rss",
)


def statements() -> Iterator[tuple[str, list[str]]]:
    """SQL and parameters that fill an empty sentiment-db."""
    now = chapter_hour()
    records = [_record(number, now) for number in range(len(HEADLINES))]
    rows = json.dumps([each.as_row() for each in records])
    with scratch(DATABASE) as database:
        database.run(Statement(INSERT_ARTICLES, (rows,)), Statement(INSERT_REGIONS, (rows,)))
        yield from database.copied("articles", "article_regions")


def _record(number: int, now: datetime) -> ArticleRecord:
    ago, title, summary = HEADLINES[number]
    luck = dice("headline", number)
    link = f"https://news.example/{title.lower().replace(' ', '-')}"
    published = now - timedelta(days=ago, hours=luck.uniform(1, 9))
    article = Article(title, summary, link, link, published)
    return record(article, luck.choice(FEEDS), now)
