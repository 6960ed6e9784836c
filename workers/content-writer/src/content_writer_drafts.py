"""Drafts in the database: one for each request, whoever asks first."""

import hashlib
import json
from typing import Any

from pydantic import BaseModel

from content_writer_facts import Value
from contracts.content_writer import Draft, DraftRequest
from edgekit import Lifetime, PersonalData, Statement

READ = "SELECT body FROM drafts WHERE id = ?1"
BY_KEY = "SELECT body FROM drafts WHERE key = ?1"
INSERT = """INSERT INTO drafts (id, key, kind, lead_id, body, created_at)
VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (key) DO NOTHING"""
FORGET = "DELETE FROM drafts WHERE lead_id = ?1 RETURNING id"
LIFETIME = Lifetime("drafts", "created_at", days="draft_days")
PERSONAL = PersonalData(
    "drafts", ("lead_id", "body"), erased="deleted at once; others go after DRAFT_DAYS"
)


class DraftRow(BaseModel):
    """What is read of a draft: all of it as JSON."""

    body: str

    def draft(self) -> Draft:
        """The draft."""
        return Draft.model_validate_json(self.body)


def key_of(request: DraftRequest, facts: dict[str, Value], version: str) -> str:
    """The same for the same facts, limits and tone, whatever their order."""
    asked: dict[str, Any] = request.model_dump(exclude={"facts"})
    told = {name: _plain(value) for name, value in facts.items()}
    text = json.dumps([version, asked, told], sort_keys=True, ensure_ascii=False)
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


def _plain(value: Value) -> Value:
    whole = isinstance(value, float) and value.is_integer()
    return int(value) if whole else value  # type: ignore[arg-type] # a float


def stored(draft: Draft, key: str, lead_id: str | None, at_ms: int) -> Statement:
    """Store a draft; if there is one under its key already, that one stays."""
    body = draft.model_dump_json()
    return Statement(INSERT, (draft.id, key, draft.kind, lead_id, body, at_ms))
