"""The offer calculator: a home's facts go to instant-offer, whose quote has a page of its own."""

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from contracts.instant_offer import OfferRequest
from edgekit import Response, ServiceError
from site_contact import ADDRESS_HINT, keep_caught
from site_forms import (
    Form,
    asked_again,
    choice,
    errors_elsewhere,
    errors_of,
    form_start,
    new_form,
    text_field,
)
from site_frame import Sheet, page, see, trail
from site_markup import notice
from site_numbers import number
from site_trouble import call_us, is_down
from site_vars import Ctx

CONDITIONS = {
    "excellent": ("Excellent", "Renovated in the last years; nothing to do"),
    "good": ("Good", "Kept well; paint and small things"),
    "fair": ("Fair", "Kitchen, baths or roof are due"),
    "poor": ("Poor", "Much to repair, or not to be lived in"),
}
TIMELINES = {
    "asap": ("As soon as possible", ""),
    "30_days": ("In about a month", ""),
    "90_days": ("In about three months", ""),
    "exploring": ("Only looking", ""),
}
FACTS = ("bedrooms", "bathrooms", "sqft", "year_built")
ASKED = ("address", "condition", "timeline", "repairs", *FACTS)
WORDS = {
    "address": "Write the address of the house: street, city and ZIP code.",
    "condition": "Choose what comes nearest.",
    "timeline": "Choose one of these.",
    "repairs": "Write whole dollars, from 0 to 10,000,000, such as 18,000 or 18k.",
    "bedrooms": "A whole number from 0 to 50.",
    "bathrooms": "A number from 0 to 50, such as 1.5.",
    "sqft": "Whole square feet, from 100 to 100,000, such as 1,850.",
    "year_built": "A year, such as 1962.",
    "property": "Something in the facts can’t be; please check them.",
    "form": "Something here can’t be taken; please check what you wrote.",
}


def empty_offer(asked: Mapping[str, str], ctx: Ctx) -> Form:
    """The form, with what a link or the home page knows already."""
    known = {name: asked[name] for name in ASKED if asked.get(name)}
    return new_form({"timeline": "30_days", **known}, trail(ctx))


def offer_page(form: Form, ctx: Ctx, status: int = 200) -> Response:
    """The form."""
    wrong = "Error: " if form.errors else ""
    main = (
        '<div class="column"><h1>An offer, and how it comes about</h1>'
        '<p class="lead">No name, no e-mail, no account. You get a range, every cost behind it, '
        "and what a listing might leave you instead. It binds nobody.</p>"
        f"{form_start(form, '/offer', label='Your house')}"
        + text_field(
            form,
            "address",
            "Address of the house",
            hint=ADDRESS_HINT,
            complete="address-line1",
            required=True,
        )
        + choice(form, "condition", "In what condition is it?", CONDITIONS)
        + choice(form, "timeline", "When would you like to close?", TIMELINES)
        + _facts(form)
        + '<button type="submit">Show the offer</button></form></div>'
    )
    return page(Sheet(f"{wrong}Get an offer", main, ABOUT, status=status), ctx)


ABOUT = "A first offer for your house in a minute: the range, each cost, and a listing beside it."


def _facts(form: Form) -> str:
    is_open = " open" if any(form.value(name) or name in form.errors for name in OPTIONAL) else ""
    fields = "".join(
        text_field(form, name, label, mode=mode, longest=20) for name, label, mode in FACT_FIELDS
    )
    repairs = text_field(
        form,
        "repairs",
        "Repairs that you know of, in dollars",
        hint="From a contractor’s bid, for example. Without it we assume what houses in that "
        "condition and of that size need.",
        mode="numeric",
        longest=20,
    )
    return (
        f"<details{is_open}><summary>Facts that make the range narrower</summary>"
        '<p class="hint">We look up what the county knows. What you write here counts more.</p>'
        f'<div class="pairs">{fields}</div>{repairs}</details>'
    )


OPTIONAL = (*FACTS, "repairs")
FACT_FIELDS = (
    ("bedrooms", "Bedrooms", "numeric"),
    ("bathrooms", "Bathrooms", "decimal"),
    ("sqft", "Living area, square feet", "numeric"),
    ("year_built", "Year built", "numeric"),
)


def asked_of(form: Form) -> dict[str, Any]:
    """The request out of a form's texts; a number that is none stays a text, and is refused."""
    asked: dict[str, Any] = dict(form.given("address", "condition", "timeline"))
    facts = {name: number(name, said) for name, said in form.given(*FACTS).items()}
    if facts:
        asked["property"] = facts
    if repairs := form.value("repairs"):
        asked["repairs"] = number("repairs", repairs)
    return asked


async def take_offer(form: Form, ctx: Ctx) -> Response:
    """Ask for a quote, and lead on to its page."""
    if form.is_caught:
        await keep_caught(form, ctx)
        return offer_page(asked_again(form), ctx, 422)
    try:
        asked = OfferRequest.model_validate(asked_of(form))
    except ValidationError as error:
        return offer_page(form.wrong(errors_of(error, WORDS)), ctx, 422)
    try:
        quote = await ctx.services.instant_offer.quote(asked)
    except ServiceError as error:
        if is_down(error) or not (errors := errors_elsewhere(error.problem, WORDS)):
            return offer_page(form.saying(_calculator_down(ctx)), ctx, 503)
        return offer_page(form.wrong(errors), ctx, 422)
    return see(f"/offer/{quote.quote_id}", dict(form.trail))


def _calculator_down(ctx: Ctx) -> str:
    return notice(
        "The calculator does not answer right now",
        f"<p>What you wrote is still here. {call_us(ctx)} By phone you get the same figures.</p>",
        kind="bad",
    )
