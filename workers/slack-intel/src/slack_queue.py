"""The SQL of the queue to Slack: stored before it is acknowledged, sent in order, never lost."""

import hashlib
import json
from typing import Any

from pydantic import BaseModel

from edgekit import Lifetime, PersonalData, Statement

PENDING = "sent_at IS NULL AND dropped_at IS NULL"
# Leads' stay: they may have to be taken back.
LIFETIME = Lifetime("messages", "created_at", days=30, where=f"lead_id IS NULL AND NOT ({PENDING})")
PERSONAL = PersonalData(
    "messages", ("payload", "last_error"), erased="emptied at once, and deleted in Slack"
)

INSERT = """INSERT INTO messages
  (id, key, digest, lead_id, method, channel, payload, created_at, due_at)
SELECT ?1, ?2, ?3, ?4, 'chat.postMessage', ?5, ?6, ?7, ?7
WHERE NOT EXISTS (SELECT 1 FROM forgotten_leads WHERE lead_id = ?4)
ON CONFLICT (key) DO NOTHING"""
BY_KEY = "SELECT id, digest FROM messages WHERE key = ?1"

# ?1 is the time up to which messages are due, ?2 the time by the clock, ?3 whose turn it is.
NEXT = f"""SELECT messages.id, lead_id, method, messages.channel, payload, attempts
FROM messages LEFT JOIN channels ON channels.channel = messages.channel
WHERE {PENDING} AND due_at <= ?1 AND coalesce(open_at, 0) <= ?2
  AND (SELECT holder FROM sender) = ?3
ORDER BY due_at, messages.rowid LIMIT 1"""  # noqa: S608
NEXT_TIME = f"""SELECT min(max(due_at - ?1, coalesce(open_at, 0))) AS due
FROM messages LEFT JOIN channels ON channels.channel = messages.channel WHERE {PENDING}"""  # noqa: S608

TAKE_TURN = """INSERT INTO sender VALUES (1, ?1, ?3)
ON CONFLICT (id) DO UPDATE SET holder = ?1, until = ?3 WHERE until <= ?2 RETURNING holder"""
HOLDER = "SELECT holder FROM sender WHERE id = 1"
KEEP_TURN = "UPDATE sender SET until = ?2 WHERE id = 1 AND holder = ?1"
# Only with nothing left to do: who came meanwhile has gone away, trusting that it will be done.
END_TURN = f"""UPDATE sender SET until = 0 WHERE id = 1 AND holder = ?1 AND NOT EXISTS (
  SELECT 1 FROM messages LEFT JOIN channels ON channels.channel = messages.channel
  WHERE {PENDING} AND due_at <= ?2 AND coalesce(open_at, 0) <= ?3)"""  # noqa: S608
DROP_TURN = "UPDATE sender SET until = 0 WHERE id = 1 AND holder = ?1"

OPEN_AT = """INSERT INTO channels VALUES (?1, ?2)
ON CONFLICT (channel) DO UPDATE SET open_at = max(open_at, ?2)"""
SENT = """UPDATE messages SET sent_at = ?2, payload = NULL, attempts = attempts + 1,
  last_error = NULL, slack_channel = ?3, slack_ts = ?4 WHERE id = ?1"""
RETRY = """UPDATE messages SET due_at = ?2, attempts = attempts + 1, last_error = ?3, payload = ?4
WHERE id = ?1 AND dropped_at IS NULL"""
DROP = """UPDATE messages SET dropped_at = ?2, attempts = attempts + 1, last_error = ?3,
  payload = NULL WHERE id = ?1"""

FORGET = """INSERT INTO forgotten_leads VALUES (?1, ?2) ON CONFLICT (lead_id) DO NOTHING"""
# What Slack refused of the lead lies there too, with all that the card says.
DROP_LETTERS = """DELETE FROM dead_letters
WHERE source = 'slack' AND key IN (SELECT id FROM messages WHERE lead_id = ?1)"""
DROP_FORGOTTEN = f"""UPDATE messages SET dropped_at = ?2, payload = NULL, last_error = 'erased'
WHERE lead_id = ?1 AND {PENDING}"""  # noqa: S608
TAKE_BACK = """INSERT INTO messages
  (id, key, digest, method, channel, payload, created_at, due_at)
SELECT 'msg_' || lower(hex(randomblob(16))), 'delete:' || id, '', 'chat.delete', channel,
  json_object('channel', slack_channel, 'ts', slack_ts), ?2, ?2
FROM messages WHERE lead_id = ?1 AND slack_ts IS NOT NULL AND method = 'chat.postMessage'
  AND EXISTS (SELECT 1 FROM forgotten_leads WHERE lead_id = ?1)
ON CONFLICT (key) DO NOTHING"""
COUNT_OF_LEAD = "SELECT count(*) AS messages FROM messages WHERE lead_id = ?1"


class Waiting(BaseModel):
    """A message that is to be sent."""

    id: str
    lead_id: str | None
    method: str
    channel: str
    payload: str
    attempts: int


class Stored(BaseModel):
    """What lies under an ``Idempotency-Key``."""

    id: str
    digest: str


def enqueue(
    message_id: str,
    channel: str,
    payload: dict[str, Any],
    now: int,
    *,
    key: str | None = None,
    digest: str = "",
    lead_id: str | None = None,
) -> Statement:
    """The statement that stores a message, unless its key is used or its lead is forgotten."""
    text = json.dumps(payload, ensure_ascii=False)
    values = (message_id, key or message_id, digest, lead_id, channel, text, now)
    return Statement(INSERT, values)


def forget(lead_id: str, now: int) -> list[Statement]:
    """The statements that forget a lead: what waits is dropped, what was sent is taken back."""
    return [
        Statement(FORGET, (lead_id, now)),
        Statement(DROP_FORGOTTEN, (lead_id, now)),
        Statement(DROP_LETTERS, (lead_id,)),
        Statement(TAKE_BACK, (lead_id, now)),
        Statement(COUNT_OF_LEAD, (lead_id,)),
    ]


def digest_of(text: str) -> str:
    """A digest of a request."""
    return hashlib.sha256(text.encode()).hexdigest()
