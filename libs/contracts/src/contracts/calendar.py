"""What calendar takes and answers: free slots, and the bookings of them.

Times are RFC 3339 UTC; a day is the visitor's, in the zone that is asked for.
"""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field, field_validator, model_validator

from contracts.base import Contract
from contracts.contact import Dialled, Email, Phone
from contracts.days import DaysQuery
from contracts.dead_letters import listing, replaying
from contracts.inbound import delivering
from contracts.leads import ONE_LINE, PROSE, Name
from contracts.moments import Moment
from edgekit.services import Operation, Service

BookingStatus = Literal["booked", "cancelled"]


Start = Moment
"""When an appointment starts, with any offset; it is kept in UTC."""
ZoneName = Annotated[
    str,
    Field(
        min_length=1,
        max_length=64,
        description="A time zone of the IANA database.",
        examples=["America/Los_Angeles"],
    ),
]
LeadId = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9_-]+$")]


class SlotQuery(Contract):
    """Asks for the free slots of some days, both included."""

    date_from: date | None = Field(default=None, alias="from")
    date_to: date | None = Field(default=None, alias="to")
    tz: ZoneName | None = None


class Slot(Contract):
    """An appointment that can be booked."""

    start: datetime
    end: datetime


class Slots(Contract):
    """What can be booked on the days that were asked for, in order."""

    tz: str = Field(description="The zone whose days they are.")
    slots: list[Slot]


class NewBooking(Dialled):
    """Who wants an appointment, and when: `start` is that of a slot."""

    start: Start
    name: Name
    email: Email | None = None
    phone: Phone | None = None
    address: Annotated[str, Field(min_length=5, max_length=300), ONE_LINE] | None = None
    lead_id: LeadId | None = None
    tz: ZoneName | None = Field(
        default=None, description="The visitor's zone, in which times are told to them."
    )
    note: Annotated[str, Field(max_length=2000), PROSE] | None = None

    @field_validator("email", "phone", "address", "lead_id", "tz", "note", mode="before")
    @classmethod
    def _blank_is_absent(cls, value: object) -> object:
        return None if isinstance(value, str) and not value.strip() else value


class Booked(Contract):
    """A booking that stands. Whoever has its links may read, move and cancel it."""

    id: str = Field(examples=["booking_4mzp6q3k7wd2xv5ytbnh8rgcja"])
    start: datetime
    end: datetime
    manage_url: str
    ics_url: str


class Booking(Booked):
    """Everything about a booking, for whoever has its link."""

    status: BookingStatus
    sequence: int = Field(description="How often it was moved or cancelled.")
    tz: str
    name: str
    email: str | None
    phone: str | None
    address: str | None
    lead_id: str | None
    note: str | None
    created_at: datetime
    updated_at: datetime


class BookingRef(Contract):
    """Names a booking, with what its links carry."""

    booking_id: Annotated[str, Field(min_length=1, max_length=64)]
    token: Annotated[str, Field(max_length=2000)]


class Move(Contract):
    """When an appointment shall be instead: `start` is that of a free slot."""

    start: Start


class BookingPage(Contract):
    """One page, by start; ``cursor`` asks for the next one and is null on the last."""

    items: list[Booking]
    cursor: str | None


class FeedLink(Contract):
    """Where a calendar application subscribes to the business's busy times."""

    url: str


class DayOfBookings(Contract):
    """The bookings that were made on one day, UTC."""

    date: date
    count: int
    cancelled: int = Field(description="Of them, by now.")


class BookingStats(Contract):
    """Figures about the bookings that were made on some days, and what lies ahead now."""

    date_from: date = Field(alias="from")
    date_to: date = Field(alias="to")
    total: int
    cancelled: int
    moved: int = Field(description="Of those that stand.")
    by_day: list[DayOfBookings] = Field(description="Days with bookings, oldest first.")
    ahead: int = Field(description="Appointments that stand and begin later than now.")
    next_start: datetime | None


class ForgetBookings(Contract):
    """Asks that a person's bookings be erased, those of their lead, address or number.

    Those to come are free again.
    """

    lead_id: Annotated[str, Field(min_length=1, max_length=64)] | None = None
    email: Email | None = None
    phone: Phone | None = None

    @model_validator(mode="after")
    def _names_somebody(self) -> "ForgetBookings":
        if self.lead_id is None and self.email is None and self.phone is None:
            raise ValueError("give lead_id, email or phone")
        return self


class ForgottenBookings(Contract):
    """How many bookings were erased."""

    bookings: int


class CalendarService(Service, worker="calendar"):
    """Appointments, as other workers offer, make and erase them."""

    slots = Operation("GET", "/api/slots", SlotQuery, Slots)
    book = Operation("POST", "/api/bookings", NewBooking, Booked, deadline_ms=3000)
    read = Operation("GET", "/api/bookings/{booking_id}", BookingRef, Booking)
    stats = Operation(
        "GET", "/api/bookings/stats", DaysQuery, BookingStats, deadline_ms=1500, admin=True
    )
    forget = Operation("POST", "/api/forget", ForgetBookings, ForgottenBookings, admin=True)
    inbound = delivering()
    dead = listing()
    replay = replaying()
