"""What market-intelligence knows of a region, as facts named `market.…`, and in words."""

from collections.abc import Iterator
from datetime import date

from content_writer_dates import day
from content_writer_facts import Value, dollars, number
from content_writer_sentences import Sentence, Told
from contracts.market import RegionMarket

PREFIX = "market."
CHANGES = (
    ("quarter_change", "over the quarter"),
    ("year_change", "over the year"),
    ("five_year_change", "over five years"),
)


def market_facts(found: RegionMarket) -> dict[str, Value]:
    """The figures that are known, each in words: a change in per cent with its direction."""
    facts: dict[str, Value] = {
        "name": found.name,
        "as_of": day(found.as_of),
        "source": found.source,
    }
    if found.kind == "zip":
        facts["metro_name"] = found.metro_name
    for name, _ in CHANGES:
        change: float | None = getattr(found, name)
        if change is not None:
            facts[name] = moved(change)
    if found.listings_as_of is not None:
        facts |= _listings(found, found.listings_as_of)
    return {PREFIX + name: value for name, value in facts.items()}


def _listings(found: RegionMarket, as_of: date) -> dict[str, Value]:
    shown = {
        "list_price": found.list_price and dollars(found.list_price),
        "price_per_sqft": found.price_per_sqft and dollars(found.price_per_sqft),
        "days_on_market": found.days_on_market and number(found.days_on_market),
        "inventory": found.inventory and number(found.inventory),
    }
    known: dict[str, Value] = {name: words for name, words in shown.items() if words}
    return known | {"listings_as_of": day(as_of)} if known else {}


def moved(change: float) -> str:
    """A change in words, to a tenth of a per cent: “rose by 4.2 %”."""
    per_cent = round(abs(change) * 100, 1)
    if per_cent == 0:
        return "did not move"
    return f"{'rose' if change > 0 else 'fell'} by {number(per_cent)} %"


def market_sentences(told: Told) -> Iterator[Sentence]:
    """The market's figures in sentences."""
    name, metro, as_of = (told.one(PREFIX + each) for each in ("name", "metro_name", "as_of"))
    if name is None or as_of is None:
        return
    whose = metro or name
    changes = [
        (fact, f"{words} {span}")
        for each, span in CHANGES
        for fact, words in told.take(PREFIX + each)
    ]
    used = tuple({name[0]: None, whose[0]: None, as_of[0]: None})
    if changes:
        moves = ", ".join(words for _, words in changes)
        text = f"In {whose[1]}, house prices {moves}, as of {as_of[1]}."
        yield Sentence(text, (*used, *(fact for fact, _ in changes)))
    else:
        yield Sentence(f"The market of {whose[1]}, as of {as_of[1]}.", used)
    yield from _listing_sentences(told)
    for fact, words in told.take(PREFIX + "source"):
        yield Sentence(f"Source: {words}.", (fact,))


def _listing_sentences(told: Told) -> Iterator[Sentence]:
    as_of = told.one(PREFIX + "listings_as_of")
    if as_of is None:
        return
    figures = [
        (fact, words.format(value))
        for name, words in (
            ("list_price", "median asking price {}"),
            ("price_per_sqft", "{} a square foot"),
            ("days_on_market", "{} days on the market (median)"),
            ("inventory", "{} homes listed"),
        )
        for fact, value in told.take(PREFIX + name)
    ]
    text = f"Listings as of {as_of[1]}: {', '.join(words for _, words in figures)}."
    yield Sentence(text, (as_of[0], *(fact for fact, _ in figures)))
