"""partner-hooks: subscriptions, signed deliveries, rotation, replays and the log."""

import time
from datetime import datetime

import httpx
import pytest
from partners_at_work import (
    ADMIN,
    DATA,
    URL,
    attempted,
    body_of,
    deliveries,
    detail,
    got,
    publish,
    read,
    statuses,
    subscribe,
    tick,
    verified,
)
from standardwebhooks import WebhookVerificationError

from contracts.partner_hooks import LeadCreated
from fleet.dev.client import eventually
from fleet.dev.local import LocalFleet


def test_an_event_reaches_whoever_has_subscribed_to_it_signed(
    partners: LocalFleet, hooks: httpx.Client
) -> None:
    made = subscribe(hooks, URL, "lead.created", "offer.created")
    subscribe(hooks, "https://other.example/", "offer.created")
    told = publish(hooks, "evt_1", name="José 🏠")
    assert told == {"id": "evt_1", "deliveries": 1}
    attempted(hooks, 1)
    [sent] = got(partners)
    assert sent["url"] == URL
    assert sent["headers"]["content-type"] == "application/json"
    assert sent["headers"]["webhook-id"] == "evt_1"
    assert verified(sent, made["secret"]) == body_of(sent)
    assert body_of(sent)["type"] == "lead.created"
    assert body_of(sent)["data"] == DATA | {"name": "José 🏠"}
    datetime.fromisoformat(body_of(sent)["timestamp"])
    with pytest.raises(WebhookVerificationError):
        verified(sent | {"body": sent["body"].replace("84", "99")}, made["secret"])


def test_the_same_id_is_one_publication_also_for_who_subscribes_later(
    partners: LocalFleet, hooks: httpx.Client
) -> None:
    subscribe(hooks)
    first = publish(hooks, "evt_1")
    attempted(hooks, 1)
    subscribe(hooks, "https://late.example/")
    assert publish(hooks, "evt_1") == first
    partners.flush_queues()
    assert len(got(partners)) == 1
    other = {"type": "lead.created", "data": {"lead_id": "lead_2"}, "id": "evt_1"}
    assert hooks.post("/api/publish", json=other).status_code == 409


