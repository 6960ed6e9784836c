"""The one source of a mail's text and HTML: a few kinds of blocks, parted by blank lines.

::

    # A heading for {name}
    A paragraph, with **strong** words.
    - an item
    {?address}| Where | {address}
    [Change the time]({manage_url})
    ~[Put it in your calendar]({ics_url})
    {*text}

A ``|`` line is a fact, a link that stands alone a button (after ``~`` no more than a link), and
``{*text}`` a value of many paragraphs.
What begins with ``{?address}`` is left out where the address is not given. Values go in after the
source was parsed, and escaped: nothing in them is ever markup.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from typing import Literal

Kind = Literal["heading", "paragraph", "item", "fact", "button", "link", "prose"]

_CONDITION = re.compile(r"\{\?(\w+)\}")
_BUTTON = re.compile(r"(~?)\[(.+)\]\((\{\w+\})\)")
_FACT = re.compile(r"\|\s*(.+?)\s*\|\s*(.+?)\s*\|?")
_PROSE = re.compile(r"\{\*(\w+)\}")
_STRONG = re.compile(r"\*\*(.+?)\*\*")


@dataclass(frozen=True)
class Block:
    """One part of a mail; ``parts`` are its texts in source form, without their marks.

    ``needs`` are the values without which it is left out.
    """

    kind: Kind
    parts: tuple[str, ...]
    needs: tuple[str, ...] = ()

    def is_shown(self, values: Mapping[str, str]) -> bool:
        """Whether all that it needs is given."""
        return all(name in values for name in self.needs)


def parse(source: str) -> tuple[Block, ...]:
    """The blocks of a source."""
    paragraphs = re.split(r"\n\s*\n", source.strip())
    return tuple(block for paragraph in paragraphs for block in _blocks(paragraph))


def _blocks(paragraph: str) -> list[Block]:
    lines = [line.strip() for line in paragraph.splitlines()]
    if all(line.startswith(("- ", "|", "{?")) for line in lines):
        return [_block(line) for line in lines]
    return [_block(" ".join(lines))]


def _block(line: str) -> Block:
    needs = tuple(_CONDITION.findall(line))
    line = _CONDITION.sub("", line).strip()
    if line.startswith("# "):
        return Block("heading", (line[2:],), needs)
    if line.startswith("- "):
        return Block("item", (line[2:],), needs)
    if found := _FACT.fullmatch(line):
        return Block("fact", (found[1], found[2]), needs)
    if found := _BUTTON.fullmatch(line):
        return Block("link" if found[1] else "button", (found[2], found[3]), needs)
    if found := _PROSE.fullmatch(line):
        return Block("prose", (f"{{{found[1]}}}",), needs)
    return Block("paragraph", (line,), needs)


def as_text(part: str, values: Mapping[str, str]) -> str:
    """A part with its values, for a text."""
    return _STRONG.sub(r"\1", part).format_map(values)


def as_html(part: str, values: Mapping[str, str]) -> str:
    """A part with its values, for HTML; ``values`` are escaped already."""
    return _STRONG.sub(r"<strong>\1</strong>", escape(part, quote=False)).format_map(values)
