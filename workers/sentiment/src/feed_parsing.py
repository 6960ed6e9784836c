"""Read RSS 2.0, RSS 1.0 and Atom (RFC 4287) feeds as they are on the web: often a little broken.

A document type declaration is refused, and with it every way to make a small feed expand (CWE-776,
"billion laughs") or to read other files (CWE-611). A feed that breaks off keeps the articles
before the break.
"""

import html
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from html.entities import html5
from html.parser import HTMLParser
from xml.parsers import expat

MAX_FEED = 2 << 20  # characters
MAX_ARTICLES = 500
MAX_DEPTH = 40
MAX_TITLE, MAX_SUMMARY = 300, 2_000

_ITEMS = frozenset(["item", "entry"])
_ROOTS = frozenset(["rss", "RDF", "feed"])
_FIELDS = {
    "title": "title", "guid": "guid", "id": "guid", "link": "link", "description": "summary",
    "summary": "summary", "encoded": "content", "content": "content", "pubDate": "date",
    "published": "date", "date": "date", "updated": "updated",
}  # fmt: skip
_NAMED_ENTITY = re.compile(r"&(?:(#\d+|#x[0-9a-fA-F]+|amp|lt|gt|quot|apos)|([A-Za-z]\w*));")
_BARE_AMPERSAND = re.compile(r"&(?!#\d+;|#x[0-9a-fA-F]+;|\w+;)")
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")


class FeedError(ValueError):
    """The text is not a feed that can be read; the message says why."""


@dataclass(frozen=True, slots=True)
class Article:
    """One entry of a feed, as plain text; ``guid`` and ``link`` may be empty."""

    title: str
    summary: str
    link: str
    guid: str
    published: datetime | None


@dataclass(frozen=True, slots=True)
class Feed:
    """Articles in the feed's order; ``broken`` says where it stopped being XML, or is empty."""

    articles: list[Article]
    broken: str = ""


def parse_feed(text: str) -> Feed:
    """The articles of a feed; raises ``FeedError`` for what is none, or is too large or unsafe."""
    if len(text) > MAX_FEED:
        raise FeedError(f"The feed has more than {MAX_FEED} characters.")
    reader = _Reader()
    broken = reader.read(_repaired(text))
    if reader.root not in _ROOTS:
        raise FeedError(_not_a_feed(reader.root, broken))
    return Feed([_article(entry) for entry in reader.entries if entry.get("title")], broken)


def _not_a_feed(root: str, broken: str) -> str:
    if root.lower() == "html":
        return "The answer is an HTML page, not a feed."
    return f"The answer is not a feed: {broken or f'its root element is {root}'}."


def _repaired(text: str) -> str:
    """The text without what breaks feeds most: HTML's entities, bare &, control characters."""
    text = _DECLARATION.sub("", text.lstrip("\ufeff"), count=1)
    text = _NAMED_ENTITY.sub(_xml_entity, _NOT_XML.sub("", text))
    return _BARE_AMPERSAND.sub("&amp;", text)


def _xml_entity(match: re.Match[str]) -> str:
    if match[1]:
        return match[0]
    known = html5.get(f"{match[2]};")
    return html.escape(known) if known else f"&amp;{match[2]};"


class _Reader:
    """Collects the fields of each entry while expat walks through the text."""

    def __init__(self) -> None:
        self.root = ""
        self.entries: list[dict[str, str]] = []
        self._path: list[str] = []
        self._entry: dict[str, str] | None = None
        self._parts: list[str] = []

    def read(self, text: str) -> str:
        """Walk through the text; answers what broke it, or an empty text."""
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = self._refuse_doctype
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._parts.append
        try:
            parser.Parse(text, True)
        except expat.ExpatError as error:
            return str(error)
        return ""

    def _refuse_doctype(self, name: str, *_: object) -> None:
        if name.lower() == "html":
            raise FeedError(_not_a_feed("html", ""))
        raise FeedError("The feed declares a document type, which is refused (CWE-776).")

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        name = _local(tag)
        self.root = self.root or name
        self._path.append(name)
        if len(self._path) > MAX_DEPTH:
            raise FeedError(f"The feed nests elements more than {MAX_DEPTH} deep.")
        if name in _ITEMS and self._entry is None:
            self._entry = {"about": attributes.get(_RDF_ABOUT, "")}
        elif name == "link" and self._entry is not None:
            self._take_link(attributes)
        if self._is_field(name):
            self._parts.clear()

    def _end(self, tag: str) -> None:
        name = _local(tag)
        self._path.pop()
        if self._entry is None:
            return
        if name in _ITEMS:
            self._close_entry(self._entry)
        elif self._path and self._path[-1] in _ITEMS and name in _FIELDS:
            self._entry.setdefault(_FIELDS[name], "".join(self._parts).strip())

    def _close_entry(self, entry: dict[str, str]) -> None:
        if len(self.entries) < MAX_ARTICLES:
            self.entries.append(entry)
        self._entry = None

    def _take_link(self, attributes: dict[str, str]) -> None:
        href = attributes.get("href", "")
        if href and attributes.get("rel", "alternate") == "alternate" and self._entry is not None:
            self._entry.setdefault("href", href)

    def _is_field(self, name: str) -> bool:
        return name in _FIELDS and len(self._path) > 1 and self._path[-2] in _ITEMS


_RDF_ABOUT = "http://www.w3.org/1999/02/22-rdf-syntax-ns# about"


def _local(tag: str) -> str:
    return tag.rpartition(" ")[2]


def _article(entry: dict[str, str]) -> Article:
    return Article(
        title=_plain(entry["title"])[:MAX_TITLE],
        summary=_plain(entry.get("summary") or entry.get("content", ""))[:MAX_SUMMARY],
        link=(entry.get("href") or entry.get("link") or entry.get("about", "")).strip(),
        guid=entry.get("guid", ""),
        published=parse_date(entry.get("date") or entry.get("updated", "")),
    )


def parse_date(text: str) -> datetime | None:
    """A date of RFC 822 (RSS) or RFC 3339 (Atom, Dublin Core) in UTC, or None for anything else."""
    for parse in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            moment = parse(text.strip())
            return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
        except (ValueError, OverflowError):
            continue
    return None


class _Text(HTMLParser):
    """Keeps the text of a piece of HTML; scripts and styles are not text."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self._hidden += tag in {"script", "style"}
        self.parts.append(" ")

    def handle_endtag(self, tag: str) -> None:
        self._hidden = max(0, self._hidden - (tag in {"script", "style"}))
        self.parts.append(" ")

    def handle_data(self, data: str) -> None:
        self.parts.append("" if self._hidden else data)


def _plain(markup: str) -> str:
    """Text without markup, on one line."""
    if "<" not in markup and "&" not in markup:
        return " ".join(markup.split())
    parser = _Text()
    parser.feed(markup)
    parser.close()
    return " ".join("".join(parser.parts).split())
