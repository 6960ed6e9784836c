"""leads and slack-intel with slips in all their vars: the business goes on, and people are told."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from leads_at_work import BOTS, LEAD, announcements, slack_calls

from edgekit.vars import Vars
from fleet.dev.client import eventually
from fleet.dev.local import LocalFleet, quiet, run_locally
from fleet.dev.options import Variables
from lead_vars import LeadVars
from slack_vars import SlackVars

WRONG = "[{]"


def wrong(declaring: type[Vars]) -> dict[str, str]:
    """A value that fits none of the vars."""
    return {name: WRONG for name in declaring.declared if declaring({name: WRONG}.get).faults}


SLIPS = {"leads": wrong(LeadVars), "slack-intel": wrong(SlackVars)}


@pytest.fixture(scope="module")
def slipshod(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalFleet]:
    """leads and whom it calls, all with vars that do not fit."""
    options = quiet(tmp_path_factory.mktemp("slips") / "state")
    with run_locally(
        replace(options, only=("leads",), without=BOTS, variables=Variables(own=SLIPS))
    ) as fleet:
        yield fleet


def test_the_start_says_which_vars_do_not_fit(slipshod: LocalFleet) -> None:
    lines = [str(line) for line in slipshod.logs(worker="leads")]
    assert any("--var: AGENTS is “[{]”, and that does not fit: " in line for line in lines)


def test_people_are_told_in_slack(slipshod: LocalFleet) -> None:
    def told() -> list[str]:
        calls = slack_calls(slipshod)
        return [call["text"] for call in calls if call["channel"] == "#fleet-alerts"]

    (first, *_) = eventually(told)
    assert "leads" in first
    assert "var_unfit" in first


@pytest.mark.parametrize("worker", ["leads", "slack-intel"])
def test_deep_health_names_them(slipshod: LocalFleet, worker: str) -> None:
    with slipshod.worker(worker) as client:
        health = client.get("/health?deep=1").json()
    assert health["status"] == "degraded"
    assert health["vars"].keys() == SLIPS[worker].keys()


def test_leads_are_taken_and_slack_is_told(slipshod: LocalFleet) -> None:
    streets = [LEAD | {"address": f"{number} Oak St, Seattle, WA 98117"} for number in (1, 2)]
    with slipshod.worker("leads") as leads:
        answers = [leads.post("/api/leads", json=lead) for lead in streets]
    assert [answer.status_code for answer in answers] == [201, 201]
    eventually(lambda: len(announcements(slipshod)) == 2)
    cards = str(announcements(slipshod))
    assert all(answer.json()["id"] in cards for answer in answers)
