"""A message out of marked text: Block Kit's rich text, which Slack shows, and a text beside it."""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from slack_text import BOLD, CODE, ITALIC, QUOTE, disarm, rich, shorten, split

Blocks = list[dict[str, Any]]
Payload = dict[str, Any]

LONGEST_MESSAGE = 10_000  # characters; fits into Slack's limits however it must be escaped
LONGEST_BLOCK = 3000
LONGEST_TEXT = 40_000
LONGEST_ESCAPED = 5  # characters that one becomes: &amp;
STYLES = {BOLD: "bold", CODE: "code", ITALIC: "italic"}
MARKS = {BOLD: "*", CODE: "`", ITALIC: "_"}
NOTHING = "(nothing that can be shown)"
QUOTED = "> "
_MARK = re.compile(f"([{BOLD}{CODE}{ITALIC}{QUOTE}])")


class Piece(NamedTuple):
    """Text of one style: its mark, or none."""

    text: str
    mark: str


def message(marked: str) -> Payload:
    """All of a text, in order: as blocks, and as ``text`` with the marks of an e-mail."""
    pieces = list(_pieces(marked if marked.strip() else NOTHING))
    return {"text": _fallback(pieces), "blocks": _blocks(pieces)}


def _pieces(marked: str) -> Iterator[Piece]:
    mark = ""
    for part in _MARK.split(marked):
        if part == QUOTE:
            yield Piece(QUOTED, QUOTE)
        elif part in STYLES:
            mark = "" if mark == part else part
        elif part:
            yield Piece(part, mark)


def _fallback(pieces: list[Piece]) -> str:
    text = "".join(map(_marked, pieces))
    if len(text) <= LONGEST_TEXT:
        return text
    whole = "".join(piece.text for piece in pieces)
    return disarm(shorten(whole, LONGEST_TEXT // LONGEST_ESCAPED))


def _marked(piece: Piece) -> str:
    if piece.mark == QUOTE:
        return QUOTED
    mark = MARKS.get(piece.mark, "")
    return f"{mark}{disarm(piece.text)}{mark}"


def _blocks(pieces: list[Piece]) -> Blocks:
    """Blocks of rich text, each as full as it may be."""
    blocks: list[Blocks] = [[]]
    room = LONGEST_BLOCK
    for piece in pieces:
        for text in split(rich(piece.text), LONGEST_BLOCK):
            if len(text) > room:
                blocks.append([])
                room = LONGEST_BLOCK
            blocks[-1].append(_element(text, piece.mark))
            room -= len(text)
    return [_block(elements) for elements in blocks]


def _element(text: str, mark: str) -> dict[str, Any]:
    styled = {"style": {STYLES[mark]: True}} if mark in STYLES else {}
    return {"type": "text", "text": text, **styled}


def _block(elements: Blocks) -> dict[str, Any]:
    section = {"type": "rich_text_section", "elements": elements}
    return {"type": "rich_text", "elements": [section]}
