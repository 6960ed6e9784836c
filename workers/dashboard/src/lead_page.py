"""The page of one lead: everything that leads knows of it, escaped, and what can be done."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from html import escape
from typing import Any
from urllib.parse import quote

from contracts.leads import Consent, Lead, LeadChoices
from contracts.valuation import Valuation
from lead_actions import actions
from lead_forms import NoteForm
from lead_history import history
from lead_score import score_card
from lead_value import comps_card, value_card
from markup import Facts, card, dollars, facts, link, moment, muted, prose, text
from pages import document
from words import HOT_ABOVE, PROPERTY, STATUSES, TIMELINES, spoken

MAP_URL = "https://www.google.com/maps/search/?api=1&query="
AS_THEY_ARE = ("zip", "year_built", "year_renovated", "lat", "lon")
_US_PHONE = re.compile(r"\+1(\d{3})(\d{3})(\d{4})")


@dataclass(frozen=True)
class Shown:
    """What stands on the page beside the lead: how the last form went, and what was typed."""

    done: str = ""
    refused: tuple[str, ...] = ()
    errors: dict[str, str] = field(default_factory=dict)
    note: NoteForm = field(default_factory=NoteForm)


NOTHING = Shown()


def lead_page(
    lead: Lead, choices: LeadChoices, full: Valuation | None, shown: Shown = NOTHING
) -> str:
    """The page; in its facts, whatever is not known is left out."""
    asides = (
        actions(lead, choices, shown.errors),
        card("Contact", facts(_contact(lead))),
        card("What they want", facts(_wishes(lead)) + _words(lead)),
    )
    main = (
        value_card(lead, full),
        comps_card(lead, full),
        score_card(lead),
        history(lead, shown.note, shown.errors),
    )
    more = (
        card("The home", facts(_home(lead)) or muted("Nothing was said about the home.")),
        card("Where it came from", facts(_origin(lead))),
    )
    doubts = "".join(f"<li>{escape(doubt)}</li>" for doubt in lead.doubts)
    doubtful = f'<div class="notice bad"><p>Look first</p><ul>{doubts}</ul></div>' if doubts else ""
    body = (
        f'<div class="lead-grid"><div class="lead-side">{"".join(asides)}</div>'
        f'<div class="lead-main">{"".join(main)}</div>'
        f'<div class="lead-more">{"".join(more)}</div></div>'
    )
    return document(
        f"{lead.name} · lead", _told(shown) + _top(lead) + doubtful + body, here="/leads"
    )


def _told(shown: Shown) -> str:
    if shown.refused:
        first, *others = map(escape, shown.refused)
        items = "".join(f"<li>{other}</li>" for other in others)
        more = f"<ul>{items}</ul>" if items else ""
        return f'<div class="notice bad" role="alert"><p>{first}</p>{more}</div>'
    return f'<p class="notice good" role="status">{escape(shown.done)}</p>' if shown.done else ""


def _top(lead: Lead) -> str:
    hot = " hot" if lead.score > HOT_ABOVE else ""
    return (
        f'<div class="lead-top"><span class="score{hot}"><span class="hidden">Score </span>'
        f'{lead.score}</span><div><h1 dir="auto">{escape(lead.name)}</h1>'
        f'<p class="muted" dir="auto">{escape(lead.address)}</p></div>'
        f'<span class="badge {lead.status}">{STATUSES[lead.status]}</span></div>'
    )


def phone_said(phone: str) -> str:
    """A number as people write it at home: ``(206) 555-0142``."""
    return _US_PHONE.sub(r"(\1) \2-\3", phone)


def _contact(lead: Lead) -> Facts:
    phone, email = lead.phone, lead.email
    yield "Phone", phone and link(f"tel:{phone}", phone_said(phone))
    yield "E-mail", email and link(f"mailto:{quote(email, safe='@')}", email)
    yield "Address", link(MAP_URL + quote(lead.address, safe=""), lead.address)
    yield "Consent", text(_consent(lead))
    if lead.consent and lead.consent.text:
        yield "Their words", text(lead.consent.text)


def _consent(lead: Lead) -> str:
    given = lead.consent or Consent()
    ways = {"texts": given.sms, "e-mail": given.email}
    agreed = " and ".join(way for way, allowed in ways.items() if allowed)
    return f"May be sent {agreed}" if agreed else "None given"


def _wishes(lead: Lead) -> Facts:
    yield "Wants to sell", lead.timeline and TIMELINES[lead.timeline]
    yield "Asks", dollars(lead.asking_price) or "Named no price"
    yield "Condition", lead.condition and spoken(lead.condition)


def _words(lead: Lead) -> str:
    said = {"Why they sell": lead.motivation, "Their message": lead.message}
    return "".join(f"<h3>{name}</h3>{prose(words)}" for name, words in said.items() if words)


def _home(lead: Lead) -> Facts:
    given: dict[str, Any] = lead.property.model_dump(exclude_none=True) if lead.property else {}
    for name, value in given.items():
        yield PROPERTY.get(name, spoken(name)), text(_value(name, value))


def _value(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if name in AS_THEY_ARE:
        return str(value)
    return f"{value:,}".removesuffix(".0")


def _origin(lead: Lead) -> Iterable[tuple[str, str | None]]:
    yield "Came in", moment(lead.created_at)
    yield "Last change", moment(lead.updated_at)
    yield "Source", lead.source and text(lead.source)
    for name, value in (lead.utm or {}).items():
        yield text(f"UTM {name.removeprefix('utm_')}"), text(value)
    yield "Told in", text(lead.channel)
    yield "Id", f"<code>{escape(lead.id)}</code>"
