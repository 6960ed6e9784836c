"""With Follow Up Boss: an event makes a person, and one that an agent changes is read again."""

from collections.abc import Iterator
from dataclasses import replace

import httpx
import pytest
from crm_fleet_at_work import calls, contact, settles, upsert

from fleet.dev.client import eventually
from fleet.dev.local import LocalFleet, quiet, run_locally
from fleet.dev.options import Variables
from fleet.dev.providers import Exchange

CHOSEN = Variables.parse(["crm-sync:CRM=followupboss"])
PEOPLE = "https://api.followupboss.com/v1/people"


@pytest.fixture
def fub_fleet(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalFleet]:
    options = quiet(tmp_path_factory.mktemp("state"))
    chosen = replace(options, only=("crm-sync", "webhooks"), seed=None, variables=CHOSEN)
    with run_locally(chosen) as fleet:
        yield fleet


@pytest.fixture
def crm(fub_fleet: LocalFleet) -> Iterator[httpx.Client]:
    with fub_fleet.worker("crm-sync") as client:
        yield client


def test_a_lead_goes_in_and_an_agents_edit_is_noted_and_not_sent_back(
    fub_fleet: LocalFleet, crm: httpx.Client
) -> None:
    upsert(crm, phone="+12065550142")
    person = settles(crm)["external_id"]
    asked = [each["url"].partition("?")[0] for each in calls(fub_fleet, "followupboss")]
    assert asked[-1].endswith("/v1/events")
    headers = {"authorization": "Basic a2V5Og==", "content-type": "application/json"}
    edit = Exchange("x", "PUT", f"{PEOPLE}/{person}", headers, b'{"stage": "Nurture"}')
    assert fub_fleet.send_out(edit).status == 200
    event = {"resourceIds": [int(person)]}
    posted = fub_fleet.control("POST", "/providers/followupboss/events", json=event)
    assert posted.status_code == 200, posted.text
    eventually(lambda: contact(crm)["changes"], 30)
    [change] = contact(crm)["changes"]
    assert (change["property"], change["value"]) == ("stage", "Nurture")
    assert [each["method"] for each in calls(fub_fleet, "followupboss")].count("PUT") == 0
