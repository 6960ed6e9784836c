"""The links that may reach a visitor: ``https``, and nothing else that looks like it."""

import re
from urllib.parse import urlsplit

ADDRESS = re.compile(r"\b[a-z][a-z0-9+.-]*:(?=[^\s\d])[^\s<>\"')\]]*", re.IGNORECASE)
_NOT_IN_LINKS = re.compile(r"[\x00-\x20\x7f-\xa0\\<>\"'`{}|^\u2000-\u200f\u2028-\u202f\ufeff]")
LONGEST_LINK = 2000


def safe_link(address: str) -> str:
    """The address if a visitor may follow it, else nothing.

    >>> safe_link("https://example.org/a"), safe_link("\\x01JaVaScRiPt:alert(1)")
    ('https://example.org/a', '')
    """
    if len(address) > LONGEST_LINK or _NOT_IN_LINKS.search(address):
        return ""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    has_host = bool(parts.hostname) and "@" not in parts.netloc
    return address if parts.scheme == "https" and has_host else ""
