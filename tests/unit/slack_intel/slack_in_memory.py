"""The worker slack-intel in memory, with a Slack that keeps what it is told, and when."""

from typing import Any, NamedTuple

from in_memory_worker import Answer, Call, InMemoryWorker


class Post(NamedTuple):
    """A message that has reached Slack."""

    at_ms: int
    method: str
    body: dict[str, Any]

    @property
    def channel(self) -> str:
        return str(self.body["channel"])

    @property
    def text(self) -> str:
        return str(self.body["text"])


class SlackIntel(InMemoryWorker):
    """slack-intel, and Slack. ``refusals`` are answered first, one a call."""

    def __init__(self, **variables: str) -> None:
        super().__init__("slack-intel", "intel-db", **variables)
        self.posts: list[Post] = []
        self.refusals: list[Answer] = []
        self.call_ms = 5
        self.responders = {"slack.com": self._take, "hooks.slack.com": self._take_hook}

    def _take(self, call: Call) -> Answer:
        self.now_ms += self.call_ms
        if self.refusals:
            return self.refusals.pop(0)
        self.posts.append(Post(self.now_ms, call.url.rpartition("/")[2], call.body))
        ts = f"{self.now_ms / 1000:.6f}"
        return Answer(200, {"ok": True, "channel": "C0123", "ts": ts})

    def _take_hook(self, call: Call) -> Answer:
        self.posts.append(Post(self.now_ms, "webhook", call.body))
        return Answer(200, "ok")

    async def notify(self, channel: str = "#general", key: str = "", **message: Any) -> Answer:
        """Post a notification, a plain text if nothing else is said."""
        body = {"channel": channel, **(message or {"text": "Hello"})}
        headers = {"idempotency_key": key} if key else {}
        return await self.request("POST", "/api/notify", body, token="", **headers)

    async def log(self, level: str = "error", **entry: Any) -> Answer:
        """Post a log entry."""
        body = {"level": level, "worker": "leads", "event": "request_failed", **entry}
        return await self.request("POST", "/api/log", body, token="")

    def texts(self, channel: str) -> list[str]:
        """What a channel has been told, in order."""
        return [post.text for post in self.posts if post.channel == channel]
