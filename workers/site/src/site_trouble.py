"""Pages for when something does not work: what happened, and what a person can do now."""

from html import escape

from edgekit import Problem, Response, ServiceError
from site_frame import Sheet, page, trail
from site_markup import link, notice, phone_link
from site_vars import Ctx

WORDS = {
    400: "Something in that request can’t be read. Please go back and try once more.",
    401: "This page is for whoever runs the site: it needs a key.",
    403: "This form was sent from another site. Open it here and send it again.",
    405: "This address shows a page; it takes nothing.",
    413: "That was more than a form of ours holds. Please shorten it.",
    415: "What was sent is no form of ours. Please open the form here, and send that one.",
    422: "Something in that address or form can’t be read. Please go back and check it.",
    429: "That was a lot in one minute. Please wait a minute and try again.",
}
REFUSED = "This can’t be done here. Please go back and check what you wanted to do."
BROKEN = "Something went wrong on our side, and we have been told. Please try again in a minute."


def is_down(error: ServiceError) -> bool:
    """Whether a worker failed, and not the question."""
    return error.upstream_status is None or error.upstream_status >= 500


def call_us(ctx: Ctx) -> str:
    """What to do while something is down, HTML."""
    return f"Call {phone_link(ctx.vars.business_phone)}, or try again in a minute."


def not_taken(ctx: Ctx) -> str:
    """The notice above a form that could not be taken."""
    body = f"<p>What you wrote is still here. {call_us(ctx)} Sending it twice does no harm.</p>"
    return notice("We can’t take this right now", body, kind="bad")


def not_found(ctx: Ctx) -> Response:
    """The page for an address that is none."""
    way = trail(ctx)
    main = (
        '<div class="column"><p class="eyebrow">Page not found</p><h1>There is no page here</h1>'
        "<p>The address may be old, or have a typing error in it. These are the ones that most "
        f"people want:</p><ul><li>{link('/offer', 'An offer for your house', way)}</li>"
        f"<li>{link('/playbook', 'Answers about selling', way)}</li>"
        f"<li>{link('/book', 'A visit at your house', way)}</li></ul>"
        f"<p>Or call {phone_link(ctx.vars.business_phone)}.</p></div>"
    )
    return page(Sheet("Page not found", main, indexed=False, status=404), ctx)


def problem_page(problem: Problem, ctx: Ctx) -> Response:
    """The page of a problem, for browsers."""
    if problem.status == 404:
        return not_found(ctx)
    ours = problem.status >= 500
    said = WORDS.get(problem.status, BROKEN if ours else REFUSED)
    title = "Sorry, this is our fault" if ours else "That did not work"
    main = (
        f'<div class="column"><h1>{title}</h1><p>{escape(said)}</p>'
        f"<p>If it is urgent, call {phone_link(ctx.vars.business_phone)}.</p>"
        f'<p class="muted">For our log: {escape(ctx.request_id)}</p></div>'
    )
    return page(Sheet(title, main, indexed=False, status=problem.status), ctx)


def unavailable(title: str, said: str, ctx: Ctx) -> Response:
    """A page whose worker is down; ``said`` is text."""
    main = (
        f'<div class="column"><h1>{escape(title)}</h1>'
        f"{notice(said, f'<p>{call_us(ctx)}</p>', kind='warn')}</div>"
    )
    return page(Sheet(title, main, indexed=False, status=503), ctx)
