"""What a model is told: its instructions, the passages, and the question, each in its place."""

from collections.abc import Iterable
from typing import Literal, NamedTuple

from chat.passages import Passage

LONGEST_QUESTION = 1000  # characters of a message that a model is given


class Turn(NamedTuple):
    """One message to a model."""

    role: Literal["system", "user"]
    content: str


def messages(instructions: str, passages: Iterable[Passage], question: str) -> tuple[Turn, ...]:
    """The messages that ask a model for an answer out of passages."""
    told = "\n\n".join(f"{each.heading or each.title}\n{each.text}" for each in passages)
    asked = question[:LONGEST_QUESTION]
    return (
        Turn("system", instructions),
        Turn("user", f"Passages:\n\n{told}\n\nQuestion: {asked}\n\nAnswer:"),
    )
