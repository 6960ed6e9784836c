"""A lead's appointments, which calendar keeps: with the lead they are erased."""

from pydantic import BaseModel

from contracts.calendar import ForgetBookings
from edgekit import Statement
from lead_services import Ctx

TOPIC = "forget-bookings"


class BookingsOf(BaseModel):
    """The outbox message: whose bookings are to be forgotten."""

    lead_id: str


def forget_bookings(lead_id: str, ctx: Ctx) -> Statement:
    """The statement that stores the message."""
    return ctx.outbox.message(TOPIC, BookingsOf(lead_id=lead_id), key=f"{lead_id}:{TOPIC}")


async def deliver_to_calendar(message: BookingsOf, ctx: Ctx) -> None:
    """Have calendar forget them. Raises ``ServiceError`` if that must be tried again."""
    await ctx.services.calendar.forget(ForgetBookings(lead_id=message.lead_id))
