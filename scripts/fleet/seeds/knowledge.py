"""Rows of chat-db: the playbook's articles as passages, which chatbot answers from."""

from collections.abc import Iterator
from pathlib import Path

from chat.knowledge import storing
from chat.passages import Passage, passages

DATABASE = "chat-db"
WORKER = "chatbot"
PLAYBOOK = Path(__file__).resolve().parents[3] / "workers" / "playbook-api" / "content"


def statements() -> Iterator[tuple[str, tuple[str, ...]]]:
    """SQL and parameters that load the playbook; running them twice changes nothing."""
    yield from loading(PLAYBOOK)


def files() -> list[Path]:
    """What the statements are made of."""
    return markdown_files(PLAYBOOK)


def loading(folder: Path, *, instead_of_all: bool = False) -> Iterator[tuple[str, tuple[str, ...]]]:
    """SQL and parameters that load a folder's articles in place of those of the same names."""
    yield from storing(read(folder), instead_of_all=instead_of_all)


def read(folder: Path) -> list[Passage]:
    """The passages of a folder's articles."""
    texts = ((path.read_text(encoding="utf-8"), path.stem) for path in markdown_files(folder))
    return [each for text, name in texts for each in passages(text, name)]


def markdown_files(folder: Path) -> list[Path]:
    """The Markdown files of a folder and those below it."""
    return sorted(folder.rglob("*.md"))