@pytest.mark.parametrize("key", ["lead_7:created", "of/other.characters", "x" * 250])
def test_an_idempotency_key_does_for_an_id(
    partners: LocalFleet, hooks: httpx.Client, key: str
) -> None:
    subscribe(hooks)
    new = {"type": "lead.created", "data": DATA}
    headers = {"Idempotency-Key": key}
    answers = [hooks.post("/api/publish", json=new, headers=headers) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [202, 202]
    assert answers[0].json() == answers[1].json()
    attempted(hooks, 1)
    partners.flush_queues()
    [sent] = got(partners)
    assert sent["headers"]["webhook-id"] == answers[0].json()["id"]
    assert (answers[0].json()["id"] == key) is (key == "lead_7:created")
    named = hooks.post("/api/publish", json=new | {"id": "evt_1"}, headers=headers)
    assert named.json()["id"] == "evt_1"


def test_an_event_that_nobody_wants_is_stored(hooks: httpx.Client) -> None:
    told = publish(hooks)
    assert told["id"].startswith("evt_")
    assert told["deliveries"] == 0


def test_a_subscription_is_read_listed_changed_and_deleted(
    partners: LocalFleet, hooks: httpx.Client
) -> None:
    made = subscribe(hooks)
    assert made["secret"].startswith("whsec_")
    other = subscribe(hooks, "https://münchen.example.de/haken")
    found = read(hooks, made["id"])
    assert (found["url"], found["events"], found["enabled"]) == (URL, ["lead.created"], True)
    assert "secret" not in found
    assert read(hooks, other["id"])["url"] == "https://xn--mnchen-3ya.example.de/haken"
    first = hooks.get("/api/subscriptions", params={"limit": 1}).json()
    assert [each["id"] for each in first["items"]] == [other["id"]]
    second = hooks.get("/api/subscriptions", params={"limit": 1, "cursor": first["cursor"]}).json()
    assert ([each["id"] for each in second["items"]], second["cursor"]) == ([made["id"]], None)
    path = f"/api/subscriptions/{made['id']}"
    asked = {"events": ["offer.created", "offer.created"], "description": "Acme"}
    changed = hooks.patch(path, json=asked).json()
    assert (changed["events"], changed["description"]) == (["offer.created"], "Acme")
    assert hooks.patch(path, json={"description": None}).json()["description"] is None
    assert hooks.delete(path).status_code == 204
    for method in ("GET", "DELETE"):
        assert hooks.request(method, path).status_code == 404
    assert hooks.post(f"{path}/rotate").status_code == 404
    assert hooks.post(f"{path}/test").status_code == 404


@pytest.mark.parametrize(
    ("path", "body", "pointer"),
    [
        ("subscriptions", {"url": URL, "events": []}, "/events"),
        ("subscriptions", {"url": URL, "events": ["lead.sold"]}, "/events/0"),
        ("subscriptions", {"events": ["lead.created"]}, "/url"),
        ("subscriptions", {"url": "http://a.example", "events": ["lead.created"]}, "/url"),
        ("publish", {"type": "lead.sold", "data": {}}, "/type"),
        ("publish", {"type": "lead.created", "data": []}, "/data"),
        ("publish", {"type": "lead.created", "data": {}, "id": "a.b"}, "/id"),
        ("publish", {"type": "lead.created", "data": {}, "id": "a\nb"}, "/id"),
        ("publish", {"type": "lead.created", "data": {}, "id": "x" * 201}, "/id"),
    ],
)
def test_what_does_not_fit_is_422_and_says_where(
    hooks: httpx.Client, path: str, body: dict[str, object], pointer: str
) -> None:
    answer = hooks.post(f"/api/{path}", json=body)
    assert answer.status_code == 422, answer.text
    assert answer.json()["errors"][0]["pointer"] == pointer


def test_data_that_no_partner_could_be_sent_are_refused(hooks: httpx.Client) -> None:
    endless = '{"type": "lead.created", "data": {"score": NaN}}'
    json_type = {"content-type": "application/json"}
    assert hooks.post("/api/publish", content=endless, headers=json_type).status_code in (400, 422)
    long = {"type": "lead.created", "data": {"text": "é" * 50_000}}
    assert hooks.post("/api/publish", json=long).status_code == 413


@pytest.mark.parametrize(
    "url",
    [
        "https://127.0.0.1/",
        "https://2130706433/",
        "https://0x7f.1/",
        "https://[::ffff:127.0.0.1]/",
        "https://１２７.０.０.１/",
        "https://localhost./",
        "https://user@hooks.partner.example/",
        "https://10-0-0-1.nip.io/",
        "https://app.169.254.169.254.nip.io/",
        "https://localtest.me/",
        "https://nobody.invalid/",
    ],
)
def test_a_private_address_is_refused_on_create_and_on_update(
    partners: LocalFleet, hooks: httpx.Client, url: str
) -> None:
    answer = hooks.post("/api/subscriptions", json={"url": url, "events": ["lead.created"]})
    assert answer.status_code == 422, answer.text
    assert answer.json()["errors"][0]["pointer"] == "/url"
    made = subscribe(hooks)
    changed = hooks.patch(f"/api/subscriptions/{made['id']}", json={"url": url})
    assert changed.status_code == 422
    assert read(hooks, made["id"])["url"] == URL
    assert got(partners) == []


def test_a_mapped_address_that_is_public_is_taken(hooks: httpx.Client) -> None:
    made = subscribe(hooks, "https://[::ffff:8.8.8.8]/")
    assert read(hooks, made["id"])["url"] == "https://[::ffff:808:808]/"


def test_a_name_that_cannot_be_looked_up_is_not_subscribed(
    partners: LocalFleet, hooks: httpx.Client
) -> None:
    partners.rule("dns", status=500)
    new = {"url": URL, "events": ["lead.created"]}
    assert hooks.post("/api/subscriptions", json=new).status_code == 503
    assert hooks.get("/api/subscriptions").json()["items"] == []


def test_after_a_rotation_both_secrets_verify_and_in_the_end_only_the_new_one(
    partners: LocalFleet, hooks: httpx.Client
) -> None:
    made = subscribe(hooks)
    path = f"/api/subscriptions/{made['id']}/rotate"
    rotated = hooks.post(path, params={"overlap_seconds": 600}).json()
    assert rotated["secret"] != made["secret"]
    publish(hooks, "evt_1")
    attempted(hooks, 1)
    [sent] = got(partners)
    assert len(sent["headers"]["webhook-signature"].split(" ")) == 2
    for secret in (made["secret"], rotated["secret"]):
        verified(sent, secret)
    newest = hooks.post(path, params={"overlap_seconds": 0}).json()
    publish(hooks, "evt_2")
    eventually(lambda: len(got(partners)) == 2)
    sent = got(partners)[-1]
    verified(sent, newest["secret"])
    for secret in (made["secret"], rotated["secret"]):
        with pytest.raises(WebhookVerificationError):
            verified(sent, secret)


def test_no_secret_is_in_the_database_nor_in_the_log(
    partners: LocalFleet, hooks: httpx.Client
) -> None:
    made = subscribe(hooks)
    publish(hooks)
    attempted(hooks, 1)
    stored = str(partners.d1("partner-hooks", "SELECT * FROM subscriptions"))
    told = made["secret"].removeprefix("whsec_")
    assert told not in stored
    assert told not in str(partners.logs(worker="partner-hooks"))


def test_a_replay_has_the_same_id_and_body_and_a_new_signature(
    partners: LocalFleet, hooks: httpx.Client
) -> None:
    made = subscribe(hooks)
    publish(hooks, "evt_1")
    delivery = attempted(hooks, 1)
    for number in (2, 3):
        time.sleep(1.1)  # the timestamp is in whole seconds
        answer = hooks.post(f"/api/deliveries/{delivery['id']}/replay")
        assert answer.status_code == 202, answer.text
        attempted(hooks, number)
    sent = got(partners)
    assert len(sent) == 3
    for name, different in (("webhook-id", 1), ("webhook-timestamp", 3), ("webhook-signature", 3)):
        assert len({each["headers"][name] for each in sent}) == different
    assert len({each["body"] for each in sent}) == 1
    for each in sent:
        verified(each, made["secret"])
    found = detail(hooks, delivery["id"])
    assert (found["status"], found["replays"], len(found["log"])) == ("delivered", 2, 3)
    assert hooks.post("/api/deliveries/dlv_none/replay").status_code == 404


def test_a_test_reaches_one_endpoint_also_if_it_is_off(
    partners: LocalFleet, hooks: httpx.Client
) -> None:
    made, _ = subscribe(hooks), subscribe(hooks, "https://other.example/")
    path = f"/api/subscriptions/{made['id']}"
    assert hooks.patch(path, json={"enabled": False}).json()["disabled_reason"] == "asked"
    answer = hooks.post(f"{path}/test")
    assert answer.status_code == 202, answer.text
    attempted(hooks, 1)
    [sent] = got(partners)
    assert verified(sent, made["secret"])["type"] == "endpoint.test"
    partners.rule("partner", status=500)
    hooks.post(f"{path}/test")
    assert attempted(hooks, 1, status="dead")["last_status"] == 500
    assert hooks.get("/api/dead", headers=ADMIN).json()["items"] == []
    assert read(hooks, made["id"])["failures"] == 0


def test_deliveries_are_filtered_and_paged(partners: LocalFleet, hooks: httpx.Client) -> None:
    first, second = subscribe(hooks), subscribe(hooks, "https://down.example/")
    partners.rule("down.example", status=500)
    for number in range(3):
        publish(hooks, f"evt_{number}")
    eventually(lambda: statuses(hooks, subscription=first["id"]) == ["delivered"] * 3)
    failing = {"subscription": second["id"], "status": "pending"}
    eventually(lambda: [each["attempts"] for each in deliveries(hooks, **failing)] == [1] * 3)
    assert len(deliveries(hooks, status="delivered")) == 3
    seen, cursor = [], None
    while True:
        asked = {"limit": 2} | ({"cursor": cursor} if cursor else {})
        page = hooks.get("/api/deliveries", params=asked).json()
        seen += [each["id"] for each in page["items"]]
        if (cursor := page["cursor"]) is None:
            break
    assert len(seen) == len(set(seen)) == 6
    assert hooks.get("/api/deliveries", params={"status": "lost"}).status_code == 422
    assert hooks.get("/api/deliveries", params={"cursor": "x"}).status_code == 422


def test_who_is_erased_is_gone_from_what_was_sent_and_is_sent_no_more(
    partners: LocalFleet, hooks: httpx.Client
) -> None:
    subscribe(hooks)
    partners.rule("partner", status=500, body="lead_1 is Ann Lee", times=1)
    publish(hooks, "evt_1", note="Ann Lee")
    attempted(hooks, 1)
    publish(hooks, "evt_2", lead_id="lead_2")
    eventually(lambda: sorted(statuses(hooks)) == ["delivered", "pending"])
    assert hooks.post("/api/forget", json={"lead_id": "lead_1"}).json() == {"events": 1}
    assert hooks.post("/api/forget", json={"lead_id": "lead_1"}).json() == {"events": 0}
    tick(partners, 2000)
    answered = [(each["headers"]["webhook-id"], each["status"]) for each in got(partners)]
    assert answered == [("evt_1", 500), ("evt_2", 204)]
    [first] = [each for each in deliveries(hooks) if each["webhook_id"] == "evt_1"]
    assert first["status"] == "cancelled"
    found = detail(hooks, first["id"])
    assert (found["data"], found["log"][0]["excerpt"]) == (None, None)
    assert hooks.post(f"/api/deliveries/{first['id']}/replay").status_code == 409
    everything = [
        partners.d1("partner-hooks", f"SELECT * FROM {table}")
        for table in ("publications", "deliveries", "attempts", "dead_letters", "outbox")
    ]
    assert "Ann Lee" not in str(everything)


def test_what_the_contracts_say_of_a_lead_names_nobody() -> None:
    personal = {"name", "email", "phone", "address"}
    assert personal.isdisjoint(LeadCreated.model_fields)
