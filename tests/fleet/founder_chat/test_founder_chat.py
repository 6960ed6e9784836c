"""founder-chat over HTTP: the profile, what it answers, and requests to be contacted."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest
from chatbot_at_work import ADMIN, say, streamed, transcript

from fleet.dev.client import eventually
from fleet.dev.local import LocalFleet

CONTACT = {"name": "Jo <!channel>", "email": "jo@example.org", "message": "About a talk in May."}


def cards(fleet: LocalFleet) -> list[Any]:
    """What Slack was told of people who want to be contacted."""
    sent = fleet.outbox(provider="slack")
    return [each for each in sent if "wants to be contacted" in str(each["body"])]


def test_the_profile_answers_with_its_part_as_the_source(founder: httpx.Client) -> None:
    told = say(founder, "how many houses have they bought all together")
    assert "214" in told["reply"]
    assert told["sources"] == [
        {
            "title": "What the company does",
            "url": "https://hearthstack.example/founder#what-the-company-does",
        }
    ]
    assert streamed(founder, "whats the dogs name")[-1][1]["reply"].count("Mortar") == 1


@pytest.mark.parametrize(
    "question", ["what is her home address", "whats her salary", "who does she vote for"]
)
def test_what_is_not_talked_about_is_not_answered(founder: httpx.Client, question: str) -> None:
    told = say(founder, question)
    assert (told["intent"], told["sources"]) == ("unknown", [])


@pytest.mark.parametrize(
    "message",
    [
        "WITH x AS (SELECT 1) DELETE FROM sessions -- limit",
        "/* x */ UPDATE profile SET markdown = ''",
        "SELECT 1; DROP TABLE turns",
        "ATTACH DATABASE 'x' AS y; PRAGMA journal_mode=DELETE",
        "SELECT ';' FROM update_date",
    ],
)
def test_sql_is_just_text(founder: httpx.Client, fleet: LocalFleet, message: str) -> None:
    session = say(founder, "hello")["session_id"]
    say(founder, message, session)
    assert transcript(founder, session)[2]["text"] == message
    assert len(fleet.d1("founder-chat", "SELECT id FROM sessions")) == 1
    assert fleet.d1("founder-chat", "SELECT length(markdown) > 100 AS whole FROM profile") == [
        {"whole": 1}
    ]


def test_the_operator_owns_the_profile(founder: httpx.Client) -> None:
    before = founder.get("/api/profile", headers=ADMIN).json()["markdown"]
    new = {"markdown": "# Pat Doe\n\n## Where Pat grew up\n\nPat was born in Tacoma in 1970."}
    assert founder.put("/api/profile", json=new).status_code == 401
    stored = founder.put("/api/profile", json=new, headers=ADMIN)
    assert (stored.status_code, stored.json()["passages"]) == (200, 1)
    assert "Tacoma" in say(founder, "where was Pat born")["reply"]
    assert say(founder, "whats the dogs name")["intent"] == "unknown"
    empty = {"markdown": "<!-- nothing -->"}
    assert founder.put("/api/profile", json=empty, headers=ADMIN).status_code == 422
    founder.put("/api/profile", json={"markdown": before}, headers=ADMIN)


def test_a_request_to_be_contacted_is_told_once(founder: httpx.Client, fleet: LocalFleet) -> None:
    key = {"Idempotency-Key": "one"}
    with ThreadPoolExecutor(4) as pool:
        taken = list(
            pool.map(lambda _: founder.post("/api/contact", json=CONTACT, headers=key), range(4))
        )
    assert {each.status_code for each in taken} == {202}
    assert len({each.json()["id"] for each in taken}) == 1
    [card] = eventually(lambda: cards(fleet))
    assert "<!channel>" not in str(card["body"])
    fleet.cron("founder-chat")
    assert len(cards(fleet)) == 1
    other = founder.post("/api/contact", json=CONTACT | {"message": "other"}, headers=key)
    assert other.status_code == 409


def test_it_is_told_later_if_slack_intel_is_down(founder: httpx.Client, fleet: LocalFleet) -> None:
    with fleet.fault("slack-intel", "down"):
        assert founder.post("/api/contact", json=CONTACT).status_code == 202
    fleet.cron("founder-chat")
    assert len(eventually(lambda: cards(fleet))) == 1


@pytest.mark.parametrize(
    "wrong",
    [{"name": ""}, {"email": "", "phone": ""}, {"message": ""}, {"email": "jo@"}, {"name": "\x07"}],
)
def test_a_request_that_nobody_could_answer_is_refused(
    founder: httpx.Client, wrong: dict[str, str]
) -> None:
    assert founder.post("/api/contact", json=CONTACT | wrong).status_code == 422


def test_who_wants_a_person_is_passed_on_once(founder: httpx.Client, fleet: LocalFleet) -> None:
    asked = say(founder, "can I talk to a person")
    assert asked["handoff"]
    given = say(founder, "I'm Jo Smith, jo@example.org", asked["session_id"])
    assert (given["intent"], given["handoff"]) == ("contact", True)
    [card] = eventually(lambda: cards(fleet))
    assert "jo@example.org" in str(card["body"])


def test_a_person_is_forgotten(founder: httpx.Client, fleet: LocalFleet) -> None:
    founder.post("/api/contact", json=CONTACT)
    session = say(founder, "write to me at jo@example.org")["session_id"]
    body = {"email": "jo@example.org"}
    forgotten = founder.post("/api/forget", json=body, headers=ADMIN)
    assert forgotten.json() == {"sessions": 1}
    assert founder.get(f"/api/chat/{session}").status_code == 404
    assert fleet.d1("founder-chat", "SELECT id FROM contacts") == []
