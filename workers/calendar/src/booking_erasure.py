"""Erasing a person's bookings: nothing of them stays, and those to come are free again.

Not every booking becomes a lead, so a person is known by e-mail address and telephone number, too.
"""

from pydantic import BaseModel

from booking_storage import erase
from calendar_services import Ctx
from contracts.calendar import ForgetBookings, ForgottenBookings
from contracts.slack_intel import Forget

TOPIC = "forget"
# Any of them may be null, which is nobody's. A union, so that each has its own index.
OF_PERSON = """SELECT id FROM bookings WHERE lead_id = ?1
UNION SELECT id FROM bookings WHERE email = ?2
UNION SELECT id FROM bookings WHERE phone = ?3"""


class BookingId(BaseModel):
    """One booking, as a row and as the outbox message that asks slack-intel to forget it."""

    id: str


async def forget(whom: ForgetBookings, ctx: Ctx) -> ForgottenBookings:
    """Erase the bookings of a person here, and what Slack was told of them soon after."""
    person = (whom.lead_id, whom.email, whom.phone)
    bookings = await ctx.db.all(BookingId, OF_PERSON, *person)
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
