"""Under random faults no mail is lost, none comes twice, and none to whoever wants none."""

import random
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from mails_at_work import ONE_CLICK, mail, resend_event, tell

from contracts.email import address_digest
from edgekit.signed_links import LinkKeys
from fleet.dev.client import eventually
from fleet.dev.local import LocalFleet

MAILS, PEOPLE = 40, 12
HOUR = "3600"
FAULTS: list[dict[str, Any]] = [
    {"status": 429, "headers": {"Retry-After": HOUR}, "times": 2},
    {"status": 500, "times": 2},
    {"status": 502, "body": "<html>Bad gateway</html>", "times": 1},
    {"status": 200, "body": "not JSON", "times": 1},
    {"status": 403, "body": {"name": "validation_error", "message": "not verified"}, "times": 1},
]
BUSY = "SELECT key FROM outbox WHERE delivered_at IS NULL AND dead_at IS NULL AND due_at < {}"


def accepted(fleet: LocalFleet) -> dict[str, set[str]]:
    """The bodies under each idempotency key that Resend has seen, whatever came back of it."""
    seen = defaultdict(set)
    for call in fleet.outbox(provider="resend"):
        if call["status"] == 200:
            seen[call["headers"]["idempotency-key"]].add(call["body"])
    return seen


def quiet_down(fleet: LocalFleet) -> None:
    """Wait until all that is left waits for its hour."""

    def is_quiet() -> bool:
        soon = int((datetime.now(UTC).timestamp() + 600) * 1000)
        if not fleet.d1("email", BUSY.format(soon)):
            return True
        fleet.cron("email")
        return False

    eventually(is_quiet, seconds=60)


@pytest.mark.parametrize("seed", [17])
def test_nothing_is_lost_nothing_comes_twice_and_who_left_is_left_alone(
    mail_fleet: LocalFleet, email: httpx.Client, seed: int
) -> None:
    luck = random.Random(seed)
    taken: dict[str, dict[str, Any]] = {}
    for number in range(MAILS):
        if luck.random() < 0.35:
            mail_fleet.rule("resend", **luck.choice(FAULTS))
        ahead = datetime.now(UTC) + timedelta(hours=1)
        body = mail(
            f"{luck.randrange(PEOPLE)}@example.org",
            luck.choice(["news", "message"]),
            idempotency_key=f"key-{number}",
            **({"send_at": ahead.isoformat()} if luck.random() < 0.25 else {}),
        )
        for _ in range(luck.choice([1, 1, 2])):
            answer = email.post("/api/send", json=body)
            assert answer.status_code == 202
            taken[answer.json()["id"]] = body
    assert len(taken) == MAILS
    quiet_down(mail_fleet)
    before = set(accepted(mail_fleet))
    gone = leave(email, luck)
    redeliver(mail_fleet, [*taken], luck)
    for hours in (2, 4, 30):
        at = (datetime.now(UTC) + timedelta(hours=hours)).isoformat()
        mail_fleet.cron("email", at=at)
    mail_fleet.flush_queues()
    seen = accepted(mail_fleet)
    told = {mail_id: read(email, mail_id) for mail_id in taken}
    statuses = {mail_id: str(each["status"]) for mail_id, each in told.items()}
    assert set(statuses.values()) == {"sent", "suppressed"}, "nothing is lost or left over"
    for mail_id, body in taken.items():
        is_unwanted = body["to"] in gone[body["template"]]
        if statuses[mail_id] == "suppressed" and mail_id in seen:
            assert "may have sent" in told[mail_id]["error"], "Resend's answer could not be read"
        else:
            assert (mail_id in seen) == (statuses[mail_id] == "sent")
        assert len(seen.get(mail_id, ())) <= 1, "one key, one mail"
        if mail_id not in before:
            assert (statuses[mail_id] == "suppressed") == is_unwanted
    assert any(statuses[mail_id] == "suppressed" for mail_id in taken)


def leave(email: httpx.Client, luck: random.Random) -> dict[str, set[str]]:
    """Some unsubscribe, some complain; answers who wants no mail of each template."""
    people = [f"{number}@example.org" for number in range(PEOPLE)]
    unsubscribed, complained = set(luck.sample(people, 5)), set(luck.sample(people, 2))
    keys = LinkKeys("dev-link-secret", "unsubscribe")
    for person in unsubscribed:
        params = {"token": keys.token(address_digest(person))}
        assert email.post("/api/unsubscribe", params=params, data=ONE_CLICK).status_code == 200
    for person in complained:
        told = tell(email, "resend", resend_event("complained", "mail_other", person))
        assert told.status_code == 202
    return {"news": unsubscribed | complained, "message": complained}


def redeliver(fleet: LocalFleet, mail_ids: list[str], luck: random.Random) -> None:
    """The queue brings keys again that it has brought before, or never should have."""
    for _ in range(3):
        some = luck.sample(mail_ids, 5)
        fleet.deliver("email", "email-outbox", {"body": {"keys": some}})


def read(email: httpx.Client, mail_id: str) -> dict[str, Any]:
    found: dict[str, Any] = email.get(f"/api/messages/{mail_id}").json()
    return found
