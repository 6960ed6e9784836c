"""What a check has to say, and how it is said: one line each, with the place and the remedy."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Level = Literal["error", "warning", "note"]
LEVELS: tuple[Level, ...] = ("error", "warning", "note")


@dataclass(frozen=True)
class Finding:
    """One result of a check.

    ``where`` is ``path:line`` from the repository's root (or only a path, or empty for the fleet
    as a whole); ``message`` says what is wrong and what to do. A note needs no action.
    """

    level: Level
    check: str
    where: str
    message: str

    def line(self) -> str:
        """The finding as one line of text."""
        place = f"{self.where}: " if self.where else ""
        return f"{self.level}: {place}{self.message} [{self.check}]"


def ordered(findings: Iterable[Finding]) -> list[Finding]:
    """Errors first, then warnings and notes, each by place; doubles once."""
    return sorted(set(findings), key=lambda f: (LEVELS.index(f.level), f.where, f.message))


def summary(findings: Iterable[Finding], workers: int) -> str:
    """The closing line, such as ``28 workers checked: no errors, 1 warning, 2 notes.``"""
    levels = [finding.level for finding in findings]
    counts = ", ".join(_counted(levels.count(level), level) for level in LEVELS)
    return f"{_counted(workers, 'worker')} checked: {counts}."


def _counted(count: int, noun: str) -> str:
    return f"{count or 'no'} {noun}{'' if count == 1 else 's'}"
