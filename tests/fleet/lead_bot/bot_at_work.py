"""What the tests of lead-bot share: a conversation, and what has come of it."""

import itertools
from dataclasses import dataclass, field
from typing import Any

import httpx

from fleet.dev.local import LocalFleet

ADMIN = {"Authorization": "Bearer dev-admin-token"}
STRANGER = {"CF-Connecting-IP": "203.0.113.7"}
ALL = (
    "This is Ann Lee, {phone}. I want to sell 4231 Sunnyside Ave N, Seattle, WA 98103 asap, it is "
    "in poor condition and we would like 350k."
)
_numbers = itertools.count(100)


def a_phone() -> str:
    """A number that no other test uses."""
    return f"206-555-0{next(_numbers)}"


@dataclass
class Talk:
    """A conversation on the web; ``last`` is the whole answer to what was said last."""

    bot: httpx.Client
    session_id: str | None = None
    last: dict[str, Any] = field(default_factory=dict)

    def say(self, message: str, **more: Any) -> str:
        """Say something; the reply."""
        key = more.pop("key", None)
        headers = {"Idempotency-Key": key} if key else {}
        body = {"message": message, **more}
        if self.session_id:
            body["session_id"] = self.session_id
        answer = self.bot.post("/api/message", json=body, headers=headers)
        assert answer.status_code == 200, answer.text
        self.last = answer.json()
        self.session_id = self.last["session_id"]
        reply: str = self.last["reply"]
        return reply

    def qualify(self) -> str:
        """Say all that makes a lead; the reply."""
        return self.say(ALL.format(phone=a_phone()))


def leads_of_the_bot(fleet: LocalFleet) -> list[dict[str, Any]]:
    """The leads that lead-bot has made."""
    sql = "SELECT id, name, phone, phone_ext, email, address, message, source FROM leads "
    return fleet.d1("leads", f"{sql} WHERE source LIKE 'lead-bot%' AND erased_at IS NULL")


def notes(fleet: LocalFleet) -> list[str]:
    """What lead-bot has noted of leads."""
    rows = fleet.d1("leads", "SELECT text FROM notes WHERE author = 'lead-bot' ORDER BY created_at")
    return [row["text"] for row in rows]
