"""sms: probe."""

from zoneinfo import ZoneInfo
from datetime import datetime, UTC
from edgekit import App, Context
from contracts.base import Contract

app = App("sms", version="1.0.0", summary="probe")


class Zoned(Contract):
    """x."""

    text: str


@app.get("/api/zone")
def zone(ctx: Context, name: str = "America/New_York") -> Zoned:
    """x."""
    before = ctx.clock_ms()
    return Zoned(text=str(ctx.now().astimezone(ZoneInfo(name))))


on_fetch = app.on_fetch
