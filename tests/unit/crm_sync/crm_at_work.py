"""crm-sync without a platform: its statements in SQLite, its steps against the stand-ins."""

import json
import sqlite3
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from contracts.crm_sync import CrmLead
from crm_mapping import Target, mapped, values_of
from crm_plan import News
from crm_protocol import Crm, CrmAnswer, CrmRequest, Person, Steps, T, play
from crm_store import ContactRow, claim, settled, upsert
from crm_syncing import Synced, Task, sync
from edgekit import Statement
from fleet.dev.providers import Exchange, StandIn
from fleet.dev.providers.hubspot import HubSpot
from hubspot_crm import HubSpotCrm

MIGRATIONS = Path(__file__).parents[3] / "wrangler" / "migrations" / "crm-db"
NOW = 1_795_900_000_000
CONTACTS = "https://api.hubapi.com/crm/v3/objects/contacts"
SEATTLE = ZoneInfo("America/Los_Angeles")


class CrmDatabase:
    """Runs statements as a D1 batch does: all or none."""

    def __init__(self) -> None:
        self._connection = sqlite3.connect(":memory:", isolation_level=None)
        self._connection.row_factory = sqlite3.Row
        for path in sorted(MIGRATIONS.glob("*.sql")):
            self._connection.executescript(path.read_text(encoding="utf-8"))

    def run(self, *statements: Statement) -> list[list[dict[str, Any]]]:
        """Run statements in one transaction; the rows of each."""
        with self._connection:
            self._connection.execute("BEGIN")
            return [
                [dict(row) for row in self._connection.execute(each.sql, each.params)]
                for each in statements
            ]

    def row(self, lead_id: str) -> ContactRow:
        """A contact as it is stored."""
        [[row]] = self.run(Statement("SELECT * FROM contacts WHERE lead_id = ?1", (lead_id,)))
        return ContactRow.model_validate(row)


def lead(**changes: Any) -> CrmLead:
    """A lead, the usual one with changes."""
    usual = {
        "id": "lead_1",
        "version": 1,
        "name": "Ann Doe",
        "email": "ann@example.org",
        "phone": "+12065550142",
        "address": "8021 21st Ave NW, Seattle, WA 98117",
        "status": "new",
    }
    return CrmLead.model_validate(usual | changes)


@dataclass
class Business:
    """A CRM, the database, and what was asked of the CRM."""

    stand_in: StandIn = field(default_factory=HubSpot)
    crm: Crm = field(default_factory=HubSpotCrm)
    mapping: dict[str, Target] | None = None
    database: CrmDatabase = field(default_factory=CrmDatabase)
    asked: list[CrmRequest] = field(default_factory=list)

    def ask(self, request: CrmRequest) -> CrmAnswer:
        """What the stand-in answers."""
        self.asked.append(request)
        body = b"" if request.body is None else json.dumps(request.body).encode()
        base = self.crm.base or "https://crm.example"
        exchange = Exchange(
            "crm-sync", request.method, base + request.path, self.crm.headers("key"), body
        )
        answer = self.stand_in.answer(exchange)
        return CrmAnswer(answer.status, answer.body.decode())

    def play(self, steps: Steps[T]) -> T:
        """Take steps against the stand-in."""
        return play(steps, self.ask)

    def take(self, new: CrmLead) -> None:
        """Store a lead."""
        self.database.run(upsert(new, f"contact_{new.id}", "pending", NOW))

    def look(self, lead_id: str = "lead_1") -> Synced:
        """Look what somebody has changed."""
        return self.deliver(lead_id, looks=True)

    def deliver(self, lead_id: str = "lead_1", *, looks: bool = False) -> Synced:
        """Bring a lead's contact up to date."""
        contact, result = self.played(lead_id, looks=looks)
        self.settle(contact, result)
        return result

    def settle(self, contact: ContactRow, result: Synced) -> None:
        """Note what has come of a sync."""
        name: Any = self.crm.name
        news = result.news
        self.database.run(settled(contact, name, result.external_id, news, "synced", NOW))

    def die(self, lead_id: str = "lead_1") -> Synced:
        """Bring a contact up to date, and be killed before it is noted; the lease runs out."""
        _, result = self.played(lead_id)
        self.database.run(Statement("UPDATE contacts SET leased_until = 0"))
        return result

    def played(self, lead_id: str, *, looks: bool = False) -> tuple[ContactRow, Synced]:
        """Lease a contact and take its steps; nothing is noted yet."""
        [[row]] = self.database.run(claim(lead_id, NOW, self.crm.name, to_sync=not looks))
        contact = ContactRow.model_validate(row)
        known_lead = CrmLead.model_validate_json(contact.lead or "")
        mapping = mapped(self.crm.name, self.mapping)
        task = Task(
            Person(known_lead.id, known_lead.email, known_lead.phone),
            values_of(known_lead, mapping, self.crm, SEATTLE),
            mapping,
            contact.external_id,
            contact.known_by(mapping, self.crm, SEATTLE),
            NOW,
            looks,
        )
        return contact, self.play(sync(self.crm, task))

    def sync(self, new: CrmLead) -> Synced:
        """Store a lead and deliver it."""
        self.take(new)
        return self.deliver(new.id)

    @property
    def writes(self) -> list[CrmRequest]:
        """What was asked of the CRM that may change something."""
        return [
            each
            for each in self.asked
            if each.method != "GET" and not each.path.endswith("/search")
        ]

    def hubspot(self, method: str, path: str = "", body: Any = None) -> Any:
        """A call of somebody else's."""
        content = b"" if body is None else json.dumps(body).encode()
        headers = {"authorization": "Bearer theirs"}
        answer = self.stand_in.answer(Exchange("x", method, CONTACTS + path, headers, content))
        assert answer.status < 300, answer.body
        return json.loads(answer.body) if answer.body else None

    def contacts(self) -> list[dict[str, Any]]:
        """Every contact at HubSpot."""
        body = {"limit": 200, "properties": ["phone", "address", "hs_additional_emails"]}
        found: list[dict[str, Any]] = self.hubspot("POST", "/search", body)["results"]
        return found

    def merge(self, primary: str, other: str) -> str:
        """Merge two contacts, as somebody else does; the id of what is left."""
        body = {"primaryObjectId": primary, "objectIdToMerge": other}
        return str(self.hubspot("POST", "/merge", body)["id"])

    def made(self, **properties: str) -> str:
        """A contact that somebody else has made."""
        return str(self.hubspot("POST", "", {"properties": properties})["id"])


def conflicts(news: News) -> list[str]:
    """The properties of which a conflict is told."""
    return [name for name, clash in news.conflicts.items() if clash is not None]
