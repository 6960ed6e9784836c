"""What happens once: effects under a key, and events from outside."""

from menu import Ctx, Name, app, oven

from edgekit import InboundEvent, Problem, Statement

SERVE = """INSERT INTO served (key, name) VALUES (?1, ?1)
ON CONFLICT (key) DO UPDATE SET times = times + 1"""
SPOIL = "INSERT INTO dishes VALUES (NULL, NULL, NULL)"


def serve(dish: str) -> Statement:
    """Count a dish as served: a statement that counts again each time that it runs."""
    return Statement(SERVE, (dish,))


@app.post("/once")
async def serve_once(body: Name, ctx: Ctx, key: str, spoilt: bool = False) -> bool:
    """Serve a dish once under a key, or fail after it was counted."""
    more = [Statement(SPOIL)] if spoilt else []
    return await ctx.effects.once(key, serve(body.name), *more)


@app.inbound("stripe", "dish.paid", "dish.tipped")
async def paid(event: InboundEvent, ctx: Ctx) -> list[Statement]:
    """Serve what was paid, and announce it; with a cold oven there is nothing to serve."""
    if oven["is_cold"]:
        raise Problem(503, "The oven is cold.")
    dish = str(event.payload["dish"])
    return [
        serve(dish),
        ctx.outbox.message("served", Name(name=f"thanks for {dish}"), key=f"thanks:{event.id}"),
    ]


@app.inbound("twilio")
async def texted(event: InboundEvent, ctx: Ctx) -> None:
    """Take whatever is texted, and do nothing about it."""
