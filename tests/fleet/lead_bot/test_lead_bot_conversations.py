"""A conversation becomes a lead once, whatever comes after it; turns are in order, none is lost."""

from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from bot_at_work import ADMIN, ALL, STRANGER, Talk, a_phone, leads_of_the_bot, notes

from fleet.dev.client import eventually
from fleet.dev.local import LocalFleet


def test_what_is_missing_is_asked_for_in_order_and_makes_a_lead(
    fleet: LocalFleet, bot: httpx.Client
) -> None:
    talk = Talk(bot)
    assert "address" in talk.say("Hello there")
    assert talk.last["missing"][0] == "address"
    assert not talk.last["qualified"]
    steps = (
        ("4231 Sunnyside Ave N, Seattle, WA 98103", "When", "timeline"),
        ("in two months", "shape", "condition"),
        ("needs a new roof", "price", "asking_price"),
        ("about 350k", "why", "motivation"),
        ("my mom passed", "name", "name"),
        ("Ann Lee", "number", "phone"),
    )
    for message, word, slot in steps:
        assert word in talk.say(message)
        assert talk.last["missing"][0] == slot
    low, high = (f"{round(talk.last['estimate'][end], -3):,}" for end in ("low", "high"))
    talk.say("(206) 555-0137 ext. 4")
    assert (talk.last["qualified"], talk.last["missing"]) == (True, [])
    [lead] = leads_of_the_bot(fleet)
    assert lead["id"] == talk.last["lead_id"]
    assert (lead["name"], lead["phone"]) == ("Ann Lee", "+12065550137")
    assert lead["phone_ext"] == "4"
    slots = talk.last["slots"]
    assert (slots["asking_price"], slots["timeline"], slots["phone_ext"]) == (
        350000,
        "90_days",
        "4",
    )
    said = [turn["reply"] for turn in transcript(bot, talk)["turns"]]
    assert any(low in each and high in each for each in said)


def transcript(bot: httpx.Client, talk: Talk) -> dict[str, object]:
    answer = bot.get(f"/api/message/{talk.session_id}")
    assert answer.status_code == 200, answer.text
    told: dict[str, object] = answer.json()
    return told


def test_one_message_can_tell_it_all_and_however_often_it_comes_there_is_one_lead(
    fleet: LocalFleet, bot: httpx.Client
) -> None:
    talk, message = Talk(bot), ALL.format(phone=a_phone())
    talk.say(message)
    lead_id = talk.last["lead_id"]
    for _ in range(3):
        talk.say(message)
        assert talk.last["lead_id"] == lead_id
    fleet.cron("lead-bot")
    assert [lead["id"] for lead in leads_of_the_bot(fleet)] == [lead_id]
    assert notes(fleet) == []


def test_what_is_put_right_later_is_a_note_and_no_other_lead(
    fleet: LocalFleet, bot: httpx.Client
) -> None:
    talk = Talk(bot)
    talk.qualify()
    assert "$365,000" in talk.say("Sorry, I meant 365k, not 350k.")
    eventually(lambda: notes(fleet))
    assert "$365,000" in notes(fleet)[0]
    assert len(leads_of_the_bot(fleet)) == 1


def test_a_correction_that_can_not_be_understood_erases_nothing(bot: httpx.Client) -> None:
    talk = Talk(bot)
    talk.qualify()
    before = talk.last["slots"]
    for message in ("Change my phone to 555-01", "my email is wrong", "no, 999-999-9999"):
        talk.say(message)
        assert talk.last["slots"] == before


def test_a_key_is_one_turn_also_in_parallel(fleet: LocalFleet, bot: httpx.Client) -> None:
    body = {"message": ALL.format(phone=a_phone())}
    headers = {"Idempotency-Key": "once"}

    def send(_: int) -> httpx.Response:
        return bot.post("/api/message", json=body, headers=headers)

    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(send, range(6)))
    assert [answer.status_code for answer in answers] == [200] * 6
    assert len({answer.json()["session_id"] for answer in answers}) == 1
    assert len({answer.json()["reply"] for answer in answers}) == 1
    assert len(fleet.d1("lead-bot", "SELECT n FROM turns")) == 1
    assert len(leads_of_the_bot(fleet)) == 1
    other = bot.post("/api/message", json={"message": "Other"}, headers=headers)
    assert other.status_code == 409


