"""The frame of every page: head, navigation, foot, and the headers that protect its readers."""

from dataclasses import dataclass, field
from functools import lru_cache
from html import escape
from urllib.parse import urlencode, urlsplit

from edgekit import HTML, Response
from site_assets import VERSIONS
from site_markup import address, current, link, phone_link
from site_vars import Ctx
from site_visit import trail_of_visit

PLACES = {"/offer": "Get an offer", "/playbook": "Playbook", "/book": "Book a visit"}
ENDS = {"/contact": "Contact", "/privacy": "Privacy", "/unsubscribe": "Unsubscribe"}
PERMISSIONS = (
    "accelerometer=(), autoplay=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), "
    "magnetometer=(), microphone=(), midi=(), payment=(), usb=(), browsing-topics=()"
)
RETRY_SECONDS = "60"
MARK = (
    '<svg class="mark" viewBox="0 0 32 32" aria-hidden="true"><path d="M4 15.5 16 5l12 10.5V27a1 1 '
    '0 0 1-1 1H5a1 1 0 0 1-1-1z"/><path class="hearth" d="M12 28v-6a4 4 0 0 1 8 0v6z"/></svg>'
)


@dataclass(frozen=True)
class Sheet:
    """What is on a page. ``main`` is HTML, all else is text."""

    title: str
    main: str
    about: str = ""
    """For search engines and social cards."""
    indexed: bool = True
    status: int = 200
    event: str = ""
    """What analytics is told beside the page view."""
    referrer: str = "strict-origin-when-cross-origin"
    headers: dict[str, str] = field(default_factory=dict)


def asset(path: str) -> str:
    """A static file's address, which changes with its content, so that it may be kept for ever."""
    return f"/{path}?v={VERSIONS[path]}"


def trail(ctx: Ctx) -> dict[str, str]:
    """How the visitor of a page came here."""
    return trail_of_visit(ctx.query, ctx.header("referer"), urlsplit(ctx.url).netloc)


