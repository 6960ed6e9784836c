"""The two pages: signing in, and the dashboard itself, which ``public/dashboard.js`` fills."""

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
<title>Hearthstack dashboard</title>
<link rel="icon" href="/icon.svg" type="image/svg+xml">
"""

_SIGN_IN = """<link rel="stylesheet" href="/dashboard.css">
</head>
<body class="sign-in">
<main>
<h1>Hearthstack</h1>
<form method="post" action="/sign-in">
<input name="username" autocomplete="username" value="admin" hidden>
<label for="token">Admin token</label>
<input id="token" name="token" type="password" autocomplete="current-password" required autofocus>
{message}<button>Sign in</button>
</form>
</main>
</body>
</html>
"""

DASHBOARD = (
    _HEAD
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
<form method="post" action="/sign-out"><button class="quiet">Sign out</button></form>
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

# The short note that RFC 9110 (15.4.4) wants in a 303.
SEE_DASHBOARD = '<!doctype html><title>See the dashboard</title><a href="/">Dashboard</a>'


def sign_in_page(message: str = "") -> str:
    """The page that asks for the admin token, and says what was wrong with the last one."""
    shown = f'<p class="error" role="alert">{escape(message)}</p>\n' if message else ""
    return _HEAD + _SIGN_IN.format(message=shown)
