"""site: what the business's visitors see. Every form works without JavaScript."""

from typing import Annotated

from pydantic import BaseModel, Field

from edgekit import HTML, App, Body, Header, Problem, Response
from site_booking import booked_page, booking_page, empty_booking, take_booking, zone_of
from site_contact import (
    CaughtForm,
    caught_forms,
    contact_page,
    empty_form,
    take_contact,
    thanks_page,
)
from site_forms import Form, is_foreign, posted
from site_frame import moved
from site_home import home_page
from site_offer import empty_offer, offer_page, take_offer
from site_playbook import article_page, playbook_page
from site_quote import quote_page, take_acceptance
from site_texts import privacy_page, robots, sitemap
from site_trouble import not_found, problem_page
from site_unsubscribe import take_unsubscribe, unsubscribe_page, unsubscribed_page
from site_vars import Ctx, Services, SiteVars

PAGES, FORMS = "RATE_LIMITER", "FORM_LIMITER"
TAGS = ("pages",)
Sent = Annotated[str, Body("application/x-www-form-urlencoded")]
Fetched = Annotated[str | None, Header("Sec-Fetch-Site")]
Word = Annotated[str, Field(max_length=2000)]

app = App(
    "site",
    version="1.0.0",
    summary="What the business's visitors see.",
    services=Services,
    vars=SiteVars,
    essential=(),
)
app.problem_page(problem_page)


class CaughtForms(BaseModel):
    """What the spam trap caught, newest first."""

    items: list[CaughtForm]


def form_of(body: str, site: str | None, ctx: Ctx) -> Form:
    """A sent form; raises ``Problem`` 403 for one that another site sent."""
    if is_foreign(ctx.url, ctx.origin, site):
        raise Problem(403, "This form was sent from another site; open it here and send it again.")
    return posted(body)


@app.get("/", tags=TAGS, media_type=HTML, limit=PAGES)
async def read_home(ctx: Ctx) -> Response:
    """The home page."""
    return await home_page(ctx)


@app.get("/offer", tags=TAGS, media_type=HTML, limit=PAGES)
async def read_offer(
    ctx: Ctx,
    address: Word = "",
    condition: Word = "",
    timeline: Word = "",
    repairs: Word = "",
) -> Response:
    """The offer calculator, with what a link knows already filled in."""
    asked = {"address": address, "condition": condition, "timeline": timeline, "repairs": repairs}
    return offer_page(empty_offer(asked, ctx), ctx)


@app.post(
    "/offer", status=303, tags=TAGS, media_type=HTML, limit=FORMS, also=(422, 503), errors=(403,)
)
async def send_offer(body: Sent, ctx: Ctx, site: Fetched = None) -> Response:
    """Ask for an offer: leads on to its page; 422 shows what is wrong beside its field."""
    return await take_offer(form_of(body, site, ctx), ctx)


@app.get("/offer/{quote_id}", tags=TAGS, media_type=HTML, limit=PAGES, also=(503,), errors=(404,))
async def read_quote(quote_id: str, ctx: Ctx) -> Response:
    """An offer with all its figures, for whoever has its link."""
    return await quote_page(quote_id, ctx)


@app.post(
    "/offer/{quote_id}",
    status=303,
    tags=TAGS,
    media_type=HTML,
    limit=FORMS,
    also=(409, 422, 503),
    errors=(403, 404),
)
async def accept_offer(quote_id: str, body: Sent, ctx: Ctx, site: Fetched = None) -> Response:
    """Accept an offer, once; 409 where it is over."""
    return await take_acceptance(quote_id, form_of(body, site, ctx), ctx)


@app.get("/playbook", tags=TAGS, media_type=HTML, limit=PAGES, also=(503,))
async def read_playbook(ctx: Ctx, q: Word = "", tag: Word = "") -> Response:
    """The articles: all for sellers, those with a tag, or those that a search finds among these."""
    return await playbook_page(q, tag, ctx)


@app.get("/playbook/{slug}", tags=TAGS, media_type=HTML, limit=PAGES, also=(503,), errors=(404,))
async def read_article(slug: str, ctx: Ctx) -> Response:
    """An article."""
    return await article_page(slug, ctx)


