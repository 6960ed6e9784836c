"""Who sent an event: a visitor of the day, a kind of device, or a bot that does not count.

A visitor's id is an HMAC under a random salt of the day, which is deleted when the day is over:
nobody can be followed from one day to the next, and no id can be traced back to an address.
"""

import base64
import hashlib
import hmac
import re

# What names itself a crawler or previewer, or is a page loaded for nobody. HTTP libraries are no
# bots: servers send events too.
_BOT = re.compile(
    r"bot\b|bot[/_;) -]|crawl|spider|slurp|archiver|facebookexternalhit|embedly|quora link|"
    r"mediapartners|lighthouse|pagespeed|pingdom|uptime|monitor|preview|scrapy|feedfetcher|"
    r"phantomjs|ptst/|yandex\w{0,20}/|baidu|bytespider|ia_archiver|whatsapp/|telegram|skypeuripreview",
    re.IGNORECASE,
)
_TABLET = re.compile(r"ipad|tablet|kindle|silk/|android(?!.{0,300}mobile)", re.IGNORECASE)
_MOBILE = re.compile(r"mobi|iphone|ipod|android", re.IGNORECASE)
_DESKTOP = re.compile(r"windows nt|macintosh|x11|cros ", re.IGNORECASE)


def is_bot(user_agent: str, purpose: str = "") -> bool:
    """Whether nobody looks: a self-declared bot, or (by ``Sec-Purpose``) a page fetched ahead."""
    return bool(_BOT.search(user_agent)) or "prefetch" in purpose or "prerender" in purpose


def device_of(user_agent: str) -> str:
    """The kind of device: tablet, mobile, desktop, or other."""
    for kind, pattern in (("tablet", _TABLET), ("mobile", _MOBILE), ("desktop", _DESKTOP)):
        if pattern.search(user_agent):
            return kind
    return "other"


def visitor_id(salt: str, address: str, user_agent: str) -> str:
    """The id of a visitor on the day of ``salt``: 128 bits, base64url."""
    message = f"{address}\n{user_agent}".encode()
    digest = hmac.digest(salt.encode(), message, hashlib.sha256)
    return base64.urlsafe_b64encode(digest[:16]).decode().rstrip("=")
