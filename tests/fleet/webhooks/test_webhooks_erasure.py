"""Who is erased is erased from events too: from those to come as well as those that were."""

from typing import Any

import pytest
from hooks_at_work import ADMIN, FORM, FORM_TOKEN

from fleet.dev.client import eventually
from fleet.dev.local import LocalFleet

EMAIL, PHONE = "ada@example.com", "+12065550142"


def post(fleet: LocalFleet, form_id: str, **changes: Any) -> None:
    with fleet.worker("webhooks") as hooks:
        form = FORM | {"form_id": form_id} | changes
        assert hooks.post("/hooks/form", json=form, headers=FORM_TOKEN).status_code == 200


def forget(fleet: LocalFleet, **person: str) -> int:
    with fleet.worker("webhooks") as hooks:
        answer = hooks.post("/api/forget", json=person, headers=ADMIN)
    assert answer.status_code == 200, answer.text
    return int(answer.json()["events"])


def events(fleet: LocalFleet) -> dict[str, str]:
    """The status of each event that still says something, by its id."""
    rows = fleet.d1("webhooks", "SELECT id, status FROM events WHERE payload <> ''")
    return {row["id"]: row["status"] for row in rows}


def count_leads(fleet: LocalFleet) -> int:
    return int(fleet.d1("leads", "SELECT count(*) AS n FROM leads")[0]["n"])


@pytest.mark.parametrize(
    "written", ["(206) 555-0142", "206.555.0142", "+1 206 555 0142", "1-206-555-0142", "2065550142"]
)
def test_a_number_is_found_however_it_was_written(fleet: LocalFleet, written: str) -> None:
    post(fleet, "one", email="", phone=written)
    post(fleet, "two", email="", phone="(206) 555-0143", name="Grace")
    assert forget(fleet, phone=PHONE) == 1
    assert len(events(fleet)) == 1


def test_an_address_is_found_in_any_case_and_no_other_is(fleet: LocalFleet) -> None:
    post(fleet, "one", email="Ada@Example.COM")
    post(fleet, "two", email="grace@example.com", name="Grace Hopper")
    assert forget(fleet, email=EMAIL) == 1
    assert forget(fleet, email=EMAIL) == 0, "once is enough"
    assert len(events(fleet)) == 1


def test_somebody_whose_address_contains_the_persons_keeps_their_waiting_form(
    fleet: LocalFleet,
) -> None:
    before = count_leads(fleet)
    with fleet.fault("leads", "error"):
        post(fleet, "one", email=f"jo{EMAIL}", name="Joada")
        assert forget(fleet, email=EMAIL) == 0
    eventually(lambda: fleet.cron("webhooks") or count_leads(fleet) == before + 1)


def test_what_was_still_to_be_delivered_goes_nowhere(fleet: LocalFleet) -> None:
    before = count_leads(fleet)
    with fleet.fault("leads", "error"):
        post(fleet, "one")
        assert forget(fleet, email=EMAIL) == 1
    fleet.cron("webhooks")
    fleet.flush_queues()
    assert count_leads(fleet) == before
    (row,) = fleet.d1("webhooks", "SELECT status, outcome, payload, headers FROM events")
    assert row == {"status": "stored", "outcome": "erased", "payload": "", "headers": "{}"}


def test_a_dead_form_of_the_person_is_not_listed_or_replayed_any_more(fleet: LocalFleet) -> None:
    post(fleet, "one", address="")
    dead = "SELECT id FROM dead_letters"
    eventually(lambda: fleet.d1("webhooks", dead))
    assert forget(fleet, email=EMAIL) == 1
    assert fleet.d1("webhooks", dead) == []
    with fleet.worker("webhooks") as hooks:
        listed = hooks.get("/api/events", headers=ADMIN).json()["items"]
        (event,) = [each for each in listed if each["outcome"] == "erased"]
        again = hooks.post(f"/api/events/{event['id']}/replay", headers=ADMIN)
    assert again.status_code == 409


def test_only_the_operator_and_the_fleet_may_erase(fleet: LocalFleet) -> None:
    with fleet.worker("webhooks") as hooks:
        assert hooks.post("/api/forget", json={"email": EMAIL}).status_code == 401
        nobody = hooks.post("/api/forget", json={}, headers=ADMIN)
    assert nobody.status_code == 422


@pytest.mark.parametrize(
    ("provider", "event"),
    [
        ("hubspot", {"propertyName": "firstname", "propertyValue": "Ada"}),
        ("followupboss", {"event": "peopleUpdated"}),
    ],
)
def test_what_names_people_by_a_crm_s_id_is_kept_until_it_is_delivered_and_no_longer(
    fleet: LocalFleet, provider: str, event: dict[str, str]
) -> None:
    with fleet.fault("crm-sync", "error"):
        told = fleet.control("POST", f"/providers/{provider}/events", json=event)
        assert told.json()["answer"]["status"] == 200, told.text
        assert list(events(fleet).values()) == ["pending"]

    def is_emptied() -> bool:
        fleet.cron("webhooks")
        rows = fleet.d1("webhooks", "SELECT status, worker, payload, headers FROM events")
        return rows == [
            {"status": "delivered", "worker": "crm-sync", "payload": "", "headers": "{}"}
        ]

    eventually(is_emptied)
