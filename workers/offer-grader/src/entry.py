"""offer-grader: what a deal costs, what it brings, its grade, and the highest offer that pays."""

from contracts.offer_grader import Deal, Graded
from edgekit import App
from offer_grader_answer import answered
from offer_grader_rate import market_rate
from offer_grader_services import Ctx, Services
from offer_grader_terms import terms_of
from offer_grader_vars import OfferGraderVars
from offer_grader_worth import worth

app = App(
    "offer-grader",
    version="1.0.0",
    summary="Grades a deal: what it costs, what it brings, and the highest offer that still pays.",
    services=Services,
    vars=OfferGraderVars,
    essential=(),
)


@app.post("/api/grade", errors=(404, 502, 503, 504), limit="RATE_LIMITER")
async def grade(body: Deal, ctx: Ctx) -> Graded:
    """Grade a deal, with every figure and the terms that it follows from."""
    value, evidence = await worth(body, ctx)
    rate = await market_rate(ctx) if body.mortgage_rate_percent is None else None
    return answered(terms_of(body, value, rate, ctx.vars, evidence), evidence)


on_fetch = app.on_fetch
