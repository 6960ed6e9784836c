"""Keys, secrets and usage as they are stored."""

import json
from datetime import UTC, datetime

from pydantic import BaseModel

from contracts.gateway import Key
from edgekit import Lifetime, Statement

LIFETIMES = (
    Lifetime("keys", "revoked_at", days="usage_days"),
    Lifetime("secrets", "ends_at", days=30),
    Lifetime("usage", "day", days="usage_days", unit="day"),
)
NOBODY = {"keys.name": "a partner, by its business's name"}

INSERT_KEY = """INSERT INTO keys
  (id, name, scopes, tz, rate_per_minute, quota_per_month, expires_at, created_at)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)"""
STORE_DIGEST = """INSERT INTO secrets (prefix, digest, key_id, created_at)
SELECT ?1, ?2, id, ?4 FROM keys WHERE id = ?3 AND revoked_at IS NULL"""
COLUMNS = """keys.id, name, scopes, tz, rate_per_minute, quota_per_month, expires_at, revoked_at,
  month, month_used"""
BY_PREFIX = f"""SELECT {COLUMNS}, digest, ends_at FROM secrets JOIN keys ON keys.id = key_id
WHERE prefix = ?1"""  # noqa: S608 - columns of ours
BY_ID = f"SELECT {COLUMNS} FROM keys WHERE id = ?1"  # noqa: S608
# A prefix's search is a range of the primary key: LIKE would need escapes, and reads every row.
PAGE = """SELECT number, keys.id, name, scopes, tz, rate_per_minute, quota_per_month, created_at,
  expires_at, revoked_at,
  (SELECT json_group_array(prefix) FROM
    (SELECT prefix FROM secrets WHERE key_id = keys.id ORDER BY created_at DESC)) AS prefixes
FROM keys WHERE (?1 IS NULL OR number < ?1)
  AND (?2 IS NULL OR id IN
    (SELECT key_id FROM secrets WHERE prefix >= ?2 AND prefix < ?2 || char(1114111)))
ORDER BY number DESC LIMIT ?3"""
END_OTHERS = """UPDATE secrets SET ends_at = min(coalesce(ends_at, ?3), ?3)
WHERE key_id = ?1 AND prefix <> ?2"""
REVOKE = "UPDATE keys SET revoked_at = coalesce(revoked_at, ?2) WHERE id = ?1 RETURNING id"
COUNT = """INSERT INTO usage (key_id, day, worker, calls) VALUES (?1, ?2, ?3, ?4)
ON CONFLICT (key_id, day, worker) DO UPDATE SET calls = calls + ?4"""
USAGE_OF = """SELECT key_id, name, day, worker, calls FROM usage LEFT JOIN keys ON keys.id = key_id
WHERE day BETWEEN ?1 AND ?2 AND (?3 IS NULL OR key_id = ?3)
  AND (?4 IS NULL OR (day, key_id, worker) < (?4, ?5, ?6))
ORDER BY day DESC, key_id DESC, worker DESC LIMIT ?7"""
CALLS = """SELECT coalesce(sum(calls), 0) AS calls FROM usage
WHERE day BETWEEN ?1 AND ?2 AND (?3 IS NULL OR key_id = ?3)"""


class KeyRow(BaseModel):
    """A key, by one of its secrets or by its id."""

    id: str
    name: str
    scopes: str
    tz: str
    rate_per_minute: int
    quota_per_month: int | None
    expires_at: int | None
    revoked_at: int | None
    month: str
    month_used: int
    digest: str = ""
    ends_at: int | None = None

    def ends_ms(self) -> int | None:
        """When the key, by this secret, is over; ``None``: never."""
        ends = [end for end in (self.expires_at, self.revoked_at, self.ends_at) if end is not None]
        return min(ends, default=None)


class ListedKey(BaseModel):
    """A key as a list reads it."""

    number: int
    id: str
    name: str
    scopes: str
    tz: str
    rate_per_minute: int
    quota_per_month: int | None
    created_at: int
    expires_at: int | None
    revoked_at: int | None
    prefixes: str

    def shown(self) -> Key:
        """The key as the API shows it; its newest secret's prefix first."""
        times = ("created_at", "expires_at", "revoked_at")
        lists = {name: json.loads(getattr(self, name)) for name in ("scopes", "prefixes")}
        facts = dict(self) | {name: moment(getattr(self, name)) for name in times} | lists
        return Key.model_validate(facts | {"prefix": next(iter(lists["prefixes"]), "")})


class UsageRow(BaseModel):
    """What one key called of one worker on one day."""

    key_id: str
    name: str | None
    day: str
    worker: str
    calls: int


def moment(ms: int | None) -> datetime | None:
    """A stored time, UTC."""
    return None if ms is None else datetime.fromtimestamp(ms / 1000, UTC)


def counting(key_id: str, day: str, worker: str, calls: int) -> Statement:
    """The statement that adds calls to the usage."""
    return Statement(COUNT, (key_id, day, worker, calls))
