"""The page of one lead: everything that leads knows of it, escaped."""

from collections.abc import Iterable
from datetime import datetime
from html import escape
from typing import Any
from urllib.parse import quote

from contracts.leads import Lead, Note, StatusChange
from contracts.valuation import Estimate
from pages import document

MAP_URL = "https://www.google.com/maps/search/?api=1&query="
HOT_ABOVE = 80
TIMELINES = {
    "asap": "As soon as possible",
    "30_days": "Within 30 days",
    "90_days": "Within 90 days",
    "exploring": "Exploring",
}
METHODS = {
    "model": "the trained model",
    "comps": "similar sales around the home",
    "area": "the price level of the area",
}
PROPERTY = {
    "sqft": "Living area, sq ft",
    "sqft_above": "Above ground, sq ft",
    "lot_sqft": "Lot, sq ft",
    "zip": "ZIP code",
}
AS_THEY_ARE = ("zip", "year_built", "year_renovated", "lat", "lon")

Facts = Iterable[tuple[str, str | None]]


def lead_page(lead: Lead) -> str:
    """The page; in its facts, whatever is not known is left out."""
    cards = (
        _card("Contact", _facts(_contact(lead))),
        _card("What they want", _facts(_wishes(lead)) + _words(lead)),
        _card("Value", _value(lead)),
        _card(f"Score: {lead.score} of 100", _score(lead)),
        _card("The home", _facts(_home(lead)) or _none("Nothing was said about the home.")),
        _card("Where it came from", _facts(_origin(lead))),
        _card("History", _history(lead.history)),
        _card("Notes", "".join(map(_note, lead.notes)) or _none("No notes yet.")),
    )
    return document(
        f"{lead.name} · lead", _top(lead) + '<div class="cards">' + "".join(cards) + "</div>"
    )


def _top(lead: Lead) -> str:
    hot = " hot" if lead.score > HOT_ABOVE else ""
    return (
        f'<div class="lead-top"><span class="score{hot}">{lead.score}</span>'
        f'<div><h1 dir="auto">{escape(lead.name)}</h1>'
        f'<p class="muted" dir="auto">{escape(lead.address)}</p></div>'
        f'<span class="badge">{_title(lead.status)}</span></div>'
    )


def _contact(lead: Lead) -> Facts:
    phone, email = lead.phone, lead.email
    yield "Phone", phone and _link(f"tel:{phone}", phone)
    yield "E-mail", email and _link(f"mailto:{quote(email, safe='@')}", email)
    yield "Address", _link(MAP_URL + quote(lead.address, safe=""), lead.address)
    yield "Agent", _text(lead.agent or "Nobody yet")
    yield "Consent", _text(_consent(lead))
    if lead.consent and lead.consent.text:
        yield "Their words", _text(lead.consent.text)


def _consent(lead: Lead) -> str:
    ways = {"SMS": lead.consent and lead.consent.sms, "e-mail": lead.consent and lead.consent.email}
    return " and ".join(way for way, agreed in ways.items() if agreed) or "None given"


def _wishes(lead: Lead) -> Facts:
    yield "Timeline", lead.timeline and TIMELINES[lead.timeline]
    yield "Condition", lead.condition and _title(lead.condition)
    yield "Asking price", _dollars(lead.asking_price)


def _words(lead: Lead) -> str:
    said = {"Motivation": lead.motivation, "Message": lead.message}
    return "".join(f"<h3>{name}</h3>{_prose(text)}" for name, text in said.items() if text)


def _value(lead: Lead) -> str:
    value = lead.valuation
    if value is None:
        late = lead.valued_at is None
        return _none("It is still to come." if late else "Nothing is known about this area.")
    return (
        f'<p class="figure">{_dollars(value.estimate)}</p>{_facts(_estimate(value, lead))}'
        + "".join(f'<p class="muted">{escape(note)}</p>' for note in value.notes)
    )


def _estimate(value: Estimate, lead: Lead) -> Facts:
    yield "Range", f"{_dollars(value.low)} to {_dollars(value.high)}, 8 times of 10"
    yield "Confidence", f"{100 * value.confidence:.0f} % to be within 20 %"
    yield "Found by", METHODS[value.method]
    yield "As of", f"{value.as_of:%d %b %Y}"
    yield "Model", _text(value.model_version)
    if lead.asking_price is not None:
        yield (
            "Asked",
            f"{100 * lead.asking_price / value.estimate:.0f} % of it" if value.estimate else None,
        )


def _score(lead: Lead) -> str:
    rows = "".join(
        f"<tr><td>{_text(_title(part.name))}"
        f'<br><span class="muted">{_text(part.reason)}</span></td>'
        f'<td class="meter"><meter aria-hidden="true" max="{part.most}"'
        f' value="{part.points}"></meter></td>'
        f'<td class="number">{part.points} of {part.most}</td></tr>'
        for part in lead.score_parts
    )
    return f"<table><tbody>{rows}</tbody></table>"


def _home(lead: Lead) -> Facts:
    facts: dict[str, Any] = lead.property.model_dump(exclude_none=True) if lead.property else {}
    for name, value in facts.items():
        yield PROPERTY.get(name, _title(name)), _text(_told(name, value))


def _told(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if name in AS_THEY_ARE:
        return str(value)
    return f"{value:,}".removesuffix(".0")


def _origin(lead: Lead) -> Facts:
    yield "Came in", _time(lead.created_at)
    yield "Last change", _time(lead.updated_at)
    yield "Source", lead.source and _text(lead.source)
    for name, value in (lead.utm or {}).items():
        yield _text(f"utm {name}"), _text(value)
    yield "Channel", _text(lead.channel)
    yield "Id", f"<code>{escape(lead.id)}</code>"


def _history(changes: list[StatusChange]) -> str:
    rows = "".join(
        f"<tr><td>{_title(change.status)}</td><td>{_time(change.at)}</td></tr>"
        for change in changes
    )
    return f"<table><tbody>{rows}</tbody></table>" if rows else _none("No change of status yet.")


def _note(note: Note) -> str:
    by = f"{_text(note.author)}, {_time(note.created_at)}"
    return f'<article class="note">{_prose(note.text)}<p class="muted">{by}</p></article>'


def _card(title: str, body: str) -> str:
    return f'<section class="card"><h2>{title}</h2>{body}</section>'


def _facts(facts: Facts) -> str:
    """Names in text and values in HTML as a list of descriptions."""
    rows = "".join(f"<dt>{name}</dt><dd>{value}</dd>" for name, value in facts if value)
    return f'<dl class="facts">{rows}</dl>' if rows else ""


def _text(text: str) -> str:
    """Text whose direction is its own, whatever it holds."""
    return f"<bdi>{escape(text)}</bdi>"


def _prose(text: str) -> str:
    return f'<p class="prose" dir="auto">{escape(text)}</p>'


def _none(text: str) -> str:
    return f'<p class="muted">{text}</p>'


def _link(url: str, text: str) -> str:
    return f'<a href="{escape(url)}" rel="noreferrer">{_text(text)}</a>'


def _title(name: str) -> str:
    return name.replace("_", " ").capitalize()


def _dollars(amount: int | None) -> str | None:
    return None if amount is None else f"${amount:,}"


def _time(at: datetime) -> str:
    return f'<time datetime="{at.isoformat()}">{at:%d %b %Y, %H:%M} UTC</time>'
