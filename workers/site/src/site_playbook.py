"""The playbook's pages: its list, a search of it, and an article."""

import re
from collections.abc import Mapping, Sequence
from html import escape

from contracts.playbook import ArticleDetail, ArticleSummary, SearchHit
from edgekit import Response, ServiceError
from site_frame import Sheet, page, trail
from site_markup import address, current, day, link, notice
from site_reading import (
    SELLERS,
    all_articles,
    found_articles,
    one_article,
    sellers_first,
    tags_of,
)
from site_trouble import call_us, unavailable
from site_vars import Ctx
from site_visit import hidden_fields

LONGEST_SEARCH = 200
_COLUMN_HEAD = re.compile(r"<th(?=[ >])")
ABOUT = (
    "What selling a house costs, how long it takes, and how to compare a cash offer with a listing."
)


async def playbook_page(words: str, tag: str, ctx: Ctx) -> Response:
    """The list, all of it, those with a tag, or those that a search finds among these."""
    words = " ".join(words.split())[:LONGEST_SEARCH]
    try:
        if words:
            return await _search_page(words, tag, ctx)
        return _list_page(await all_articles(ctx), tag, ctx)
    except ServiceError:
        said = "The playbook can’t be opened right now."
        return unavailable("The playbook", said, ctx)


async def _search_page(words: str, tag: str, ctx: Ctx) -> Response:
    way = trail(ctx)
    results = await found_articles(words, tag, ctx)
    found = results.items
    count = "No article" if not found else f"{len(found)} article{'s' * (len(found) > 1)}"
    none = notice(
        "Nothing in the playbook holds these words",
        f"<p>Try fewer or other words, or ask a person. {call_us(ctx)}</p>",
    )
    wider = f" {link('/playbook', 'Search all subjects', {'q': words, **way})}" if tag else ""
    main = (
        f'<div class="column list">{_heading(words, tag, way)}<p role="status">{count} for '
        f"“{escape(results.searched_for or words)}”{f' in “{escape(tag)}”' if tag else ''}.{wider} "
        f"{link('/playbook', 'Show all', way)}</p></div>"
        f'<div class="articles">{"".join(_hit(each, way) for each in sellers_first(found))}</div>'
        + ("" if found else f'<div class="column">{none}</div>')
    )
    return page(Sheet(f"{words} · Playbook", main, ABOUT, indexed=False), ctx)


def _list_page(articles: Sequence[ArticleSummary], tag: str, ctx: Ctx) -> Response:
    way = trail(ctx)
    listed = sellers_first(each for each in articles if (tag or SELLERS) in each.tags)
    tags = tags_of(articles)
    pills = "".join(
        f'<li><a href="{address("/playbook", {**({"tag": name} if name else {}), **way})}"'
        f"{current('true') if name == tag else ''}>{escape(name or 'For sellers')}</a></li>"
        for name in ("", *tags)
    )
    cards = "".join(_card(each, way) for each in listed)
    none = notice("No article has this tag", f"<p>{link('/playbook', 'Show all', way)}</p>")
    main = (
        f'<div class="column list">{_heading("", tag, way)}</div>'
        f'<ul class="pills" aria-label="Subjects">{pills}</ul><div class="articles">{cards}</div>'
        f"{'' if listed else none}"
    )
    title = f"Playbook: {tag}" if tag else "Playbook"
    return page(Sheet(title, main, ABOUT, indexed=not tag), ctx)


def _heading(words: str, tag: str, way: Mapping[str, str]) -> str:
    return (
        '<h1>The playbook</h1><p class="lead">Everything that we would tell a friend who sells a '
        "house, also where it speaks against selling to us.</p>"
        '<form class="search" method="get" action="/playbook" role="search">'
        f"{hidden_fields({**({'tag': tag} if tag else {}), **way})}"
        '<label for="f-q">Search the playbook</label><div class="row">'
        f'<input id="f-q" name="q" type="search" maxlength="{LONGEST_SEARCH}" '
        f'value="{escape(words)}" required><button type="submit">Search</button></div></form>'
    )


def _card(each: ArticleSummary, way: Mapping[str, str]) -> str:
    return _shown(each, escape(each.summary), way)


def _hit(each: SearchHit, way: Mapping[str, str]) -> str:
    return _shown(each, each.snippet, way)


def _shown(each: ArticleSummary, said: str, way: Mapping[str, str]) -> str:
    return (
        f'<article class="card"><h2>{link(f"/playbook/{each.slug}", each.title, way)}</h2>'
        f'<p>{said}</p><p class="muted">{each.minutes} min · {day(each.updated)}</p></article>'
    )


async def article_page(slug: str, ctx: Ctx) -> Response:
    """An article, with those that are near it."""
    try:
        article = await one_article(slug, ctx)
    except ServiceError:
        said = "This article can’t be opened right now."
        return unavailable("The playbook", said, ctx)
    return page(Sheet(article.title, _article(article, ctx), article.summary), ctx)


def _article(article: ArticleDetail, ctx: Ctx) -> str:
    way = trail(ctx)
    near = "".join(
        f"<li>{link(f'/playbook/{each.slug}', each.title, way)}</li>"
        for each in article.related
        if SELLERS in each.tags
    )
    more = f'<aside aria-label="Related"><h2>Read next</h2><ul>{near}</ul></aside>' if near else ""
    return (
        f'<article class="column prose"><p class="eyebrow">{link("/playbook", "Playbook", way)}</p>'
        f'<h1>{escape(article.title)}</h1><p class="lead">{escape(article.summary)}</p>'
        f'<p class="muted">{article.minutes} min · brought up to date on {day(article.updated)}</p>'
        f'{_tables(article.html)}<div class="ask"><h2>What would it be for your house?</h2>'
        f"<p>{link('/offer', 'See an offer with every cost', way, 'button')}</p></div>{more}"
        "</article>"
    )


def _tables(html: str) -> str:
    """Tables and listings that scroll by themselves where a phone is too narrow for them."""
    opening = '<div class="scroll" tabindex="0" role="group" aria-label="Table"><table>'
    framed = html.replace("<table>", opening).replace("</table>", "</table></div>")
    framed = framed.replace("<th></th>", "<td></td>")
    framed = _COLUMN_HEAD.sub('<th scope="col"', framed)
    return framed.replace("<pre>", '<pre tabindex="0">')
