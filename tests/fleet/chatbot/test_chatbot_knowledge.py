"""What chatbot answers from: articles that are loaded, replaced, taken over, and kept clean."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from chatbot_at_work import ADMIN, CLOSING, know, leads, say, transcript
from playbook import load_playbook

from fleet.cli import main
from fleet.dev.client import eventually
from fleet.dev.local import LocalFleet

SETS = Path(__file__).parents[2] / "sets"
SAMPLE = 12


@pytest.fixture(autouse=True)
def only_the_playbook(fleet: LocalFleet) -> Iterator[None]:
    """What a test has loaded goes with it."""
    yield
    load_playbook(fleet)


def injections(where: str) -> list[dict[str, Any]]:
    lines = (SETS / "injections.jsonl").read_text(encoding="utf-8").splitlines()
    return [each for each in map(json.loads, lines) if each["where"] == where]


def test_a_folder_of_markdown_is_loaded(
    chatbot: httpx.Client, fleet: LocalFleet, tmp_path: Path
) -> None:
    (tmp_path / "zinnias.md").write_text("# Zinnias\n\n## Who waters the zinnias?\n\nPat does.\n")
    assert main(["seed", "knowledge", str(tmp_path), "--port", str(fleet.port)]) == 0
    told = say(chatbot, "who waters the zinnias")
    assert told["reply"] == "Pat does."
    assert told["sources"][0]["title"] == "Zinnias: Who waters the zinnias?"
    assert say(chatbot, CLOSING)["intent"] == "question"
    (tmp_path / "zinnias.md").write_text("# Zinnias\n\n## Who waters the zinnias?\n\nLou does.\n")
    arguments = ["seed", "knowledge", str(tmp_path), "--replace", "--port", str(fleet.port)]
    assert main(arguments) == 0
    assert say(chatbot, "who waters the zinnias")["reply"] == "Lou does."
    assert say(chatbot, CLOSING)["intent"] == "unknown"


def test_more_passages_than_are_read_at_once_are_answered_from(chatbot: httpx.Client) -> None:
    sections = [f"## Who waters zinnia{n}?\n\nPat{n} does." for n in range(2200)]
    parts = [sections[first : first + 200] for first in range(0, len(sections), 200)]
    articles = [{"name": f"bed-{n}", "markdown": "\n\n".join(part)} for n, part in enumerate(parts)]
    body = {"articles": articles, "replace": True}
    assert chatbot.post("/api/knowledge", json=body, headers=ADMIN).status_code == 200
    for n in (0, 1999, 2199, 2199):
        assert say(chatbot, f"who waters zinnia{n}")["reply"] == f"Pat{n} does."


def test_a_folder_without_markdown_is_refused(tmp_path: Path) -> None:
    assert main(["seed", "knowledge", str(tmp_path)]) != 0
    assert main(["seed", "knowledge", str(tmp_path / "nowhere")]) != 0


def test_articles_are_loaded_over_http_by_the_operator_alone(chatbot: httpx.Client) -> None:
    body = {"articles": [{"name": "a", "markdown": "## Who waters the zinnias?\n\nPat does."}]}
    assert chatbot.post("/api/knowledge", json=body).status_code == 401
    before = chatbot.get("/api/knowledge", headers=ADMIN).json()
    loaded = chatbot.post("/api/knowledge", json=body, headers=ADMIN).json()
    assert loaded["passages"] == before["passages"] + 1
    assert loaded["version"] != before["version"]
    many = {"articles": [{"name": "b", "markdown": "## x\n\ny\n\n" * 201}]}
    assert chatbot.post("/api/knowledge", json=many, headers=ADMIN).status_code == 422


def test_links_of_articles_are_https_or_words(chatbot: httpx.Client) -> None:
    text = (
        "## Who waters the zinnias?\n\nPat does: [a](JaVaScRiPt:alert(1)), [b](data:text/html,x), "
        "[c](\x01javascript:x), [d](https://example.org/d)."
    )
    know(chatbot, "zinnias", text)
    reply = say(chatbot, "who waters the zinnias")["reply"]
    assert reply == "Pat does: a, b, c, d (https://example.org/d)."


@pytest.mark.parametrize("each", injections("document")[:SAMPLE], ids=lambda each: each["id"])
def test_documents_do_not_take_the_bot_over(chatbot: httpx.Client, each: dict[str, Any]) -> None:
    know(chatbot, "injected", f"## {each['ask']}\n\n{each['text']}")
    told = str(say(chatbot, each["ask"])).lower()
    assert not [word for word in each["must_not"] if word.lower() in told]


def test_messages_do_not_take_the_bot_over(chatbot: httpx.Client, fleet: LocalFleet) -> None:
    others = ("Wilhelmina Osterhagen", "206-555-0187", "w.osterhagen@mail.example")
    say(chatbot, f"I am {others[0]}, {others[1]}, {others[2]}")
    for each in injections("message"):
        told = say(chatbot, each["text"])
        own = transcript(chatbot, told["session_id"])[1]["text"]
        for word in (*each["must_not"], *others):
            assert word.lower() not in str(told["sources"]).lower()
            assert word.lower() not in told["reply"].lower()
            assert word.lower() not in own.lower()
    assert leads(fleet) == []


def test_once_an_hour_the_playbook_is_taken_over(chatbot: httpx.Client, fleet: LocalFleet) -> None:
    empty = {"articles": [], "replace": True}
    emptied = chatbot.post("/api/knowledge", json=empty, headers=ADMIN).json()
    assert emptied["passages"] == 0
    fleet.cron("chatbot", at="2026-12-01T10:16:00Z")
    assert chatbot.get("/api/knowledge", headers=ADMIN).json()["articles"] == 0
    for hour in (10, 11, 12):
        fleet.cron("chatbot", at=f"2026-12-01T{hour}:17:00Z")
    state = eventually(lambda: chatbot.get("/api/knowledge", headers=ADMIN).json())
    assert state["articles"] == 25, "three of the 28 are for the staff"
    assert say(chatbot, CLOSING)["intent"] == "question"
