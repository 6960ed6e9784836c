"""Small pieces of HTML: text in, escaped markup out."""

from collections.abc import Iterable
from datetime import date, datetime
from html import escape

Facts = Iterable[tuple[str, str | None]]


def text(said: str) -> str:
    """Text whose direction is its own, whatever it holds."""
    return f"<bdi>{escape(said)}</bdi>"


def prose(said: str) -> str:
    """A text of several lines."""
    return f'<p class="prose" dir="auto">{escape(said)}</p>'


def muted(said: str) -> str:
    """A remark; ``said`` is HTML."""
    return f'<p class="muted">{said}</p>'


def link(url: str, said: str) -> str:
    """A link; both are text."""
    return f'<a href="{escape(url)}" rel="noreferrer">{text(said)}</a>'


def card(title: str, body: str, *, size: str = "", anchor: str = "") -> str:
    """A part of a page under its heading; ``title`` and ``body`` are HTML."""
    name = f' id="{anchor}"' if anchor else ""
    return f'<section class="card {size}"{name}><h2>{title}</h2>{body}</section>'


def facts(pairs: Facts) -> str:
    """Names in text and values in HTML as a list of descriptions; what has no value is left out."""
    rows = "".join(f"<dt>{name}</dt><dd>{value}</dd>" for name, value in pairs if value)
    return f'<dl class="facts">{rows}</dl>' if rows else ""


def dollars(amount: int | None) -> str | None:
    """Whole dollars, ``$1,234``; none of none."""
    if amount is None:
        return None
    return f"-${-amount:,}" if amount < 0 else f"${amount:,}"


def short_dollars(amount: float) -> str:
    """Dollars as people say them: ``$684k``, ``$1.25M``."""
    if abs(amount) < 999_500:
        return f"${amount / 1000:,.0f}k"
    return f"${amount / 1e6:.2f}".rstrip("0").rstrip(".") + "M"


def day(on: date) -> str:
    """A day as people write it: ``4 Nov 2026``."""
    return f"{on.day} {on:%b %Y}"


def moment(at: datetime) -> str:
    """A time, to the minute."""
    return f'<time datetime="{at.isoformat()}">{day(at)}, {at:%H:%M} UTC</time>'


def option(value: str, said: str, chosen: str) -> str:
    """An option of a select."""
    mark = " selected" if value == chosen else ""
    return f'<option value="{escape(value)}"{mark}>{escape(said)}</option>'


def field_error(name: str, errors: dict[str, str]) -> str:
    """What is wrong with a field, beside it; nothing if nothing is."""
    said = errors.get(name)
    return f'<p class="error" id="{name}-error">{escape(said)}</p>' if said else ""


def described_by(name: str, errors: dict[str, str]) -> str:
    """The attributes of a field that has an error."""
    return f' aria-invalid="true" aria-describedby="{name}-error"' if name in errors else ""
