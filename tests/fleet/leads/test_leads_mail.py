"""leads and email: an acknowledgement with consent alone, once, and forgotten with its person."""

import json
from typing import Any

import httpx
import pytest
from leads_at_work import ADMIN, lead_body

from fleet.dev.client import eventually
from fleet.dev.local import LocalFleet

CONSENT = {"email": True}


@pytest.fixture
def leads(fleet: LocalFleet) -> Any:
    with fleet.worker("leads") as client:
        yield client


def mails(fleet: LocalFleet) -> list[dict[str, Any]]:
    return [json.loads(each["body"]) for each in fleet.outbox(provider="resend")]


def take(leads: httpx.Client, **changes: Any) -> str:
    answer = leads.post("/api/leads", json=lead_body(**changes))
    assert answer.status_code in (200, 201), answer.text
    return str(answer.json()["id"])


def test_who_consents_is_told_once_that_we_have_their_message(
    fleet: LocalFleet, leads: httpx.Client
) -> None:
    with fleet.fault("email", "down"):
        lead_id = take(leads, consent=CONSENT)
        take(leads, consent=CONSENT)
    for _ in range(2):
        fleet.cron("leads")
    [body] = eventually(lambda: mails(fleet))
    assert body["to"] == ["Ada Lovelace <ada@example.com>"]
    assert lead_body()["address"] in body["subject"]
    assert fleet.d1("email", "SELECT lead_id FROM mails") == [{"lead_id": lead_id}]


@pytest.mark.parametrize("consent", [None, {"email": False, "sms": True}])
def test_without_consent_nobody_is_mailed(
    fleet: LocalFleet, leads: httpx.Client, consent: Any
) -> None:
    take(leads, consent=consent)
    fleet.cron("leads")
    assert mails(fleet) == []


def test_an_erasure_reaches_email(fleet: LocalFleet, leads: httpx.Client) -> None:
    lead_id = take(leads, consent=CONSENT)
    eventually(lambda: mails(fleet))
    assert leads.delete(f"/api/leads/{lead_id}", headers=ADMIN).status_code == 204
    named = "SELECT id FROM mails WHERE address IS NOT NULL OR name IS NOT NULL"
    eventually(lambda: not fleet.d1("email", named))
    with fleet.worker("email") as email:
        found = email.get("/api/suppressions", params={"address": "ADA@example.com"}).json()
        assert (found["scope"], found["cause"]) == ("all", "erased")
    again = take(leads, consent=CONSENT)
    assert again != lead_id
    rows = "SELECT status, address FROM mails ORDER BY created_at DESC LIMIT 1"
    suppressed = [{"status": "suppressed", "address": None}]
    eventually(lambda: fleet.d1("email", rows) == suppressed)
    assert len(mails(fleet)) == 1
