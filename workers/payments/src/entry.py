"""payments: routes to the domain."""

from typing import Annotated

from pydantic import Field

from contracts.payments import Greeting, Visitor
from edgekit import App, Lifetime, Page, new_id
from payments_records import GreetingRow, insert, page_of, select_page
from payments_rules import greeting
from payments_vars import Ctx, PaymentsVars

app = App(
    "payments",
    version="0.1.0",
    summary="Takes payments through Stripe, and keeps their books.",
    vars=PaymentsVars,
)
app.lifetimes(
    Lifetime("greetings", "greeted_at", days=90),
)


@app.post("/api/greetings", status=201)
async def greet(body: Visitor, ctx: Ctx) -> Greeting:
    """Greet a visitor by name, and remember it."""
    row = _row(body, ctx)
    await ctx.db.batch(insert(row))
    return row.greeting


def _row(visitor: Visitor, ctx: Ctx) -> GreetingRow:
    text = greeting(visitor.name, ctx.vars.greeting_word)
    key = new_id("greet")
    return GreetingRow(id=key, name=visitor.name, text=text, greeted_at=ctx.started_ms)


@app.get("/api/greetings", admin=True)
async def read_greetings(
    ctx: Ctx, cursor: str | None = None, limit: Annotated[int, Field(ge=1, le=100)] = 50
) -> Page[Greeting]:
    """List greetings, newest first."""
    sql, parameters = select_page(cursor, limit)
    return page_of(await ctx.db.all(GreetingRow, sql, *parameters), limit)


on_fetch = app.on_fetch
on_scheduled = app.on_scheduled
