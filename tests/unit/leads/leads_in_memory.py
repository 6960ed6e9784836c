"""The worker leads in memory, with a valuation and a slack-intel that can be broken."""

from typing import Any

from in_memory_worker import Answer, Call, InMemoryWorker

AGENTS = '[{"name":"Ann","areas":["981"]},{"name":"Bob","areas":["981"]},{"name":"Cy"}]'
ESTIMATE = {
    "estimate": 500_000,
    "low": 450_000,
    "high": 550_000,
    "confidence": 0.8,
    "method": "comps",
    "as_of": "2026-11-23",
    "model_version": "test",
    "currency": "USD",
    "notes": [],
}
LEAD = {
    "name": "Ada Lovelace",
    "email": "Ada@Example.com",
    "phone": "(206) 555-0142",
    "address": "123 N. Main Street, Apt 4, Seattle, WA 98101",
    "asking_price": 350_000,
    "timeline": "asap",
    "condition": "poor",
    "motivation": "We inherited it, and it needs a new roof.",
}


class Leads(InMemoryWorker):
    """leads, its neighbours, and what they were told."""

    def __init__(self) -> None:
        super().__init__("leads", "leads-db", AGENTS=AGENTS)
        self.valuation_up = self.slack_up = True
        self.valuation_answer = Answer(200, ESTIMATE)
        self.cards: dict[str, dict[str, Any]] = {}
        self.forgotten: list[str] = []
        self.responders = {"valuation": self._value, "slack-intel": self._hear}

    def _value(self, call: Call) -> Answer:
        return self.valuation_answer if self.valuation_up else Answer(500, {"detail": "broken"})

    def _hear(self, call: Call) -> Answer:
        if not self.slack_up:
            return Answer(503, {"detail": "down"})
        if call.url.endswith("/api/forget"):
            self.forgotten.append(call.body["lead_id"])
            return Answer(200, {"messages": 1})
        key = call.headers["idempotency-key"]
        if self.cards.setdefault(key, call.body) != call.body:
            return Answer(409, {"detail": "another body"})
        return Answer(202, {"id": "msg_1"})

    async def post(self, **changes: Any) -> Answer:
        """Post the lead, changed; an ``Idempotency-Key`` may be among the changes as ``key``."""
        key = changes.pop("key", None)
        headers = {"idempotency_key": key} if key else {}
        body = {k: v for k, v in {**LEAD, **changes}.items() if v is not None}
        return await self.request("POST", "/api/leads", body, token="", **headers)
