"""What a notification says to Slack: a text, a template with its data, or a lead's card."""

import string
from typing import Any
from urllib.parse import quote as url_quote

from contracts.slack_intel import LeadCard, Notification, Template, ValueRange
from edgekit import FieldError, Problem
from slack_messages import LONGEST_MESSAGE, Blocks, Payload, message
from slack_text import BOLD, clean, disarm, escape, shorten

HOT_ABOVE = 80
LEAD_ID = "lead_"
MAP_URL = "https://www.google.com/maps/search/?api=1&query="
LONGEST_HEADER, LONGEST_FIELD, LONGEST_MOTIVATION, LONGEST_REASON = 150, 400, 600, 200
SHOWN_REASONS, MOST_DOUBTS = 3, 6
METHODS = {
    "model": "by the model",
    "comps": "by sales nearby",
    "area": "by the area's level alone",
}
TIMELINES = {
    "asap": "as soon as possible",
    "30_days": "within 30 days",
    "90_days": "within 90 days",
    "exploring": "exploring",
}
TEMPLATES: dict[Template, str] = {
    "alert": f"{BOLD}{{title}}{BOLD}\n{{detail}}",
    "contact": f"{BOLD}{{name}}{BOLD} ({{contact}}) wants to be contacted:\n{{message}}",
    "incident": f"{BOLD}{{worker}} {{state}}{BOLD}\n{{detail}}",
    "booking": f"{BOLD}{{name}}{BOLD} has booked {{time}}\n{{address}}",
    "news": f"{BOLD}{{title}}{BOLD}\n{{text}}",
}


def payload_of(notification: Notification, dashboard_url: str) -> Payload:
    """The message for a notification; raises ``Problem`` 422 for data that does not fit."""
    if notification.lead is not None:
        return lead_card(notification.lead, dashboard_url)
    if notification.template is not None:
        payload = message(fill(notification.template, dict(notification.data or {})))
    else:
        payload = message(clean(notification.text or ""))
    subject = notification.subject or ""
    if subject.startswith(LEAD_ID):
        url = _lead_url(subject, dashboard_url)
        payload["blocks"].append({"type": "actions", "elements": [_button("Open lead", url)]})
    return payload


def fill(template: Template, data: dict[str, Any]) -> str:
    """A template with its data, marked; raises ``Problem`` 422 for too little or too much."""
    text = TEMPLATES[template]
    names = [name for _, name, _, _ in string.Formatter().parse(text) if name]
    missing = [name for name in names if data.get(name) is None]
    if missing:
        raise Problem(
            422,
            f"The template {template} needs {', '.join(missing)} in data.",
            errors=[FieldError(f"/data/{name}", "Field required") for name in missing],
        )
    filled = text.format(**{name: clean(str(data[name])) for name in names})
    if len(filled) > LONGEST_MESSAGE:
        detail = f"A message has at most {LONGEST_MESSAGE:,} characters; this has {len(filled):,}."
        raise Problem(422, detail, errors=[FieldError("/data", detail)])
    return filled


def lead_card(lead: LeadCard, dashboard_url: str) -> Payload:
    """A lead's card: who, where, worth what, and two buttons."""
    title = _title(lead)
    blocks: Blocks = [{"type": "header", "text": _plain(title, LONGEST_HEADER)}]
    if facts := _facts(lead):
        blocks.append({"type": "section", "fields": [_field(*fact) for fact in facts]})
    for words in dict.fromkeys(filter(None, (lead.motivation, lead.message))):
        said = shorten(words, LONGEST_MOTIVATION)
        blocks.append({"type": "section", "text": _plain(f"“{said}”")})
    if doubts := _doubts(lead):
        blocks.append({"type": "section", "text": _plain(doubts)})
    if why := _reasons(lead):
        blocks.append({"type": "context", "elements": [_plain(why)]})
    blocks.append({"type": "actions", "elements": _buttons(lead, dashboard_url)})
    text = ", ".join(part for part in (title, lead.address) if part)
    return {"text": disarm(clean(text)), "blocks": blocks}


def _title(lead: LeadCard) -> str:
    kind = "Hot lead" if (lead.score or 0) > HOT_ABOVE else "Lead"
    return " · ".join(str(part) for part in (kind, lead.score, lead.name) if part is not None)


def _facts(lead: LeadCard) -> list[tuple[str, str]]:
    found = {
        "Score": "" if lead.score is None else f"{lead.score} of 100",
        "Value": _value(lead.valuation, lead.no_value),
        "Address": lead.address,
        "Asking price": _dollars(lead.asking_price),
        "Timeline": TIMELINES.get(lead.timeline or "", lead.timeline),
        "Condition": lead.condition,
        "Contact": "\n".join(way for way in (lead.phone, lead.email) if way),
        "Agent": lead.agent,
        "Source": lead.source,
    }
    return [(name, value) for name, value in found.items() if value]


def _value(value: ValueRange | None, no_value: str | None) -> str:
    if value is None:
        return f"none: {no_value}" if no_value else "not valued yet"
    span = [_dollars(end) for end in (value.low, value.high) if end is not None]
    said = _dollars(value.estimate) + (f" ({' to '.join(span)})" if span else "")
    return f"{said}, {METHODS.get(value.method, value.method)}" if value.method else said


def _doubts(lead: LeadCard) -> str:
    """What to look at before anybody calls; of the value, too."""
    notes = lead.valuation.notes if lead.valuation else ()
    said = [shorten(doubt, LONGEST_REASON) for doubt in (*lead.doubts, *notes)]
    return "\n".join(f"Doubt: {doubt}" for doubt in said[:MOST_DOUBTS])


def _dollars(amount: int | None) -> str:
    return "" if amount is None else f"${amount:,}"


def _reasons(lead: LeadCard) -> str:
    best = sorted(lead.score_parts, key=lambda part: -part.points)[:SHOWN_REASONS]
    return " · ".join(f"{shorten(part.reason, LONGEST_REASON)} ({part.points:+})" for part in best)


def _buttons(lead: LeadCard, dashboard_url: str) -> Blocks:
    url, label = f"{dashboard_url.rstrip('/')}/", "Open dashboard"
    if lead.id:
        url, label = _lead_url(lead.id, dashboard_url), "Open lead"
    buttons = [_button(label, url) | {"style": "primary"}]
    if lead.address:
        buttons.append(_button("Map", MAP_URL + url_quote(lead.address, safe="")))
    return buttons


def _lead_url(lead_id: str, dashboard_url: str) -> str:
    return f"{dashboard_url.rstrip('/')}/leads/{url_quote(lead_id, safe='')}"


def _button(label: str, url: str) -> dict[str, Any]:
    action = label.lower().replace(" ", "_")
    return {"type": "button", "text": _plain(label), "url": url, "action_id": action}


def _field(name: str, value: str) -> dict[str, Any]:
    return _plain(f"{name}\n{shorten(clean(value), LONGEST_FIELD)}")


def _plain(text: str, most: int | None = None) -> dict[str, Any]:
    seen = clean(text)
    return {"type": "plain_text", "text": escape(shorten(seen, most or len(seen))), "emoji": False}