def test_another_visitor_with_the_same_key_has_a_conversation_of_their_own(
    bot: httpx.Client,
) -> None:
    def begin(address: str) -> str:
        headers = {"Idempotency-Key": "1", "CF-Connecting-IP": address}
        answer = bot.post("/api/message", json={"message": "Hi"}, headers=headers).json()
        session_id: str = answer["session_id"]
        return session_id

    assert begin("203.0.113.1") != begin("203.0.113.2")
    assert begin("203.0.113.1") == begin("203.0.113.1")


def test_parallel_turns_are_taken_one_behind_the_other_and_none_is_lost(
    fleet: LocalFleet, bot: httpx.Client
) -> None:
    talk = Talk(bot)
    talk.say("Hi")
    told = ["my name is Ann Lee", "call 206-555-0150", "ann@example.org", "asap", "asking 350k"]
    told += ["4231 Sunnyside Ave N, Seattle, WA 98103", "house is in poor condition", "thanks"]

    def send(message: str) -> httpx.Response:
        body = {"session_id": talk.session_id, "message": message}
        return bot.post("/api/message", json=body)

    with ThreadPoolExecutor(len(told)) as pool:
        answers = list(pool.map(send, told))
    assert [answer.status_code for answer in answers] == [200] * len(told)
    turns = fleet.d1("lead-bot", "SELECT n, message, reply FROM turns ORDER BY n")
    assert [turn["n"] for turn in turns] == list(range(1, len(told) + 2))
    assert {turn["message"] for turn in turns[1:]} == set(told)
    assert all(turn["reply"] for turn in turns)
    talk.say("ok")
    slots = talk.last["slots"]
    assert {name for name, value in slots.items() if value is None} <= {
        "motivation",
        "phone_ext",
        "sell_by",
    }
    assert len(leads_of_the_bot(fleet)) == 1


def test_a_turn_waits_for_one_that_has_the_conversation_to_itself(
    fleet: LocalFleet, bot: httpx.Client
) -> None:
    talk = Talk(bot)
    talk.say("Hi")
    fleet.write("lead-bot", "UPDATE sessions SET busy_until = unixepoch() * 1000 + 2500")
    assert talk.say("asap")
    assert talk.last["slots"]["timeline"] == "asap"
    fleet.write("lead-bot", "UPDATE sessions SET busy_until = unixepoch() * 1000 + 60000")
    body = {"session_id": talk.session_id, "message": "And?"}
    late = bot.post("/api/message", json=body)
    assert (late.status_code, late.headers["retry-after"]) == (503, "1")


@pytest.mark.parametrize("session_id", ["bot_unknown", "lead_1", "../x", "'; DROP TABLE turns; --"])
def test_an_unknown_conversation_is_404(bot: httpx.Client, session_id: str) -> None:
    body = {"session_id": session_id, "message": "Hi"}
    assert bot.post("/api/message", json=body).status_code == 404
    if "/" not in session_id:
        assert bot.get(f"/api/message/{session_id}").status_code == 404
        assert bot.delete(f"/api/message/{session_id}").status_code == 404


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({}, 422),
        ({"message": ""}, 422),
        ({"message": " \n\t "}, 422),
        ({"message": "\u0000\u0007\u200b"}, 422),
        ({"message": "a" * 4001}, 413),
        ({"message": "a" * 5000}, 413),
        ({"message": "Hi", "channel": "fax"}, 422),
        ({"message": "Hi", "tz": "Mars/Olympus"}, 422),
        ({"message": "Hi", "channel": "sms"}, 422),
        ({"message": "Hi", "channel": "sms", "from": "nobody"}, 422),
        ({"message": 5}, 422),
        ({"message": "a" * 4000}, 200),
        ({"message": "🍕🍕🍕"}, 200),
        ({"message": "Хочу продать дом"}, 200),
        ({"message": "我想卖房子"}, 200),
        ({"message": "\u202ex\u0000y"}, 200),
    ],
)
def test_odd_messages_are_answered_or_refused(
    bot: httpx.Client, body: dict[str, object], status: int
) -> None:
    answer = bot.post("/api/message", json=body)
    assert answer.status_code == status, answer.text
    if status != 200:
        assert answer.headers["content-type"] == "application/problem+json"


def test_whoever_says_stop_is_asked_nothing_more(fleet: LocalFleet, bot: httpx.Client) -> None:
    talk = Talk(bot)
    talk.say("I want to sell asap")
    reply = talk.say("Take me off your list")
    assert "?" not in reply
    assert talk.last["ended"]
    assert leads_of_the_bot(fleet) == []


