"""Unsubscribing with the link of a mail: the page asks, its form does it; a GET changes nothing."""

from html import escape

from contracts.email import UnsubscribeLink
from edgekit import Response, ServiceError
from site_forms import Form, form_start, new_form
from site_frame import Sheet, page, see
from site_markup import notice, phone_link
from site_trouble import call_us, is_down
from site_vars import Ctx

NO_LINK = "Please use the link at the foot of a mail from us: it says whose mails shall end."
NOT_OURS = "This link is not whole, or not ours. Please open the one in the mail, whole."
LONGEST_TOKEN = 2000


def unsubscribe_page(token: str, ctx: Ctx, said: str = "", status: int = 200) -> Response:
    """Asks; without a token it says where to find one. ``said`` is HTML."""
    body = _question(new_form({}, {}), token) if token else f'<p class="lead">{NO_LINK}</p>'
    main = (
        f'<div class="column"><h1>Stop our news by e-mail</h1>{said}{body}'
        "<p>Texts end when you answer STOP to one. You can also call "
        f"{phone_link(ctx.vars.business_phone)}, and a person takes you off every list.</p></div>"
    )
    sheet = Sheet("Unsubscribe", main, indexed=False, status=status, referrer="no-referrer")
    return page(sheet, ctx)


def _question(form: Form, token: str) -> str:
    return (
        '<p class="lead">You will get no more news from us. What you ask for, such as a visit, we '
        f"still confirm.</p>{form_start(form, '/unsubscribe', label='Unsubscribe')}"
        f'<input type="hidden" name="link" value="{escape(token)}">'
        '<button type="submit">Unsubscribe</button></form>'
    )


def unsubscribed_page(ctx: Ctx) -> Response:
    """Says that it is done."""
    main = (
        '<div class="column"><p class="eyebrow">Done</p><h1>You are unsubscribed</h1>'
        '<p class="lead">You will get no more news from us by e-mail. You can close this page.</p>'
        "</div>"
    )
    return page(Sheet("Unsubscribed", main, indexed=False), ctx)


async def take_unsubscribe(form: Form, ctx: Ctx) -> Response:
    """Unsubscribe whom the link names."""
    token = form.value("link")[:LONGEST_TOKEN]
    if not token:
        return unsubscribe_page("", ctx, status=422)
    try:
        await ctx.services.email.unsubscribe(UnsubscribeLink(token=token))
    except ServiceError as error:
        if is_down(error):
            said = notice("This can’t be done right now", f"<p>{call_us(ctx)}</p>", kind="bad")
            return unsubscribe_page(token, ctx, said, 503)
        return unsubscribe_page("", ctx, notice(NOT_OURS, kind="bad"), 422)
    return see("/unsubscribe", {"done": "1"})
