"""Read RSS 2.0, RSS 1.0 and Atom (RFC 4287) feeds as they are on the web: often a little broken.

A document type declaration is refused, and with it every way to make a small feed expand (CWE-776,
"billion laughs") or to read other files (CWE-611). A feed that breaks off keeps the articles
before the break.
"""

import html
import re
from dataclasses import dataclass
from datetime import datetime
from html.entities import html5
from html.parser import HTMLParser
from urllib.parse import urljoin
from xml.parsers import expat

from feed_dates import parse_date

MAX_FEED = 2 << 20  # characters
MAX_ARTICLES = 500
MAX_DEPTH = 40
MAX_TITLE, MAX_SUMMARY = 300, 2_000

_ITEMS = frozenset(["item", "entry"])
_ROOTS = frozenset(["rss", "RDF", "feed"])
_FEED_WORDS = {
    "title": "title", "guid": "guid", "id": "guid", "link": "link", "description": "summary",
    "summary": "summary", "content": "content", "pubDate": "date", "published": "date",
    "issued": "date", "updated": "updated", "modified": "updated",
}  # fmt: skip
_DUBLIN_CORE = {"date": "date", "issued": "date", "created": "date", "modified": "updated"}
# By the namespace: media:content is a picture, itunes:summary and media:title are asides.
_FIELDS = dict.fromkeys(
    (
        "", "http://www.w3.org/2005/Atom", "http://purl.org/atom/ns#", "http://purl.org/rss/1.0/",
        "http://my.netscape.com/rdf/simple/0.9/", "http://channel.netscape.com/rdf/simple/0.9/",
        "http://backend.userland.com/rss2", "http://blogs.law.harvard.edu/tech/rss",
        "http://purl.org/net/rss1.1#",
    ),
    _FEED_WORDS,
) | {
    "http://purl.org/rss/1.0/modules/content/": {"encoded": "content"},
    "http://purl.org/dc/elements/1.1/": _DUBLIN_CORE,
    "http://purl.org/dc/terms/": _DUBLIN_CORE,
}  # fmt: skip
# For feeds that use a prefix and don't say what it stands for.
_PREFIXES = {
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "atom": "http://www.w3.org/2005/Atom",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
}
_RDF_ABOUT = "http://www.w3.org/1999/02/22-rdf-syntax-ns# about"
_XML_BASE = "http://www.w3.org/XML/1998/namespace base"
_CDATA = re.compile(r"(<!\[CDATA\[.*?(?:\]\]>|\Z))", re.DOTALL)
_ESCAPED_CDATA = re.compile(r"<!\[CDATA\[(.*?)(?:\]\]>|$)", re.DOTALL)
_TAG_PREFIX = re.compile(r"</?([A-Za-z_][\w.-]*):")
_ATTRIBUTE_PREFIX = re.compile(r"\s([A-Za-z_][\w.-]*):[\w.-]+\s*=")
_DECLARED_PREFIX = re.compile(r"\sxmlns:([\w.-]+)\s*=")
_FIRST_TAG = re.compile(r"<[A-Za-z_][\w.:-]*")
_NAMED_ENTITY = re.compile(r"&(?:(#\d+|#x[0-9a-fA-F]+|amp|lt|gt|quot|apos)|([A-Za-z]\w*));")
_BARE_AMPERSAND = re.compile(r"&(?!#\d+;|#x[0-9a-fA-F]+;|\w+;)")
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")


class FeedError(ValueError):
    """The text is not a feed that can be read; the message says why."""


@dataclass(frozen=True, slots=True)
class Article:
    """One entry of a feed, as plain text; ``guid`` and ``link`` may be empty.

    ``dated`` says that the feed has a date for it, which ``published`` is where it can be read.
    """

    title: str
    summary: str
    link: str
    guid: str
    published: datetime | None
    dated: bool = False


@dataclass(frozen=True, slots=True)
class Feed:
    """Articles in the feed's order; ``broken`` says where it stopped being XML, or is empty."""

    articles: list[Article]
    broken: str = ""


def parse_feed(text: str, address: str = "") -> Feed:
    """The articles of a feed; raises ``FeedError`` for what is none, or is too large or unsafe.

    Links may be relative to ``xml:base`` (XML Base), or to the feed's own address.
    """
    if len(text) > MAX_FEED:
        raise FeedError(f"The feed has more than {MAX_FEED} characters.")
    reader = _Reader(address)
    broken = reader.read(_repaired(text))
    if reader.root not in _ROOTS:
        raise FeedError(_not_a_feed(reader.root, broken))
    return Feed([_article(entry) for entry in reader.entries if entry.get("title")], broken)


def _not_a_feed(root: str, broken: str) -> str:
    if root.lower() == "html":
        return "The answer is an HTML page, not a feed."
    return f"The answer is not a feed: {broken or f'its root element is {root}'}."


