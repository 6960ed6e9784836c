"""Who gets no mail, and why: by their own word, by a provider's report, or by an erasure.

Scope ``marketing`` leaves what somebody has asked for (a visit, an offer), ``all`` leaves nothing.
"""

import json
from collections.abc import Sequence

from pydantic import BaseModel

from contracts.email import Cause, Scope, Suppression, SuppressionEntry, address_digest
from edgekit import Statement
from mail_reports import MailReport
from mail_store import from_ms, to_ms

DAY_MS = 86_400_000
SCOPES: dict[str, tuple[Scope, Cause]] = {
    "complained": ("all", "complained"),
    "bounced": ("all", "bounced"),
    "unsubscribed": ("marketing", "unsubscribed"),
}
# What each status may follow: what is told late never takes a mail back.
FOLLOWS = {
    "delivered": ("queued", "scheduled", "failed", "sent"),
    "bounced": ("queued", "scheduled", "failed", "sent", "delivered"),
    "complained": ("queued", "scheduled", "failed", "sent", "delivered", "bounced"),
}

OF_PERSON = "SELECT scope, cause, at FROM suppressions WHERE person = ?1 ORDER BY scope"
SUPPRESS = """INSERT INTO suppressions (person, scope, cause, at) VALUES (?1, ?2, ?3, ?4)
ON CONFLICT (person, scope) DO NOTHING"""
LIFT = "DELETE FROM suppressions WHERE person = ?1 AND (?2 IS NULL OR scope = ?2) RETURNING scope"
# Who is to get mail again begins anew: one more passing bounce must not end it.
PARDON = "UPDATE mail_events SET is_soft = 0 WHERE person = ?1 AND is_soft = 1"

# ?1 are reports as JSON. What is known already suppresses nobody again: it may have been lifted.
SUPPRESS_REPORTED = """INSERT INTO suppressions (person, scope, cause, at)
SELECT value ->> 'person', value ->> 'scope', value ->> 'cause', value ->> 'at'
FROM json_each(?1) WHERE value ->> 'scope' IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM mail_events WHERE mail_events.key = value ->> 'key')
ON CONFLICT (person, scope) DO NOTHING"""
RECORD = """INSERT INTO mail_events (key, mail_id, person, kind, is_soft, at, detail)
SELECT value ->> 'key', coalesce(
    (SELECT id FROM mails WHERE id = value ->> 'mail_id'),
    (SELECT id FROM mails WHERE provider_id = nullif(value ->> 'provider_id', ''))),
  value ->> 'person', value ->> 'kind', value ->> 'is_soft', value ->> 'at',
  iif(EXISTS (SELECT 1 FROM suppressions
    WHERE person = value ->> 'person' AND cause = 'erased'), NULL, value ->> 'detail')
FROM json_each(?1) WHERE true ON CONFLICT (key) DO NOTHING"""
SUPPRESS_UNREACHABLE = """INSERT INTO suppressions (person, scope, cause, at)
SELECT person, 'all', 'bounced', max(at) FROM mail_events
WHERE person IN (SELECT value ->> 'person' FROM json_each(?1) WHERE value ->> 'is_soft')
  AND is_soft = 1 AND at > ?3 AND at > coalesce((SELECT max(at) FROM mail_events AS good
    WHERE good.person = mail_events.person AND good.kind = 'delivered'), 0)
GROUP BY person HAVING count(*) >= ?2
ON CONFLICT (person, scope) DO NOTHING"""
FOLLOW = """UPDATE mails SET status = ?2, data = NULL
WHERE status IN (SELECT value FROM json_each(?3)) AND id IN (SELECT mail_id FROM mail_events
  WHERE key IN (SELECT value ->> 'key' FROM json_each(?1) WHERE value ->> 'kind' = ?2))"""


class SuppressionRow(BaseModel):
    """One reason to send nothing to a person."""

    scope: Scope
    cause: Cause
    at: int


def suppression_of(address: str, rows: Sequence[SuppressionRow]) -> Suppression:
    """What holds for an address, the widest scope first."""
    entries = tuple(
        SuppressionEntry(scope=row.scope, cause=row.cause, at=from_ms(row.at)) for row in rows
    )
    if not entries:
        return Suppression(address=address)
    return Suppression(address=address, entries=entries, **dict(entries[0]))


def suppress(person: str, scope: Scope, cause: Cause, now: int) -> Statement:
    """The statement that suppresses a person; the first cause of a scope stays."""
    return Statement(SUPPRESS, (person, scope, cause, now))


def lift(person: str, scope: Scope | None) -> list[Statement]:
    """The statements that let a person have mail again; the first answers what was lifted."""
    return [Statement(LIFT, (person, scope)), Statement(PARDON, (person,))]


def report_statements(
    reports: Sequence[MailReport], now: int, soft_bounces: int, soft_bounce_days: int
) -> list[Statement]:
    """The statements of what providers report, each thing once, in whatever order it comes."""
    if not reports:
        return []
    told = json.dumps([_fields(report) for report in reports], ensure_ascii=False)
    since = now - soft_bounce_days * DAY_MS
    return [
        Statement(SUPPRESS_REPORTED, (told,)),
        Statement(RECORD, (told,)),
        Statement(SUPPRESS_UNREACHABLE, (told, soft_bounces, since)),
        *(Statement(FOLLOW, (told, to, json.dumps(of))) for to, of in FOLLOWS.items()),
    ]


def _fields(report: MailReport) -> dict[str, object]:
    scope, cause = SCOPES.get(report.kind, (None, None))
    if report.bounce in ("soft", "other"):
        scope, cause = None, None
    return {
        "key": report.key,
        "provider_id": report.provider_id,
        "mail_id": report.mail_id,
        "person": address_digest(report.address),
        "kind": report.kind,
        "is_soft": int(report.bounce == "soft"),
        "at": to_ms(report.at),
        "detail": report.detail,
        "scope": scope,
        "cause": cause,
    }
