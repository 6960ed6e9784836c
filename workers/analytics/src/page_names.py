"""One page has one path and one source one name, however links to them are written.

Paths are read as WHATWG's URL standard has them and then as people mean them: `/Sell`, `//sell` and
`/sell/` are one page, and so are `/caf%C3%A9` and `/café`.
"""

import re
import unicodedata
from typing import NamedTuple
from urllib.parse import parse_qsl, unquote, urlsplit

LONGEST_PATH, LONGEST_SOURCE = 500, 100
_SLASHES = re.compile("/{2,}")
_UNSEEN = re.compile("[\x00-\x1f\x7f]")
# Hosts of one site: for phones, for slow lines, and those that a click passes on its way out.
_MOBILE = ("www.", "m.", "mobile.", "amp.")
_PASSED = {"facebook.com": ("l.", "lm.", "web.", "touch."), "instagram.com": ("l.",),
           "reddit.com": ("out.", "old.", "np."), "threads.net": ("l.",), "threads.com": ("l.",),
           "linkedin.com": ("lnkd.",), "pinterest.com": ("in.",)}  # fmt: skip


class Address(NamedTuple):
    """What is kept of an address."""

    site: str
    path: str
    utm_source: str


def address_of(url: str) -> Address:
    """Site, path and source of an address; queries may hold secrets and are dropped."""
    url = url.strip()
    if url.startswith("//") and "." not in url.lstrip("/").partition("/")[0]:
        url = "/" + url.lstrip("/")  # a path, not a host without its scheme
    try:
        parts = urlsplit(url)
        host = site_of(parts.hostname or "")
    except ValueError:
        return Address("", "", "")
    queries = dict(reversed(parse_qsl(parts.query, max_num_fields=200)))
    return Address(host, _path(parts.path, host), source_of(queries.get("utm_source", "")))


def site_of(host: str) -> str:
    """A host without what only says how it is looked at: `lm.facebook.com` is `facebook.com`."""
    site = host.lower().rstrip(".")
    for prefix in _MOBILE:
        if site.startswith(prefix) and site.count(".") > 1:
            site = site.removeprefix(prefix)
    name = ".".join(site.split(".")[-2:])
    return name if any(site == prefix + name for prefix in _PASSED.get(name, ())) else site


def source_of(text: str) -> str:
    """A campaign's source in one spelling, or an empty text."""
    plain = unicodedata.normalize("NFKC", _UNSEEN.sub("", unquote(text)))
    name = " ".join(plain.split()).lower()[:LONGEST_SOURCE]
    return site_of(name) if "." in name and " " not in name else name


def page_path(text: str) -> str:
    """A path in one spelling; a step of a funnel names its page in any."""
    return _path(text, "")


def _path(text: str, host: str) -> str:
    # %2F is a part of a name, not a division.
    plain = "%2F".join(unquote(part) for part in re.split("%2[Ff]", text))
    folded = unicodedata.normalize("NFC", _UNSEEN.sub("", plain)).lower().replace("%2f", "%2F")
    path = _SLASHES.sub("/", folded)[:LONGEST_PATH]
    return path.rstrip("/") or path[:1] or ("/" if host else "")
