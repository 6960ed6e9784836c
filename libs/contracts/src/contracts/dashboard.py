"""What the dashboard answers: every source's own figures side by side, and what did not arrive."""

from datetime import date, datetime
from typing import Literal

from pydantic import Field

from contracts.analytics import Funnel, Report
from contracts.base import Contract
from contracts.calendar import BookingStats
from contracts.crm_sync import CrmStats
from contracts.leads import LeadStats
from contracts.market import Comparison, Rates, Trend
from contracts.partner_hooks import PartnerStats
from contracts.payments import Revenue
from contracts.sentiment import RegionSentiment
from contracts.slack_intel import LogPage


class Missing(Contract):
    """A source of which something did not arrive, and why."""

    source: str
    detail: str


HealthStatus = Literal["ok", "degraded", "down", "unreachable", "maintenance", "unknown"]


class WorkerHealth(Contract):
    """How a worker is, by itself or by status, and how long it took to say it."""

    worker: str
    status: HealthStatus
    version: str | None
    answer_ms: int
    down: list[str] = Field(description="Its bindings that are down.")


class Summary(Contract):
    """Everything that arrived in time; what did not is null and its source is in `partial`.

    The parts are the sources' own answers, as they came.
    """

    range: str
    date_from: date = Field(alias="from")
    date_to: date = Field(alias="to")
    generated_at: datetime
    partial: list[str] = Field(description="Sources of which something did not arrive.")
    missing: list[Missing]
    leads: LeadStats | None
    visitors: Report | None
    pageviews: Report | None
    sources: Report | None
    funnel: Funnel | None
    revenue: Revenue | None
    bookings: BookingStats | None
    contacts: CrmStats | None
    partners: PartnerStats | None
    market: Comparison | None
    trend: Trend | None
    rates: Rates | None
    sentiment: RegionSentiment | None
    errors: LogPage | None = Field(description="The fleet's latest errors.")
    workers: list[WorkerHealth]
