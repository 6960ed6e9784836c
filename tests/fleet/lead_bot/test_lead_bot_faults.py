"""With the workers that it calls unwell, lead-bot answers in time, and loses nothing."""

import time
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from bot_at_work import Talk, leads_of_the_bot, notes

from fleet.dev.client import eventually
from fleet.dev.local import LocalFleet

MOST_SECONDS = 8


def later(fleet: LocalFleet) -> None:
    """A schedule whose time is still to come."""
    fleet.cron("lead-bot", at=(datetime.now(UTC) + timedelta(minutes=5)).isoformat())


@pytest.mark.parametrize("mode", ["down", "error", "hang"])
def test_with_leads_away_the_lead_is_made_later_once(
    fleet: LocalFleet, bot: httpx.Client, mode: str
) -> None:
    talk = Talk(bot)
    with fleet.fault("leads", mode):
        began = time.monotonic()
        talk.qualify()
        assert time.monotonic() - began < MOST_SECONDS
        assert (talk.last["qualified"], talk.last["lead_id"]) == (True, None)
        talk.say("Sorry, I meant 365k, not 350k.")
    assert talk.last["slots"]["asking_price"] == 365000

    def made() -> Any:
        later(fleet)
        return leads_of_the_bot(fleet)

    [lead] = eventually(made)
    eventually(lambda: later(fleet) or notes(fleet))
    assert len(notes(fleet)) == 1
    talk.say("thanks")
    assert talk.last["lead_id"] == lead["id"]
    assert len(leads_of_the_bot(fleet)) == 1


@pytest.mark.parametrize("mode", ["down", "error", "hang"])
def test_with_valuation_away_there_is_no_range_until_it_is_back(
    fleet: LocalFleet, bot: httpx.Client, mode: str
) -> None:
    talk = Talk(bot)
    with fleet.fault("valuation", mode):
        reply = talk.say("4231 Sunnyside Ave N, Seattle, WA 98103")
        assert (talk.last["estimate"], "$" in reply) == (None, False)
    reply = talk.say("asap")
    assert "$" in reply
    assert talk.last["estimate"]["low"] < talk.last["estimate"]["high"]


@pytest.mark.parametrize("mode", ["down", "error", "hang"])
def test_with_calendar_away_a_person_will_call(
    fleet: LocalFleet, bot: httpx.Client, mode: str
) -> None:
    talk = Talk(bot)
    with fleet.fault("calendar", mode):
        began = time.monotonic()
        reply = talk.qualify()
        assert time.monotonic() - began < MOST_SECONDS
        assert "call you" in reply
        assert talk.last["lead_id"]
    assert "1)" in talk.say("ok")


def test_with_calendar_away_at_the_choice_nothing_is_booked_and_it_is_said(
    fleet: LocalFleet, bot: httpx.Client
) -> None:
    talk = Talk(bot)
    talk.qualify()
    with fleet.fault("calendar", "hang"):
        assert "call you" in talk.say("the first")
    assert talk.last["appointment"] is None
    assert "Booked" in talk.say("hello") + talk.say("1")


def test_an_area_that_valuation_does_not_know_has_no_range(bot: httpx.Client) -> None:
    talk = Talk(bot)
    reply = talk.say("12 Oak St, Austin, TX 78701")
    assert (talk.last["estimate"], "$" in reply) == (None, False)
