"""Articles in Markdown as passages: one a section, in plain words, without what nobody sees.

An article begins with front matter (``title``, ``slug``) or with ``# Title``. Each ``##`` begins a
passage; what stands before the first is a passage of its own, without an anchor. An article whose
``tags`` hold one of ``STAFF_TAGS`` is for the team and not for visitors: it has no passages.
Documents are material, not instructions: HTML goes, links keep their words (and their address only
if it is ``https``), and sentences that speak to a machine and not to a reader are left out.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from chat.instructions import speaks_to_a_machine
from chat.links import safe_link
from chat.sentences import split

LONGEST_PASSAGE = 4000  # characters
MOST_PASSAGES = 200  # of one article
STAFF_TAGS = frozenset({"leads", "staff"})
_FENCE = re.compile(r"^(?:```|~~~)")
_FRONT = re.compile(r"\A---\n(.*?)\n---\n", re.DOTALL)
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_LINK_COMMENT = re.compile(r"^\[[^\]]*\]:\s.*$", re.MULTILINE)
_HIDDEN = re.compile(
    r"<(script|style|template|iframe|object|svg|math|noscript|system|policy|instructions?|tool\w*)\b"
    r".*?(?:</\1\s*>|\Z)",
    re.DOTALL | re.IGNORECASE,
)
_INVISIBLE = re.compile(
    r"<(\w{1,30})\b[^<>]{0,500}?"
    r"(?:display\s{0,9}:\s{0,9}none|visibility\s{0,9}:\s{0,9}hidden|\bhidden\b)[^>]{0,500}>"
    r".*?(?:</\1\s*>|\Z)",
    re.DOTALL | re.IGNORECASE,
)
_TAG = re.compile(r"</?[a-zA-Z!?][^>]*>?")
_IMAGE = re.compile(r"!\[([^\]]*)\]\((?:[^()]|\([^()]*\))*\)")
_LINK = re.compile(r"\[([^\]]*)\]\(((?:[^()]|\((?:[^()]|\([^()]*\))*\))*)\)")
_EMPHASIS = re.compile(r"(\*\*|__|\*|`)(?=\S)(.+?)(?<=\S)\1")
_HEADING = re.compile(r"^(#{1,6})\s+(.*?)\s*#*\s*$")
_CLOSED = re.compile(
    r"\b(?:(?:do|does|will) not|doesn.t|don.t|won.t|never) (?:discuss|answer|share"
    r"|(?:talk|speak)(?: \w+){0,2} (?:about|of)\b)"
    r"|\boff limits\b|\bnot talked about\b",
    re.IGNORECASE,
)
_NOT_IN_ANCHORS = re.compile(r"[^\w\- ]")


@dataclass(frozen=True)
class Passage:
    """One section: ``anchor`` is its heading as GitHub links it, empty before the first heading."""

    article: str
    anchor: str
    title: str
    heading: str
    text: str

    @property
    def is_closed(self) -> bool:
        """Whether it lists what is not talked about: it closes questions, and answers none."""
        return bool(_CLOSED.search(self.heading))

    @property
    def name(self) -> str:
        """``article#heading``, or the article alone."""
        return f"{self.article}#{self.anchor}" if self.anchor else self.article


def passages(markdown: str, name: str) -> list[Passage]:
    """The passages of an article; ``name`` is its slug where it gives none itself.

    Raises ``ValueError`` for an article with more than ``MOST_PASSAGES`` sections.
    """
    text = visible(markdown.replace("\r\n", "\n"))
    fields, text = _front_matter(text)
    article = _slug(fields, name)
    if not STAFF_TAGS.isdisjoint(re.split(r"[\s,]+", fields.get("tags", "").lower())):
        return []
    title = fields.get("title", "")
    found: list[Passage] = []
    for level, heading, body in _sections(text):
        if level == 1 and not title:
            title = plain(heading)
        kept = readable(body)
        shown = "" if level == 1 else plain(heading)
        if kept:
            anchor = anchor_of(shown)
            found.append(Passage(article, anchor, title or article, shown, kept))
    if len(found) > MOST_PASSAGES:
        raise ValueError(f"{article} has {len(found)} sections; {MOST_PASSAGES} is the most.")
    return found


