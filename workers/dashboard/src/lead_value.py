"""The cards about what a lead's home is worth, and the sales that show it."""

from html import escape

from comps_map import comps_map, miles
from contracts.comps import Comp
from contracts.leads import Lead, home_to_value
from contracts.valuation import Estimate, Factor, MarketMove, Valuation
from edgekit import ServiceError
from markup import Facts, card, day, dollars, facts, muted, text
from range_bar import compared, range_bar
from sources import Ctx
from words import METHODS

DEADLINE_MS = 1800
NO_ANSWER = "The comparable sales can't be shown now. Open this page again in a moment."
NO_PLACE = "The exact place of the home is not known, so no sales are compared with it."
NO_SALES = "No comparable sales are known around the home."


async def full_valuation(lead: Lead, ctx: Ctx) -> Valuation | None:
    """Why the home is valued as it is; ``None`` if valuation does not answer, or knows nothing.

    It is asked for the day of the lead's own value, so that both say the same.
    """
    if lead.valuation is None:
        return None
    asked = home_to_value(lead).model_copy(update={"as_of": lead.valuation.as_of})
    try:
        return await ctx.services.valuation.valuation(asked, deadline_ms=DEADLINE_MS)
    except ServiceError as error:
        ctx.log.warning("no_full_valuation", lead_id=lead.id, reason=error.detail)
        return None


def value_card(lead: Lead, full: Valuation | None) -> str:
    """The range as a bar, with what it rests on."""
    value = lead.valuation
    if value is None:
        late = "It is still to come: valuation has not answered yet."
        unknown = "Nobody can tell: nothing is known about sales in this area."
        never = escape(lead.no_value or unknown)
        return card("Value", muted(late if lead.valued_at is None else never))
    asked = lead.asking_price
    body = (
        f'<p class="figure">{dollars(value.estimate)}</p>'
        f"<p>Between <strong>{dollars(value.low)}</strong> and <strong>{dollars(value.high)}"
        f"</strong>, 8 times out of 10.</p>{range_bar(value, asked)}"
    )
    if asked is not None:
        body += f"<p>{escape(compared(value, asked))}</p>"
    body += facts(_basis(value)) + "".join(muted(escape(note)) for note in value.notes)
    if full is not None and full.estimate == value.estimate and full.typical is not None:
        body += _factors(full.typical, full.factors, value.estimate)
    return card("Value", body)


def _basis(value: Estimate) -> Facts:
    yield "Found by", METHODS[value.method]
    yield "How sure", f"{100 * value.confidence:.0f} % likely to sell within 20 % of the estimate"
    yield "As of", day(value.as_of)
    yield "Model", text(value.model_version)


def _factors(typical: int, factors: list[Factor], estimate: int) -> str:
    rows = "".join(
        f"<tr><td>{text(factor.name.replace('_', ' ').capitalize())}"
        f'<br><span class="muted">{text(factor.detail)}</span></td>'
        f'<td class="number">{"+" if factor.amount > 0 else ""}{dollars(factor.amount)}</td></tr>'
        for factor in factors
    )
    return (
        "<details><summary>What moves the value</summary><table>"
        '<thead><tr><th scope="col">Step</th><th scope="col" class="number">Dollars</th></tr>'
        f'</thead><tbody><tr><td>The typical home here</td><td class="number">{dollars(typical)}'
        f'</td></tr>{rows}<tr><th scope="row">This home</th>'
        f'<td class="number"><strong>{dollars(estimate)}</strong></td></tr>'
        "</tbody></table></details>"
    )


def comps_card(lead: Lead, full: Valuation | None) -> str:
    """The comparable sales, as a map and as a table; nothing for a home without a value."""
    if lead.valuation is None:
        return ""
    if full is None:
        return card("Comparable sales", muted(NO_ANSWER))
    if not full.comps:
        return card("Comparable sales", muted(NO_PLACE if full.lat is None else NO_SALES))
    drawn = ""
    if full.lat is not None and full.lon is not None:
        drawn = comps_map(full.lat, full.lon, full.comps)
    return card("Comparable sales", muted(_about(full)) + drawn + _table(full.comps, full.market))


def _about(full: Valuation) -> str:
    count = len(full.comps)
    said = f"{count} {'sale' if count == 1 else 'sales'}, the most similar first. “Adjusted” is "
    said += "what each would have brought then, were it like this home"
    if full.market is None:
        return f"{said}."
    since = day(full.market.date_from)
    return f"{said}; “today” carries that on by the market's index since {since}."


def _table(comps: list[Comp], market: MarketMove | None) -> str:
    rows = [_cells(comp, market) for comp in comps]
    names = ("#", *rows[0])
    head = "".join(
        f'<th scope="col" role="columnheader"{" class=number" if place else ""}>{name}</th>'
        for place, name in enumerate(names)
    )
    body = "".join(_row(number, cells) for number, cells in enumerate(rows, 1))
    # display: block on a phone would take the roles of its elements away.
    return (
        '<table class="stack comps" role="table"><caption class="hidden">Comparable sales</caption>'
        f'<thead role="rowgroup"><tr role="row">{head}</tr></thead>'
        f'<tbody role="rowgroup">{body}</tbody></table>'
    )


def _cells(comp: Comp, market: MarketMove | None) -> dict[str, str | None]:
    """What is said of a sale, by column."""
    today = round(comp.adjusted_price * market.ratio) if market else None
    return {
        "Sold for": dollars(comp.price),
        "Sold on": day(comp.sold_on),
        "Adjusted": dollars(comp.adjusted_price),
        **({"Today": f"<b>{dollars(today)}</b>"} if market else {}),
        "Size": f"{comp.sqft:,} sq ft" if comp.sqft else "–",
        "Beds/baths": f"{_count(comp.bedrooms)} / {_count(comp.bathrooms)}",
        "Built": str(comp.year_built or "–"),
        "Away": miles(comp.distance_km),
        "Alike": f"{100 * comp.similarity:.0f} %",
    }


def _row(number: int, cells: dict[str, str | None]) -> str:
    told = "".join(
        f'<td role="cell" class="number" data-label="{name}">{said}</td>'
        for name, said in cells.items()
    )
    return f'<tr role="row"><th scope="row" role="rowheader">{number}</th>{told}</tr>'


def _count(rooms: float | None) -> str:
    return "–" if rooms is None else f"{rooms:g}"
