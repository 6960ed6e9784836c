"""The home page: what the business does, in figures that it can stand by."""

from collections.abc import Mapping, Sequence
from html import escape

from contracts.playbook import ArticleSummary
from contracts.valuation import ModelCard, NoQuestion
from edgekit import DAY, HOUR, Response, ServiceError
from site_contact import ADDRESS_HINT
from site_example import drawn, line_by_line
from site_frame import Sheet, page, trail
from site_markup import day, link
from site_reading import sellers_articles
from site_vars import Ctx
from site_visit import hidden_fields

CHOSEN = ("listing-or-cash-offer", "checking-a-cash-buyer", "what-selling-costs")
CARD_STALE_DAYS = 30
STEPS = (
    (
        "A range, in a minute",
        (
            "From the address and a few answers. You see the value we assume, each cost we take "
            "off it, and what a listing might leave you instead."
        ),
    ),
    (
        "One visit, at a time you pick",
        (
            "Nothing has to be tidied or repaired. Photographs can stand in for it if you live far "
            "away."
        ),
    ),
    (
        "A written offer, one to three days later",
        "It stays open until the date printed on it. Show it to a lawyer, an agent, your family.",
    ),
    (
        "Closing on the day you name",
        (
            "Two to three weeks when title is clear; months, if that suits you better. Escrow pays "
            "you when the deed is recorded."
        ),
    ),
)
ABOUT = (
    "See in a minute what we would pay for your house, every cost behind the number, and what a "
    "listing would leave you instead."
)


async def home_page(ctx: Ctx) -> Response:
    """The home page; what can't be had now is left out."""
    way = trail(ctx)
    card, articles = await _model_card(ctx), await sellers_articles(ctx)
    main = _hero(way) + line_by_line(way) + _steps() + _figures(card, way) + _reading(articles, way)
    return page(Sheet(ctx.vars.business_name, main, ABOUT), ctx)


async def _model_card(ctx: Ctx) -> ModelCard | None:
    """How the estimates did, through a cache; ``None`` where it can't be had."""

    async def fetch() -> ModelCard:
        return await ctx.services.valuation.model(NoQuestion())

    try:
        return await ctx.cache.get_or_fetch(
            "model", fetch, model=ModelCard, ttl=HOUR, stale=CARD_STALE_DAYS * DAY
        )
    except ServiceError:
        return None


def _hero(way: Mapping[str, str]) -> str:
    return (
        '<section class="hero"><div class="wide"><div><h1>What would we pay for your house, and '
        "what would a listing leave you?</h1>"
        '<p class="lead">Type the address. In under a minute you see a range, every cost behind '
        "it, and both ways of selling side by side. It costs nothing, and we ask for no name.</p>"
        f'<form class="start" method="get" action="/offer">{hidden_fields(way)}'
        '<label for="f-address">Address of the house</label>'
        f'<p class="hint" id="f-address-hint">{ADDRESS_HINT}</p><div class="row">'
        '<input type="text" id="f-address" name="address" autocomplete="address-line1" '
        'maxlength="300" aria-describedby="f-address-hint" required>'
        '<button type="submit">See the range</button></div></form></div>'
        f"{drawn()}</div></section>"
    )


def _steps() -> str:
    items = "".join(f"<li><h3>{title}</h3><p>{said}</p></li>" for title, said in STEPS)
    return (
        '<section class="wide"><h2>From the address to the money</h2>'
        f'<ol class="steps">{items}</ol></section>'
    )


def _figures(card: ModelCard | None, way: Mapping[str, str]) -> str:
    """How good the estimates are, in the model's own figures."""
    if card is None or not card.methods:
        return ""
    best = card.methods[0]
    facts = (
        (f"{card.training_rows:,}", ("sales that our estimates learnt from, "
         f"{card.data_from.year} to {card.data_to.year}")),
        (f"{best.median_error:.1%}", ("is the error in the middle: half of the "
         f"{best.homes:,} homes that we tried it on came closer, half did not")),
        (f"{best.covered:.0%}", "of their prices lay within the range that we show"),
    )  # fmt: skip
    shown = "".join(f"<div><dt>{said}</dt><dd>{figure}</dd></div>" for figure, said in facts)
    return (
        '<section class="band"><div class="wide"><h2>How far to trust our estimate</h2>'
        f'<dl class="figures">{shown}</dl><p class="muted">Measured on homes with all facts known, '
        "valued only from sales before theirs. Source: "
        f"{escape(card.source)}, to {day(card.data_to)}. Where we know too little, we say that "
        f"somebody has to look. {link('/playbook/how-we-value-a-home', 'How we value a home', way)}"
        "</p></div></section>"
    )


def _reading(articles: Sequence[ArticleSummary], way: Mapping[str, str]) -> str:
    by_slug = {each.slug: each for each in articles}
    chosen = [by_slug[slug] for slug in CHOSEN if slug in by_slug]
    cards = "".join(
        f'<article class="card"><h3>{link(f"/playbook/{each.slug}", each.title, way)}</h3>'
        f'<p>{escape(each.summary)}</p><p class="muted">{each.minutes} min</p></article>'
        for each in chosen
    )
    return (
        '<section class="wide"><h2>Read before you sign anything, with us or anybody</h2>'
        f'<div class="articles">{cards}</div>'
        f"<p>{link('/playbook', 'All articles for sellers', way)}</p></section>"
    )