def test_whoever_wants_a_person_becomes_a_lead_that_says_so(
    fleet: LocalFleet, bot: httpx.Client
) -> None:
    talk = Talk(bot)
    assert "number" in talk.say("I want to talk to a real person")
    assert talk.last["handoff"]
    talk.say("206-555-0166")
    [lead] = leads_of_the_bot(fleet)
    assert lead["id"] == talk.last["lead_id"]
    assert (lead["phone"], lead["message"]) == ("+12065550166", "A person is wanted: please call.")


def test_a_life_in_danger_is_told_of_988_and_asked_for_no_house(bot: httpx.Client) -> None:
    talk = Talk(bot)
    reply = talk.say("I can't do this, I want to end my life. The bank takes the house")
    assert "988" in reply
    assert "address" not in reply
    assert (talk.last["handoff"], talk.last["estimate"]) == (True, None)


def test_land_is_quoted_no_figure(bot: httpx.Client) -> None:
    talk = Talk(bot)
    reply = talk.say("4 acres of raw land, 4231 Sunnyside Ave N, Seattle, WA 98103")
    assert "Homes like yours" not in reply
    assert "no figure" in reply
    assert talk.last["estimate"] is None


def test_what_is_not_understood_is_asked_in_other_words_and_a_person_is_offered(
    bot: httpx.Client,
) -> None:
    talk = Talk(bot)
    replies = [talk.say(message) for message in ("Hi", "asdf", "qwpoei zxcv", "....")]
    assert len(set(replies)) == 4
    assert "person" in replies[2]
    assert "person" not in replies[1]


def test_html_is_text(bot: httpx.Client) -> None:
    talk = Talk(bot)
    talk.say("<script>alert(1)</script> my name is <b>Bob</b>")
    answer = bot.get(f"/api/message/{talk.session_id}")
    assert answer.headers["content-type"] == "application/json"
    assert answer.json()["turns"][0]["message"].startswith("<script>")
    assert "<" not in answer.json()["turns"][0]["reply"]


def test_a_text_from_the_internet_opens_nobodys_conversation(
    fleet: LocalFleet, bot: httpx.Client
) -> None:
    text = {"channel": "sms", "from": "+12065550171", "message": "77 Cedar Lane, Renton WA 98056"}
    assert bot.post("/api/message", json=text, headers=STRANGER).status_code == 401
    wrong = {**STRANGER, "Authorization": "Bearer guess"}
    assert bot.post("/api/message", json=text, headers=wrong).status_code == 403
    first = bot.post("/api/message", json=text, headers={**STRANGER, **ADMIN}).json()
    again = bot.post("/api/message", json={**text, "message": "asap"}).json()
    assert again["session_id"] == first["session_id"]
    assert again["slots"]["address"] == "77 Cedar Lane, Renton WA 98056"
    on_the_web = {"session_id": first["session_id"], "message": "Who am I?"}
    assert bot.post("/api/message", json=on_the_web, headers=STRANGER).status_code == 404
    named = {"channel": "web", "from": "+12065550171", "message": "Hi"}
    other = bot.post("/api/message", json=named, headers=STRANGER).json()
    assert other["session_id"] != first["session_id"]
    assert other["slots"]["address"] is None


def test_a_conversation_is_erased_by_its_id_and_by_whose_it_is(
    fleet: LocalFleet, bot: httpx.Client
) -> None:
    one, other = Talk(bot), Talk(bot)
    one.say("Hi")
    other.say("I'm Ann Lee, ann@example.org")
    assert bot.delete(f"/api/message/{one.session_id}").status_code == 204
    assert bot.get(f"/api/message/{one.session_id}").status_code == 404
    assert bot.post("/api/forget", json={"email": "ann@example.org"}).status_code == 401
    told = bot.post("/api/forget", json={"email": "Ann@example.org"}, headers=ADMIN)
    assert told.json() == {"conversations": 1}
    assert fleet.d1("lead-bot", "SELECT 1 FROM sessions UNION SELECT 1 FROM turns") == []


def test_logs_hold_nothing_that_was_said(fleet: LocalFleet, bot: httpx.Client) -> None:
    talk = Talk(bot)
    talk.say("I'm Zebulon Quist, 206-555-0191, zeb@example.org, 12 Oak St, Kent WA 98030")
    talk.say("Sorry, I meant 21 Oak St")
    logged = str(fleet.logs(worker="lead-bot")).lower()
    assert not any(trace in logged for trace in ("zebulon", "5550191", "zeb@", "oak st"))
