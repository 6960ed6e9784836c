"""The pages: signing in, the dashboard, which ``public/dashboard.js`` fills, and a lead's frame."""

from html import escape

HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}

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

_STYLE = '<link rel="stylesheet" href="/dashboard.css">\n'
TITLE = "Hearthstack dashboard"

_SIGN_IN = """</head>
<body class="sign-in">
<main>
<h1>Hearthstack</h1>
<form method="post" action="/sign-in">
<input name="username" autocomplete="username" value="admin" hidden>
<input name="next" value="{next}" hidden>
<label for="token">Admin token</label>
<input id="token" name="token" type="password" autocomplete="current-password" required autofocus>
{message}<button>Sign in</button>
</form>
</main>
</body>
</html>
"""

_SIGN_OUT = '<form method="post" action="/sign-out"><button class="quiet">Sign out</button></form>'

DASHBOARD = (
    _HEAD.format(title=TITLE)
    + """<link rel="stylesheet" href="/vendor/uPlot.min.css">
<link rel="stylesheet" href="/dashboard.css">
<script defer src="/vendor/uPlot.iife.min.js"></script>
<script defer src="/dashboard.js"></script>
</head>
<body>
<header>
<h1>Hearthstack</h1>
<label>Range
<select id="range">
<option value="7d">7 days</option>
<option value="30d">30 days</option>
<option value="90d">90 days</option>
<option value="365d">1 year</option>
</select></label>
<button id="refresh" type="button">Refresh</button>
"""
    + _SIGN_OUT
    + """
</header>
<noscript><p class="notice">The charts need JavaScript. The same figures are at
<a href="/api/summary">/api/summary</a>.</p></noscript>
<main aria-live="polite" aria-busy="true">
<p id="notice" class="notice" role="status" hidden></p>
<section id="tiles" class="tiles" aria-label="At a glance"></section>
<div id="cards" class="cards"></div>
<p id="made" class="muted"></p>
</main>
</body>
</html>
"""
)


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
    shown = f'<p class="error" role="alert">{escape(message)}</p>\n' if message else ""
    head = _HEAD.format(title=TITLE) + _STYLE
    return head + _SIGN_IN.format(message=shown, next=escape(path))


def document(title: str, main: str) -> str:
    """A page with a way back to the dashboard; ``main`` is HTML, the title is text."""
    return (
        f"{_HEAD.format(title=escape(title))}{_STYLE}</head>\n<body>\n<header>\n"
        f'<a class="back" href="/">← Dashboard</a>\n{_SIGN_OUT}\n</header>\n'
        f"<main>\n{main}\n</main>\n</body>\n</html>\n"
    )


def notice_page(title: str, detail: str) -> str:
    """A page that says why there is nothing else on it."""
    return document(title, f'<h1>{escape(title)}</h1>\n<p class="muted">{escape(detail)}</p>')
