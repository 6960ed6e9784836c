"""How much is posted and broken in a run, and the fleet that it is done to."""

import json
import socket
from dataclasses import dataclass
from pathlib import Path

from fleet.chaos import POSTERS
from fleet.dev.options import DevOptions, Variables

WORKERS = ("leads", "calendar", "webhooks")  # and all that they call
# leads asks these to forget people, and nobody is forgotten in a run.
LEFT_OUT = ("chatbot", "founder-chat", "content-writer", "instant-offer")
PROVIDER_TIMEOUT_MS = 1500
CALENDAR = {
    "timezone": "America/Los_Angeles",
    "hours": {
        day: [["00:00", "24:00"]] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    },
    "duration_minutes": 30,
    "slot_minutes": 30,
    "horizon_days": 60,
}
# Short patience with providers, so that a run meets many of their failures; and room for as many
# messages and bookings as a run makes.
VARIABLES = (
    f"sms:PROVIDER_TIMEOUT_MS={PROVIDER_TIMEOUT_MS}",
    "sms:SETTLE_SECONDS=8",
    f"crm-sync:CRM_TIMEOUT_MS={PROVIDER_TIMEOUT_MS}",
    f"payments:PROVIDER_TIMEOUT_MS={PROVIDER_TIMEOUT_MS}",
    f"partner-hooks:ATTEMPT_TIMEOUT_MS={PROVIDER_TIMEOUT_MS}",
    "slack-intel:CHANNEL_INTERVAL_MS=10",
    "leads:LEADS_A_DAY=1000000",
    f"calendar:CALENDAR={json.dumps(CALENDAR)}",
    "calendar:BOOKINGS_CHANNEL=#bookings",
    "calendar:REMINDER_MINUTES=1440",  # one: a second would say the same
)


@dataclass(frozen=True)
class Plan:
    """What a run does: ``leads`` people who post a lead, and others in proportion.

    ``posters`` post at once; ``seconds`` is the time after which no new story begins.
    """

    leads: int
    kills: int
    seed: int
    texters: int
    readers: int
    visitors: int
    buyers: int
    posters: int = POSTERS
    partners: int = 3
    seconds: float | None = None

    @classmethod
    def of(
        cls,
        leads: int,
        kills: int,
        seed: int,
        seconds: float | None = None,
        posters: int = POSTERS,
    ) -> "Plan":
        """The plan of a long run."""
        share = max(1, leads // 10)
        return cls(
            leads, kills, seed, share, share, min(share, 1000), share, posters, seconds=seconds
        )

    @property
    def stories(self) -> int:
        """How many people there are in all."""
        return self.leads + self.texters + self.readers + self.visitors + self.buyers


def options(state: Path) -> DevOptions:
    """The fleet of a run: its port stays when workerd is killed, and nothing acts by itself."""
    return DevOptions(
        port=_free_port(),
        state=state,
        only=WORKERS,
        without=LEFT_OUT,
        seed="reference",  # of which homes are valued
        crons=False,
        reload=False,
        usage=False,
        variables=Variables.parse(VARIABLES),
    )


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    return port
