"""The page of a quote. Every figure on it is instant-offer's; nothing is calculated here."""

import re
from html import escape

from pydantic import ValidationError

from contracts.amounts import counted
from contracts.instant_offer import Acceptance, Quote, QuoteRef, QuoteTerm
from edgekit import Problem, Response, ServiceError
from site_contact import (
    TEXTS_AGREED,
    WORDS,
    agreed,
    keep_caught,
    person_errors,
    person_fields,
)
from site_days import dated
from site_forms import (
    Form,
    asked_again,
    errors_elsewhere,
    errors_of,
    form_start,
    new_form,
    tick,
)
from site_frame import Sheet, page, see, trail
from site_markup import day, dollars, link, notice, paragraphs, phone_link
from site_trouble import is_down, not_taken, unavailable
from site_vars import Ctx

COSTS = {
    "margin": "What we keep for the resale and its risk",
    "repairs": "Repairs",
    "closing": "Our costs of buying",
    "holding": "Taxes, insurance and utilities until the resale",
    "timeline": "Closing sooner than usual",
}
METHODS = {
    "model": "by our trained model",
    "comps": "from similar sales near it",
    "area": "from the prices of its surroundings, since little is known about the house itself",
}
SOURCES = {"given": "you told us", "var": "our rule", "valuation": "the valuation"}
UNITS = {
    "usd": "${}",
    "usd_a_month": "${} a month",
    "usd_a_sqft": "${} a square foot",
    "percent": "{} %",
    "percent_a_year": "{} % a year",
    "sqft": "{} sq ft",
    "rule": "{}",
}
SPANS = {"months": "month", "days": "day"}
ID = re.compile(r"[\w-]{1,64}", re.ASCII)
OVER = "This offer can no longer be accepted. What follows from today’s prices takes a minute."


def _place(quote: Quote) -> str:
    """Where the home is; an erased quote does not know."""
    return quote.address or "a house"


def _known(quote: Quote) -> dict[str, str]:
    return {"address": quote.address} if quote.address else {}


async def quote_of(quote_id: str, ctx: Ctx) -> Quote:
    """A quote; raises ``Problem`` 404 for none, ``ServiceError`` where it can't be had."""
    if not ID.fullmatch(quote_id):
        raise Problem(404, "There is no such offer.")
    try:
        return await ctx.services.instant_offer.read(QuoteRef(quote_id=quote_id))
    except ServiceError as error:
        if error.upstream_status in (404, 422):
            raise Problem(404, f"There is no offer {quote_id}.") from error
        raise


async def quote_page(quote_id: str, ctx: Ctx) -> Response:
    """A quote as whoever has its link sees it."""
    try:
        quote = await quote_of(quote_id, ctx)
    except ServiceError:
        return _down(ctx)
    return _page(quote, new_form({}, trail(ctx)), ctx)


async def take_acceptance(quote_id: str, form: Form, ctx: Ctx) -> Response:
    """Accept a quote, once, and show it accepted."""
    try:
        quote = await quote_of(quote_id, ctx)
    except ServiceError:
        return _down(ctx)
    if form.is_caught:
        await keep_caught(form, ctx)
        return _page(quote, asked_again(form), ctx, 422)
    try:
        accepting = Acceptance.model_validate(
            {
                **form.given("name", "email", "phone"),
                "consent": agreed(form),
                "utm": form.trail or None,
            }
        )
    except ValidationError as error:
        wrong = form.wrong({**errors_of(error, WORDS), **person_errors(form)})
        return _page(quote, wrong, ctx, 422)
    try:
        await ctx.services.instant_offer.accept(accepting, place={"quote_id": quote.quote_id})
    except ServiceError as error:
        return await _refused(quote, form, error, ctx)
    return see(f"/offer/{quote.quote_id}", {"accepted": "1"})


async def _refused(quote: Quote, form: Form, error: ServiceError, ctx: Ctx) -> Response:
    if error.upstream_status in (409, 410):
        return _page(quote, form.saying(notice(OVER, kind="warn")), ctx, 409)
    errors = errors_elsewhere(error.problem, WORDS)
    if is_down(error) or not errors:
        return _page(quote, form.saying(not_taken(ctx)), ctx, 503)
    return _page(quote, form.wrong(errors), ctx, 422)


def _down(ctx: Ctx) -> Response:
    said = "Your offer is safe, but it can’t be shown right now."
    return unavailable("Your offer", said, ctx)


