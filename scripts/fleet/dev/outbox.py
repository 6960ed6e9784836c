"""What the workers sent out, and rules that make a provider misbehave."""

import asyncio
import itertools
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from fleet.dev.providers import Answer, Directory, Exchange, StandIn

KEPT = 10_000  # records; the oldest go first
CUT = "x-pyworkerd-cut"  # of an answer that never arrives: pyworkerd loses the connection


Witness = Callable[[StandIn, Exchange, Answer], None]


@dataclass(frozen=True)
class Sent:
    """One outbound request and the status it was answered with."""

    id: str
    at: str
    worker: str
    provider: str
    method: str
    url: str
    headers: dict[str, str]
    body: str
    status: int


@dataclass
class Rule:
    """How a provider answers instead of as usual; ``times`` None is until it is cleared.

    ``provider`` is a stand-in's name or another name it goes by, or a host. ``cut`` loses the
    connection in place of the answer: with an error's ``status`` before the provider has done
    anything, else after it.
    """

    provider: str
    status: int | None = None
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    delay_ms: int = 0
    times: int | None = None
    cut: bool = False

    def applies(self, stand_in: StandIn, exchange: Exchange) -> bool:
        """Say whether this rule is about a request."""
        return stand_in.is_called(self.provider) or self.provider.lower() == exchange.host

    @property
    def lets_through(self) -> bool:
        """Whether a request reaches the provider, so that it does there what it always does."""
        return self.status is None or 200 <= self.status < 300

    def change(self, usual: Answer) -> Answer:
        """Return the answer that the rule wants in place of the usual one."""
        status = self.status or usual.status
        if self.cut:
            return Answer(status, headers={CUT: "1"})
        told_as_usual = self.lets_through and (self.status is None or usual.status < 400)
        if self.body is None and told_as_usual:
            return replace(usual, status=status, headers=usual.headers | self.headers)
        if isinstance(self.body, str):
            return Answer(status, self.body.encode(), {"content-type": "text/plain"} | self.headers)
        told = {"message": f"A rule of the outbox answers {status}."}
        return Answer.json(told if self.body is None else self.body, status, self.headers)


class Outbox:
    """Answers outbound requests and remembers them."""

    def __init__(self, directory: Directory) -> None:
        self.directory = directory
        self._sent: deque[Sent] = deque(maxlen=KEPT)
        self._rules: list[Rule] = []
        self._numbers = itertools.count(1)
        self._resets = 0
        self.witnesses: list[Witness] = []
        """Hear of whatever a provider does, at once, whether or not its answer arrives."""

    def add_rule(self, rule: Rule) -> None:
        """Let a rule decide from now on; the newest that applies wins."""
        self._rules.insert(0, rule)

    def has_rule(self, stand_in: StandIn, exchange: Exchange) -> bool:
        """Say whether a rule is about a request."""
        return any(rule.applies(stand_in, exchange) for rule in self._rules)

    async def answer(self, exchange: Exchange) -> Answer:
        """Answer as a rule or the provider's stand-in says, and record it.

        What was asked before a reset and is answered after it belongs to what was forgotten.
        """
        resets = self._resets
        stand_in = self.directory.find(exchange)
        rule = self._take_rule(stand_in, exchange)
        if rule is None:
            answer = self._done(stand_in, exchange)
        else:
            usual = self._done(stand_in, exchange) if rule.lets_through else Answer()
            answer = rule.change(usual)
            if not rule.lets_through:
                stand_in.answered_by_rule(exchange, answer)
            await asyncio.sleep(rule.delay_ms / 1000)
        if resets == self._resets:
            self.record(exchange, stand_in.name, answer.status)
        return answer

    def record(self, exchange: Exchange, provider: str, status: int) -> None:
        """Remember a request that was answered."""
        self._sent.append(
            Sent(
                id=f"out_{next(self._numbers):06d}",
                at=_now(),
                worker=exchange.worker,
                provider=provider,
                method=exchange.method,
                url=exchange.url,
                headers=exchange.headers,
                body=exchange.body.decode(errors="replace"),
                status=status,
            )
        )

    def list(self, provider: str = "", worker: str = "", since: str = "") -> list[dict[str, Any]]:
        """Return what was sent, oldest first; ``since`` is a time in RFC 3339 or an id."""
        names = {each.name for each in self.directory.called(provider)} | {provider}
        return [
            asdict(sent)
            for sent in self.sent(since)
            if (not provider or sent.provider in names) and worker in ("", sent.worker)
        ]

    def sent(self, since: str = "") -> Sequence[Sent]:
        """Return the records, oldest first; ``since`` is a time in RFC 3339 or an id."""
        return _after(self._sent, since)

    def find(self, sent_id: str) -> Sent | None:
        """Return the record of an id, if it is still kept."""
        return next((each for each in self._sent if each.id == sent_id), None)

    def clear(self) -> None:
        """Forget what was sent; rules stay."""
        self._sent.clear()

    def clear_rules(self) -> None:
        """Let every provider answer as usual again."""
        self._rules.clear()

    def reset(self) -> None:
        """Forget everything: records, rules, and what providers keep."""
        self._resets += 1
        self._sent.clear()
        self._rules.clear()
        self.directory.reset()

    def _done(self, stand_in: StandIn, exchange: Exchange) -> Answer:
        answer = stand_in.answer(exchange)
        for hears in self.witnesses:
            hears(stand_in, exchange, answer)
        return answer

    def _take_rule(self, stand_in: StandIn, exchange: Exchange) -> Rule | None:
        rule = next((each for each in self._rules if each.applies(stand_in, exchange)), None)
        if rule is not None and rule.times is not None:
            rule.times -= 1
            if rule.times <= 0:
                self._rules.remove(rule)
        return rule


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _after(sent: Iterable[Sent], since: str) -> Sequence[Sent]:
    if since.startswith("out_"):
        return [each for each in sent if each.id > since]
    if not since:
        return list(sent)
    moment = datetime.fromisoformat(since.replace(" ", "+"))
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return [each for each in sent if datetime.fromisoformat(each.at) >= moment]
