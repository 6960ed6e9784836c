"""Which leads read like no homeowner's: offers to the business, links, and what a machine typed.

It says so, with the signs that it found; nothing is refused, because it may be wrong. Two signs of
one kind are needed where owners use such words, too ("I keep getting letters from wholesalers").
"""

import re
import unicodedata
from itertools import pairwise
from typing import Protocol

# One pattern a sign; words in between are few and short, so that no text is read twice.
WHOLESALE = (
    r"(?:cash )?buyers? list|list of (?:cash )?buyers|buy box",
    r"assignment (?:fee|contract|of contract)|assign (?:the|my|our|this) contract",
    r"(?:have|got|work with) (?:\w{1,12} ){0,2}buyers (?:who|that|for|in|ready|waiting|looking)",
    r"co-?wholesal(?:e|er|ers|ing)|i(?:'m| am) a wholesaler",
    r"wholesal(?:e|ing) (?:deals?|propert(?:y|ies)|contracts?|real estate|business)",
    r"off.market (?:deals?|properties|inventory)|investor.friendly",
    r"jv (?:with|deal)|joint venture|under contract (?:at|for) \$?\d|double clos(?:e|ing)",
    r"(?:arv|emd|poc|pof|noi)\b|dispositions?|proof of funds",
    r"(?:deals|properties) (?:like this|available)|more deals",
)
SERVICES = (
    r"seo\b|search engine (?:optimi[sz]ation|ranking|marketing)|backlinks?|guest posts?",
    r"(?:rank|ranked|ranking|page one|first page|top) (?:\w{1,12} ){0,4}(?:google|bing)\b",
    r"(?:domain|page) (?:authority|rating)|(?:website|organic|more) traffic|traffic to your",
    r"(?:web ?site|web|app) (?:design|redesign|develop)(?:er|ers|ing|ment)?",
    r"(?:improve|optimi[sz]e|redesign|rank|audit of) your (?:web ?site|site|page)",
    r"digital marketing|social media (?:marketing|management)|lead generation|ppc campaigns?",
    r"(?:errors|issues|problems) (?:on|with) your (?:web ?site|site)",
    r"free (?:audit|proposal|website)|(?:grow|boost|scale) your (?:business|sales|revenue)",
    r"virtual assistants?|cold call(?:ing|ers)|outsourc(?:e|ing)|business (?:loans?|funding)",
    r"merchant cash|our (?:agency|packages|services include)|affordable (?:price|rates|packages)",
    r"to unsubscribe|opt.out of (?:these|our)",
)
WARES = (
    r"viagra|cialis|casino|sports betting|forex|crypto(?:currency|currencies)?\b|bitcoin|nfts?\b",
    r"escorts?\b|porn|xxx\b|payday loans?|adult dating|replica watches|weight loss|cbd oil",
    r"make money (?:online|fast|from home)|passive income|lottery|telegram",
)


def _compiled(signs: tuple[str, ...]) -> list[re.Pattern[str]]:
    return [re.compile(rf"\b(?:{terms})", re.IGNORECASE) for terms in signs]


_OFFERS = {
    "a wholesaler's offer": _compiled(WHOLESALE),
    "an offer of services": _compiled(SERVICES),
}
_WARES = _compiled(WARES)
_URL = re.compile(r"(?:https?://|www\.)([\w.-]{1,200})", re.IGNORECASE)
_MARKUP = re.compile(r"<a\s+href|\[url[=\]]", re.IGNORECASE)
# Where owners find their own home, or have its photos.
_HOMES = ("zillow.", "redfin.", "realtor.", "trulia.", "google.", "goo.gl", "dropbox.", "photos.")
_KEYBOARD = re.compile(r"asdf|qwer|zxcv|hjkl|lkjh|fdsa")
_WORD = re.compile(r"[^\W\d_]+")
_SAME = re.compile(r"(.)\1{4}")
_CONSONANTS = re.compile(r"[bcdfghjklmnpqrstvwxz]{8}")
MOST_LINKS, MOST_CASE_CHANGES, LONGEST_READ = 2, 3, 6000


class Said(Protocol):
    """What is looked at."""

    @property
    def name(self) -> str: ...
    @property
    def message(self) -> str | None: ...
    @property
    def motivation(self) -> str | None: ...


def spam_in(lead: Said) -> str | None:
    """What a lead reads like, if it is no homeowner's: ``an offer of services (“SEO”, …)``."""
    text = " \n ".join(filter(None, [lead.message, lead.motivation]))[:LONGEST_READ]
    for kind, patterns in _OFFERS.items():
        signs = [found[0] for pattern in patterns if (found := pattern.search(text))]
        if len(signs) > 1:
            return f"{kind} ({_quoted(signs)})"
    return _links(lead.name, text) or _gibberish(lead.name, text)


def _quoted(signs: list[str]) -> str:
    return ", ".join(f"“{' '.join(sign.split())[:40]}”" for sign in signs[:3])


def _links(name: str, text: str) -> str | None:
    links = [host for host in _URL.findall(text) if not host.lower().startswith(_known(host))]
    wares = [found[0] for pattern in _WARES if (found := pattern.search(text))]
    if _URL.search(name) or _MARKUP.search(text) or len(links) > MOST_LINKS:
        return "links that are advertised"
    if (links and wares) or len(wares) > 1:
        return f"links that are advertised ({_quoted(wares)})"
    return None


def _known(host: str) -> tuple[str, ...]:
    return tuple(f"{www}{home}" for www in ("", "www.") for home in _HOMES)


def _gibberish(name: str, text: str) -> str | None:
    words = _WORD.findall(name)
    if words and all(_is_typed_blindly(word) for word in words):
        return f"a name that nobody has (“{name[:40]}”)"
    said = [word for word in _WORD.findall(text) if len(word) > 3]
    blind = [word for word in said if _is_typed_blindly(word)]
    if said and len(blind) * 2 > len(said):
        return f"no words (“{blind[0][:40]}”)"
    return None


def _is_typed_blindly(word: str) -> bool:
    """``asdfgh``, ``HbQkTrWzMn``, ``aaaaaa``; Latin letters only."""
    plain = "".join(
        letter
        for letter in unicodedata.normalize("NFKD", word)
        if not unicodedata.combining(letter)
    )
    if not plain.isascii() or len(plain) < 4:
        return False
    small = plain.lower()
    if _KEYBOARD.search(small) or _SAME.search(small) or _CONSONANTS.search(small):
        return True
    return sum(one.islower() and other.isupper() for one, other in pairwise(plain)) >= (
        MOST_CASE_CHANGES
    )