@app.get("/book", tags=TAGS, media_type=HTML, limit=PAGES, also=(503,), errors=(404,))
async def read_booking(
    ctx: Ctx,
    day: Word = "",
    tz: Word = "",
    address: Word = "",
    booking: Word = "",
    token: Word = "",
) -> Response:
    """Free times in the visitor's zone; with a booking and its token, that booking."""
    if booking:
        return await booked_page(booking, token, ctx)
    return await booking_page(empty_booking({"address": address}, ctx), day, zone_of(tz, ctx), ctx)


@app.post(
    "/book",
    status=303,
    tags=TAGS,
    media_type=HTML,
    limit=FORMS,
    also=(409, 422, 503),
    errors=(403,),
)
async def send_booking(body: Sent, ctx: Ctx, site: Fetched = None) -> Response:
    """Book a visit: leads on to the booking; 409 where somebody was faster."""
    return await take_booking(form_of(body, site, ctx), ctx)


@app.get("/contact", tags=TAGS, media_type=HTML, limit=PAGES)
async def read_contact(ctx: Ctx, sent: Word = "") -> Response:
    """The contact form; with `sent`, the thanks for one."""
    return thanks_page(ctx) if sent else contact_page(empty_form(ctx), ctx)


@app.post(
    "/contact", status=303, tags=TAGS, media_type=HTML, limit=FORMS, also=(422, 503), errors=(403,)
)
async def send_contact(body: Sent, ctx: Ctx, site: Fetched = None) -> Response:
    """Make a lead of a message; the same form sent twice is one lead."""
    return await take_contact(form_of(body, site, ctx), ctx)


@app.get("/privacy", tags=TAGS, media_type=HTML, limit=PAGES)
async def read_privacy(ctx: Ctx) -> Response:
    """What is kept about people."""
    return privacy_page(ctx)


@app.get("/unsubscribe", tags=TAGS, media_type=HTML, limit=PAGES)
async def read_unsubscribe(ctx: Ctx, token: Word = "", done: Word = "") -> Response:
    """Ask whether to unsubscribe; it changes nothing, whoever opens it."""
    return unsubscribed_page(ctx) if done else unsubscribe_page(token, ctx)


@app.post(
    "/unsubscribe",
    status=303,
    tags=TAGS,
    media_type=HTML,
    limit=FORMS,
    also=(422, 503),
    errors=(403,),
)
async def send_unsubscribe(body: Sent, ctx: Ctx, site: Fetched = None) -> Response:
    """Unsubscribe whom a mail's link names."""
    return await take_unsubscribe(form_of(body, site, ctx), ctx)


@app.get("/404", status=404, tags=TAGS, media_type=HTML, limit=PAGES)
async def read_not_found(ctx: Ctx) -> Response:
    """The page for addresses that are none."""
    return not_found(ctx)


@app.fallback
async def read_bare(ctx: Ctx) -> Response:
    """A page's address with a slash too many leads to the page; anything else is not found."""
    bare = ctx.path.removesuffix("/")
    if ctx.method in ("GET", "HEAD") and bare != ctx.path and "GET" in app.router.methods(bare):
        return moved(f"{bare}?{ctx.query}" if ctx.query else bare)
    raise Problem(404, f"There is no page at {ctx.path}.")


@app.get("/sitemap.xml", tags=TAGS, media_type="application/xml", limit=PAGES)
async def read_sitemap(ctx: Ctx) -> Response:
    """The pages, for search engines."""
    return await sitemap(ctx)


@app.get("/robots.txt", tags=TAGS, media_type="text/plain; charset=utf-8", limit=PAGES)
async def read_robots(ctx: Ctx) -> Response:
    """What robots may read."""
    return robots(ctx)


@app.get("/api/caught", admin=True, errors=(503,))
async def read_caught(ctx: Ctx, limit: Annotated[int, Field(ge=1, le=100)] = 50) -> CaughtForms:
    """What the spam trap caught in the last thirty days, newest first."""
    return CaughtForms(items=await caught_forms(ctx, limit))


on_fetch = app.on_fetch
