"""What can be done with a lead: the next status, and whose it is."""

from html import escape

from contracts.leads import Lead, LeadChoices, Status
from lead_forms import seen_of
from markup import card, described_by, field_error, muted, option
from words import MOVES, STATUSES

FINAL = "A lost lead stays lost: nothing can follow."


def actions(lead: Lead, choices: LeadChoices, errors: dict[str, str]) -> str:
    """The forms, each with what of the lead its sender has seen."""
    return card("Next step", _status(lead, errors) + _agent(lead, choices, errors), anchor="next")


def seen_fields(lead: Lead) -> str:
    """Hidden fields that say what of the lead a form's sender has seen."""
    return "".join(
        f'<input type="hidden" name="seen_{name}" value="{escape(value)}">'
        for name, value in seen_of(lead)._asdict().items()
    )


def _status(lead: Lead, errors: dict[str, str]) -> str:
    said = f"<p>Now: <strong>{STATUSES[lead.status]}</strong></p>"
    if not lead.next_statuses:
        return said + muted("Nothing follows after that.")
    forward = "".join(_move(status) for status in lead.next_statuses if status != "lost")
    lost = ""
    if "lost" in lead.next_statuses:
        lost = f"<details><summary>It is lost…</summary>{muted(FINAL)}{_move('lost')}</details>"
    return (
        f'{said}<form method="post" action="/leads/{lead.id}/status">{seen_fields(lead)}'
        f"{forward}{field_error('status', errors)}{lost}</form>"
    )


def _move(status: Status) -> str:
    kind = ' class="quiet bad"' if status == "lost" else ""
    return f'<button name="status" value="{status}"{kind}>{MOVES[status]}</button>'


def _agent(lead: Lead, choices: LeadChoices, errors: dict[str, str]) -> str:
    names = sorted({*choices.agents, *([lead.agent] if lead.agent else [])})
    described = described_by("agent", errors)
    if names:
        nobody = "" if lead.agent else option("", "Nobody yet", "")
        options = nobody + "".join(option(name, name, lead.agent or "") for name in names)
        control = f'<select id="agent" name="agent"{described}>{options}</select>'
    else:
        control = f'<input id="agent" name="agent" maxlength="200"{described}>'
    return (
        f'<form method="post" action="/leads/{lead.id}/agent" class="assign">{seen_fields(lead)}'
        f'<label for="agent">Agent</label>{control}<button class="quiet">Assign</button>'
        f"{field_error('agent', errors)}</form>"
    )
