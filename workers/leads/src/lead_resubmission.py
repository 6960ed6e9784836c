"""The same person and address again: what is new in the form is kept as a note."""

import hashlib

from contracts.leads import NewLead
from edgekit import Statement
from lead_notes import add_note
from lead_records import LeadRow

TOLD = ("name", "email", "phone", "asking_price", "timeline", "condition", "motivation", "message")
AUTHOR = "resubmission"


def note_differences(lead: LeadRow, new: NewLead, now: int) -> list[Statement]:
    """The statements that add what a later form says differently; none if it says the same.

    The note's id comes from its text, so that the same form sent on and on adds one note.
    """
    told = {name: getattr(new, name) for name in TOLD}
    news = {k: v for k, v in told.items() if v is not None and v != getattr(lead, k)}
    if not news:
        return []
    text = "Sent again: " + "; ".join(f"{name}: {value}" for name, value in news.items())
    digest = hashlib.sha256(f"{lead.id}\n{text}".encode()).hexdigest()
    return add_note(lead.id, f"note_{digest[:26]}", AUTHOR, text, now)
