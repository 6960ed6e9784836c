"""A text that comes in is answered by lead-bot where that is able to, and else told to people.

The bot is a stand-in that fails as it is told; `tests/fleet/lead_bot` texts with the real one.
"""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import httpx
import pytest
from sms_alone import fleet_root
from sms_at_work import ADMIN, ANN, reached, text_in

from fleet.dev.client import eventually
from fleet.dev.local import LocalFleet, quiet, run_locally


@pytest.fixture(scope="module")
def running_with_bot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalFleet]:
    """sms beside a stand-in for lead-bot, which fails as a text tells it to."""
    root = fleet_root(tmp_path_factory.mktemp("bot"), has_bot=True)
    options = replace(quiet(root / "state", root), only=("sms",), seed=None)
    with run_locally(options) as fleet:
        yield fleet


@pytest.fixture
def bot_fleet(running_with_bot: LocalFleet) -> LocalFleet:
    """The fleet as it is after a start."""
    running_with_bot.reset()
    return running_with_bot


@pytest.fixture
def sms(bot_fleet: LocalFleet) -> Iterator[httpx.Client]:
    with bot_fleet.worker("sms") as client:
        yield client


def asked(fleet: LocalFleet) -> list[dict[str, Any]]:
    """What the bot was asked, in order."""
    kept = fleet.kv("lead-bot")
    return [json.loads(kept[place]) for place in sorted(kept)]


def told(fleet: LocalFleet) -> list[str]:
    """What people were told in Slack of texts, in order."""
    return [each["body"] for each in fleet.outbox(provider="slack") if "Text from" in each["body"]]


def settle(fleet: LocalFleet) -> None:
    """Run the schedules, whose turn would be later: what is done already must not be done again."""
    for worker in ("sms", "slack-intel", "sms"):
        fleet.cron(worker)
        fleet.flush_queues()


def test_the_bots_answer_goes_back_once_in_the_same_conversation(
    bot_fleet: LocalFleet, sms: httpx.Client
) -> None:
    text_in(sms, "  4231 Sunnyside Ave N ", id="evt_bot")
    eventually(lambda: reached(bot_fleet))
    text_in(sms, "  4231 Sunnyside Ave N ", id="evt_bot")
    settle(bot_fleet)
    [question] = asked(bot_fleet)
    assert (question["channel"], question["from"]) == ("sms", ANN)
    assert question["message"] == "4231 Sunnyside Ave N"
    [answer] = reached(bot_fleet)
    assert answer["To"] == ANN
    assert answer["Body"] == "Is it 4231 Sunnyside Ave N that you ask?"
    [row] = bot_fleet.d1("sms", "SELECT purpose, lead_id, status FROM texts")
    assert row == {"purpose": "conversation", "lead_id": "lead_of_the_bot", "status": "accepted"}
    assert told(bot_fleet) == []


def test_an_answer_that_has_left_is_the_only_one_though_nobody_noted_that(
    bot_fleet: LocalFleet, sms: httpx.Client
) -> None:
    text_in(sms, "350k")
    eventually(lambda: reached(bot_fleet))
    bot_fleet.write("sms", "UPDATE replies SET asked = 2")
    bot_fleet.write("sms", "UPDATE outbox SET delivered_at = NULL, due_at = 0")
    settle(bot_fleet)
    assert (len(asked(bot_fleet)), len(reached(bot_fleet)), told(bot_fleet)) == (1, 1, [])


@pytest.mark.parametrize(
    ("words", "attempts"),
    [("fail", 2), ("hang", 2), ("say something odd", 1), ("refuse", 1), ("say nothing", 1)],
)
def test_what_the_bot_can_not_answer_reaches_people_once(
    bot_fleet: LocalFleet, sms: httpx.Client, words: str, attempts: int
) -> None:
    text_in(sms, words)
    [call] = eventually(lambda: told(bot_fleet))
    assert words in call
    settle(bot_fleet)
    questions = asked(bot_fleet)
    assert [each["message"] for each in questions] == [words] * attempts
    assert len({each["key"] for each in questions}) == 1
    assert len(told(bot_fleet)) == 1
    assert reached(bot_fleet) == []
    assert sms.get("/api/dead", headers=ADMIN).json()["items"] == []


