"""How a visitor came here, carried from page to page by links and forms: no cookie, no script."""

from collections.abc import Iterable, Mapping
from html import escape
from urllib.parse import parse_qsl, urlsplit

MOST, LONGEST_NAME, LONGEST = 16, 40, 200
REFERRER = "referrer"


def trail_of(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Whatever begins with ``utm_``, in any case, and the referrer; names in small letters."""
    trail: dict[str, str] = {}
    for given, value in pairs:
        name = _clean(given).lower()[:LONGEST_NAME]
        known = name == REFERRER or (name.startswith("utm_") and name != "utm_")
        if known and (said := _clean(value)) and (name in trail or len(trail) < MOST):
            trail[name] = said[:LONGEST]
    return trail


def trail_of_visit(query: str, referer: str | None, host: str) -> dict[str, str]:
    """The trail of a page's query; the first page of a visit adds where its visitor came from."""
    trail = trail_of(_pairs(query))
    if REFERRER not in trail and (source := _elsewhere(referer, host)):
        trail[REFERRER] = source[:LONGEST]
    return trail


def hidden_fields(trail: Mapping[str, str]) -> str:
    """The trail in a form."""
    return "".join(
        f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">'
        for name, value in trail.items()
    )


def _pairs(query: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(query, max_num_fields=100)
    except ValueError:
        return []


def _elsewhere(referer: str | None, host: str) -> str:
    """The page of another site that led here, without its query, which may be nobody's business."""
    try:
        url = urlsplit(referer or "")
        if url.scheme not in ("http", "https") or not url.hostname or url.netloc == host:
            return ""
    except ValueError:
        return ""
    return _clean(f"{url.hostname}{url.path}").rstrip("/")


def _clean(text: str) -> str:
    return " ".join("".join(each for each in text if each.isprintable() or each == " ").split())
