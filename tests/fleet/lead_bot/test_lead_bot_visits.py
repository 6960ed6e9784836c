"""lead-bot offers slots that calendar has, and books the one that is chosen."""

import re
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import httpx
from bot_at_work import Talk

from fleet.dev.client import eventually
from fleet.dev.local import LocalFleet

SEATTLE = ZoneInfo("America/Los_Angeles")
NAMES = {
    "Mon": "monday",
    "Tue": "tuesday",
    "Wed": "wednesday",
    "Thu": "thursday",
    "Fri": "friday",
}
OFFERED = re.compile(r"\d\) (\w{3} \w{3} \d{1,2}, \d{1,2}:\d\d [AP]M)")


def offered(reply: str) -> list[str]:
    return OFFERED.findall(reply)


def free(fleet: LocalFleet) -> set[str]:
    with fleet.worker("calendar") as calendar:
        slots = calendar.get("/api/slots").json()["slots"]
    return {said(slot["start"]) for slot in slots}


def said(start: str) -> str:
    at = datetime.fromisoformat(start).astimezone(SEATTLE)
    return f"{at:%a %b} {at.day}, {at.hour % 12 or 12}:{at:%M} {'AM' if at.hour < 12 else 'PM'}"


def bookings(fleet: LocalFleet) -> list[dict[str, Any]]:
    sql = "SELECT starts_at, lead_id, status FROM bookings WHERE note = 'Booked with lead-bot.'"
    return fleet.d1("calendar", sql)


def test_three_real_slots_are_offered_and_the_second_is_booked(
    fleet: LocalFleet, bot: httpx.Client
) -> None:
    talk = Talk(bot)
    times = offered(talk.qualify())
    assert len(times) == 3
    assert set(times) <= free(fleet)
    assert times[1] in talk.say("the second one please")
    assert said(talk.last["appointment"]["start"]) == times[1]
    [booking] = bookings(fleet)
    assert booking["lead_id"] == talk.last["lead_id"]
    talk.say("thanks")
    assert len(bookings(fleet)) == 1
    assert "link" in talk.say("can I move the appointment?")
    known = talk.last["slots"]
    for other_time in ("sorry, make it 11 instead", "actually move it to friday at 10"):
        assert "link" in talk.say(other_time)
        assert talk.last["slots"] == known
    assert times[1] in talk.say("when is my visit?")
    assert "$350,000" in talk.say("what price did I say?")


def test_a_time_that_has_gone_meanwhile_is_said_and_others_are_offered(
    fleet: LocalFleet, bot: httpx.Client
) -> None:
    one, other = Talk(bot), Talk(bot)
    times = offered(one.qualify())
    assert offered(other.qualify()) == times
    one.say("1")
    reply = other.say("1")
    assert "gone" in reply
    assert times[0] not in offered(reply)
    assert other.last["appointment"] is None
    assert "Booked" in other.say("yes the first")
    assert len({booking["starts_at"] for booking in bookings(fleet)}) == 2


def test_other_days_and_named_days_are_looked_up(fleet: LocalFleet, bot: httpx.Client) -> None:
    talk = Talk(bot)
    first = offered(talk.qualify())
    others = offered(talk.say("none of those"))
    assert others
    assert not {each[:10] for each in others} & {each[:10] for each in first}
    day = next(each for each in NAMES if each not in {other[:3] for other in others})
    named = offered(talk.say(NAMES[day]))
    assert named
    assert {each[:3] for each in named} == {day}


def test_a_day_and_a_time_in_words_are_booked(fleet: LocalFleet, bot: httpx.Client) -> None:
    talk = Talk(bot)
    talk.qualify()
    weekdays = [each for each in sorted(free(fleet)) if each.endswith("3:00 PM")]
    day = weekdays[0].split()[0]
    reply = talk.say(f"{NAMES[day]} at 3")
    assert "Booked" in reply, (weekdays[0], reply)
    assert "3:00 PM" in reply


def test_whoever_wants_no_visit_is_not_asked_again_until_they_ask(bot: httpx.Client) -> None:
    talk = Talk(bot)
    talk.qualify()
    assert offered(talk.say("no thanks")) == []
    assert offered(talk.say("thank you")) == []
    assert offered(talk.say("can we schedule a visit after all?"))


def test_a_visit_that_was_declined_is_booked_when_a_time_is_named_after_all(
    fleet: LocalFleet, bot: httpx.Client
) -> None:
    talk = Talk(bot)
    talk.qualify()
    talk.say("no thanks")
    at_three = [each for each in sorted(free(fleet)) if each.endswith("3:00 PM")]
    assert "Booked" in talk.say(f"ok actually {NAMES[at_three[0].split()[0]]} at 3pm works")
    assert talk.last["slots"]["asking_price"] == 350_000


def test_the_visitors_zone_is_the_one_that_times_are_told_in(bot: httpx.Client) -> None:
    talk = Talk(bot)
    talk.say("Hi", tz="America/New_York")
    reply = talk.qualify()
    assert "(EST)" in reply or "(EDT)" in reply


def test_parallel_choices_make_one_booking(fleet: LocalFleet, bot: httpx.Client) -> None:
    from concurrent.futures import ThreadPoolExecutor

    talk = Talk(bot)
    talk.qualify()

    def choose(message: str) -> int:
        body = {"session_id": talk.session_id, "message": message}
        return bot.post("/api/message", json=body).status_code

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(choose, ["1", "2", "3", "the first"])) == [200] * 4
    eventually(lambda: bookings(fleet))
    assert len(bookings(fleet)) == 1
