"""A booking as it is stored, and what is told of it."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from pydantic import BaseModel

from booking_links import Links
from contracts.calendar import Booked, Booking, BookingStatus

MINUTE_MS = 60_000


class BookingRow(BaseModel):
    """A row of ``bookings``; times are epoch milliseconds."""

    id: str
    created_at: int
    updated_at: int
    status: BookingStatus
    sequence: int
    starts_at: int
    ends_at: int
    was_at: int | None
    tz: str
    name: str
    email: str | None
    phone: str | None
    address: str | None
    note: str | None
    lead_id: str | None
    base_url: str

    @property
    def start(self) -> int:
        """When it starts, in minutes since 1970."""
        return self.starts_at // MINUTE_MS

    def booked(self, links: Links) -> Booked:
        """What its person is answered."""
        return Booked.model_validate(self._links(links) | self._times())

    def booking(self, links: Links) -> Booking:
        """Everything about it."""
        known = self.model_dump(exclude={"starts_at", "ends_at", "was_at", "base_url"})
        changed = {"created_at": time_of(self.created_at), "updated_at": time_of(self.updated_at)}
        return Booking.model_validate(known | changed | self._links(links) | self._times())

    def when(self) -> str:
        """The time in words, on its person's clock."""
        return spoken(self.starts_at, self.tz)

    def _links(self, links: Links) -> dict[str, str]:
        manage, ics = links.of(self.id, self.ends_at)
        return {"id": self.id, "manage_url": manage, "ics_url": ics}

    def _times(self) -> dict[str, datetime]:
        return {"start": time_of(self.starts_at), "end": time_of(self.ends_at)}


class BusyRow(BaseModel):
    """The time of a booking, and nothing of whose it is; epoch milliseconds."""

    id: str
    starts_at: int
    ends_at: int
    busy_from: int
    busy_until: int


def time_of(milliseconds: int) -> datetime:
    """A stored time, UTC."""
    return datetime.fromtimestamp(milliseconds / 1000, UTC)


def spoken(milliseconds: int, tz: str) -> str:
    """A time in words, such as “Tuesday, December 1, 9:00 AM PST”."""
    shown = time_of(milliseconds).astimezone(ZoneInfo(tz))
    half = "AM" if shown.hour < 12 else "PM"
    clock = f"{shown.hour % 12 or 12}:{shown:%M} {half}"
    return f"{shown:%A, %B} {shown.day}, {clock} {shown:%Z}"
