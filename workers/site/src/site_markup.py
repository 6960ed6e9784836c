"""Small pieces of HTML: text in, escaped markup out."""

from collections.abc import Iterable, Mapping
from datetime import date
from html import escape
from urllib.parse import urlencode

AREA_CODE, EXCHANGE = slice(2, 5), slice(5, 8)


def dollars(amount: int) -> str:
    """Whole dollars, ``$1,234``; below zero with a true minus sign."""
    return f"\N{MINUS SIGN}${-amount:,}" if amount < 0 else f"${amount:,}"


def day(on: date) -> str:
    """A day as people here write it: ``November 4, 2026``."""
    return f"{on:%B} {on.day}, {on.year}"


def spoken_phone(number: str) -> str:
    """A number in E.164 as it is read: ``(206) 555-0199``; one from elsewhere as it is."""
    if len(number) == 12 and number.startswith("+1"):
        return f"({number[AREA_CODE]}) {number[EXCHANGE]}-{number[8:]}"
    return number


def phone_link(number: str) -> str:
    """A link that calls a number."""
    return f'<a class="phone" href="tel:{escape(number)}">{escape(spoken_phone(number))}</a>'


def address(path: str, query: Mapping[str, str] | None = None) -> str:
    """A path of this site with a query, as an attribute's value."""
    return escape(f"{path}?{urlencode(query)}" if query else path)


def current(what: str) -> str:
    """The attribute of the link, among some, that leads to what is shown."""
    return f' aria-current="{what}"'


def link(path: str, said: str, query: Mapping[str, str] | None = None, css: str = "") -> str:
    """A link within the site; ``said`` is text."""
    shape = f' class="{css}"' if css else ""
    return f'<a{shape} href="{address(path, query)}">{escape(said)}</a>'


def notice(title: str, body: str = "", *, kind: str = "") -> str:
    """A framed message; ``title`` is text, ``body`` is HTML."""
    css = f"notice {kind}".strip()
    return f'<div class="{css}"><p class="notice-title">{escape(title)}</p>{body}</div>'


def paragraphs(texts: Iterable[str]) -> str:
    """Texts as paragraphs."""
    return "".join(f"<p>{escape(text)}</p>" for text in texts)
