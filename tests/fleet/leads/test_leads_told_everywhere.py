"""Everybody who should hear of a lead does, once: also if none of them could when it came."""

import json
from collections import Counter
from contextlib import ExitStack
from typing import Any

import pytest
from leads_at_work import later, lead_body

from fleet.dev.client import eventually
from fleet.dev.local import LocalFleet

TOLD = ("slack-intel", "email", "sms", "crm-sync", "partner-hooks")
ONCE = {
    "a card in Slack": 1,
    "a mail": 1,
    "a text": 1,
    "a contact": 1,
    "lead.created": 1,
    "property.valuated": 1,
}
PARTNER = {
    "url": "https://partner.example.com/hooks",
    "events": ["lead.created", "property.valuated"],
}
BODY = lead_body(consent={"sms": True, "email": True, "text": "Yes."})


def arrivals(fleet: LocalFleet, lead_id: str) -> Counter[str]:
    """What providers have taken of a lead."""
    return Counter(filter(None, (_named(each, lead_id) for each in fleet.outbox())))


def _named(sent: dict[str, Any], lead_id: str) -> str | None:
    if sent["method"] != "POST" or sent["status"] >= 300:
        return None
    provider, url, body = sent["provider"], sent["url"], sent["body"]
    if provider == "slack":
        return "a card in Slack" if url.endswith("postMessage") and lead_id in body else None
    if provider == "partner":
        return str(json.loads(body)["type"])
    if provider == "hubspot":
        return "a contact" if url.endswith("/objects/contacts") else None
    return {"resend": "a mail", "twilio": "a text"}.get(provider)


def work(fleet: LocalFleet) -> None:
    """Crons as they come round; the clock of leads an hour ahead, past what its outbox waits."""
    fleet.cron("leads", at=later(hours=1))
    for worker in TOLD:
        fleet.cron(worker)
    fleet.flush_queues()


@pytest.mark.parametrize("broken", [(), TOLD], ids=["all-well", "all-broken"])
def test_a_lead_is_told_once_to_everybody(fleet: LocalFleet, broken: tuple[str, ...]) -> None:
    with fleet.worker("partner-hooks") as hooks:
        assert hooks.post("/api/subscriptions", json=PARTNER).status_code == 201
    with ExitStack() as faults, fleet.worker("leads") as leads:
        for worker in broken:
            faults.enter_context(fleet.fault(worker, "error"))
        first = leads.post("/api/leads", json=BODY, headers={"Idempotency-Key": "once"})
        again = leads.post("/api/leads", json=BODY, headers={"Idempotency-Key": "once"})
        assert (first.status_code, again.json()) == (201, first.json())
        lead_id = first.json()["id"]
        if broken:
            fleet.cron("leads", at=later(hours=1))
            fleet.flush_queues()
            assert arrivals(fleet, lead_id) == {}

    def all_told() -> bool:
        work(fleet)
        return arrivals(fleet, lead_id) >= Counter(ONCE)

    eventually(all_told)
    work(fleet)
    assert arrivals(fleet, lead_id) == ONCE