def _page(quote: Quote, form: Form, ctx: Ctx, status: int = 200) -> Response:
    wrong = "Error: " if form.errors else ""
    main = _offered(quote, form, ctx) if quote.offer else _look(quote, ctx)
    sheet = Sheet(
        f"{wrong}Offer for {_place(quote)}",
        main,
        "A first offer, with every cost behind it and a listing beside it.",
        indexed=False,
        status=status,
        event="offer_viewed",
        referrer="same-origin",
    )
    return page(sheet, ctx)


# Somebody has to look


def _look(quote: Quote, ctx: Ctx) -> str:
    way = trail(ctx)
    look = quote.needs_look
    detail = look.detail if look else "We can’t tell from here what we would pay."
    said = {"condition": quote.condition, "timeline": quote.timeline}
    choices = "".join(
        f"<li>{link('/offer', each, {'address': each, **said, **way})}</li>"
        for each in (look.choices if look else ())
    )
    which = f"<h2>Which of these do you mean?</h2><ul>{choices}</ul>" if choices else ""
    visit = {**_known(quote), **way}
    return (
        f'<div class="column"><p class="eyebrow">{escape(_place(quote))}</p>'
        "<h1>We need to look at this one</h1>"
        f'<p class="lead">{escape(detail)}</p>{which}'
        "<p>A number without ground would waste your time, so we name none. A visit "
        "costs nothing; the written offer comes one to three days later.</p>"
        f'<p class="actions">{link("/book", "Pick a time for a visit", visit, "button")}'
        f"{link('/contact', 'Ask a question', way, 'button quiet')}</p>"
        f"<p>Or call {phone_link(ctx.vars.business_phone)}.</p>{_estimate(quote)}</div>"
    )


# An offer


def _offered(quote: Quote, form: Form, ctx: Ctx) -> str:
    assert quote.offer is not None
    offer = quote.offer
    return (
        f'<div class="column"><p class="eyebrow">{escape(_place(quote))}</p>'
        f'<h1 class="range"><span class="range-said">Our first offer is </span>'
        f"{dollars(offer.low)} to {dollars(offer.high)}</h1>"
        f'<p class="lead">Most likely {dollars(offer.expected)}. A visit makes one '
        f"written number of it. {_until(quote, ctx)}</p>{_state(quote, form, ctx)}</div>"
        f'<div class="column">{_comparison(quote)}{_way_to_offer(quote)}{_explained(quote)}'
        f"{_share(quote, ctx)}{_accept(quote, form, ctx)}</div>"
    )


def _until(quote: Quote, ctx: Ctx) -> str:
    if quote.status == "open":
        return f"It stands until {dated(quote.expires_at, ctx.vars.business_zone)}."
    return ""


def _state(quote: Quote, form: Form, ctx: Ctx) -> str:
    known = _known(quote)
    if quote.status == "accepted":
        itself = link("/book", "Pick a time yourself", known)
        body = (
            "<p>We call you within a business day to agree on a visit. Nothing is signed yet, and "
            f"you may still change your mind. {itself}. Something to correct? Call "
            f"{phone_link(ctx.vars.business_phone)}.</p>"
        )
        return notice("You have accepted this offer. Thank you", body, kind="good")
    if quote.status == "expired":
        again = {**_known(quote), "condition": quote.condition, "timeline": quote.timeline}
        body = f"<p>{link('/offer', 'Calculate it anew', again)}</p>"
        ended = dated(quote.expires_at, ctx.vars.business_zone)
        return notice(f"This offer ended on {ended}", body, kind="warn")
    visit = link("/book", "Pick a time for a visit", {**known, **trail(ctx)}, "button quiet")
    return f'<p class="actions"><a class="button" href="#accept">Go on with this</a>{visit}</p>'


def _comparison(quote: Quote) -> str:
    sheet = quote.net_sheet
    if sheet is None:
        return ""
    cash, listing = sheet.cash, sheet.listing
    rows = "".join(
        f'<tr><th scope="row">{escape(ours.label)}</th><td>{_less(ours.amount)}</td>'
        f"<td>{_less(theirs.amount)}</td></tr>"
        for ours, theirs in zip(cash.lines, listing.lines, strict=False)
    )
    notes = "".join(
        f"<li><b>{escape(each.label)}.</b> {escape(each.note)}</li>" for each in listing.lines
    )
    return (
        f"<section><h2>What you would keep</h2><p>{_difference(sheet.difference)}</p>"
        '<div class="card sheet"><table><caption>Before a mortgage, which is paid off from either'
        '</caption><thead><tr><th scope="col"><span class="hidden">Line</span></th>'
        '<th scope="col">Cash, to us</th><th scope="col">Listing</th></tr></thead><tbody>'
        f'<tr><th scope="row">Sale price</th><td>{dollars(cash.price)}</td>'
        f"<td>{dollars(listing.price)}</td></tr>{rows}"
        f'<tr><th scope="row">Money on</th><td>{day(cash.closing_on)}</td>'
        f"<td>{day(listing.closing_on)}</td></tr></tbody><tfoot>"
        f'<tr><th scope="row">You keep</th><td>{dollars(cash.net)}</td>'
        f"<td>{dollars(listing.net)}</td></tr></tfoot></table></div>"
        f"<details><summary>How each line of the listing comes about</summary><ul>{notes}</ul>"
        "</details></section>"
    )


