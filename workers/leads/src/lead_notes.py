"""What people write about a lead."""

import base64
import hashlib

from edgekit import Statement

NEWEST_NOTES = """SELECT id, created_at, author, text FROM notes WHERE lead_id = ?1
ORDER BY created_at DESC, id LIMIT 100"""


def add_note(lead_id: str, note_id: str, author: str, text: str, now: int) -> list[Statement]:
    """The statements that add a note to a lead, which makes a new version of it, once.

    The first brings the note back, as it was written first if its id is there already; it brings
    nothing if there is no such lead.
    """
    return [
        Statement(
            """INSERT INTO notes (id, lead_id, created_at, author, text)
SELECT ?2, id, ?3, ?4, ?5 FROM leads WHERE id = ?1 AND erased_at IS NULL
ON CONFLICT (id) DO UPDATE SET author = author RETURNING id, created_at, author, text""",
            (lead_id, note_id, now, author, text),
        ),
        Statement(
            """UPDATE leads SET version = version + 1, updated_at = ?2
WHERE id = ?1 AND erased_at IS NULL
  AND EXISTS (SELECT 1 FROM notes WHERE id = ?3 AND created_at = ?2)""",
            (lead_id, now, note_id),
        ),
    ]


def note_id_of(lead_id: str, key: str) -> str:
    """The id of the note that is written to a lead under an ``Idempotency-Key``."""
    digest = hashlib.sha256(f"{lead_id}\n{key}".encode()).digest()
    return f"note_{base64.b32encode(digest[:16]).decode().rstrip('=').lower()}"
