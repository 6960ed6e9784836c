"""News feeds in RSS 2.0 (https://www.rssboard.org/rss-specification) and Atom (RFC 4287)."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from xml.sax.saxutils import escape

from fleet.dev.providers.base import Answer, Exchange, StandIn

HEADLINES = (
    ("Seattle home sales climb as inventory recovers", "Buyers are confident and homes sell fast."),
    ("King County prices slip for a second month", "Sellers cut prices as demand weakens."),
    ("Mortgage rates hold steady", "Rates were unchanged this week, lenders said."),
    ("Bellevue condos in strong demand", "Agents report multiple offers and a healthy market."),
    ("Foreclosures rise in parts of Tacoma", "Owners struggle with debt and higher costs."),
)


class NewsFeeds(StandIn):
    """Serves five articles, one a day, the newest of yesterday."""

    name = "rss"
    aliases = ("feeds", "feed", "news")
    hosts = ("news.google.com", "rss.nytimes.com")
    variables = ("FEED_URLS",)

    def answer(self, exchange: Exchange) -> Answer:
        """Answer with Atom where the URL says so, else RSS."""
        site = f"https://{exchange.host}"
        if "atom" in exchange.url:
            return Answer.text(_atom(site), media_type="application/atom+xml")
        return Answer.text(_rss(site), media_type="application/rss+xml")


def _articles() -> list[tuple[str, str, str, datetime]]:
    noon = datetime.now(UTC).replace(hour=12, minute=0, second=0, microsecond=0)
    return [
        (f"/articles/{number}", title, summary, noon - timedelta(days=number))
        for number, (title, summary) in enumerate(HEADLINES, start=1)
    ]


def _rss(site: str) -> str:
    items = "".join(
        f"<item><title>{escape(title)}</title><link>{site}{path}</link>"
        f'<guid isPermaLink="true">{site}{path}</guid><pubDate>{format_datetime(at)}</pubDate>'
        f"<description>{escape(summary)}</description></item>"
        for path, title, summary, at in _articles()
    )
    head = f"<title>Housing news</title><link>{site}</link><description>News</description>"
    return f'<?xml version="1.0"?><rss version="2.0"><channel>{head}{items}</channel></rss>'


def _atom(site: str) -> str:
    articles = _articles()
    entries = "".join(
        f'<entry><title>{escape(title)}</title><link href="{site}{path}"/><id>{site}{path}</id>'
        f"<updated>{at.isoformat()}</updated><summary>{escape(summary)}</summary></entry>"
        for path, title, summary, at in articles
    )
    head = (
        f"<title>Housing news</title><id>{site}</id><updated>{articles[0][3].isoformat()}</updated>"
    )
    return f'<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom">{head}{entries}</feed>'