def slug_of(markdown: str, name: str) -> str:
    """What an article is called, which may be without passages."""
    return _slug(_front_matter(visible(markdown.replace("\r\n", "\n")))[0], name)


def visible(text: str) -> str:
    """Text without what no reader sees: comments, hidden elements, zero-width characters."""
    for hidden in (_COMMENT, _HIDDEN, _INVISIBLE, _LINK_COMMENT):
        text = hidden.sub(" ", text)
    return "".join(each for each in text if each in "\n\t" or unicodedata.category(each)[0] != "C")


def plain(text: str) -> str:
    """A line of Markdown as plain text; of links only those to ``https`` keep their address."""
    text = _IMAGE.sub(r"\1", text)
    text = _LINK.sub(lambda found: _link(found[1], found[2]), text)
    text = _TAG.sub(" ", text)
    for _ in range(2):
        text = _EMPHASIS.sub(r"\2", text)
    return " ".join(text.split())


def readable(body: str) -> str:
    """The blocks of a section, a line each, without sentences that speak to a machine."""
    blocks = (_kept(plain(block)) for block in _blocks(body))
    return "\n".join(block for block in blocks if block)[:LONGEST_PASSAGE]


def anchor_of(heading: str) -> str:
    """A heading as GitHub makes it an anchor: small letters, no punctuation, hyphens for spaces."""
    return _NOT_IN_ANCHORS.sub("", heading.strip().lower()).replace(" ", "-")


def _link(words: str, address: str) -> str:
    link = safe_link(address.split()[0] if address.split() else "")
    return f"{words} ({link})" if link and link != words else words


def _kept(block: str) -> str:
    return " ".join(each for each in split(block) if not speaks_to_a_machine(each))


def _slug(fields: dict[str, str], name: str) -> str:
    return anchor_of(fields.get("slug", name)) or "article"


def _front_matter(text: str) -> tuple[dict[str, str], str]:
    found = _FRONT.match(text)
    if found is None:
        return {}, text
    fields = {}
    for line in found[1].splitlines():
        key, _, value = line.partition(":")
        fields[key.strip()] = value.strip().strip('"')
    return fields, text[found.end() :]


def _sections(text: str) -> Iterator[tuple[int, str, str]]:
    level, heading, lines = 0, "", []
    for line in text.splitlines():
        found = _HEADING.match(line)
        if found is None or len(found[1]) > 3:
            lines.append(line)
            continue
        yield level, heading, "\n".join(lines)
        level, heading, lines = len(found[1]), found[2], []
    yield level, heading, "\n".join(lines)


def _blocks(body: str) -> Iterator[str]:
    """Paragraphs with their lines joined; each item of a list, row of a table and line of code."""
    paragraph: list[str] = []
    in_code = False
    for line in [*body.splitlines(), ""]:
        text = line.strip()
        fence = _FENCE.match(text)
        if (fence or in_code) and paragraph:
            yield " ".join(paragraph)
            paragraph = []
        if fence:
            in_code = not in_code
            continue
        if in_code:
            yield text
            continue
        item = re.match(r"(?:[-*+]|\d+[.)])\s+(.*)", text)
        if not text or item or text.startswith("|"):
            if paragraph:
                yield " ".join(paragraph)
            paragraph = []
        if text.startswith("|"):
            if row := _row(text):
                yield row
        elif item:
            paragraph = [item[1]]
        elif text:
            paragraph.append(text)


def _row(line: str) -> str:
    cells = [cell.strip() for cell in line.strip("|").split("|")]
    if all(re.fullmatch(r":?-*:?", cell) for cell in cells):
        return ""
    return f"{cells[0]}: {', '.join(cells[1:])}" if len(cells) > 1 else cells[0]
