"""The SQL of contacts: the newest version of each lead, and what is known of its contact."""

from dataclasses import replace
from datetime import UTC, datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from pydantic import BaseModel, TypeAdapter

from contracts.crm_sync import (
    Conflict,
    CrmChange,
    CrmLead,
    CrmName,
    SyncedContact,
    SyncStatus,
)
from crm_mapping import Mapped, values_of
from crm_plan import Clash, Edit, Known, News, Written, patch_text
from crm_protocol import Crm
from edgekit import PersonalData, Statement
from edgekit.personal_data import OF_DEAD_LETTERS, OF_OUTBOX

KEPT = {
    "contacts": "as long as the lead; an erased one's row keeps its id, so that nothing revives it",
    "pauses": "a row for each CRM",
}
PERSONAL = (
    PersonalData(
        "contacts",
        ("lead", "written", "conflicts", "changes", "tried"),
        erased="emptied at once; of a contact whose id is not known yet the address and the "
        "number stay until the CRM was asked for it",
    ),
    PersonalData("contacts", ("external_id",), erased="emptied once the CRM has erased it"),
    PersonalData("contacts", ("last_error",), erased="emptied at once"),
    OF_OUTBOX,
    OF_DEAD_LETTERS,
)
LEASE_MS = 90_000
MOST_TRIED = 5
SKEW_MS = 60_000  # by which a CRM's clock may be behind ours

# An older version changes nothing, the same one neither, and who was erased is not revived.
UPSERT = """INSERT INTO contacts (lead_id, id, lead, version, updated_at, status)
VALUES (?1, ?2, ?3, ?4, ?5, ?6)
ON CONFLICT (lead_id) DO UPDATE SET lead = excluded.lead, version = excluded.version,
  updated_at = excluded.updated_at, status = excluded.status
WHERE erased_at IS NULL AND lead IS NOT excluded.lead
  AND (excluded.version, excluded.updated_at) >= (version, updated_at)"""
ID = "SELECT id FROM contacts WHERE lead_id = ?1"
CONTACT = "SELECT * FROM contacts WHERE lead_id = ?1"
LEADS_OF = """SELECT lead_id FROM contacts WHERE crm = ?1 AND erased_at IS NULL
  AND external_id IN (SELECT value FROM json_each(?2))"""
# While a contact is being made its id is not known, and a change of it can't be told from a
# stranger's. What was changed before its lease began is not of it.
BEING_MADE = """SELECT 1 FROM contacts WHERE external_id IS NULL
  AND leased_until > ?1 AND leased_until <= ?2 LIMIT 1"""
MERGED = """UPDATE contacts SET external_id = ?2 WHERE crm = ?1 AND erased_at IS NULL
  AND external_id IN (SELECT value FROM json_each(?3))"""
OFF = "SELECT lead_id FROM contacts WHERE status = 'off' LIMIT 20"
REVIVED = "UPDATE contacts SET status = 'pending' WHERE lead_id = ?1 AND status = 'off'"

# ?3 is the lease's end, ?2 now. What is going to be written is noted first, as ``tried``.
CLAIM = """UPDATE contacts SET leased_until = ?3,
  tried = iif(?5 AND lead IS NOT NULL AND erased_at IS NULL AND tried -> '$[#-1]' IS NOT json(lead),
    json_insert(iif(json_array_length(tried) < ?6, tried, json_remove(tried, '$[0]')),
      '$[#]', json(lead)), tried)
WHERE lead_id = ?1 AND leased_until <= ?2
  AND NOT EXISTS (SELECT 1 FROM pauses WHERE crm = ?4 AND until > ?2) RETURNING *"""
PAUSED = "SELECT until FROM pauses WHERE crm = ?1"
PAUSE = """INSERT INTO pauses (crm, until, reason) VALUES (?1, ?2, ?3)
ON CONFLICT (crm) DO UPDATE SET until = excluded.until, reason = excluded.reason"""
# A contact that was erased while it was being made is known by its id alone.
SETTLE = """UPDATE contacts SET leased_until = 0, crm = ?3, external_id = ?4, tried = '[]',
  written = iif(erased_at IS NULL, json_patch(iif(crm IS ?3, written, '{}'), ?5), '{}'),
  conflicts = iif(erased_at IS NULL, json_patch(iif(crm IS ?3, conflicts, '{}'), ?6), '{}'),
  changes = iif(erased_at IS NULL, json_patch(iif(crm IS ?3, changes, '{}'), ?7), '{}'),
  status = iif(erased_at IS NULL AND (version, updated_at) = (?8, ?9), ?10, status),
  synced_at = iif(erased_at IS NULL, ?11, synced_at), last_error = NULL
WHERE lead_id = ?1 AND leased_until = ?2"""
NOTE = """UPDATE contacts SET leased_until = 0, conflicts = json_patch(conflicts, ?3),
  changes = json_patch(changes, ?4) WHERE lead_id = ?1 AND leased_until = ?2"""
FAIL = """UPDATE contacts SET leased_until = 0,
  status = iif(erased_at IS NULL, coalesce(?3, status), status), last_error = ?4
WHERE lead_id = ?1 AND leased_until = ?2"""

# An erased lead keeps an address only until its contact is found by it.
FORGET = """INSERT INTO contacts (lead_id, id, version, updated_at, status, erased_at)
VALUES (?1, ?2, 0, 0, 'erased', ?3)
ON CONFLICT (lead_id) DO UPDATE SET status = 'erased', erased_at = ?3, last_error = NULL,
  lead = iif(external_id IS NULL AND status <> 'off',
    json_object('id', lead_id, 'email', lead ->> 'email', 'phone', lead ->> 'phone'), NULL),
  written = '{}', conflicts = '{}', changes = '{}', tried = '[]'
WHERE erased_at IS NULL RETURNING lead_id"""
FORGET_CHANGES = """DELETE FROM outbox WHERE topic = 'change' AND payload ->> 'external_id' IN
  (SELECT external_id FROM contacts WHERE lead_id = ?1)"""
