"""What the fleet has acknowledged: all that a recount holds against it.

Times are seconds of ``time.time()``, by the one clock of this machine.
"""

from collections import Counter
from dataclasses import dataclass, field

from fleet.chaos.people import Person


@dataclass(frozen=True)
class Finding:
    """Something that is not as it was promised: what, and where it is."""

    kind: str  # lost, doubled, unwanted or wrong
    what: str
    where: str


@dataclass
class LeadTaken:
    """A lead that was answered; ``posted_at`` is when it was first asked for."""

    id: str
    person: Person
    posted_at: float
    by_mail: bool = False
    by_text: bool = False
    status: str = "new"


@dataclass
class TextTaken:
    """A text that was answered 202; ``refused`` if the answer said so."""

    id: str
    phone: str
    body: str
    refused: bool


@dataclass
class MailTaken:
    """A mail that was answered 202; ``suppressed`` if the answer said so."""

    id: str
    address: str
    subject: str
    marketing: bool
    suppressed: bool


@dataclass
class Silence:
    """Somebody wants nothing: known to the worker ``since``, and lifted at the earliest ``until``.

    ``marketing`` alone, or everything.
    """

    who: str
    since: float
    until: float = float("inf")
    marketing_only: bool = False


@dataclass
class BookingTaken:
    """A booking as it was last answered."""

    id: str
    person: Person
    start: str
    sequence: int = 0
    status: str = "booked"
    occasions: list[str] = field(default_factory=lambda: ["booked"])


@dataclass
class PaymentTaken:
    """A payment: whether Stripe's word that it is paid was taken, and what was given back."""

    id: str
    amount: int
    paid: bool = False
    refunds: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class EventTaken:
    """A provider's event that ``webhooks`` has answered 200."""

    provider: str
    name: str


@dataclass(frozen=True)
class ReplyTaken:
    """A text of somebody's that Slack is to be told of."""

    phone: str
    body: str


@dataclass(frozen=True)
class CrmEdit:
    """A phone number that somebody has written into a contact in the CRM."""

    lead_id: str
    external_id: str
    phone: str


@dataclass(frozen=True)
class PartnerTaken:
    """A partner's subscription to everything, answered at a time."""

    id: str
    url: str
    since: float


@dataclass
class Record:
    """Everything that was acknowledged in a run."""

    leads: list[LeadTaken] = field(default_factory=list)
    texts: list[TextTaken] = field(default_factory=list)
    mails: list[MailTaken] = field(default_factory=list)
    silences: list[Silence] = field(default_factory=list)
    bookings: list[BookingTaken] = field(default_factory=list)
    payments: list[PaymentTaken] = field(default_factory=list)
    events: list[EventTaken] = field(default_factory=list)
    replies: list[ReplyTaken] = field(default_factory=list)
    edits: list[CrmEdit] = field(default_factory=list)
    partners: list[PartnerTaken] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    """Numbers and addresses of whoever is to get nothing in the end."""
    wrong: list[Finding] = field(default_factory=list)
    """What was wrong in the moment, such as a repeated request that was answered otherwise."""

    def acknowledged(self) -> Counter[str]:
        """How much of each kind there is."""
        kinds = ("leads", "texts", "mails", "bookings", "payments", "events", "partners")
        return Counter({kind: len(getattr(self, kind)) for kind in kinds})
