"""SendGrid's events, from its signed batch to the address that gets no more mail."""

import json
import time
from typing import Any

import pytest
from hooks_at_work import ADMIN, events, send

from fleet.dev.client import eventually
from fleet.dev.local import LocalFleet
from fleet.dev.providers.signed import SIGNERS

GONE = {"event": "bounce", "type": "blocked", "status": "5.1.1", "reason": "550 5.1.1 unknown"}
FULL = {"event": "deferred", "status": "4.2.2", "response": "452 4.2.2 mailbox full"}


def post(fleet: LocalFleet, **event: Any) -> None:
    told = fleet.control("POST", "/providers/sendgrid/events", json=event)
    assert told.status_code == 200, told.text


def scope_of(fleet: LocalFleet, address: str) -> str | None:
    with fleet.worker("email") as email:
        found = email.get("/api/suppressions", params={"address": address}).json()
    return str(found["scope"]) if found["scope"] else None


@pytest.mark.parametrize(
    ("event", "scope"),
    [
        (GONE, "all"),
        ({"event": "dropped", "reason": "Bounced Address"}, "all"),
        ({"event": "spamreport"}, "all"),
        ({"event": "unsubscribe"}, "marketing"),
        ({"event": "dropped", "reason": "Unsubscribed Address"}, "marketing"),
        (FULL, None),
        ({"event": "bounce", "status": "5.2.2", "reason": "552 5.2.2 mailbox full"}, None),
        ({"event": "open"}, None),
    ],
    ids=["bounce", "bounced", "complaint", "unsubscribe", "unsubscribed", "deferred", "full",
         "open"],
)  # fmt: skip
def test_what_sendgrid_tells_decides_who_gets_mail(
    fleet: LocalFleet, event: dict[str, Any], scope: str | None
) -> None:
    post(fleet, email="Ann@Example.org", **event)
    [taken] = eventually(lambda: events(fleet, status="delivered"))
    assert (taken["worker"], taken["type"]) == ("email", event["event"])
    assert scope_of(fleet, "ann@example.org") == scope


def test_a_batch_that_is_told_again_is_taken_once(fleet: LocalFleet) -> None:
    now = int(time.time())
    mail = {"email": "ann@example.org", "timestamp": now, "sg_message_id": "m1.x", "smtp-id": "m1"}
    for number in range(3):
        asked = {**mail, **FULL, "sg_event_id": f"telling-{number}"}
        sent = SIGNERS["sendgrid"].post(asked, "", "", now + number)
        answer = send(fleet, "sendgrid", (sent.headers, sent.body))
        assert (answer.status_code, answer.json()["duplicate"]) == (200, number > 0)
        trimmed = send(fleet, "sendgrid", (sent.headers, sent.body.rstrip()))
        assert trimmed.status_code == 401
    assert len(events(fleet)) == 1


def test_of_a_waiting_batch_only_the_part_of_whoever_is_erased_is_lost(fleet: LocalFleet) -> None:
    with fleet.fault("email", "error"):
        post(fleet, email="bob@example.org", **GONE)
        [event] = events(fleet)
        with fleet.worker("webhooks") as hooks:
            path = f"/api/events/{event['id']}"
            bobs = hooks.get(path, headers=ADMIN).json()["payload"]["events"]
            batch = [{**bobs[0], "email": "ann@example.org"}, *bobs]
            payload = json.dumps({"events": batch})
            fleet.write("webhooks", "UPDATE events SET payload = ?1", payload)
            person = {"email": "ann@example.org"}
            assert hooks.post("/api/forget", json=person, headers=ADMIN).json() == {"events": 1}
            assert hooks.get(path, headers=ADMIN).json()["payload"] == {"events": bobs}
    eventually(lambda: fleet.cron("webhooks") or scope_of(fleet, "bob@example.org") == "all")
    assert scope_of(fleet, "ann@example.org") is None
