"""The page: how the fleet is, incidents, maintenance, and ninety days of each worker."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from contracts.amounts import counted
from contracts.status import DayReport, Incident, IncidentUpdate, Maintenance, StatusReport
from status_markup import text
from status_uptime import PAGE_DAYS, DayRow, days_of, spoken
from status_words import INCIDENT, WORKER, between, headline, lasting

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'; "
    "form-action 'none'; base-uri 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}
BAR, GAP, TALL = 4, 2, 28
MOST_UPDATES = 10
KINDS = {
    "none": "Nothing known",
    "good": "No outage",
    "fair": "Over 99 % up",
    "bad": "Less",
    "work": "Maintenance",
}
FAIR = 99.0


def page(report: StatusReport, rows: Iterable[DayRow], business: str, now_ms: int) -> str:
    """The whole page; it needs no script."""
    open_ones = [each for each in report.incidents if each.resolved_at is None]
    past = [each for each in report.incidents if each.resolved_at is not None]
    work = [each for each in report.maintenance if each.status != "over"]
    parts = [
        _banner(report),
        _section("Now", map(_incident, open_ones)),
        _section("Maintenance", map(_maintenance, work)),
        _workers(report, rows, now_ms),
        _section("The last 14 days", map(_incident, past)),
    ]
    if not past:
        parts.append('<p class="muted">No incident ended in the last 14 days.</p>')
    return _document(business, "\n".join(part for part in parts if part))


def _document(business: str, main: str) -> str:
    name = text(business)
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        f"<title>{name} status</title>\n"
        f'<meta name="description" content="Whether the systems of {name} work.">\n'
        '<link rel="icon" href="/icon.svg" type="image/svg+xml">\n'
        '<link rel="stylesheet" href="/vendor/tokens.css">\n'
        '<link rel="stylesheet" href="/status.css">\n'
        f'<link rel="alternate" type="application/atom+xml" href="/feed.xml" title="{name} '
        'status">\n</head>\n<body>\n<a class="skip" href="#main">Skip to the content</a>\n'
        f'<header class="site-top"><a class="brand" href="/">{name} <span>status</span></a>'
        '<nav aria-label="Formats"><a href="/feed.xml">Feed</a>'
        '<a href="/api/status">JSON</a></nav></header>\n'
        f'<main id="main">\n{main}\n</main>\n</body>\n</html>\n'
    )


def _banner(report: StatusReport) -> str:
    when = f"Checked {_moment(report.checked_at)}." if report.checked_at else "Not checked yet."
    return (
        f'<div class="banner {report.status}"><h1>{headline(report)}</h1>'
        f"<p>{when} Each system is checked every minute.</p></div>"
    )


def _section(heading: str, parts: Iterable[str]) -> str:
    body = "".join(parts)
    return f"<section><h2>{heading}</h2>\n{body}</section>" if body else ""


def _incident(incident: Incident) -> str:
    ended = incident.resolved_at
    length = f", for {between(incident.opened_at, ended)}" if ended else ""
    updates = "".join(map(_update, reversed(incident.updates[-MOST_UPDATES:])))
    return (
        f'<article class="card {"over" if ended else "open"}" id="{text(incident.id)}">'
        f"<h3><bdi>{text(incident.title)}</bdi></h3>"
        f'<p class="muted">{_moment(incident.opened_at)}{length}{_about(incident.workers)}</p>'
        f"<ol>{updates}</ol></article>\n"
    )


def _update(update: IncidentUpdate) -> str:
    return (
        f"<li><strong>{INCIDENT[update.status]}</strong> "
        f'<span class="prose" dir="auto">{text(update.message)}</span> '
        f'<span class="muted">{_moment(update.at)}</span></li>'
    )


def _maintenance(window: Maintenance) -> str:
    when = {"scheduled": "Planned", "in_progress": "Under way", "over": "Over"}[window.status]
    again = "" if window.repeat == "never" else f", {window.repeat}"
    said = f'<p class="prose" dir="auto">{text(window.message)}</p>' if window.message else ""
    return (
        f'<article class="card work" id="{text(window.id)}">'
        f"<h3><bdi>{text(window.title)}</bdi></h3>"
        f'<p class="muted">{when}: {_moment(window.starts_at)}, '
        f"for {lasting(window.duration_minutes)}{again}{_about(window.workers)}</p>{said}"
        "</article>\n"
    )


def _about(workers: Sequence[str]) -> str:
    return f" · {', '.join(map(text, workers))}" if workers else ""


def _workers(report: StatusReport, rows: Iterable[DayRow], now_ms: int) -> str:
    by_worker: dict[str, list[DayRow]] = {}
    for row in rows:
        by_worker.setdefault(row.worker, []).append(row)
    items = "".join(
        f'<li class="worker"><div class="line"><h3>{text(worker.name)}</h3>'
        f'<span class="share">{spoken(worker.uptime_90d)}</span>'
        f'<span class="state {worker.status}">{WORKER[worker.status]}</span></div>'
        f"{_bars(days_of(by_worker.get(worker.name, ()), now_ms, PAGE_DAYS))}</li>\n"
        for worker in report.workers
    )
    legend = "".join(f'<li><i class="{kind}"></i>{said}</li>' for kind, said in KINDS.items())
    return (
        f'<section><h2>{PAGE_DAYS} days</h2>\n<ul class="workers card">{items}</ul>\n'
        f'<ul class="legend" aria-label="What the colours mean">{legend}</ul></section>'
    )


def kind_of(day: DayReport) -> str:
    """The colour of a day: one of ``KINDS``."""
    if day.uptime is None:
        return "work" if day.maintenance_minutes else "none"
    if not day.down_minutes:
        return "good"
    return "fair" if day.uptime >= FAIR else "bad"


def _bars(days: Sequence[DayReport]) -> str:
    """A picture with one path a colour, which is a tenth of the size of an element a day."""
    paths: dict[str, list[str]] = {}
    for place, day in enumerate(days):
        paths.setdefault(kind_of(day), []).append(f"M{place * (BAR + GAP)} 0h{BAR}v{TALL}h-{BAR}z")
    counts = {kind: len(drawn) for kind, drawn in paths.items()}
    said = ", ".join(f"{KINDS[kind]}: {counted(count, 'day')}" for kind, count in counts.items())
    drawn = "".join(f'<path class="{kind}" d="{"".join(d)}"/>' for kind, d in paths.items())
    width = len(days) * (BAR + GAP) - GAP
    return (
        f'<svg class="bars" viewBox="0 0 {width} {TALL}" preserveAspectRatio="none" role="img" '
        f'aria-label="{said}">{drawn}</svg>'
    )


def _moment(at: datetime) -> str:
    return f'<time datetime="{at.isoformat()}">{at.day} {at:%b %Y, %H:%M} UTC</time>'
