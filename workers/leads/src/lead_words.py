"""The words that a lead is found by: of its name, address, e-mail address and phone number."""

import json
import re
import unicodedata
from collections.abc import Mapping
from typing import NamedTuple, Protocol

from pydantic import BaseModel

from edgekit import Statement
from lead_address import address_key
from lead_services import Ctx

VERSION = 1  # of the way in which words are made: a new one has cron make them all anew
MOST_IN_A_SEARCH = 6
AT_ONCE = 500  # leads a tick
LAST = "\U0010ffff"  # sorts behind whatever follows a word's beginning

_WORD = re.compile(r"[^\W_]+")
_EMAIL = re.compile(r"(?<![^\s@])[^\s@]+@[^\s@]*")
# As numbers are written and copied; house numbers and ordinals ("8021 21st") are none.
_PHONE = re.compile(
    r"\+\d[\d().\-–/ ]{6,}\d"
    r"|(?<!\w)(?:1[ .\-–])?\(?\d{3}\)?[ .\-–/]*\d{3}[ .\-–/]*\d{4}(?!\w)"
    r"|(?<!\w)\d{3}[.\-–]\d{4}(?!\w)"
    r"|\(\d{3}\) *(?:\d{3}(?!\w))?"
)

TO_INDEX = """SELECT id, name, address, email, phone FROM leads
WHERE words_version < ?1 AND erased_at IS NULL LIMIT ?2"""


class Known(Protocol):
    """What of a lead can be searched."""

    @property
    def name(self) -> str: ...
    @property
    def address(self) -> str: ...
    @property
    def email(self) -> str | None: ...
    @property
    def phone(self) -> str | None: ...


class WordlessRow(BaseModel):
    """A lead whose words are still to be made."""

    id: str
    name: str
    address: str
    email: str | None
    phone: str | None


def words_of(lead: Known) -> set[str]:
    """All words under which a lead is found.

    An e-mail address is found by its beginning and by its domain, a phone number by its beginning,
    with or without the country's code, and by its last seven and four digits.
    """
    found = {*_plain_words(lead.name), *address_key(lead.address).split()}
    found.update(_plain_words(lead.address))
    if lead.email:
        found |= {lead.email, lead.email.partition("@")[2], *_plain_words(lead.email)}
    if lead.phone:
        digits = lead.phone.removeprefix("+")
        found |= {digits, digits.removeprefix("1"), digits[-7:], digits[-4:]}
    return found


class Term(NamedTuple):
    """A beginning of words that is searched for, or its short form in addresses as a whole."""

    beginning: str
    short: str


def searched(text: str) -> list[Term]:
    """What a search asks for, the longest first, at most six; a lead must have all of them."""
    emails = [email.lower() for email in _EMAIL.findall(text)]
    rest = _EMAIL.sub(" ", text)
    phones = ["".join(filter(str.isdecimal, found)) for found in _PHONE.findall(rest)]
    words = [*emails, *phones, *_plain_words(_PHONE.sub(" ", rest))]
    longest = sorted(dict.fromkeys(words), key=len, reverse=True)[:MOST_IN_A_SEARCH]
    return [Term(word, address_key(word)) for word in longest]


def add_words(leads: Mapping[str, Known]) -> list[Statement]:
    """The statements that make leads, by id, found; they change nothing of one that was erased."""
    pairs = json.dumps(
        [[lead_id, word] for lead_id, lead in leads.items() for word in sorted(words_of(lead))],
        ensure_ascii=False,
    )
    insert = """INSERT INTO lead_words (word, lead_id)
SELECT pair.value ->> 1, leads.id FROM json_each(?1) AS pair
JOIN leads ON leads.id = pair.value ->> 0 WHERE erased_at IS NULL ON CONFLICT DO NOTHING"""
    mark = "UPDATE leads SET words_version = ?2 WHERE id IN (SELECT value FROM json_each(?1))"
    return [Statement(insert, (pairs,)), Statement(mark, (json.dumps(list(leads)), VERSION))]


async def add_missing_words(ctx: Ctx) -> None:
    """Make the words of some leads that have none yet, or those of an older way of making them."""
    rows = await ctx.db.all(WordlessRow, TO_INDEX, VERSION, AT_ONCE)
    if rows:
        await ctx.db.batch(*add_words({row.id: row for row in rows}))


def _plain_words(text: str) -> list[str]:
    """Words in lower case and without accents."""
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return _WORD.findall("".join(c for c in folded if not unicodedata.combining(c)))