FORGET_LETTERS = """DELETE FROM dead_letters WHERE name = 'change' AND payload ->> 'external_id' IN
  (SELECT external_id FROM contacts WHERE lead_id = ?1)"""
# Once a change is noted its contact holds it; of a contact that is nobody's it is of no use.
HEARD = "UPDATE outbox SET payload = json_replace(payload, '$.values', json('{}')) WHERE key = ?1"
ERASED = """UPDATE contacts SET leased_until = 0, lead = NULL, external_id = NULL, last_error = NULL
WHERE lead_id = ?1 AND leased_until = ?2"""

_WRITTEN = TypeAdapter(dict[str, Written])
_CLASHES = TypeAdapter(dict[str, Clash])
_EDITS = TypeAdapter(dict[str, Edit])
_LEADS = TypeAdapter(list[CrmLead])


class LeadKey(BaseModel):
    """Which lead."""

    lead_id: str


class ContactRow(BaseModel):
    """A contact as it is stored."""

    lead_id: str
    id: str
    lead: str | None
    version: int
    updated_at: int
    crm: CrmName | None
    external_id: str | None
    written: str
    conflicts: str
    changes: str
    status: SyncStatus
    synced_at: int | None
    last_error: str | None
    leased_until: int
    erased_at: int | None
    tried: str

    @cached_property
    def known(self) -> Known:
        """What is known of its properties."""
        return Known(
            _WRITTEN.validate_json(self.written),
            _CLASHES.validate_json(self.conflicts),
            _EDITS.validate_json(self.changes),
        )

    def known_by(
        self, mapping: Mapped, crm: Crm, zone: ZoneInfo, *, also_newest: bool = False
    ) -> Known:
        """What is known, with what may have been written without a note.

        A sync is about the newest version anyway, and does without reading it again.
        """
        if self.crm not in (None, crm.name):
            return Known()
        skipped = ("[]",) if also_newest else ("[]", f"[{self.lead}]")
        unnoted = [] if self.tried in skipped else _LEADS.validate_json(self.tried)
        values = [values_of(each, mapping, crm, zone) for each in unnoted]
        return replace(self.known, tried=values)

    def is_done(self, crm: CrmName) -> bool:
        """Whether the newest version has been brought to the CRM."""
        is_settled = self.status in ("synced", "conflict", "archived")
        return is_settled and self.crm == crm and self.external_id is not None

    def shown(self, crm: CrmName) -> SyncedContact:
        """The contact as the API shows it; ``crm`` is where it is going."""
        conflicts = [
            Conflict(property=name, ours=each.ours, theirs=each.theirs, at=from_ms(each.at))
            for name, each in self.known.conflicts.items()
        ]
        changes = [
            CrmChange(property=name, value=each.value, at=from_ms(each.at))
            for name, each in self.known.changes.items()
        ]
        return SyncedContact(
            id=self.id,
            lead_id=self.lead_id,
            crm=self.crm or crm,
            external_id=self.external_id,
            status=self.status,
            last_sync=None if self.synced_at is None else from_ms(self.synced_at),
            last_error=self.last_error,
            conflicts=conflicts,
            changes=changes,
        )


def upsert(lead: CrmLead, contact_id: str, status: SyncStatus, now: int) -> Statement:
    """Store a lead, unless a newer version is there; ``now`` counts where it tells no time."""
    at = now if lead.updated_at is None else int(lead.updated_at.timestamp() * 1000)
    text = lead.model_dump_json(exclude_none=True)
    return Statement(UPSERT, (lead.id, contact_id, text, lead.version, at, status))


def claim(lead_id: str, now: int, crm: str, *, to_sync: bool) -> Statement:
    """Lease a contact, and answer it; ``to_sync`` notes that its lead may be written."""
    return Statement(CLAIM, (lead_id, now, now + LEASE_MS, crm, to_sync, MOST_TRIED))


def settled(
    row: ContactRow, crm: CrmName, external_id: str | None, news: News, status: SyncStatus, now: int
) -> Statement:
    """Note what has come of a sync, and end the lease."""
    whose = (row.lead_id, row.leased_until, crm, external_id)
    patches = (patch_text(news.written), patch_text(news.conflicts), patch_text(news.changes))
    version = (row.version, row.updated_at, status, now)
    return Statement(SETTLE, (*whose, *patches, *version))


def being_made(changed_at: int, now: int) -> Statement:
    """Find out whether a change of that time may be of a contact that is being made."""
    return Statement(BEING_MADE, (now, changed_at + SKEW_MS + LEASE_MS))


def noted(row: ContactRow, news: News) -> Statement:
    """Note what was heard of a contact, and end the lease."""
    patches = (patch_text(news.conflicts), patch_text(news.changes))
    return Statement(NOTE, (row.lead_id, row.leased_until, *patches))


def forget(lead_id: str, contact_id: str, now: int) -> list[Statement]:
    """Erase a person here; the last answers whom, if it was not done before."""
    return [
        Statement(FORGET_CHANGES, (lead_id,)),
        Statement(FORGET_LETTERS, (lead_id,)),
        Statement(FORGET, (lead_id, contact_id, now)),
    ]


def from_ms(at: int) -> datetime:
    """The time at epoch milliseconds."""
    return datetime.fromtimestamp(at / 1000, UTC)
