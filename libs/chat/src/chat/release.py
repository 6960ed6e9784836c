"""A model's pieces as sentences, each let out only once it was held against the passages.

Sans I/O, for streaming: feed it what comes, let out what it gives. After the first sentence that
does not stand on the passages nothing more of the model's is let out.
"""

import re

from chat.guard import Evidence
from chat.passages import Passage

LONGEST_WAIT = 1200  # characters without an end of a sentence: no model of ours writes like that
_END = re.compile(r"[.!?…][\"'”’)]*(?=\s)|\n")


class Release:
    """The gate between a model and a visitor."""

    def __init__(self, evidence: Evidence) -> None:
        self._evidence = evidence
        self._waiting = ""
        self.told: list[str] = []
        """The sentences that were let out."""
        self.passages: dict[Passage, None] = {}
        """What they stand on, each once."""
        self.shut = False
        """Whether a sentence was refused."""

    @property
    def text(self) -> str:
        """All that was let out."""
        return " ".join(self.told)

    def feed(self, piece: str) -> str:
        """Take a piece of the model's; give what may be let out now, in front of what comes."""
        self._waiting += piece
        out = ""
        while not self.shut and (end := _END.search(self._waiting)):
            sentence = self._waiting[: end.end()].strip()
            self._waiting = self._waiting[end.end() :]
            out += self._judged(sentence)
        if len(self._waiting) > LONGEST_WAIT:
            self.shut = True
        return out

    def finish(self) -> str:
        """The model has said all: give what may be let out of the rest."""
        rest, self._waiting = self._waiting.strip(), ""
        return "" if self.shut else self._judged(rest)

    def _judged(self, sentence: str) -> str:
        if not sentence:
            return ""
        support = self._evidence.supports(sentence)
        if not support.holds:
            self.shut = True
            return ""
        if support.passage is None:
            return ""  # "Yes." stands on nothing, and may be wrong
        self.passages[support.passage] = None
        self.told.append(sentence)
        return sentence if len(self.told) == 1 else f" {sentence}"
