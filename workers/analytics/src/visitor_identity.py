"""Who sent an event: a visitor of the day, a kind of device, or a bot that does not count.

A visitor's id is an HMAC under a random salt of the day, which is deleted when the day is over:
nobody can be followed from one day to the next, and no id can be traced back to an address.
"""

import base64
import hashlib
import hmac
import re
from functools import lru_cache

from crawler_table import CRAWLERS

LONGEST_AGENT = 512
"""Characters of a User-Agent that are looked at; no browser's is as long."""
# What names itself a crawler or previewer. HTTP libraries are no bots: servers send events too. The
# phones of CUBOT end in "bot" as well. Nothing repeats in it, so that its time is linear.
SELF_DECLARED = re.compile(
    r"(?<!cu)bots?(?![a-z])|crawl|spider|slurp|headless|phantomjs|scrap[ey]|archiver|feedfetcher|"
    r"lighthouse|pagespeed|pingdom|uptime|monitor|preview|mediapartners|embedly|baidu|bytespider|"
    r"whatsapp/|externalhit|ptst/|\+https?://|feed parser|feed fetcher",
    re.IGNORECASE,
)
_TABLET = re.compile(r"ipad|tablet|kindle|silk/", re.IGNORECASE)
_MOBILE = re.compile(r"mobi|iphone|ipod|android", re.IGNORECASE)
_DESKTOP = re.compile(r"windows nt|macintosh|x11|cros ", re.IGNORECASE)


def is_bot(user_agent: str, purpose: str = "") -> bool:
    """Whether nobody looks: a self-declared bot, or (by ``Sec-Purpose``) a page fetched ahead."""
    return (
        "prefetch" in purpose or "prerender" in purpose or _is_crawler(user_agent[:LONGEST_AGENT])
    )


@lru_cache(maxsize=1024)
def _is_crawler(user_agent: str) -> bool:
    text = user_agent.lower()
    return bool(SELF_DECLARED.search(text)) or any(
        _begins_a_word(text, name) for name in CRAWLERS if name in text
    )


def _begins_a_word(text: str, name: str) -> bool:
    start = text.find(name)
    return start == 0 or not text[start - 1].isalnum()


def device_of(user_agent: str) -> str:
    """The kind of device: tablet, mobile, desktop, or other."""
    shown = user_agent[:LONGEST_AGENT].lower()
    if _TABLET.search(shown) or ("android" in shown and "mobile" not in shown):
        return "tablet"
    for kind, pattern in (("mobile", _MOBILE), ("desktop", _DESKTOP)):
        if pattern.search(shown):
            return kind
    return "other"


def visitor_id(salt: str, address: str, user_agent: str) -> str:
    """The id of a visitor on the day of ``salt``: 128 bits, base64url."""
    message = f"{address}\n{user_agent[:LONGEST_AGENT]}".encode()
    digest = hmac.digest(salt.encode(), message, hashlib.sha256)
    return base64.urlsafe_b64encode(digest[:16]).decode().rstrip("=")
