"""A draft as sentences, each with the facts that it stands on."""

from collections.abc import Iterator
from dataclasses import dataclass

from content_writer_facts import Facts, label, sentence, worded

TEXTS = ("description", "summary", "message", "notes", "note", "remarks", "question", "text")
"""Facts that are sentences already."""


@dataclass(frozen=True)
class Sentence:
    """Words, and the names of their facts; ``gap`` is what stands before it."""

    text: str
    facts: tuple[str, ...]
    gap: str = " "


class Told:
    """The facts, and which of them have been told."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.left = dict.fromkeys(facts)

    def __contains__(self, name: str) -> bool:
        return name in self.left

    def take(self, *names: str) -> Iterator[tuple[str, str]]:
        """Those of the facts that are there and not told yet, in words; they are told now."""
        for name in names:
            if name in self.left:
                del self.left[name]
                yield name, worded(name, self.facts[name])

    def one(self, *names: str) -> tuple[str, str] | None:
        """The first of the facts that is there."""
        return next((found for name in names for found in self.take(name)), None)

    def rest(self) -> Iterator[Sentence]:
        """A sentence for each fact that is left: a text as it is, others with their label."""
        for name in [*(name for name in TEXTS if name in self.left), *self.left]:
            for told, words in self.take(name):
                plain = words if told in TEXTS else f"{label(told)}: {words}"
                yield Sentence(sentence(plain), (told,))
