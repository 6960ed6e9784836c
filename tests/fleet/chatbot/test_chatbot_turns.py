"""Turns of a conversation over HTTP: answers, sessions, keys, order, streams."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest
from chatbot_at_work import ADMIN, CLOSING, EVENTS, events, leads, say, streamed, transcript

from fleet.dev.client import eventually
from fleet.dev.local import LocalFleet

NOBODYS = "chat_aaaaaaaaaaaaaaaaaaaaaaaaaa"


def test_a_question_is_answered_from_the_playbook(chatbot: httpx.Client) -> None:
    told = say(chatbot, CLOSING)
    assert "two to three weeks" in told["reply"]
    assert told["sources"][0] == {
        "title": "How long a sale takes, and what slows it down: How fast can you close?",
        "url": "https://hearthstack.example/playbook/how-long-a-sale-takes#how-fast-can-you-close",
    }
    assert (told["intent"], told["handoff"]) == ("question", False)
    assert told["session_id"].startswith("chat_")
    assert len(told["session_id"]) == len(NOBODYS)


def test_what_no_article_says_is_not_answered(chatbot: httpx.Client) -> None:
    told = say(chatbot, "can you recommend a good plumber")
    assert (told["sources"], told["intent"]) == ([], "unknown")
    assert "don't know" in told["reply"]


def test_a_question_goes_on_from_the_one_before(chatbot: httpx.Client) -> None:
    session = say(chatbot, "Can I sell while tenants are living there?")["session_id"]
    for question, anchor in (
        ("do they have to move out?", "do-the-tenants-have-to-move-out-when-i-sell"),
        ("and what about their deposit?", "what-happens-to-the-security-deposit"),
    ):
        told = say(chatbot, question, session)
        assert told["sources"][0]["url"].endswith(f"/selling-with-tenants#{anchor}")
    assert "earnest-money" in say(chatbot, "and what about their deposit?")["sources"][0]["url"]
    assert say(chatbot, "and what is bitcoin worth?", session)["sources"] == []


@pytest.mark.parametrize(
    ("message", "intent"), [("hello", "greeting"), ("thanks!", "thanks"), ("🏠🏠", "nonsense")]
)
def test_small_talk(chatbot: httpx.Client, message: str, intent: str) -> None:
    told = say(chatbot, message)
    assert (told["intent"], told["sources"]) == (intent, [])


def test_an_answer_streams_and_ends_with_the_whole(chatbot: httpx.Client) -> None:
    *deltas, (last, whole) = streamed(chatbot, CLOSING)
    assert {name for name, _ in deltas} == {"delta"}
    assert last == "done"
    assert "".join(data["text"] for _, data in deltas) == whole["reply"]
    assert whole == say(chatbot, CLOSING) | {"session_id": whole["session_id"]}


def test_a_transcript_holds_both_sides_in_order(chatbot: httpx.Client) -> None:
    session = say(chatbot, "hello")["session_id"]
    streamed(chatbot, CLOSING, session)
    messages = transcript(chatbot, session)
    assert [each["role"] for each in messages] == ["user", "assistant"] * 2
    assert messages[2]["text"] == CLOSING
    assert messages[3]["sources"]


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", f"/api/chat/{NOBODYS}", None),
        ("POST", "/api/chat/transcript", {"session_id": NOBODYS}),
        ("POST", "/api/chat", {"session_id": NOBODYS, "message": "hello"}),
        ("POST", f"/api/chat/{NOBODYS}/end", None),
        ("POST", "/api/chat/end", {"session_id": NOBODYS}),
        ("POST", f"/api/chat/{NOBODYS}/rating", {"score": 5}),
        ("POST", "/api/chat/rating", {"session_id": NOBODYS, "score": 5}),
    ],
)
def test_nobody_learns_of_a_session_that_is_not_theirs(
    chatbot: httpx.Client, method: str, path: str, body: Any
) -> None:
    answer = chatbot.request(method, path, json=body)
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_conversation_is_rated_and_ended(chatbot: httpx.Client) -> None:
    session = say(chatbot, "hello")["session_id"]
    rated = chatbot.post(f"/api/chat/{session}/rating", json={"score": 4})
    assert rated.json()["rating"] == 4
    assert chatbot.post(f"/api/chat/{session}/rating", json={"score": 6}).status_code == 422
    ended = chatbot.post(f"/api/chat/{session}/end").json()["ended_at"]
    assert chatbot.post("/api/chat/end", json={"session_id": session}).json()["ended_at"] == ended
    again = chatbot.post("/api/chat", json={"session_id": session, "message": "more"})
    assert again.status_code == 409
    assert len(transcript(chatbot, session)) == 2


@pytest.mark.parametrize(
    ("message", "status"), [("", 422), (" \n ", 422), ("\x00\x01", 422), ("x" * 4001, 413)]
)
def test_bad_messages(chatbot: httpx.Client, message: str, status: int) -> None:
    assert chatbot.post("/api/chat", json={"message": message}).status_code == status


def test_a_message_of_4000_characters_is_taken(chatbot: httpx.Client) -> None:
    assert say(chatbot, "closing " * 500)["intent"] == "question"


@pytest.mark.parametrize(
    "message",
    [
        '" OR 1=1 --',
        "NEAR(closing, 5) AND title:*",
        "closing^2 * (",
        "x' UNION SELECT *",
        "NOT",
        "a*",
    ],
)
def test_no_grammar_of_fts_is_a_visitors(chatbot: httpx.Client, message: str) -> None:
    assert say(chatbot, message)["intent"] in ("question", "unknown")


def test_a_key_is_one_turn_in_parallel_too(chatbot: httpx.Client, fleet: LocalFleet) -> None:
    key = {"Idempotency-Key": "once"}
    with ThreadPoolExecutor(6) as pool:
        told = list(pool.map(lambda _: say(chatbot, CLOSING, headers=key), range(6)))
    assert all(each == told[0] for each in told)
    assert len(fleet.d1("chatbot", "SELECT id FROM turns")) == 1
    assert len(fleet.d1("chatbot", "SELECT id FROM sessions")) == 1
    other = chatbot.post("/api/chat", json={"message": "other"}, headers=key)
    assert other.status_code == 409
    replayed = chatbot.post("/api/chat", json={"message": CLOSING}, headers=key | EVENTS)
    assert events(replayed.text)[-1] == ("done", told[0])


def test_parallel_turns_of_a_session_are_all_kept_in_order(chatbot: httpx.Client) -> None:
    session = say(chatbot, "hello")["session_id"]
    said = [f"How fast can you close house {number}?" for number in range(8)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda text: say(chatbot, text, session), said))
    messages = transcript(chatbot, session)
    assert [each["role"] for each in messages] == ["user", "assistant"] * 9
    assert sorted(each["text"] for each in messages[2::2]) == said
    assert [each["at"] for each in messages[::2]] == sorted(each["at"] for each in messages[::2])


def test_who_wants_a_person_becomes_a_lead_once(chatbot: httpx.Client, fleet: LocalFleet) -> None:
    asked = say(chatbot, "can I talk to a real person?")
    assert (asked["intent"], asked["handoff"]) == ("handoff", True)
    session = asked["session_id"]
    assert leads(fleet) == []
    given = say(chatbot, "My name is Jo Smith, 206-555-0142, 12 Oak St, Seattle", session)
    assert (given["intent"], given["handoff"]) == ("contact", True)
    say(chatbot, "talk to a person", session)
    [lead] = eventually(lambda: leads(fleet))
    assert (lead["name"], lead["phone"], lead["source"]) == ("Jo Smith", "+12065550142", "chatbot")
    assert lead["address"] == "12 Oak St, Seattle"
    fleet.cron("chatbot")
    assert len(leads(fleet)) == 1


def test_details_that_are_put_right_reach_the_lead(
    chatbot: httpx.Client, fleet: LocalFleet
) -> None:
    session = say(chatbot, "please have someone call me, Lu Marsh, 206-555-0161")["session_id"]
    [lead] = eventually(lambda: leads(fleet))
    told = say(chatbot, "sorry, it is 206-555-0163", session)
    assert (told["intent"], told["handoff"]) == ("contact", True)
    with fleet.worker("leads") as client:
        path = f"/api/leads/{lead['id']}"

        def notes() -> list[Any]:
            fleet.cron("chatbot")
            found: list[Any] = client.get(path, headers=ADMIN).json()["notes"]
            return found

        [note] = eventually(notes)
    assert "+12065550163" in note["text"]


def test_a_no_ends_the_asking_for_details(chatbot: httpx.Client, fleet: LocalFleet) -> None:
    session = say(chatbot, "talk to a person")["session_id"]
    assert not say(chatbot, "no thanks", session)["handoff"]
    say(chatbot, "the number on the letter is 206-555-0142, who is that", session)
    assert leads(fleet) == []


def test_a_crisis_is_answered_with_whom_to_call(chatbot: httpx.Client) -> None:
    told = say(chatbot, "they take my house and I want to kill myself")
    assert (told["intent"], told["handoff"]) == ("crisis", True)
    assert "988" in told["reply"]


def test_a_lead_is_made_later_if_leads_is_down(chatbot: httpx.Client, fleet: LocalFleet) -> None:
    fleet.fault("leads", "down")
    told = say(chatbot, "please call me at 206-555-0142")
    assert (told["handoff"], "passed this on" in told["reply"]) == (True, True)
    fleet.control("DELETE", "/faults")
    fleet.cron("chatbot")
    [lead] = eventually(lambda: leads(fleet))
    assert lead["phone"] == "+12065550142"


def test_a_person_is_forgotten(chatbot: httpx.Client, fleet: LocalFleet) -> None:
    kept = say(chatbot, CLOSING)["session_id"]
    first = say(chatbot, "I am at jo@example.org, talk to a person")["session_id"]
    second = say(chatbot, "my number is (206) 555-0142 by the way")["session_id"]
    body = {"email": "jo@example.org", "phone": "+12065550142"}
    assert chatbot.post("/api/forget", json=body).status_code == 401
    forgotten = chatbot.post("/api/forget", json=body, headers=ADMIN)
    assert forgotten.json() == {"sessions": 2}
    assert [chatbot.get(f"/api/chat/{each}").status_code for each in (first, second, kept)] == [
        404,
        404,
        200,
    ]


def test_conversations_expire(chatbot: httpx.Client, fleet: LocalFleet) -> None:
    session = say(chatbot, CLOSING)["session_id"]
    fleet.cron("chatbot")
    assert chatbot.get(f"/api/chat/{session}").status_code == 200
    fleet.cron("chatbot", at="2030-01-01T00:00:00Z")
    assert chatbot.get(f"/api/chat/{session}").status_code == 404


def test_the_widget_is_served(chatbot: httpx.Client) -> None:
    answer = chatbot.get("/widget.js", headers={"Origin": "https://shop.example"})
    assert answer.headers["cross-origin-resource-policy"] == "cross-origin"
    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.headers["access-control-allow-origin"] == "*"
    tag = {"If-None-Match": answer.headers["etag"]}
    assert chatbot.get("/widget.js", headers=tag).status_code == 304


def test_a_page_in_a_frame_goes_on_with_its_session(chatbot: httpx.Client) -> None:
    """The origin stays the page's; its Referer becomes the bot's own."""
    page = {"Origin": "https://shop.example", "Referer": "https://shop.example/"}
    session = say(chatbot, "hello", headers=page)["session_id"]
    framed = page | {"Referer": "https://chatbot.example/widget"}
    assert say(chatbot, CLOSING, session, headers=framed)["session_id"] == session
