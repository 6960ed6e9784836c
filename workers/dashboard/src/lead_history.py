"""What has happened to a lead, newest first, and the form for a note."""

from collections.abc import Iterator
from datetime import datetime
from html import escape
from typing import NamedTuple

from contracts.leads import Lead
from lead_forms import LONGEST_NAME, LONGEST_NOTE, NoteForm
from markup import card, described_by, dollars, field_error, moment, prose, text
from words import STATUSES


class Event(NamedTuple):
    """Something that happened; ``said`` is HTML."""

    at: datetime
    kind: str
    said: str


def history(lead: Lead, note: NoteForm, errors: dict[str, str]) -> str:
    """The form, and below it what happened."""
    rows = "".join(
        f'<li class="{event.kind}">{event.said}<p class="muted">{moment(event.at)}</p></li>'
        for event in sorted(events(lead), key=lambda event: event.at, reverse=True)
    )
    body = _form(lead.id, note, errors) + f'<ol class="history">{rows}</ol>'
    return card("Notes and history", body, anchor="notes")


def events(lead: Lead) -> Iterator[Event]:
    """All that is known to have happened, in no order."""
    source = f" from {text(lead.source)}" if lead.source else ""
    yield Event(lead.created_at, "step", f"<p>Came in{source}.</p>")
    if lead.valued_at is not None:
        value = lead.valuation
        said = f"Valued at {dollars(value.estimate)}." if value else "No value could be found."
        yield Event(lead.valued_at, "step", f"<p>{said}</p>")
    if lead.announced_at is not None:
        yield Event(lead.announced_at, "step", f"<p>Told in Slack, {text(lead.channel)}.</p>")
    for change in lead.history[1:]:
        yield Event(change.at, "step", f"<p>Status: <b>{STATUSES[change.status]}</b></p>")
    for note in lead.notes:
        said = f"{prose(note.text)}<p>{text(note.author)}</p>"
        yield Event(note.created_at, "note", said)


def _form(lead_id: str, note: NoteForm, errors: dict[str, str]) -> str:
    return (
        f'<form method="post" action="/leads/{lead_id}/notes" class="note-form">'
        f'<label for="text">Note</label>'
        f'<textarea id="text" name="text" rows="3" maxlength="{LONGEST_NOTE}" required'
        f"{described_by('text', errors)}>\n{escape(note.text)}</textarea>"
        f"{field_error('text', errors)}"
        f'<label for="author">Your name</label>'
        f'<input id="author" name="author" maxlength="{LONGEST_NAME}" autocomplete="name" required'
        f' value="{escape(note.author)}"{described_by("author", errors)}>'
        f"{field_error('author', errors)}<button>Add note</button></form>"
    )
