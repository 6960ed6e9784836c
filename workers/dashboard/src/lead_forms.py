"""What is posted from a lead's page: read, checked, and told apart from what changed meanwhile."""

import re
from typing import NamedTuple, get_args
from urllib.parse import parse_qs, quote, unquote

from pydantic import ValidationError

from contracts.leads import Lead, NewNote, Status
from words import STATUSES

AUTHOR_COOKIE = "dashboard_author"
YEAR = 365 * 86_400
LONGEST_NAME, LONGEST_NOTE = 200, 10_000
_COUNT = re.compile(r"[0-9]{1,9}")


class Seen(NamedTuple):
    """The lead as it was on the page from which a form was sent."""

    version: str
    status: str
    agent: str
    notes: str


class NoteForm(NamedTuple):
    """A note as it was typed."""

    text: str = ""
    author: str = ""


def fields_of(body: str) -> dict[str, str]:
    """A posted form's fields; of several with one name the last one counts."""
    return {name: values[-1] for name, values in parse_qs(body, keep_blank_values=True).items()}


def seen_of(lead: Lead) -> Seen:
    """What a form says of the lead that it stands beside."""
    return Seen(str(lead.version), lead.status, lead.agent or "", str(len(lead.notes)))


def seen_in(fields: dict[str, str]) -> Seen:
    """What a posted form says that its sender had seen."""
    return Seen(*(fields.get(f"seen_{name}", "") for name in Seen._fields))


def status_in(fields: dict[str, str]) -> Status | None:
    """The status that was chosen; ``None`` if it is none."""
    given = fields.get("status")
    return next((status for status in get_args(Status) if status == given), None)


def differences(seen: Seen, lead: Lead) -> list[str]:
    """What has changed of a lead since it was seen, in sentences."""
    told = []
    if seen.status != lead.status:
        before = next((name for key, name in STATUSES.items() if key == seen.status), "unknown")
        told.append(f"Its status was {before} and is now {STATUSES[lead.status]}.")
    if seen.agent != (lead.agent or ""):
        told.append(f"Its agent was {seen.agent or 'nobody'} and is now {lead.agent or 'nobody'}.")
    more = len(lead.notes) - int(seen.notes) if _COUNT.fullmatch(seen.notes) else 0
    if more > 0:
        told.append("A note was added." if more == 1 else f"{more} notes were added.")
    return told or ["Its value or its score was brought up to date."]


def note_errors(form: NoteForm) -> dict[str, str]:
    """What is wrong with a note, by field; nothing if it can be sent."""
    errors = {}
    if not form.author.strip():
        errors["author"] = "Say who writes this."
    if not form.text.strip():
        errors["text"] = "Write the note first."
    if len(form.author.strip()) > LONGEST_NAME:
        errors["author"] = f"A name has at most {LONGEST_NAME} characters."
    if len(form.text.strip()) > LONGEST_NOTE:
        errors["text"] = f"A note has at most {LONGEST_NOTE:,} characters."
    return errors or _unprintable(form)


def _unprintable(form: NoteForm) -> dict[str, str]:
    """What the contract refuses beside lengths: control characters, which no keyboard types."""
    try:
        NewNote(text=form.text, author=form.author)
    except ValidationError as error:
        fields = {str(item["loc"][0]) for item in error.errors()}
        return dict.fromkeys(fields, "It holds a character that can't be shown; type it anew.")
    return {}


def author_in(cookie: str | None) -> str:
    """The name under which this browser last wrote a note."""
    for pair in (cookie or "").split(";"):
        name, _, value = pair.strip().partition("=")
        if name == AUTHOR_COOKIE:
            return unquote(value)
    return ""


def author_cookie(author: str, *, secure: bool) -> str:
    """The ``Set-Cookie`` that remembers who writes notes in this browser."""
    flags = "; Secure" if secure else ""
    kept = f"{AUTHOR_COOKIE}={quote(author.strip(), safe='')}"
    return f"{kept}; Path=/leads; Max-Age={YEAR}; HttpOnly; SameSite=Strict{flags}"
