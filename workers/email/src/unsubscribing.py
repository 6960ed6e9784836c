"""One-click unsubscribing (RFC 8058): a link that carries its own permission, and its two pages.

The link names a digest of the address, and is good for ever: also one from an old mail, used after
its person had subscribed again, unsubscribes. Mail scanners open every link, so that ``GET``
changes nothing; the ``POST`` needs no cookie, and whoever holds the link may send it.
"""

import re
from html import escape

from edgekit import HTML, Problem, Response
from edgekit.signed_links import LinkKeys
from mail_palette import DARK, LIGHT
from mail_rendering import FONT
from mail_vars import Ctx

PURPOSE, SECRET = "unsubscribe", "LINK_SECRET"
PERSON = re.compile(r"[0-9a-f]{64}")
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
}


def unsubscribe_url(person: str, ctx: Ctx) -> str:
    """The link by which a person unsubscribes; ``person`` is the digest of the address."""
    token = _keys(ctx).token(person)
    return f"{ctx.vars.public_url.rstrip('/')}/api/unsubscribe?token={token}"


def person_of(token: str, ctx: Ctx) -> str:
    """Whom a link is of; raises ``Problem`` 403 for one that is not ours."""
    person = _keys(ctx).subject(token, ctx.started_ms / 1000)
    if not PERSON.fullmatch(person):
        raise Problem(403, "This link is not valid; use the one that you were sent, whole.")
    return person


def question_page(ctx: Ctx) -> Response:
    """Asks whether to unsubscribe; the form posts what a mail client would."""
    form = (
        '<form method="post"><input type="hidden" name="List-Unsubscribe" value="One-Click">'
        "<button>Unsubscribe</button></form>"
    )
    text = "You will get no more news from us. What you ask for, such as a visit, we still confirm."
    return _page("Unsubscribe from our news?", text, form, ctx)


def done_page(ctx: Ctx) -> Response:
    """Says that it is done."""
    text = "You will get no more news from us. You can close this page."
    return _page("You are unsubscribed", text, "", ctx)


def _keys(ctx: Ctx) -> LinkKeys:
    secret = ctx.secret(SECRET)
    if not secret:
        raise Problem(503, f"No links can be signed: set the secret {SECRET}.")
    return LinkKeys(secret, PURPOSE)


def _page(title: str, text: str, form: str, ctx: Ctx) -> Response:
    business = escape(ctx.vars.business_name)
    body = (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{title} · {business}</title><style>{_STYLE}</style></head>"
        f"<body><main><p class=name>{business}</p><h1>{title}</h1><p>{text}</p>{form}</main>"
        "</body></html>"
    )
    return Response(body, media_type=HTML, headers=HEADERS)


def _colours(palette: dict[str, str]) -> str:
    return "".join(f"--{name}:{value};" for name, value in palette.items())


_STYLE = (
    f":root{{color-scheme:light dark;{_colours(LIGHT)}}}"
    f"@media (prefers-color-scheme:dark){{:root{{{_colours(DARK)}}}}}"
    f"body{{margin:0;background:var(--page);color:var(--text);font:16px/1.5 {FONT}}}"
    "main{max-width:32rem;margin:12vh auto 0;padding:0 1.25rem}"
    ".name{color:var(--accent);font-weight:650}h1{font-size:1.375rem;line-height:1.3}"
    "button{font:inherit;font-weight:600;color:var(--on-accent);background:var(--accent);border:0;"
    "border-radius:7px;padding:.75rem 1.375rem;min-height:2.75rem;cursor:pointer}"
    "button:focus-visible{outline:3px solid var(--text);outline-offset:2px}"
)
