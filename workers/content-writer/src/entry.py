"""content-writer: drafts that stand on facts alone, and the check for fair housing. Private."""

from content_writer_drafting import drafted
from content_writer_drafts import FORGET, LIFETIME, PERSONAL, READ, DraftRow
from content_writer_fair_housing import check
from content_writer_services import Ctx, Services
from content_writer_vars import ContentWriterVars
from contracts.content_writer import (
    Checked,
    CheckRequest,
    Draft,
    DraftRequest,
    ForgetDrafts,
    ForgottenDrafts,
)
from edgekit import App, Json, Problem, Statement

app = App(
    "content-writer",
    version="1.0.0",
    summary="Drafts listings, market updates and follow-ups from facts, and checks texts for fair "
    "housing.",
    services=Services,
    vars=ContentWriterVars,
)
app.lifetimes(LIFETIME)
app.personal_data(PERSONAL)


@app.post("/api/draft", errors=(404, 502, 503, 504))
async def write(body: DraftRequest, ctx: Ctx) -> Draft | Json:
    """Write a draft from facts, and from no others; the same facts again are the same draft.

    Facts that an advertisement of housing must not tell are 422, with `flags`.
    """
    return await drafted(body, ctx)


@app.get("/api/drafts/{draft_id}", errors=(404,))
async def read(draft_id: str, ctx: Ctx) -> Draft:
    """Read a draft."""
    row = await ctx.db.one(DraftRow, READ, draft_id)
    if row is None:
        raise Problem(404, f"No draft has the id {draft_id}.")
    return row.draft()


@app.post("/api/check")
def check_text(body: CheckRequest) -> Checked:
    """Check a text for what fair housing law forbids to say; offsets are in its code points."""
    flags = check(body.text)
    return Checked(ok=not flags, flags=flags)


@app.post("/api/forget")
async def forget(body: ForgetDrafts, ctx: Ctx) -> ForgottenDrafts:
    """Delete the drafts about a lead."""
    [gone] = await ctx.db.batch(Statement(FORGET, (body.lead_id,)))
    return ForgottenDrafts(drafts=len(gone))


on_fetch = app.on_fetch
on_scheduled = app.on_scheduled
