"""The page behind a booking's link, for people: when it is, and two forms to move or cancel it.

It looks and works without scripts. Opening it changes nothing, since mail scanners open every link.
"""

from collections.abc import Iterable
from html import escape
from itertools import groupby
from urllib.parse import parse_qs
from zoneinfo import ZoneInfo

from booking_records import BookingRow, spoken, time_of
from contracts.calendar import Booked
from edgekit import HTML, Problem, Response

HEADERS = {
    "Cache-Control": "private, no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
    "Vary": "Origin, Accept",
}
STYLE = """:root{color-scheme:light dark;--page:#f5f6f4;--card:#fff;--text:#1c2521;
--muted:#57625c;--line:#868f89;--accent:#14614a;--on-accent:#fff;--bad:#b3261e}
@media (prefers-color-scheme:dark){:root{--page:#121614;--card:#1b211e;--text:#e8ece9;
--muted:#a3aea8;--line:#7b857f;--accent:#7fd1b2;--on-accent:#0c1a14;--bad:#ff9d94}}
body{margin:0;background:var(--page);color:var(--text);font:1rem/1.5 system-ui,sans-serif}
main{max-width:34rem;margin:2rem auto;padding:1.5rem;background:var(--card);border-radius:.75rem}
h1{font-size:1.375rem;margin:0 0 1rem}h2{font-size:1.0625rem;margin:1.5rem 0 .5rem}
p{margin:.25rem 0}.muted{color:var(--muted)}.when{font-size:1.125rem;font-weight:600}
[role=alert]{color:var(--bad)}a{color:var(--accent)}
select,button{font:inherit;padding:.5rem .75rem;border-radius:.5rem;border:1px solid var(--line);
background:var(--card);color:var(--text);max-width:100%}
button{background:var(--accent);border-color:var(--accent);color:var(--on-accent);cursor:pointer}
button.plain{background:none;border-color:var(--bad);color:var(--bad)}
label{display:block;margin-bottom:.25rem}form{margin:0}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
@media (max-width:36rem){main{margin:0;border-radius:0}}"""


def wants_page(accept: str | None) -> bool:
    """Whether a browser asks, and not a program."""
    return "text/html" in (accept or "")


def asked_for(form: str) -> str | None:
    """The start that a form asks for; ``None`` if it asks to cancel. Raises ``Problem`` 422."""
    try:
        fields = parse_qs(form, max_num_fields=10)
    except ValueError as error:
        raise Problem(422, "This form has too many fields.") from error
    if fields.get("what") == ["cancel"]:
        return None
    start = fields.get("start", [""])[0]
    if not start:
        raise Problem(422, "Choose a time first.")
    return start


def booking_page(
    row: BookingRow,
    booked: Booked,
    business: str,
    slots: Iterable[int],
    problem: Problem | None = None,
) -> Response:
    """The page of a booking; ``slots`` are what it can be moved to, in epoch milliseconds."""
    title = "Your appointment is cancelled" if row.status == "cancelled" else "Your appointment"
    parts = [f"<h1>{title}</h1>"]
    if problem is not None:
        parts.append(f'<p role="alert">{escape(problem.detail)}</p>')
    parts.append(f'<p class="when">{escape(row.when())}</p>')
    if row.address:
        parts.append(f"<p><bdi>{escape(row.address)}</bdi></p>")
    parts.append(f'<p class="muted">With {escape(business)}, for <bdi>{escape(row.name)}</bdi></p>')
    if row.status == "booked":
        parts.append(f'<p><a href="{escape(booked.ics_url)}">Add it to your calendar</a></p>')
        parts += _forms(row, booked, list(slots))
    return Response(
        _document(f"{title} · {business}", "".join(parts)),
        status=problem.status if problem else 200,
        media_type=HTML,
        headers=HEADERS,
    )


def _forms(row: BookingRow, booked: Booked, slots: list[int]) -> list[str]:
    path, _, query = booked.manage_url.partition("?")
    action = escape(f"{path.rpartition('/')[2]}/manage?{query}")
    cancel = (
        f'<h2>Cancel</h2><form method="post" action="{action}">'
        '<button class="plain" name="what" value="cancel">Cancel this appointment</button></form>'
    )
    if not slots:
        return [cancel]
    move = (
        f'<h2>Another time</h2><form method="post" action="{action}">'
        f'<label for="start">Free times</label><select id="start" name="start" required>'
        f'<option value="">Choose…</option>{_options(row, slots)}</select> '
        '<button name="what" value="move">Move it</button></form>'
    )
    return [move, cancel]


def _options(row: BookingRow, slots: list[int]) -> str:
    where = ZoneInfo(row.tz)
    groups = groupby(slots, key=lambda slot: time_of(slot).astimezone(where).date())
    return "".join(
        f'<optgroup label="{day:%A, %B} {day.day}">{"".join(_option(row, slot) for slot in each)}'
        "</optgroup>"
        for day, each in groups
    )


def _option(row: BookingRow, slot: int) -> str:
    label = spoken(slot, row.tz).rpartition(", ")[2]
    return f'<option value="{time_of(slot):%Y-%m-%dT%H:%M:%SZ}">{escape(label)}</option>'


def _document(title: str, body: str) -> str:
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{escape(title)}</title><style>{STYLE}</style></head>"
        f"<body><main>{body}</main></body></html>"
    )
