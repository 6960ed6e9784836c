"""Changing a lead: only by whoever has seen its newest version (RFC 9110, 13.1.1)."""

from contracts.leads import LeadChange
from edgekit import Problem, Statement
from lead_contacts import TOPIC, sync
from lead_publications import changed
from lead_records import LeadRow
from lead_services import Ctx
from lead_status import check_transition
from lead_storage import LEAD

AS_SEEN = "SELECT 1 FROM leads WHERE id = ?1 AND version = ?2 AND erased_at IS NULL"


async def find(lead_id: str, ctx: Ctx) -> LeadRow:
    """The lead; raises ``Problem`` 404 if there is none, or no more."""
    lead = await ctx.db.one(LeadRow, LEAD, lead_id)
    if lead is None:
        raise Problem(404, f"No lead has the id {lead_id}.")
    return lead


async def change(lead_id: str, wanted: LeadChange, if_match: str | None, ctx: Ctx) -> None:
    """Change a lead's status, agent, or both.

    Raises ``Problem`` 404, 409 for a status that may not follow, 412 for a version that is not the
    newest and 428 if none is named.
    """
    if if_match is None:
        raise Problem(428, "Send If-Match with the ETag of the lead that you have seen.")
    lead = await find(lead_id, ctx)
    if not matches(if_match, lead.etag):
        raise _stale(lead)
    if wanted.status:
        check_transition(lead.status, wanted.status)
    seen = Statement(AS_SEEN, (lead.id, lead.version))
    told = [
        *changed(lead, wanted, seen, ctx),
        sync(lead.id, f"{TOPIC}:v{lead.version + 1}", ctx, when=seen),
    ]
    *_, updated = await ctx.db.batch(*told, *_statements(lead, wanted, ctx.started_ms))
    if not updated:
        raise _stale(lead)
    ctx.outbox.drain_later()


def matches(if_match: str, etag: str) -> bool:
    """Whether ``If-Match`` names this entity tag, by strong comparison."""
    tags = [tag.strip() for tag in if_match.split(",")]
    return etag in tags or tags == ["*"]


def _statements(lead: LeadRow, wanted: LeadChange, now: int) -> list[Statement]:
    statements = []
    if wanted.status and wanted.status != lead.status:
        sql = """INSERT INTO status_changes (lead_id, at, status)
SELECT id, ?3, ?4 FROM leads WHERE id = ?1 AND version = ?2 AND erased_at IS NULL"""
        statements.append(Statement(sql, (lead.id, lead.version, now, wanted.status)))
    sql = """UPDATE leads SET status = coalesce(?4, status), agent = coalesce(?5, agent),
  answered_at = CASE WHEN status = 'new' AND ?4 <> 'new' THEN ?3 ELSE answered_at END,
  version = version + 1, updated_at = ?3
WHERE id = ?1 AND version = ?2 AND erased_at IS NULL RETURNING id"""
    parameters = (lead.id, lead.version, now, wanted.status, wanted.agent)
    return [*statements, Statement(sql, parameters)]


def _stale(lead: LeadRow) -> Problem:
    return Problem(
        412, "The lead has changed since you read it; read it again.", headers={"ETag": lead.etag}
    )
