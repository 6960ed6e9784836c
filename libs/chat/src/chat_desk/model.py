"""What the desk needs of a model: pieces of text, one after the other."""

from collections.abc import AsyncIterator, Sequence
from typing import Protocol

from chat.prompt import Turn


class Model(Protocol):
    """Writes an answer. Any exception means that it failed; what came before it may be used."""

    def write(self, messages: Sequence[Turn], *, max_tokens: int) -> AsyncIterator[str]:
        """The answer to some messages, piece by piece."""
