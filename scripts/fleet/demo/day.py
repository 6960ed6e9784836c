"""The day: the fleet that it happens in, who it is about, and what has come of it so far."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from rich.console import Console

from fleet.demo.cast import Person, somebody
from fleet.demo.telling import Teller
from fleet.dev.client import FleetClient
from fleet.errors import FleetError

ADMIN = {"Authorization": "Bearer dev-admin-token"}
NEEDED = {
    *("analytics", "calendar", "crm-sync", "dashboard", "email", "leads", "market-intelligence"),
    *("partner-hooks", "payments", "sentiment", "slack-intel", "sms", "webhooks"),
}


@dataclass
class Day:
    """What the steps share. Ids are empty until the step that makes them."""

    fleet: FleetClient
    tell: Teller
    person: Person
    began: datetime = field(default_factory=lambda: datetime.now(UTC))
    partner_url: str = ""
    subscription: str = ""
    lead: str = ""
    booking: str = ""
    payment: str = ""
    contact: str = ""

    def ask(
        self,
        worker: str,
        method: str,
        path: str,
        json: Any = None,
        *,
        params: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Any:
        """What a worker answers, as the admin.

        Raises:
            FleetError: it refuses, and how.
        """
        with self.fleet.worker(worker) as client:
            answer = client.request(
                method, path, json=json, params=params, headers=ADMIN | dict(headers or {})
            )
        if answer.is_error:
            said = f"{answer.status_code}: {answer.text[:300]}"
            raise FleetError(f"{worker} answered {method} {path} with {said}")
        return answer.json() if answer.content else None

    def sent(self, provider: str, taken: bool = True) -> list[dict[str, Any]]:
        """What a provider was asked since the day began, and has taken (or has not)."""
        since = self.began.isoformat()
        return [
            each
            for each in self.fleet.outbox(provider=provider, since=since)
            if each["method"] != "GET" and (each["status"] < 300) is taken
        ]

    def console(self, tab: str) -> str:
        """The address of a part of the console."""
        return f"http://localhost:{self.fleet.port}/__fleet/#{tab}"

    def page(self, path: str) -> str:
        """The address of a page of the dashboard."""
        return f"http://localhost:{self.fleet.port}{path}"


def new_day(fleet: FleetClient, console: Console) -> Day:
    """A day about somebody whom the fleet does not know yet.

    Raises:
        FleetError: a worker that the day needs does not run.
    """
    there = set(fleet.workers())
    if missing := NEEDED - there:
        raise FleetError(f"There is no {', '.join(sorted(missing))}: run fleet dev with all.")
    person = somebody(fleet)
    return Day(fleet, Teller(console), person)