@lru_cache(maxsize=8)
def policy(chat: str, analytics: str) -> str:
    """The Content-Security-Policy: nothing inline, nothing from anywhere but the two that help."""
    others = " ".join(filter(None, (chat, analytics)))
    own = f"'self' {others}".strip()
    return (
        f"default-src 'none'; script-src {own}; connect-src {own}; style-src 'self'; "
        "img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )


def is_local(host: str | None) -> bool:
    """Whether a host is the machine of whoever runs the fleet."""
    return host == "localhost" or (host or "").endswith(".localhost")


def beside(url: str, ctx: Ctx) -> str:
    """An address; one of this machine has the port that the site itself was asked at."""
    own, other = urlsplit(ctx.url), urlsplit(url)
    if not (is_local(own.hostname) and is_local(other.hostname)):
        return url
    return url.replace(other.netloc, f"{other.hostname}:{own.port or 80}", 1)


def helpers(ctx: Ctx) -> tuple[str, str]:
    """The origins of chatbot and analytics; empty where there is none."""
    chat, analytics = ctx.vars.chat_url or "", ctx.vars.analytics_url or ""
    return beside(chat, ctx).rstrip("/"), beside(analytics, ctx).rstrip("/")


def headers(sheet: Sheet, ctx: Ctx) -> dict[str, str]:
    """A page's headers. The pages hold what one visitor typed: nobody between may keep them."""
    return {
        "Cache-Control": "private, no-cache",
        "Content-Security-Policy": policy(*helpers(ctx)),
        "Cross-Origin-Opener-Policy": "same-origin",
        "Permissions-Policy": PERMISSIONS,
        "Referrer-Policy": sheet.referrer,
        "Strict-Transport-Security": "max-age=63072000; includeSubDomains",
        "X-Content-Type-Options": "nosniff",
        **({} if sheet.indexed else {"X-Robots-Tag": "noindex"}),
        **({"Retry-After": RETRY_SECONDS} if sheet.status == 503 else {}),
        **sheet.headers,
    }


def page(sheet: Sheet, ctx: Ctx) -> Response:
    """A page as an answer."""
    return Response(
        document(sheet, ctx),
        status=sheet.status,
        media_type=HTML,
        headers=headers(sheet, ctx),
    )


def see(path: str, query: dict[str, str] | None = None) -> Response:
    """Lead on to a page of this site (303); ``path`` is one that this worker wrote."""
    target = f"{path}?{urlencode(query)}" if query else path
    note = f'<!doctype html><title>See other</title><a href="{escape(target)}">Go on</a>'
    sent = {"Location": target, "Cache-Control": "no-store"}
    return Response(note, status=303, media_type=HTML, headers=sent)


def moved(target: str) -> Response:
    """Lead on to the only address of a page, for good (308); ``target`` is a path of this site."""
    return Response(status=308, headers={"Location": target})


def document(sheet: Sheet, ctx: Ctx) -> str:
    """The whole page."""
    event = f' data-event="{escape(sheet.event)}"' if sheet.event else ""
    return (
        f'<!doctype html>\n<html lang="en">\n<head>\n{_head(sheet, ctx)}</head>\n<body{event}>\n'
        f'<a class="skip" href="#main">Skip to the content</a>\n{_strip(ctx)}{_top(ctx)}'
        f'<main id="main" tabindex="-1">\n{sheet.main}\n</main>\n{_foot(ctx)}</body>\n</html>\n'
    )


def _head(sheet: Sheet, ctx: Ctx) -> str:
    given = ctx.vars
    name, site = escape(given.business_name), given.site_url.rstrip("/")
    title = name if sheet.title == given.business_name else f"{escape(sheet.title)} · {name}"
    about = escape(sheet.about or f"{given.business_name} buys houses, with every cost written.")
    canonical = escape(site + ctx.path)
    robots = "" if sheet.indexed else '<meta name="robots" content="noindex">\n'
    canonical_link = f'<link rel="canonical" href="{canonical}">\n' if sheet.indexed else ""
    return (
        '<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        f'<title>{title}</title>\n<meta name="description" content="{about}">\n{robots}'
        f'{canonical_link}<meta property="og:type" content="website">\n'
        f'<meta property="og:site_name" content="{name}">\n'
        f'<meta property="og:title" content="{escape(sheet.title)}">\n'
        f'<meta property="og:description" content="{about}">\n'
        f'<meta property="og:url" content="{canonical}">\n'
        f'<meta property="og:image" content="{escape(site + asset("card.png"))}">\n'
        '<meta name="twitter:card" content="summary_large_image">\n'
        f'<link rel="icon" href="{asset("icon.svg")}" type="image/svg+xml">\n'
        f'<link rel="stylesheet" href="{asset("vendor/tokens.css")}">\n'
        f'<link rel="stylesheet" href="{asset("site.css")}">\n'
        f'<script defer src="{asset("site.js")}"></script>\n{_helpers(ctx)}'
    )


def _helpers(ctx: Ctx) -> str:
    chat, analytics = helpers(ctx)
    counting = f'<script defer src="{escape(analytics)}/script.js"></script>\n' if analytics else ""
    talking = (
        f'<script defer src="{escape(chat)}/widget.js" data-title="Questions about selling?" '
        'data-label="Ask a question"></script>\n'
        if chat
        else ""
    )
    return counting + talking


def _strip(ctx: Ctx) -> str:
    """Links to the tools of whoever runs this on their own machine; a visitor never sees them."""
    if not ctx.vars.local_links or not is_local(urlsplit(ctx.url).hostname):
        return ""
    pairs = (each.partition("=") for each in ctx.vars.local_links)
    links = "".join(
        f'<a href="{escape(beside(url, ctx))}">{escape(name)}</a>' for name, _, url in pairs
    )
    said = "<span>On this machine</span>"
    return f'<aside class="local" aria-label="For whoever runs this">{said}{links}</aside>\n'


def _top(ctx: Ctx) -> str:
    way, here = trail(ctx), "/" + ctx.path.strip("/").partition("/")[0]
    links = "".join(
        f'<a href="{address(path, way)}"{current("page") if path == here else ""}>{name}</a>'
        for path, name in PLACES.items()
    )
    brand = (
        f'<a class="brand" href="{address("/", way)}">{MARK}{escape(ctx.vars.business_name)}</a>'
    )
    return (
        f'<header class="top"><div class="wide">{brand}<nav aria-label="Main">{links}</nav>'
        f"{phone_link(ctx.vars.business_phone)}</div></header>\n"
    )


def _foot(ctx: Ctx) -> str:
    given, way = ctx.vars, trail(ctx)
    links = "".join(f"<li>{link(path, name, way)}</li>" for path, name in ENDS.items())
    name = escape(given.business_name)
    return (
        f'<footer class="foot"><div class="wide"><div><p class="foot-name">{name}</p>'
        f"<p>{escape(given.postal_address)}<br>{phone_link(given.business_phone)}</p></div>"
        f'<ul aria-label="More">{links}</ul>'
        "<p>We buy houses for our own account. We are nobody’s agent and nobody’s lender, and what "
        "stands here is neither legal nor tax advice. Show our papers to whomever you trust.</p>"
        "</div></footer>\n"
    )
