"""leads killed in the middle of its work: what was answered is there after a restart."""

from dataclasses import replace
from pathlib import Path

import httpx
from killing import post_until_killed
from leads_at_work import BOTS, lead_body

from fleet.dev.client import eventually
from fleet.dev.local import LocalFleet, quiet, run_locally

AT_ONCE, ENOUGH = 8, 40
UNFINISHED = "SELECT id FROM leads WHERE valued_at IS NULL OR announced_at IS NULL"


def test_a_kill_loses_no_lead_that_was_answered(tmp_path: Path) -> None:
    options = replace(quiet(tmp_path / "state"), only=("leads",), without=BOTS, seed=None)
    taken: list[str] = []
    with run_locally(options) as fleet:
        post_until_killed(
            fleet,
            "leads",
            lambda leads, number: _post(leads, number, taken),
            taken,
            enough=ENOUGH,
            at_once=AT_ONCE,
        )
    assert len(taken) >= ENOUGH
    with run_locally(options) as fleet:
        kept = [row["id"] for row in fleet.d1("leads", "SELECT id FROM leads")]
        assert set(taken) <= set(kept)
        eventually(lambda: _finished(fleet))
        assert _announced(fleet) == sorted(kept)


def _post(leads: httpx.Client, number: int, taken: list[str]) -> bool:
    answer = leads.post("/api/leads", json=lead_body(email=f"{number}@x.org", phone=None))
    if answer.status_code == 201:
        taken.append(answer.json()["id"])
    return answer.status_code == 201


def _announced(fleet: LocalFleet) -> list[str]:
    """The leads whose card slack-intel has, each once."""
    sql = "SELECT lead_id FROM messages WHERE lead_id IS NOT NULL ORDER BY lead_id"
    return [row["lead_id"] for row in fleet.d1("slack-intel", sql)]


def _finished(fleet: LocalFleet) -> bool:
    fleet.cron("leads")
    return not fleet.d1("leads", UNFINISHED)
