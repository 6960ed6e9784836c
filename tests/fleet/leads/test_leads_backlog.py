"""A backlog after an outage: every lead is valued and announced, and no run asks for too much."""

import json
from collections import Counter

import pytest
from leads_at_work import run_sql

from edgekit.allowance import DELIVERING_INVOCATIONS
from fleet.dev.client import eventually
from fleet.dev.local import LocalFleet

LEADS = 200
STREET = "1 21st Ave NW, Seattle, WA 98117"
INSERT_LEADS = """INSERT INTO leads
  (id, created_at, updated_at, name, email, address, score, score_parts, channel)
SELECT value, 1, 1, value, value || '@example.com', key || ?2, 50, '[]', '#leads-incoming'
FROM json_each(?1)"""
INSERT_MESSAGES = """INSERT INTO outbox (key, topic, payload, created_at, due_at)
SELECT value || ':follow-up', 'follow-up', json_object('lead_id', value), 1, key
FROM json_each(?1)"""
UNFINISHED = "SELECT id FROM leads WHERE valued_at IS NULL OR announced_at IS NULL"


def invocations_by_run(fleet: LocalFleet) -> Counter[str]:
    """How many requests to workers each run has caused: all of a chain carry one request id."""
    lines = [line for line in fleet.logs() if line["worker"] != "fleet"]
    return Counter(line["request_id"] for line in lines if line.get("request_id"))


@pytest.mark.timeout(280)
def test_two_hundred_follow_ups_are_done_and_no_run_passes_the_limit(fleet: LocalFleet) -> None:
    ids = json.dumps([f"lead_{number}" for number in range(LEADS)])
    run_sql(fleet, "leads", (INSERT_LEADS, [ids, STREET]), (INSERT_MESSAGES, [ids]))
    fleet.cron("leads")
    eventually(lambda: not fleet.d1("leads", UNFINISHED), seconds=200)
    cards = "SELECT count(*) AS count, count(DISTINCT lead_id) AS leads FROM messages"
    assert fleet.d1("slack-intel", cards) == [{"count": LEADS, "leads": LEADS}]
    runs = invocations_by_run(fleet)
    assert max(runs.values()) <= DELIVERING_INVOCATIONS
    assert len(runs) >= LEADS / 2, "each run has room for two"
