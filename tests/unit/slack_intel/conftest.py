"""The worker slack-intel in memory."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
sys.path[:0] = [
    str(Path(__file__).parent),
    str(ROOT / "tests" / "unit"),
    str(ROOT / "workers" / "slack-intel" / "src"),
]

from in_memory_worker import pytest_pyfunc_call  # noqa: E402
from slack_in_memory import SlackIntel  # noqa: E402

__all__ = ["pytest_pyfunc_call"]


@pytest.fixture
def intel(monkeypatch: pytest.MonkeyPatch) -> Iterator[SlackIntel]:
    """slack-intel with a bot's token, and a Slack that takes everything."""
    worker = SlackIntel(SLACK_BOT_TOKEN="xoxb-1")
    monkeypatch.setattr("slack_sender.clock_ms", lambda: worker.now_ms)
    yield worker
    worker.db.close()
