"""Rows of founder-db: the profile of a made-up founder, which founder-chat answers from."""

from collections.abc import Iterator
from pathlib import Path

from chat.knowledge import storing
from chat.passages import passages

DATABASE = "founder-db"
FILE = Path(__file__).with_name("founder_profile.md")
WRITTEN_AT = "1764547200000"  # 1 December 2025, epoch milliseconds
STORE = """INSERT INTO profile (id, markdown, updated_at) VALUES (1, ?1, cast(?2 AS INTEGER))
ON CONFLICT (id) DO UPDATE SET markdown = ?1, updated_at = cast(?2 AS INTEGER)"""


def statements() -> Iterator[tuple[str, tuple[str, ...]]]:
    """SQL and parameters that store the profile; running them twice changes nothing."""
    markdown = FILE.read_text(encoding="utf-8")
    yield STORE, (markdown, WRITTEN_AT)
    yield from storing(passages(markdown, "profile"), instead_of_all=True)


def files() -> list[Path]:
    """What the statements are made of."""
    return [FILE]
