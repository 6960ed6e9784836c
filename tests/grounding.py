"""Whether an answer's numbers and names stand in the texts that it names as its sources.

A check of its own, which shares no line with the guard that it checks. It reads Markdown as it lies
on disk, and knows nothing of how an answer was made.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

# Ours, or nobody's: they are no facts.
OWN_NAMES = frozenset({"hearthstack", "i", "i'm", "i'll", "i've", "ok"})
NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
WORD = re.compile(r"[^\W\d_][\w'’-]*")
SENTENCE_END = re.compile(r"(?:^|[.!?:…•“\"(\n])[\"'”’)\s*-]*$")
FRONT_MATTER = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
TITLE = re.compile(r"^title:\s*(.+)$", re.MULTILINE)
NOT_IN_ANCHORS = re.compile(r"[^\w\- ]")


def unsupported(answer: str, texts: Iterable[str]) -> list[str]:
    """The numbers and capitalised names of an answer that none of the texts holds.

    The first word of a sentence is a name only where it is in capitals or holds a digit.
    """
    source = "\n".join(texts)
    numbers = {_plain(number) for number in NUMBER.findall(source)}
    words = {_folded(word) for word in WORD.findall(source)} | OWN_NAMES
    bad = [number for number in NUMBER.findall(answer) if _plain(number) not in numbers]
    return bad + [name for name in _names(answer) if _folded(name) not in words]


def sections(folder: Path) -> Mapping[str, str]:
    """The sections of all articles by ``article#heading``, the article's title with each.

    The text before the first heading is by the article's name alone.
    """
    found: dict[str, str] = {}
    for path in sorted(folder.glob("*.md")):
        text = path.read_text(encoding="utf-8")
        titled = TITLE.search(text)
        title = titled.group(1) if titled else ""
        for heading, body in _split(FRONT_MATTER.sub("", text)):
            name = f"{path.stem}#{_anchor(heading)}" if heading else path.stem
            found[name] = f"{title}\n{heading}\n{body}"
    return found


def _split(text: str) -> Iterator[tuple[str, str]]:
    heading, lines = "", []
    for line in text.splitlines():
        if line.startswith("## "):
            yield heading, "\n".join(lines)
            heading, lines = line.removeprefix("## ").strip(), []
        else:
            lines.append(line)
    yield heading, "\n".join(lines)


def _anchor(heading: str) -> str:
    return NOT_IN_ANCHORS.sub("", heading.lower()).replace(" ", "-")


def _names(text: str) -> Iterator[str]:
    for found in WORD.finditer(text):
        word = found.group()
        if not word[0].isupper():
            continue
        shouted = len(word) > 1 and word.isupper()
        if shouted or not SENTENCE_END.search(text[: found.start()]):
            yield word


def _folded(word: str) -> str:
    return word.lower().replace("’", "'").removesuffix("'s").strip("'-")


def _plain(number: str) -> str:
    """A number without its commas, and without zeros behind its point."""
    bare = number.replace(",", "")
    return bare.rstrip("0").rstrip(".") if "." in bare else bare
