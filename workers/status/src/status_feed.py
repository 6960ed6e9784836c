"""Incidents as an Atom feed (RFC 4287): an entry each, which moves up with each update."""

from collections.abc import Iterable
from datetime import UTC, datetime

from contracts.status import Incident, IncidentUpdate
from status_markup import text
from status_words import INCIDENT

MEDIA_TYPE = "application/atom+xml; charset=utf-8"
BEGINNING = datetime(2026, 1, 1, tzinfo=UTC)  # when an empty feed was updated


def atom(incidents: Iterable[Incident], business: str, page_url: str, feed_url: str) -> str:
    """The feed, the most recently updated first."""
    newest = sorted(incidents, key=lambda each: (each.updated_at, each.id), reverse=True)
    updated = newest[0].updated_at if newest else BEGINNING
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en-US">\n'
        f"<id>{text(page_url)}</id>\n"
        f"<title>{text(business)} status</title>\n"
        f"<updated>{_rfc3339(updated)}</updated>\n"
        f"<author><name>{text(business)}</name></author>\n"
        f'<link rel="alternate" type="text/html" href="{text(page_url)}"/>\n'
        f'<link rel="self" type="application/atom+xml" href="{text(feed_url)}"/>\n'
        f"{''.join(_entry(incident, page_url) for incident in newest)}</feed>\n"
    )


def _entry(incident: Incident, page_url: str) -> str:
    url = f"{page_url}#{incident.id}"
    said = "".join(map(_update, reversed(incident.updates)))
    workers = "".join(f'<category term="{text(name)}"/>\n' for name in incident.workers)
    return (
        "<entry>\n"
        f"<id>{text(url)}</id>\n"
        f"<title>{text(incident.title)}</title>\n"
        f'<link rel="alternate" type="text/html" href="{text(url)}"/>\n'
        f"<published>{_rfc3339(incident.opened_at)}</published>\n"
        f"<updated>{_rfc3339(incident.updated_at)}</updated>\n"
        f'{workers}<content type="html">{text(said)}</content>\n'
        "</entry>\n"
    )


def _update(update: IncidentUpdate) -> str:
    """HTML, which is escaped once more as the content of its element."""
    at = f"{update.at:%Y-%m-%d %H:%M} UTC"
    return f"<p><strong>{INCIDENT[update.status]}</strong>, {at}: {text(update.message)}</p>"


def _rfc3339(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
