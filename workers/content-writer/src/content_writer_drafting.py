"""From a request to its draft: facts, words, checks, and the database before any cache."""

from typing import Literal

from content_writer_claims import told
from content_writer_drafts import BY_KEY, DraftRow, key_of, stored
from content_writer_facts import Facts, Value, said
from content_writer_impossible import refuse_impossible
from content_writer_limits import within
from content_writer_market_words import market_facts
from content_writer_model import by_model
from content_writer_refusing import refuse_facts, refuse_text
from content_writer_services import Ctx
from content_writer_templates import VERSION, written
from contracts.content_writer import Draft, DraftRequest
from contracts.market import RegionQuery
from edgekit import DAY, FieldError, Json, Problem, ServiceError, Statement, models, new_id
from edgekit.models import Model

NO_FACTS = "No fact says anything: send one that does."
UNKNOWN_THERE = (404, 422)
PLACES = ("market", "region", "metro", "zip")
"""Facts that name a region whose market is asked for; in a listing only `market` does."""


async def drafted(request: DraftRequest, ctx: Ctx) -> Draft | Json:
    """The draft of a request: the one that is kept for the same facts, else a new one.

    Raises ``Problem`` 422 for facts that can not be or must not be said, 404 for a region that
    nobody knows, and ``ServiceError`` while market-intelligence does not answer.
    """
    given = said(request.facts)
    if not given:
        raise Problem(422, NO_FACTS, errors=[FieldError("/facts", "should say something")])
    refuse_impossible(given)
    refuse_facts(given)
    facts = await _with_market(request, given, ctx)
    model = models.chosen(ctx)
    key = key_of(request, facts, f"{VERSION} {model.name if model else ''}")

    async def fetch() -> Draft:
        row = await ctx.db.one(DraftRow, BY_KEY, key)
        if row is not None:
            return row.draft()
        return await _stored(await _new(request, facts, model, ctx), key, request.lead_id, ctx)

    if request.lead_id is not None or request.kind == "follow_up":
        return await fetch()  # what is about a person is in no cache, so that it can be erased
    return await ctx.cache.get_json(f"draft:{key}", fetch, ttl=DAY, stale=0)


async def _with_market(
    request: DraftRequest, facts: dict[str, Value], ctx: Ctx
) -> dict[str, Value]:
    """The facts with the market's, if one of them asks for a region's."""
    names = PLACES if request.kind == "market_update" else PLACES[:1]
    asked = next((name for name in names if isinstance(facts.get(name), str)), None)
    if asked is None:
        return facts
    region = str(facts[asked])
    rest = {name: value for name, value in facts.items() if name != "market"}
    try:
        found = await ctx.services.market_intelligence.market(RegionQuery(region=region))
    except ServiceError as error:
        if error.upstream_status in UNKNOWN_THERE:
            why = error.problem.get("detail") or f"No market is known for {region}."
            raise Problem(error.upstream_status, f"/facts/{asked}: {why}") from error
        raise
    return rest | market_facts(found)


async def _stored(draft: Draft, key: str, lead_id: str | None, ctx: Ctx) -> Draft:
    """The draft once it is stored, or the one that was stored meanwhile."""
    store = stored(draft, key, lead_id, ctx.started_ms)
    *_, [kept] = await ctx.db.batch(store, Statement(BY_KEY, (key,)))
    return DraftRow.model_validate(kept).draft()


async def _new(request: DraftRequest, facts: Facts, model: Model | None, ctx: Ctx) -> Draft:
    written_text = await by_model(model, request, facts, ctx) if model else None
    if written_text is not None:
        used = told(written_text, facts)
        return _draft(request, written_text, used, "model", len(used) < len(facts), ctx)
    sentences = written(request.kind, facts, request.tone)
    text, used, is_shortened = within(sentences, facts, request.max_words, request.max_characters)
    refuse_text(text)
    return _draft(request, text, used, "template", is_shortened, ctx)


def _draft(
    request: DraftRequest,
    text: str,
    used: list[str],
    written_by: Literal["template", "model"],
    is_shortened: bool,
    ctx: Ctx,
) -> Draft:
    return Draft(
        id=new_id("draft"),
        kind=request.kind,
        text=text,
        facts_used=used,
        flags=[],
        written_by=written_by,
        shortened=is_shortened,
        created_at=ctx.now(),
    )
