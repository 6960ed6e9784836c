"""Workers' log lines made readable: structured where they are JSON, as they came where not."""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from rich.markup import escape
from rich.text import Text

COLOURS = {"debug": "dim", "info": "green", "warning": "yellow", "error": "bold red"}
LEVELS = {"log": "info", "warn": "warning", "err": "error", "critical": "error", "fatal": "error"}
SHOWN_APART = ("level", "worker", "request_id", "event", "message", "time", "timestamp", "at")


@dataclass(frozen=True)
class LogRecord:
    """One log line. ``fields`` are the members of a JSON line, empty for plain text."""

    at: datetime
    worker: str
    level: str
    message: str
    request_id: str = ""
    fields: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def from_event(cls, event: dict[str, Any]) -> "LogRecord":
        """Read a ``log`` event of the supervisor."""
        text = str(event.get("text", "")).rstrip()
        fields = _structured(text)
        level = str(fields.get("level") or event.get("level") or "info").lower()
        return cls(
            at=datetime.now(UTC),
            worker=event.get("worker") or "",
            level=LEVELS.get(level, level),
            message=_message(fields) if fields else text,
            request_id=str(fields.get("request_id") or ""),
            fields=fields,
        )

    def render(self, width: int = 0) -> Text:
        """Return the line for a terminal; ``width`` is that of the longest worker name."""
        colour = COLOURS.get(self.level, "white")
        line = Text.from_markup(
            f"[dim]{self.at.astimezone():%H:%M:%S}[/] "
            f"[cyan]{escape(self.worker or 'pyworkerd'):<{width}}[/] [{colour}]{self.level:<7}[/] "
        )
        if self.request_id:
            line.append(self.request_id[:12] + " ", style="dim")
        return line.append(self.message)


def _structured(text: str) -> dict[str, Any]:
    if not text.startswith("{"):
        return {}
    try:
        fields = json.loads(text)
    except ValueError:
        return {}
    return fields if isinstance(fields, dict) else {}


def _message(fields: dict[str, Any]) -> str:
    if fields.get("event") == "request" and "path" in fields:
        took = fields.get("duration_ms")
        told = f"{fields.get('method', '')} {fields['path']} → {fields.get('status', '')}"
        return told + (f" in {took:.1f} ms" if isinstance(took, int | float) else "")
    words = [str(fields[key]) for key in ("event", "message") if fields.get(key)]
    extra = (f"{key}={_short(value)}" for key, value in fields.items() if key not in SHOWN_APART)
    return " ".join([*words, *extra])


def _short(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
