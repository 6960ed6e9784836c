"""What calendar can be told by its vars."""

from typing import Annotated

from pydantic import Field

from calendar_rules import CalendarRules
from contracts.contact import Email
from contracts.slack_intel import ChannelName
from edgekit.vars import Commas, Json, Url, Vars


class CalendarVars(Vars):
    calendar: Json[CalendarRules] = CalendarRules()
    """All rules for appointments: hours, holidays, lengths, buffers, notice and horizon."""
    business_name: str = "Hearthstack"
    """Whom an appointment is with, in invitations and messages."""
    organizer_email: Email = "appointments@hearthstack.example"
    """Who invites: the organizer of an invitation."""
    public_url: Url | None = None
    """Where visitors reach this worker, for links; without it, where the booking came in."""
    bookings_channel: ChannelName = "#leads-incoming"
    """The Slack channel that is told of bookings."""
    reminder_minutes: Commas[Annotated[int, Field(ge=5, le=20_160)]] = (1440, 120)
    """Minutes before an appointment at which its person is reminded."""
    link_days: Annotated[int, Field(ge=1, le=3650)] = 30
    """Days after an appointment's end for which its links are good."""
    booking_days: Annotated[int, Field(ge=30)] = 730
    """Days after an appointment's end for which it is kept."""
