"""Leads: each is there once, told to Slack once, and acknowledged once to whoever agreed to it."""

from collections.abc import Iterator, Sequence
from typing import Any

from fleet.chaos.desk import Desk
from fleet.chaos.letters import pages
from fleet.chaos.record import Finding, LeadTaken, Record
from fleet.chaos.recount.counting import grouped, once
from fleet.chaos.witness import Witness

CHANNELS = ("#hot-leads", "#leads-incoming")
THANKS = "Hearthstack: thanks for telling us"


def read(desk: Desk) -> list[dict[str, Any]]:
    """Every lead that the fleet has, page by page."""
    return list(pages(desk, "leads", "/api/leads?limit=100"))


def findings(
    record: Record, witness: Witness, listed: Sequence[dict[str, Any]]
) -> Iterator[Finding]:
    """What is wrong with leads."""
    ids = grouped((lead["id"], lead) for lead in listed)
    for taken in record.leads:
        found = ids.get(taken.id, [])
        yield from once(len(found), f"lead {taken.id}", "in GET /api/leads")
        for lead in found:
            yield from _as_answered(taken, lead)
    for email, leads in grouped((lead["email"], lead["id"]) for lead in listed).items():
        if len(leads) > 1:
            yield Finding("doubled", f"leads {leads}", f"of one person, {email}")
    yield from _told(record, witness)


def _as_answered(taken: LeadTaken, lead: dict[str, Any]) -> Iterator[Finding]:
    if lead["status"] != taken.status:
        told = f"is {lead['status']} in GET /api/leads, and was answered {taken.status}"
        yield Finding("lost", f"status of lead {taken.id}", told)
    if lead["valuation"] is None:
        yield Finding("lost", f"value of lead {taken.id}", "none in GET /api/leads")


def _told(record: Record, witness: Witness) -> Iterator[Finding]:
    posts = grouped(
        (name, post.key)
        for post in list(witness.posts.values())
        if post.channel in CHANNELS
        for name in _names(post.text)
    )
    mails = grouped((mail.to, mail.subject) for mail in witness.mails.values())
    texts = grouped((text.to, text.body) for text in witness.texts)
    for taken in record.leads:
        person, lead = taken.person, f"lead {taken.id}"
        yield from once(len(posts.get(person.name, [])), f"card of {lead}", "in Slack")
        thanks = f"We have your message about {person.address}"
        mailed = mails.get(person.email, []).count(thanks)
        texted = [body for body in texts.get(person.phone, []) if body.startswith(THANKS)]
        for wanted, count, way in (
            (taken.by_mail, mailed, "mail"),
            (taken.by_text, len(texted), "text"),
        ):
            what = f"{way} that acknowledges {lead}"
            if wanted:
                yield from once(count, what, "at the provider")
            elif count:
                yield Finding("unwanted", what, "nobody agreed to it")


def _names(text: str) -> list[str]:
    """Made-up people's names in a text."""
    words = text.replace(",", " ").split()
    return [f"{word} Lee" for word in words if word.startswith("Ann") and word[3:].isdigit()]
