"""Asking a bot as a visitor does, with and without its model, and what is told of it in the end."""

import json
from dataclasses import dataclass, field
from typing import Any

import httpx

from fleet.dev.local import LocalFleet
from fleet.dev.options import DEVELOPMENT_SECRETS

EVENTS = {"accept": "text/event-stream"}
PROVIDER = "openai"


@dataclass(frozen=True)
class Answer:
    """What a visitor has read: as it came, and as a whole; ``asked`` says if a model was."""

    streamed: str
    reply: str
    sources: list[dict[str, str]]
    intent: str
    session_id: str
    asked: bool = False
    refused: bool = False


@dataclass
class Tally:
    """How often a model was asked, and what came of it."""

    name: str
    questions: int = 0
    asked: int = 0
    overruled: int = 0
    reached: int = 0
    in_part: int = 0
    bad: list[str] = field(default_factory=list)

    def count(self, answer: Answer, extractive: Answer) -> None:
        """Take note of an answer, against the one that needs no model."""
        self.questions += 1
        self.asked += answer.asked
        reached = answer.asked and answer.reply != extractive.reply
        self.reached += reached
        self.in_part += reached and answer.refused
        self.overruled += answer.asked and not reached

    def __str__(self) -> str:
        return (
            f"{self.name}: {self.questions} questions; the model was asked {self.asked} times, "
            f"overruled {self.overruled} times; its words reached a visitor {self.reached} times, "
            f"{self.in_part} of them only in part; {len(self.bad)} answers held what their "
            "passages do not."
        )


class Visitor:
    """Talks to one bot of a fleet."""

    def __init__(self, fleet: LocalFleet, bot: str) -> None:
        self._fleet, self._bot = fleet, bot

    def ask(self, message: str, **more: Any) -> Answer:
        """Ask with the model."""
        seen = len(self._fleet.outbox(provider=PROVIDER))
        log = len(self._refusals())
        answer = self._turn(message, **more)
        return Answer(
            **(
                vars(answer)
                | {
                    "asked": len(self._fleet.outbox(provider=PROVIDER)) > seen,
                    "refused": len(self._refusals()) > log,
                }
            )
        )

    def ask_without_model(self, message: str, **more: Any) -> Answer:
        """Ask while the model is down."""
        self._fleet.rule(PROVIDER, status=503)
        try:
            return self._turn(message, **more)
        finally:
            self._fleet.clear_rules()

    def operate(self, method: str, path: str, body: dict[str, Any]) -> None:
        """Do what only the operator may."""
        key = {"authorization": f"Bearer {DEVELOPMENT_SECRETS['ADMIN_TOKEN']}"}
        with self._fleet.worker(self._bot) as client:
            client.request(method, path, json=body, headers=key).raise_for_status()

    def _turn(self, message: str, **more: Any) -> Answer:
        body = {"message": message, **more}
        with self._fleet.worker(self._bot) as client:
            client.timeout = httpx.Timeout(180)
            told = client.post("/api/chat", json=body, headers=EVENTS)
        assert told.status_code == 200, told.text
        return _answer(told.text)

    def _refusals(self) -> list[str]:
        lines = (line["message"] for line in self._fleet.logs(worker=self._bot))
        return [line for line in lines if line.startswith(("model_refused", "model_failed"))]


def _answer(stream: str) -> Answer:
    streamed, done = "", None
    for block in stream.split("\n\n"):
        lines = dict(line.split(": ", 1) for line in block.splitlines() if ": " in line)
        if lines.get("event") == "delta":
            streamed += json.loads(lines["data"])["text"]
        elif lines.get("event") == "done":
            done = json.loads(lines["data"])
    assert done is not None, stream
    known = {name: done[name] for name in ("reply", "sources", "intent", "session_id")}
    return Answer(streamed=streamed, **known)
