"""leads and sms: whoever agreed to texts gets one, once; and whoever is erased none ever again."""

from typing import Any
from urllib.parse import parse_qsl

import pytest
from leads_at_work import ADMIN, lead_body

from fleet.dev.client import eventually
from fleet.dev.local import LocalFleet

ANN = "+12065550142"
AGREED = {"sms": True, "email": False, "text": "Yes, text me about my home."}


def post(fleet: LocalFleet, **changes: Any) -> str:
    with fleet.worker("leads") as leads:
        answer = leads.post("/api/leads", json=lead_body(**changes))
    assert answer.status_code in (200, 201), answer.text
    lead_id: str = answer.json()["id"]
    return lead_id


def texts(fleet: LocalFleet) -> list[dict[str, str]]:
    sent = fleet.outbox(provider="twilio")
    taken = [each for each in sent if each["method"] == "POST" and each["status"] == 201]
    return [dict(parse_qsl(each["body"])) for each in taken]


def consent(fleet: LocalFleet) -> dict[str, Any]:
    with fleet.worker("sms") as sms:
        told: dict[str, Any] = sms.get("/api/consent", params={"phone": ANN}).json()
    return told


def work(fleet: LocalFleet) -> None:
    for worker in ("leads", "sms"):
        fleet.cron(worker)


def test_a_lead_who_agreed_is_texted_once_and_what_they_agreed_to_is_kept(
    fleet: LocalFleet,
) -> None:
    post(fleet, consent=AGREED)
    (text,) = eventually(lambda: texts(fleet))
    assert text["To"] == ANN
    assert "STOP" in text["Body"]
    post(fleet, consent=AGREED)
    work(fleet)
    assert len(texts(fleet)) == 1
    (record,) = consent(fleet)["records"]
    assert (record["granted"], record["source"]) == (True, "form")
    assert record["text"] == AGREED["text"]


@pytest.mark.parametrize(
    "changes", [{}, {"consent": {"sms": False, "email": True}}, {"consent": AGREED, "phone": None}]
)
def test_without_consent_and_without_a_phone_nobody_is_texted(
    fleet: LocalFleet, changes: dict[str, Any]
) -> None:
    post(fleet, **changes)
    work(fleet)
    assert fleet.d1("leads", "SELECT 1 FROM outbox WHERE topic = 'acknowledge-by-text'") == []
    assert texts(fleet) == []


@pytest.mark.parametrize("mode", ["error", "hang", "down"])
def test_with_sms_broken_the_text_follows_once(fleet: LocalFleet, mode: str) -> None:
    with fleet.fault("sms", mode):
        post(fleet, consent=AGREED)
        assert texts(fleet) == []
    eventually(lambda: work(fleet) or texts(fleet))
    work(fleet)
    assert len(texts(fleet)) == 1


def test_an_erased_lead_is_forgotten_by_sms_and_never_texted_again(fleet: LocalFleet) -> None:
    lead_id = post(fleet, consent=AGREED)
    eventually(lambda: texts(fleet))
    with fleet.worker("leads") as leads:
        assert leads.delete(f"/api/leads/{lead_id}", headers=ADMIN).status_code == 204
    kept = "SELECT 1 FROM texts WHERE phone IS NOT NULL"
    eventually(lambda: not fleet.d1("sms", kept))
    eventually(lambda: ANN not in str(fleet.d1("leads", "SELECT * FROM outbox")))
    for table in ("texts", "consents", "people", "outbox", "effects"):
        assert ANN not in str(fleet.d1("sms", f"SELECT * FROM {table}")), table
    assert consent(fleet)["needs_start"] is True
    post(fleet, consent=AGREED)
    work(fleet)
    assert len(texts(fleet)) == 1
