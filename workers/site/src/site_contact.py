"""The contact form, which makes a lead; and what the spam trap caught, kept for a look."""

from pydantic import BaseModel, ValidationError

from contracts.leads import Consent, NewLead
from edgekit import PlatformError, Response, ServiceError, new_id
from site_forms import (
    Form,
    asked_again,
    errors_elsewhere,
    errors_of,
    form_start,
    long_field,
    new_form,
    text_field,
    tick,
)
from site_frame import Sheet, page, see, trail
from site_markup import link, phone_link
from site_trouble import is_down, not_taken
from site_vars import Ctx

KEPT_SECONDS = 30 * 86_400
CAUGHT = "caught:"
ADDRESS_HINT = "Street, city and ZIP code."
REACH = "Give a phone number or an e-mail address, so that we can answer."
WORDS = {
    "name": "Write your name.",
    "email": "This is no e-mail address; it should look like ann@example.com.",
    "phone": "This is no phone number we can dial; ten digits will do.",
    "address": "Write the address of the house: street, city and ZIP code.",
    "message": "Please shorten this to 5,000 characters, without special control characters.",
    "form": "Something here can’t be taken; please check what you wrote.",
}
TEXTS_AGREED = (
    "You may text me about this house. Messages come by hand and by program; STOP ends them. "
    "It is no condition of anything."
)


class CaughtForm(BaseModel):
    """A form that the trap caught."""

    at: str
    path: str
    values: dict[str, str]


async def keep_caught(form: Form, ctx: Ctx) -> None:
    """Keep what the trap caught for a look, for thirty days; it is told to nobody else."""
    stamp = f"{ctx.now():%Y-%m-%dT%H:%M:%SZ}"
    caught = CaughtForm(at=stamp, path=ctx.path, values=dict(form.values))
    key = f"{CAUGHT}{9_999_999_999_999 - ctx.started_ms}:{new_id('form')}"  # newest first
    try:
        await ctx.kv("CACHE_KV").put(key, caught.model_dump_json(), KEPT_SECONDS)
    except PlatformError as error:
        ctx.log.warning("caught_not_kept", error=str(error))
    ctx.log.warning("form_caught", path=ctx.path)


async def caught_forms(ctx: Ctx, limit: int) -> list[CaughtForm]:
    """What the trap caught, newest first."""
    kv = ctx.kv("CACHE_KV")
    keys = await kv.keys(CAUGHT, limit)
    texts = await kv.get_many(keys)
    return [CaughtForm.model_validate_json(texts[key]) for key in keys if key in texts]


def person_fields(form: Form) -> str:
    """Who somebody is, and how to reach them."""
    return (
        text_field(form, "name", "Your name", complete="name", required=True, longest=200)
        + text_field(
            form, "phone", "Phone", kind="tel", complete="tel", mode="tel", longest=40, hint=REACH
        )
        + text_field(form, "email", "E-mail", kind="email", complete="email", longest=254)
    )


def person_errors(form: Form) -> dict[str, str]:
    """What is missing of a person, beside what a contract refuses."""
    errors = {} if form.value("name") else {"name": WORDS["name"]}
    return errors if form.value("phone") or form.value("email") else {**errors, "phone": REACH}


def agreed(form: Form) -> Consent | None:
    """What somebody has agreed to by ticking the box."""
    return Consent(sms=True, text=TEXTS_AGREED) if form.value("texts") else None


def contact_page(form: Form, ctx: Ctx, status: int = 200) -> Response:
    """The form."""
    wrong = "Error: " if form.errors else ""
    main = (
        '<div class="column"><h1>Ask us anything about your house</h1>'
        '<p class="lead">A person reads this and answers within a business day. Nothing is sold '
        f"on, and you get no calls that you did not ask for. In a hurry? "
        f"{phone_link(ctx.vars.business_phone)}</p>"
        f"{form_start(form, '/contact', label='Contact')}{person_fields(form)}"
        + text_field(
            form,
            "address",
            "Address of the house",
            hint=ADDRESS_HINT,
            complete="address-line1",
            required=True,
        )
        + long_field(form, "message", "What would you like to know?")
        + tick(form, "texts", TEXTS_AGREED)
        + '<button type="submit">Send</button></form></div>'
    )
    about = "Write to us about your house; a person answers within a business day."
    return page(Sheet(f"{wrong}Contact", main, about, status=status), ctx)


def thanks_page(ctx: Ctx) -> Response:
    """What follows a message."""
    way = trail(ctx)
    main = (
        '<div class="column"><p class="eyebrow">Received</p><h1>Thank you, we have it</h1>'
        '<p class="lead">A person reads it and answers within a business day, by the way you gave '
        "us.</p><p>Until then: "
        f"{link('/offer', 'see a first range for your house', way)}, or "
        f"{link('/book', 'pick a time for a visit', way)}. Something to correct? Call "
        f"{phone_link(ctx.vars.business_phone)}.</p></div>"
    )
    return page(Sheet("Message received", main, indexed=False, event="lead_created"), ctx)


def empty_form(ctx: Ctx) -> Form:
    """The form as a visitor finds it."""
    return new_form({}, trail(ctx))


async def take_contact(form: Form, ctx: Ctx) -> Response:
    """Make a lead of a sent form, and lead on to the thanks."""
    if form.is_caught:
        await keep_caught(form, ctx)
        return contact_page(asked_again(form), ctx, 422)
    try:
        lead = NewLead.model_validate(
            {
                **form.given("name", "email", "phone", "address", "message"),
                "source": "site",
                "utm": form.trail or None,
                "consent": agreed(form),
            }
        )
    except ValidationError as error:
        return contact_page(
            form.wrong({**errors_of(error, WORDS), **person_errors(form)}), ctx, 422
        )
    try:
        await ctx.services.leads.create(lead, idempotency_key=form.key, deadline_ms=5000)
    except ServiceError as error:
        if is_down(error) or not (errors := errors_elsewhere(error.problem, WORDS)):
            return contact_page(form.saying(not_taken(ctx)), ctx, 503)
        return contact_page(form.wrong(errors), ctx, 422)
    return see("/contact", {"sent": "1", **form.trail})
