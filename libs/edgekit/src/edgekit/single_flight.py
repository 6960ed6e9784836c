"""Of many who want the same at once, in one isolate, one goes and gets it for all."""

from collections.abc import Awaitable, Callable

from .flights import Flight
from .platform import PlatformError
from .scope import Scope

Fetch = Callable[[], Awaitable[str]]
LANDING_MS = 1000
"""How long what a flight has brought is known, unless it is forgotten before."""


def under_way(ctx: Scope, key: str) -> Flight | None:
    """The flight for a key, if there is one; those that were lost are forgotten first."""
    flights, now = ctx.worker.flights, ctx.bridge.now_ms()
    for lost in [name for name, flight in flights.items() if flight.until <= now]:
        del flights[lost]
    return flights.get(key)


async def shared(ctx: Scope, key: str, fly: Fetch, alone: Fetch) -> str:
    """What the flight under way brings; without one, what ``fly`` does.

    ``alone`` gets it for this caller only, where a flight has failed or can't be joined.
    """
    while flight := under_way(ctx, key):
        if flight.text is not None:
            return flight.text
        try:
            return await ctx.bridge.join(key, max(1, flight.until - ctx.bridge.now_ms()))
        except PlatformError as error:
            if not error.is_deadline:
                return await alone()
    return await fly()


async def flown(ctx: Scope, key: str, fetch: Fetch, within_ms: int) -> tuple[Flight, str]:
    """Fetch for all who join. One that was not heard of within ``within_ms`` is given up by them.

    The flight stays known with its text for a second, or until ``forget`` is told of it.
    """
    flights, bridge = ctx.worker.flights, ctx.bridge
    flight = flights[key] = Flight(bridge.now_ms() + within_ms)
    try:
        text = await fetch()
    except BaseException:
        if flights.get(key) is flight:
            del flights[key]
            bridge.publish(key, None, "the fetch failed")
        raise
    flight.text, flight.until = text, bridge.now_ms() + LANDING_MS
    bridge.publish(key, text, None)
    return flight, text


def forget(ctx: Scope, key: str, flight: Flight) -> None:
    """Forget a flight: what it has brought is found elsewhere by now."""
    if ctx.worker.flights.get(key) is flight:
        del ctx.worker.flights[key]
