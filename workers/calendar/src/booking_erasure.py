"""Erasing a lead's bookings: nothing of them stays, and those to come are free again."""

from pydantic import BaseModel

from booking_storage import erase
from calendar_services import Ctx
from contracts.calendar import ForgottenBookings
from contracts.slack_intel import Forget

TOPIC = "forget"
OF_LEAD = "SELECT id FROM bookings WHERE lead_id = ?1"


class BookingId(BaseModel):
    """One booking, as a row and as the outbox message that asks slack-intel to forget it."""

    id: str


async def forget(lead_id: str, ctx: Ctx) -> ForgottenBookings:
    """Erase the bookings of a lead here, and what Slack was told of them soon after."""
    bookings = await ctx.db.all(BookingId, OF_LEAD, lead_id)
    if bookings:
        await ctx.db.batch(
            *erase([booking.id for booking in bookings]),
            *(ctx.outbox.message(TOPIC, each, key=f"{TOPIC}:{each.id}") for each in bookings),
        )
        ctx.outbox.drain_later()
    return ForgottenBookings(bookings=len(bookings))


async def forget_in_slack(booking: BookingId, ctx: Ctx) -> None:
    """Have slack-intel forget what it was told of a booking."""
    await ctx.services.slack_intel.forget(Forget(lead_id=booking.id))