def _repaired(text: str) -> str:
    """The text without what breaks feeds most: HTML's entities, bare &, control characters.

    In CDATA nothing is an entity, so that it stays as it is.
    """
    text = _DECLARATION.sub("", text.lstrip("\ufeff"), count=1)
    pieces = _CDATA.split(_NOT_XML.sub("", text))
    for index in range(0, len(pieces), 2):
        pieces[index] = _BARE_AMPERSAND.sub("&amp;", _NAMED_ENTITY.sub(_xml_entity, pieces[index]))
    return _with_prefixes("".join(pieces), "".join(pieces[::2]))


def _with_prefixes(text: str, markup: str) -> str:
    """The text with a declaration of each prefix that it uses and does not declare."""
    used = {*_TAG_PREFIX.findall(markup), *_ATTRIBUTE_PREFIX.findall(markup)}
    unknown = sorted(used - {"xml", "xmlns", *_DECLARED_PREFIX.findall(markup)})
    root = _FIRST_TAG.search(text)
    if not unknown or root is None:
        return text
    names = (f' xmlns:{name}="{_PREFIXES.get(name, "urn:unknown:" + name)}"' for name in unknown)
    return text[: root.end()] + "".join(names) + text[root.end() :]


def _xml_entity(match: re.Match[str]) -> str:
    if match[1]:
        return match[0]
    known = html5.get(f"{match[2]};")
    return html.escape(known) if known else f"&amp;{match[2]};"


class _Reader:
    """Collects the fields of each entry while expat walks through the text."""

    def __init__(self, address: str) -> None:
        self.root = ""
        self.entries: list[dict[str, str]] = []
        self._path: list[str] = []
        self._bases = [address]
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
        self._bases.append(joined(self._bases[-1], attributes.get(_XML_BASE, "")))
        if len(self._path) > MAX_DEPTH:
            raise FeedError(f"The feed nests elements more than {MAX_DEPTH} deep.")
        if name in _ITEMS and self._entry is None:
            self._entry = {"about": attributes.get(_RDF_ABOUT, "")}
        elif self._is_in_item() and self._entry is not None:
            self._parts.clear()
            self._begin_field(self._entry, _field(tag), attributes)
        else:
            self._parts.append(" ")  # markup inside of a field divides words

    def _begin_field(self, entry: dict[str, str], field: str, attributes: dict[str, str]) -> None:
        href = attributes.get("href", "").strip()
        if field == "link" and href and attributes.get("rel", "alternate") == "alternate":
            entry.setdefault("href", joined(self._bases[-1], href))
        if field == "guid" and attributes.get("isPermaLink", "true").lower() == "true":
            entry.setdefault("permalink", _local(self._path[-1]))

    def _end(self, tag: str) -> None:
        base = self._bases.pop()
        self._path.pop()
        if self._entry is None:
            return
        if _local(tag) in _ITEMS and not any(name in _ITEMS for name in self._path):
            self._close_entry(self._entry)
        elif self._path and self._path[-1] in _ITEMS:
            self._end_field(self._entry, _field(tag), base)

    def _end_field(self, entry: dict[str, str], field: str, base: str) -> None:
        text = _ESCAPED_CDATA.sub(r"\1", "".join(self._parts)).strip()
        if field and text and not entry.get(field):
            entry[field] = joined(base, text) if field == "link" else text

    def _close_entry(self, entry: dict[str, str]) -> None:
        if len(self.entries) < MAX_ARTICLES:
            self.entries.append(entry)
        self._entry = None

    def _is_in_item(self) -> bool:
        return len(self._path) > 1 and self._path[-2] in _ITEMS


def _field(tag: str) -> str:
    """The field that an element is, by its namespace and name, or an empty text."""
    namespace, _, name = tag.rpartition(" ")
    return _FIELDS.get(namespace, {}).get(name, "")


def joined(base: str, link: str) -> str:
    """A link as it is meant in a document at ``base``; a broken one is left as it is."""
    try:
        return urljoin(base, link) if link else base
    except ValueError:
        return link


def _local(tag: str) -> str:
    return tag.rpartition(" ")[2]


def _article(entry: dict[str, str]) -> Article:
    date = entry.get("date") or entry.get("updated", "")
    return Article(
        title=_plain(entry["title"])[:MAX_TITLE],
        summary=_plain(entry.get("summary") or entry.get("content", ""))[:MAX_SUMMARY],
        link=_link(entry),
        guid=entry.get("guid", ""),
        published=parse_date(date),
        dated=bool(date),
    )


def _link(entry: dict[str, str]) -> str:
    """RSS's guid is a link where nothing else is, unless it is said not to be (RSS 2.0)."""
    link = entry.get("href") or entry.get("link") or entry.get("about", "")
    guid = entry.get("guid", "")
    if link or entry.get("permalink") != "guid" or not guid.startswith(("http://", "https://")):
        return link.strip()
    return guid


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
