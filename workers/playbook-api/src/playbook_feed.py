"""The playbook as an Atom feed (RFC 4287)."""

from collections.abc import Sequence
from html import escape

from playbook_article import Article

TITLE = "Hearthstack Playbook"
MEDIA_TYPE = "application/atom+xml; charset=utf-8"


def atom(articles: Sequence[Article], site_url: str, feed_url: str) -> str:
    """The feed of some articles, the most recently updated first.

    `site_url` is where people read the articles, `feed_url` the feed's own address.
    """
    newest = sorted(articles, key=lambda a: (a.updated, a.slug), reverse=True)
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en-US">\n'
        f"<id>{escape(site_url)}/playbook</id>\n"
        f"<title>{escape(TITLE)}</title>\n"
        f"<updated>{_instant(newest[0].updated)}</updated>\n"
        "<author><name>Hearthstack</name></author>\n"
        f'<link rel="alternate" type="text/html" href="{escape(site_url)}/playbook"/>\n'
        f'<link rel="self" type="application/atom+xml" href="{escape(feed_url)}"/>\n'
        f"{''.join(_entry(article, site_url) for article in newest)}</feed>\n"
    )


def _entry(article: Article, site_url: str) -> str:
    url = f"{site_url}/playbook/{article.slug}"
    tags = "".join(f'<category term="{escape(tag)}"/>\n' for tag in article.tags)
    return (
        "<entry>\n"
        f"<id>{escape(url)}</id>\n"
        f"<title>{escape(article.title)}</title>\n"
        f'<link rel="alternate" type="text/html" href="{escape(url)}"/>\n'
        f"<published>{_instant(article.published)}</published>\n"
        f"<updated>{_instant(article.updated)}</updated>\n"
        f"{tags}"
        f"<summary>{escape(article.summary)}</summary>\n"
        f'<content type="html">{escape(article.html)}</content>\n'
        "</entry>\n"
    )


def _instant(day: str) -> str:
    return f"{day}T00:00:00Z"
