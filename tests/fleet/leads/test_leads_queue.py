"""leads and its outbox's queue: what its neighbours miss is made good without cron, and once."""

from concurrent.futures import ThreadPoolExecutor

import httpx
from leads_at_work import LEAD, announcements

from fleet.dev.client import eventually
from fleet.dev.local import LocalFleet

NEIGHBOURS = ("valuation", "slack-intel")
DELIVERED = "SELECT attempts FROM outbox WHERE topic = 'follow-up' AND delivered_at IS NOT NULL"


def post(fleet: LocalFleet) -> httpx.Response:
    with fleet.worker("leads") as leads:
        answer = leads.post("/api/leads", json=LEAD)
    assert answer.status_code == 201, answer.text
    return answer


def queued(fleet: LocalFleet) -> bool:
    return any("outbox_queued" in str(line) for line in fleet.logs(worker="leads"))


def assert_announced_once(fleet: LocalFleet) -> None:
    for worker in ("leads", "slack-intel"):
        fleet.cron(worker)
    assert len(announcements(fleet)) == 1


def test_a_lead_is_valued_and_announced_through_the_queue_without_cron(fleet: LocalFleet) -> None:
    for worker in NEIGHBOURS:
        fleet.control("POST", "/faults", json={"worker": worker, "mode": "error"})
    assert post(fleet).json()["valuation"] is None
    eventually(lambda: queued(fleet))
    assert announcements(fleet) == []
    fleet.clear_faults()
    (card,) = eventually(lambda: announcements(fleet))
    assert "not valued yet" not in str(card)
    (lead,) = fleet.d1("leads", "SELECT valued_at, announced_at FROM leads")
    assert lead["valued_at"]
    assert lead["announced_at"]
    (message,) = eventually(lambda: fleet.d1("leads", DELIVERED))
    # Two are what the allowance of a request holds; cron would have added its own.
    assert message["attempts"] == 2
    assert_announced_once(fleet)


def test_a_message_that_the_queue_doubles_announces_a_lead_once(fleet: LocalFleet) -> None:
    with fleet.fault("slack-intel", "down"):
        lead_id = post(fleet).json()["id"]
        eventually(lambda: fleet.d1("leads", "SELECT 1 FROM outbox WHERE last_error IS NOT NULL"))
    copies = [{"id": str(n), "body": {"keys": [f"{lead_id}:follow-up"]}} for n in range(3)]

    def consume(_: int) -> object:
        return fleet.deliver("leads", "leads-outbox", *copies)["outcome"]

    with ThreadPoolExecutor(5) as consumers:
        assert set(consumers.map(consume, range(5))) == {"ok"}
    eventually(lambda: announcements(fleet))
    assert fleet.deliver("leads", "leads-outbox", *copies)["retryMessages"] == []
    assert_announced_once(fleet)


def test_a_message_that_outlives_its_lead_does_nothing(fleet: LocalFleet) -> None:
    told = fleet.deliver("leads", "leads-outbox", {"id": "1", "body": {"keys": ["x:follow-up"]}})
    assert (told["outcome"], told["retryMessages"]) == ("ok", [])
    assert announcements(fleet) == []
