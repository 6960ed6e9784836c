"""Accepting an offer: one lead, one event, whatever is down; and all erased with the lead."""

import time
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from offers_at_work import (
    ADDRESS,
    ADMIN,
    WORKER,
    accept,
    events_of,
    later,
    leads_of,
    person,
    quoted,
)

from fleet.dev.client import eventually
from fleet.dev.local import LocalFleet

MOST_SECONDS = 8


def test_an_accepted_offer_is_a_lead_and_partners_hear_of_it(
    fleet: LocalFleet, offers: httpx.Client
) -> None:
    quote = quoted(offers, timeline="asap")
    quote_id = quote["quote_id"]
    who = person() | {"email": "Ann@Example.com", "utm": {"utm_source": "mail"}}
    answer = accept(offers, quote_id, **who)
    assert answer.status_code == 201, answer.text
    lead_id = answer.json()["lead_id"]
    [lead] = leads_of(fleet, quote_id)
    assert (lead["id"], lead["source"]) == (lead_id, "instant-offer")
    assert (lead["email"], lead["address"]) == ("ann@example.com", ADDRESS)
    assert f"${quote['offer']['low']:,} to ${quote['offer']['high']:,}" in lead["message"]
    assert "utm_source" in lead["utm"]
    [event] = eventually(lambda: events_of(fleet, quote_id))
    assert (event["type"], event["lead_id"]) == ("offer.created", lead_id)
    assert "21st" not in event["data"].lower()
    shown = offers.get(f"/api/offer/{quote_id}").json()
    assert (shown["status"], shown["address"]) == ("accepted", None)
    assert "ann" not in str(shown).lower().replace("annual", "")


def test_twice_is_once_also_at_once(fleet: LocalFleet, offers: httpx.Client) -> None:
    quote_id, who = quoted(offers)["quote_id"], person()
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda _: accept(offers, quote_id, **who), range(6)))
    assert {answer.status_code for answer in answers} == {201}
    again = accept(offers, quote_id, **person())
    told = {answer.json()["lead_id"] for answer in [*answers, again]}
    assert len(told) == 1
    assert {lead["id"] for lead in leads_of(fleet, quote_id)} == told
    eventually(lambda: events_of(fleet, quote_id))
    later(fleet)
    assert len(events_of(fleet, quote_id)) == 1
    assert len(leads_of(fleet, quote_id)) == 1


@pytest.mark.parametrize("mode", ["down", "error", "hang"])
def test_with_leads_away_nothing_accepted_is_lost(
    fleet: LocalFleet, offers: httpx.Client, mode: str
) -> None:
    quote_id = quoted(offers)["quote_id"]
    with fleet.fault("leads", mode):
        began = time.monotonic()
        answer = accept(offers, quote_id)
        assert time.monotonic() - began < MOST_SECONDS
    assert (answer.status_code, answer.json()["lead_id"]) == (201, None)

    def told() -> list[dict[str, object]]:
        later(fleet)
        return events_of(fleet, quote_id)

    [event] = eventually(told)
    [lead] = leads_of(fleet, quote_id)
    assert event["lead_id"] == lead["id"]
    assert accept(offers, quote_id).json()["lead_id"] == lead["id"]


@pytest.mark.parametrize("mode", ["down", "error", "hang"])
def test_with_partner_hooks_away_the_event_comes_later_once(
    fleet: LocalFleet, offers: httpx.Client, mode: str
) -> None:
    quote_id = quoted(offers)["quote_id"]
    with fleet.fault("partner-hooks", mode):
        answer = accept(offers, quote_id)
        assert answer.status_code == 201
        assert answer.json()["lead_id"]

    def told() -> list[dict[str, object]]:
        later(fleet)
        return events_of(fleet, quote_id)

    assert len(eventually(told)) == 1


def test_without_a_way_to_reach_the_person_nothing_is_accepted(
    fleet: LocalFleet, offers: httpx.Client
) -> None:
    quote_id = quoted(offers)["quote_id"]
    refused = accept(offers, quote_id, name="Ann Lee")
    assert refused.status_code == 422
    assert offers.get(f"/api/offer/{quote_id}").json()["status"] == "open"
    assert leads_of(fleet, quote_id) == []


def test_a_person_is_erased_with_their_lead(fleet: LocalFleet, offers: httpx.Client) -> None:
    address = "4417 Wisteria Lane N, Seattle, WA 98117"
    first = quoted(offers, address=address)["quote_id"]
    second = quoted(offers, address=address.upper())["quote_id"]
    kept = quoted(offers)["quote_id"]
    lead_id = accept(offers, first).json()["lead_id"]
    with fleet.worker("leads") as leads:
        assert leads.delete(f"/api/leads/{lead_id}", headers=ADMIN).status_code == 204

    def left() -> set[str]:
        fleet.cron("leads")
        ids = {row["id"] for row in fleet.d1(WORKER, "SELECT id FROM quotes")}
        return ids & {first, second, kept}

    eventually(lambda: left() == {kept})
    assert "isteria" not in str(fleet.d1(WORKER, "SELECT * FROM quotes"))
    assert first not in str(fleet.d1(WORKER, "SELECT * FROM outbox"))