@pytest.mark.parametrize("mode", ["down", "error", "hang"])
def test_with_the_bot_away_people_are_told_once_and_it_is_asked_no_more(
    bot_fleet: LocalFleet, sms: httpx.Client, mode: str
) -> None:
    with bot_fleet.fault("lead-bot", mode):
        text_in(sms, "Is anybody there?")
        eventually(lambda: told(bot_fleet))
    settle(bot_fleet)
    assert len(told(bot_fleet)) == 1
    assert (asked(bot_fleet), reached(bot_fleet)) == ([], [])
    text_in(sms, "And now?")
    eventually(lambda: reached(bot_fleet))
    assert [each["message"] for each in asked(bot_fleet)] == ["And now?"]


def test_a_bot_that_is_back_in_time_answers_and_people_are_not_told(
    bot_fleet: LocalFleet, sms: httpx.Client
) -> None:
    bot_fleet.fault("lead-bot", "error", times=1)
    text_in(sms, "Hello?")
    eventually(lambda: reached(bot_fleet))
    settle(bot_fleet)
    assert (len(asked(bot_fleet)), len(reached(bot_fleet)), told(bot_fleet)) == (1, 1, [])


def test_with_slack_intel_away_too_the_text_waits_and_the_bot_does_not_answer_it_after_all(
    bot_fleet: LocalFleet, sms: httpx.Client
) -> None:
    with bot_fleet.fault("slack-intel", "down"), bot_fleet.fault("lead-bot", "down"):
        text_in(sms, "Anybody?")
        given = "SELECT id FROM replies WHERE given_at IS NOT NULL"
        eventually(lambda: bot_fleet.d1("sms", given))
    eventually(lambda: bot_fleet.cron("sms") or told(bot_fleet))
    settle(bot_fleet)
    assert len(told(bot_fleet)) == 1
    assert (asked(bot_fleet), reached(bot_fleet)) == ([], [])


@pytest.mark.parametrize("words", ["", " \n "])
def test_a_text_without_words_is_for_people(
    bot_fleet: LocalFleet, sms: httpx.Client, words: str
) -> None:
    text_in(sms, words, NumMedia="1", MediaUrl0="https://api.twilio.com/media/1")
    eventually(lambda: told(bot_fleet))
    assert asked(bot_fleet) == []


def test_whoever_has_said_stop_is_answered_by_nobody_and_heard_by_people(
    bot_fleet: LocalFleet, sms: httpx.Client
) -> None:
    text_in(sms, "STOP")
    text_in(sms, "I meant the newsletter")
    eventually(lambda: told(bot_fleet))
    settle(bot_fleet)
    assert (asked(bot_fleet), reached(bot_fleet)) == ([], [])
    assert len(told(bot_fleet)) == 1


def test_what_is_asked_before_stop_reaches_people_if_stop_is_faster_than_the_bot(
    bot_fleet: LocalFleet, sms: httpx.Client
) -> None:
    text_in(sms, "think")
    eventually(lambda: asked(bot_fleet))
    text_in(sms, "STOP")
    [call] = eventually(lambda: told(bot_fleet))
    assert "think" in call
    settle(bot_fleet)
    assert (len(told(bot_fleet)), reached(bot_fleet)) == (1, [])


def test_what_is_asked_before_stop_reaches_people_if_the_answer_has_not_left(
    bot_fleet: LocalFleet, sms: httpx.Client
) -> None:
    bot_fleet.rule("twilio", status=429, headers={"Retry-After": "600"})
    text_in(sms, "350k")
    eventually(lambda: bot_fleet.d1("sms", "SELECT id FROM texts WHERE tried_at IS NOT NULL"))
    text_in(sms, "STOP")
    eventually(lambda: bot_fleet.d1("sms", "SELECT id FROM replies WHERE keyword = 'stop'"))
    bot_fleet.clear_rules()
    bot_fleet.write("sms", "UPDATE outbox SET due_at = 0 WHERE delivered_at IS NULL")
    bot_fleet.cron("sms")
    [call] = eventually(lambda: told(bot_fleet))
    assert "350k" in call
    settle(bot_fleet)
    assert (len(told(bot_fleet)), reached(bot_fleet)) == (1, [])
    assert sms.get("/api/dead", headers=ADMIN).json()["items"] == []
