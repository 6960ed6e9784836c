"""The pages' frame: head, navigation, signing in, notices, and the two that JavaScript fills."""

from html import escape
from typing import Literal

HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}

Place = Literal["", "/", "/leads", "/operations"]
PLACES: dict[Place, str] = {"/": "Overview", "/leads": "Leads", "/operations": "Operations"}
TITLE = "Hearthstack dashboard"

_HEAD = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>{title}</title>
<link rel="icon" href="/icon.svg" type="image/svg+xml">
"""
_STYLE = """<link rel="stylesheet" href="/vendor/tokens.css">
<link rel="stylesheet" href="/dashboard.css">
<link rel="stylesheet" href="/lead.css">
"""
_CHARTS = """<link rel="stylesheet" href="/vendor/uPlot.min.css">
<script defer src="/vendor/uPlot.iife.min.js"></script>
<script type="module" src="/dashboard.js"></script>
"""

_SIGN_IN = """</head>
<body class="sign-in">
<main>
<h1>Hearthstack</h1>
<p class="muted">The dashboard of the business. Sign in to see it.</p>
<form method="post" action="/sign-in">
<input name="username" autocomplete="username" value="admin" hidden>
<input name="next" value="{next}" hidden>
<label for="token">Admin token</label>
<input id="token" name="token" type="password" autocomplete="current-password" required autofocus{described}>
{message}<button>Sign in</button>
</form>
</main>
</body>
</html>
"""  # noqa: E501 - one tag

_RANGE = """<label for="range">Range</label>
<select id="range">
<option value="7d">7 days</option>
<option value="30d">30 days</option>
<option value="90d">90 days</option>
<option value="365d">1 year</option>
</select>
"""
_FIGURES = """<div class="page-top">
<h1>{heading}</h1>
<p id="made" class="muted" role="status">Loading the figures…</p>
<div class="tools">
{range}<button id="refresh" type="button" class="quiet">Refresh</button>
</div>
</div>
<noscript><p class="notice">The charts need JavaScript. The same figures are at
<a href="/api/summary">/api/summary</a>, and the <a href="/leads">list of leads</a> works without
it.</p></noscript>
<p id="notice" class="notice" role="alert" hidden></p>
<div id="figures" data-page="{name}" aria-busy="true"></div>"""


def document(title: str, main: str, *, here: Place = "", head: str = "") -> str:
    """A page with the navigation; ``main`` is HTML, the title is text."""
    return (
        f"{_HEAD.format(title=escape(title))}{_STYLE}{head}</head>\n<body>\n"
        '<a class="skip" href="#main">Skip to the content</a>\n<header class="site-top">\n'
        f'<a class="brand" href="/">Hearthstack</a>\n{_navigation(here)}\n'
        '<form method="post" action="/sign-out"><button class="quiet">Sign out</button></form>\n'
        f'</header>\n<main id="main">\n{main}\n</main>\n</body>\n</html>\n'
    )


def _navigation(here: Place) -> str:
    links = "".join(
        f'<a href="{path}"{" aria-current=page" if path == here else ""}>{name}</a>'
        for path, name in PLACES.items()
    )
    return f'<nav aria-label="Pages">{links}</nav>'


def _figures(name: str, heading: str, here: Place, tools: str = "") -> str:
    main = _FIGURES.format(name=name, heading=heading, range=tools)
    return document(f"{heading} · Hearthstack", main, here=here, head=_CHARTS)


OVERVIEW = _figures("overview", "The business", "/", _RANGE)
OPERATIONS = _figures("operations", "Operations", "/operations")


def see(path: str) -> str:
    """The short note that RFC 9110 (15.4.4) wants in a 303."""
    return f'<!doctype html><title>See other</title><a href="{escape(path)}">Go on</a>'


def open_again(path: str) -> str:
    """A page that opens a path of this site, so that the browser sends the session along.

    It withholds a strict cookie from a link on another site, such as Slack.
    """
    head = _HEAD.format(title=TITLE)
    return f'{head}<meta http-equiv="refresh" content="0; url={escape(path)}">\n{see(path)}'


def sign_in_page(message: str = "", path: str = "/") -> str:
    """The page that asks for the admin token, says what was wrong, and leads on to a path."""
    shown, described = "", ""
    if message:
        shown = f'<p class="error" role="alert" id="token-error">{escape(message)}</p>\n'
        described = ' aria-invalid="true" aria-describedby="token-error"'
    head = _HEAD.format(title=f"Sign in · {TITLE}") + _STYLE
    return head + _SIGN_IN.format(message=shown, described=described, next=escape(path))


def notice_page(title: str, detail: str) -> str:
    """A page that says why there is nothing else on it."""
    said = f'<h1>{escape(title)}</h1>\n<p class="muted">{escape(detail)}</p>'
    return document(title, f'<div class="said">{said}\n<p><a href="/leads">All leads</a></p></div>')
