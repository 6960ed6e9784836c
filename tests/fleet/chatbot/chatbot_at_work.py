"""What tests of chatbot do often."""

import json
from typing import Any

import httpx

from fleet.dev.local import LocalFleet

ADMIN = {"Authorization": "Bearer dev-admin-token"}
EVENTS = {"Accept": "text/event-stream"}
CLOSING = "How fast can you close?"


def say(chatbot: httpx.Client, message: str, session: str | None = None, **more: Any) -> Any:
    """Send a message and give the answer."""
    body = {"message": message} | ({"session_id": session} if session else {})
    answer = chatbot.post("/api/chat", json=body, **more)
    assert answer.status_code == 200, answer.text
    return answer.json()


def streamed(chatbot: httpx.Client, message: str, session: str | None = None) -> list[Any]:
    """Send a message and give all events of the answer, ``(name, data)`` each."""
    body = {"message": message} | ({"session_id": session} if session else {})
    answer = chatbot.post("/api/chat", json=body, headers=EVENTS)
    assert answer.headers["content-type"].startswith("text/event-stream")
    return events(answer.text)


def events(text: str) -> list[Any]:
    """The events of a stream, ``(name, data)`` each; comments are left out."""
    found = []
    for block in text.split("\n\n"):
        lines = [line for line in block.split("\n") if line and not line.startswith(":")]
        if lines:
            fields = dict(line.split(": ", 1) for line in lines)
            found.append((fields["event"], json.loads(fields["data"])))
    return found


def transcript(chatbot: httpx.Client, session: str) -> list[Any]:
    """The messages of a conversation."""
    messages: list[Any] = chatbot.get(f"/api/chat/{session}").raise_for_status().json()["messages"]
    return messages


def leads(fleet: LocalFleet) -> list[Any]:
    """The leads that there are."""
    with fleet.worker("leads") as client:
        items: list[Any] = (
            client.get("/api/leads", headers=ADMIN).raise_for_status().json()["items"]
        )
    return items


def know(chatbot: httpx.Client, name: str, markdown: str) -> None:
    """Load one article."""
    body = {"articles": [{"name": name, "markdown": markdown}]}
    assert chatbot.post("/api/knowledge", json=body, headers=ADMIN).status_code == 200
