"""Who is the same person with the same home, however both are written.

What is kept of them are digests alone: nothing readable outlives an erasure.
"""

import hashlib
from typing import NamedTuple

from contracts.contact import mailbox_key
from contracts.leads import NewLead
from contracts.postal.address import AddressError, parse, zip_in
from edgekit import Statement
from lead_address import address_key

DAY_MS = 86_400_000
SAME_LEAD_MS = 30 * DAY_MS
# A place that is left out differs from none.
SAME_HOME = """person IN (?1, ?2) AND expires_at > ?3
  AND CASE WHEN zip <> '' AND ?4 <> '' THEN zip = ?4
    ELSE (city = '' OR ?5 = '' OR city = ?5) AND (state = '' OR ?6 = '' OR state = ?6) END"""
FIRST_LEAD = f"""SELECT * FROM leads
WHERE id IN (SELECT lead_id FROM recent_leads WHERE {SAME_HOME}) AND erased_at IS NULL
ORDER BY created_at LIMIT 1"""  # noqa: S608
# Fails as UNIQUE does, and with it the whole batch, if the person has a lead here.
REFUSE_SECOND = f"""INSERT INTO recent_leads
SELECT * FROM recent_leads WHERE {SAME_HOME} LIMIT 1"""  # noqa: S608
ADD = """INSERT INTO recent_leads (digest, lead_id, expires_at, person, zip, city, state)
SELECT ?1, id, ?3, ?4, ?5, ?6, ?7 FROM leads WHERE id = ?2 AND erased_at IS NULL"""


class Identity(NamedTuple):
    """One way to reach a person, with their home: what makes a lead the same."""

    digest: str
    person: str
    zip: str
    city: str
    state: str


class Home(NamedTuple):
    """A home as it is compared; empty is what its address leaves out."""

    street: str
    zip: str
    city: str
    state: str


def home_of(address: str, zip_code: str | None = None) -> Home:
    """The home of an address; one that can't be taken apart is known by all of its words."""
    try:
        found = parse(address)
    except AddressError:
        return Home(address_key(address), "", "", "")
    return Home(found.street_key, found.zip or zip_code or "", found.city_key, found.state)


def identities(new: NewLead) -> tuple[Identity, ...]:
    """One for each way to reach the person."""
    home = home_of(new.address, new.property.zip if new.property else None)
    places = [_digest(f"{home.street}\n{place}") if place else "" for place in home[1:]]
    ways = [new.email and mailbox_key(new.email), new.phone]
    people = [_digest(f"{way}\n{home.street}") for way in ways if way is not None]
    return tuple(Identity(_digest("\n".join([each, *places])), each, *places) for each in people)


def parameters(known: tuple[Identity, ...], now: int) -> tuple[str | int, ...]:
    """What ``FIRST_LEAD`` and ``REFUSE_SECOND`` ask for."""
    first = known[0]
    return first.person, known[-1].person, now, first.zip, first.city, first.state


def claim_home(new: NewLead, now: int) -> list[Statement]:
    """The statements that stand before a new lead: D1 refuses the batch if the person has one."""
    known = identities(new)
    gone = "DELETE FROM recent_leads WHERE digest IN (?1, ?2) AND expires_at <= ?3"
    return [
        Statement(gone, (known[0].digest, known[-1].digest, now)),
        Statement(REFUSE_SECOND, parameters(known, now)),
    ]


def keep_person(lead_id: str, new: NewLead, now: int) -> list[Statement]:
    """The statements by which a lead's person is known under the ways of a form."""
    sql = f"{ADD} ON CONFLICT DO NOTHING"
    return [
        Statement(sql, (each.digest, lead_id, now + SAME_LEAD_MS, *each[1:]))
        for each in identities(new)
    ]


def zip_of(new: NewLead) -> str | None:
    """The ZIP code of a lead's home, from its facts or its address."""
    return (new.property and new.property.zip) or zip_in(new.address)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