def _less(amount: int) -> str:
    return dollars(-amount) if amount else "$0"


def _difference(difference: int) -> str:
    if difference > 0:
        return (
            f"A listing would leave you about <b>{dollars(difference)} more</b>, later and less "
            "surely. If you have the time and the house is in order, consider it."
        )
    if difference < 0:
        return f"Selling to us would leave you about <b>{dollars(-difference)} more</b>."
    return "Both ways would leave you the same."


def _way_to_offer(quote: Quote) -> str:
    costs, estimate, offer = quote.costs, quote.estimate, quote.offer
    if costs is None or estimate is None or offer is None:
        return ""
    rows = "".join(
        f'<tr><th scope="row">{said}</th><td>{_less(amount)}</td></tr>'
        for name, said in COSTS.items()
        if (amount := getattr(costs, name)) or name != "timeline"
    )
    return (
        '<section><h2>How we come to our number</h2><div class="card sheet"><table><caption>From '
        "what it is worth repaired to what we offer</caption><tbody>"
        f'<tr><th scope="row">Worth once repaired</th><td>{dollars(estimate.value)}</td></tr>'
        f'{rows}</tbody><tfoot><tr><th scope="row">Our offer, most likely</th>'
        f"<td>{dollars(offer.expected)}</td></tr></tfoot></table></div>{_estimate(quote)}</section>"
    )


def _estimate(quote: Quote) -> str:
    estimate = quote.estimate
    if estimate is None:
        return ""
    return (
        '<p class="muted">We estimate the value '
        f"{METHODS[estimate.method]}: 8 times of 10 a house like it sells for "
        f"{dollars(estimate.low)} to {dollars(estimate.high)}, as of {day(estimate.as_of)}.</p>"
        f'<div class="muted">{paragraphs(estimate.notes)}</div>'
    )


def _explained(quote: Quote) -> str:
    rows = "".join(
        f'<tr><th scope="row">{escape(term.label or name)}</th><td>{escape(_term(term))}</td>'
        f"<td>{SOURCES[term.source]}</td></tr>"
        for name, term in quote.assumptions.items()
    )
    table = (
        '<div class="scroll" tabindex="0" role="group" aria-label="Assumptions"><table>'
        '<thead><tr><th scope="col">What</th><th scope="col">Value</th><th scope="col">From</th>'
        f"</tr></thead><tbody>{rows}</tbody></table></div>"
    )
    return (
        "<details><summary>The whole calculation, and what it assumes</summary>"
        f"{paragraphs(quote.explanation)}{table if rows else ''}</details>"
    )


def _term(term: QuoteTerm) -> str:
    if term.unit in SPANS:
        return counted(int(term.value), SPANS[term.unit])
    number = f"{term.value:,}".removesuffix(".0") if not isinstance(term.value, str) else term.value
    if term.unit == "usd" and "." in number:
        number = f"{float(term.value):,.2f}"
    return UNITS[term.unit].format(number)


def _share(quote: Quote, ctx: Ctx) -> str:
    shown = escape(ctx.url.partition("?")[0])
    return (
        '<section class="share"><h2>Show it to somebody</h2><p>Whoever has this address sees this '
        f'page, and nothing about you.</p><p><code id="share-url">{shown}</code> '
        '<button type="button" class="quiet" data-copy="share-url" hidden>Copy it</button></p>'
        "</section>"
    )


def _accept(quote: Quote, form: Form, ctx: Ctx) -> str:
    if quote.status != "open":
        return form.said
    return (
        '<section id="accept" class="card"><h2>Go on with this offer</h2><p>We call you within a '
        "business day and agree on a visit. You sign nothing here, and it costs nothing to change "
        f"your mind.</p>{form_start(form, f'/offer/{quote.quote_id}', label='Accept the offer')}"
        f"{person_fields(form)}{tick(form, 'texts', TEXTS_AGREED)}"
        '<button type="submit">Accept the offer</button></form></section>'
    )
