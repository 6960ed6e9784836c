"""The list of leads: a form of filters, a page of leads, and links to the next. No JavaScript."""

from datetime import date
from html import escape
from typing import NamedTuple, get_args
from urllib.parse import urlencode

from contracts.leads import LeadChoices, LeadPage, LeadQuery, LeadSummary, Status
from lead_page import phone_said
from markup import day, described_by, field_error, muted, option, short_dollars, text
from pages import document
from words import HOT_ABOVE, STATUSES

PAGE = 25
NOBODY = "-"
LONGEST_SEARCH = 200
SCORES = {"": "Any score", "40": "40 and more", "60": "60 and more", str(HOT_ABOVE + 1): "Hot only"}


class Filters(NamedTuple):
    """What the form says, as it was typed; empty is no filter."""

    q: str = ""
    status: str = ""
    score: str = ""
    agent: str = ""
    source: str = ""
    date_from: str = ""
    date_to: str = ""

    def address(self, cursor: str | None = None) -> str:
        """The list's address that says the same, and on which page."""
        said = {OUTER.get(name, name): value for name, value in self._asdict().items() if value}
        if cursor:
            said["cursor"] = cursor
        return f"/leads?{urlencode(said)}" if said else "/leads"


OUTER = {"date_from": "from", "date_to": "to"}


class Asked(NamedTuple):
    """A list that is asked for, or what is wrong with it, by field."""

    query: LeadQuery
    errors: dict[str, str]


def asked_for(filters: Filters, cursor: str | None) -> Asked:
    """The query that the filters mean; fields that mean nothing are named."""
    errors: dict[str, str] = {}
    if filters.status and filters.status not in get_args(Status):
        errors["status"] = "There is no such status."
    if filters.score and filters.score not in SCORES:
        errors["score"] = "Choose one of these."
    if len(filters.q) > LONGEST_SEARCH:
        errors["q"] = f"At most {LONGEST_SEARCH} characters."
    first = _day("from", filters.date_from, errors)
    last = _day("to", filters.date_to, errors)
    if first and last and first > last:
        errors["from"] = "This is after the last day."
    if errors:
        return Asked(LeadQuery(), errors)
    query = LeadQuery(
        status=filters.status or None,
        min_score=int(filters.score or 0),
        q=filters.q or None,
        agent=filters.agent if filters.agent not in ("", NOBODY) else None,
        assigned=False if filters.agent == NOBODY else None,
        source=filters.source or None,
        date_from=first,
        date_to=last,
        limit=PAGE,
        cursor=cursor or None,
    )
    return Asked(query, errors)


def _day(name: str, said: str, errors: dict[str, str]) -> date | None:
    if not said:
        return None
    try:
        return date.fromisoformat(said)
    except ValueError:
        errors[name] = "Give a day, as 2026-11-28."
        return None


def list_page(
    filters: Filters,
    choices: LeadChoices,
    found: LeadPage | None,
    *,
    errors: dict[str, str] | None = None,
    later: bool = False,
    notice: str = "",
) -> str:
    """The page; ``later`` says that it is not the first one of its list."""
    told = f'<p class="notice bad" role="alert">{escape(notice)}</p>' if notice else ""
    body = "" if found is None else _found(filters, found, later=later)
    main = (
        f'<div class="page-top"><h1>Leads</h1></div>{told}'
        f"{_form(filters, choices, errors or {})}{body}"
    )
    return document("Leads · Hearthstack", main, here="/leads")


def _form(filters: Filters, choices: LeadChoices, errors: dict[str, str]) -> str:
    statuses: dict[str, str] = {"": "Any status"}
    statuses.update(STATUSES.items())
    agents = {"": "Anybody", NOBODY: "Nobody yet", **_themselves(choices.agents, filters.agent)}
    sources = {"": "Any source", **_themselves(choices.sources, filters.source)}
    return (
        '<form class="filters" method="get" action="/leads" role="search" aria-label="Leads">'
        f'<div class="field search"><label for="q">Name, phone, address or e-mail</label>'
        f'<input id="q" name="q" type="search" value="{escape(filters.q)}"'
        f"{described_by('q', errors)}>{field_error('q', errors)}</div>"
        + _select("status", "Status", statuses, filters.status, errors)
        + _select("score", "Score", SCORES, filters.score, errors)
        + _select("agent", "Agent", agents, filters.agent, errors)
        + _select("source", "Source", sources, filters.source, errors)
        + _date("from", "Came in from", filters.date_from, errors)
        + _date("to", "until", filters.date_to, errors)
        + '<div class="field buttons"><button>Show</button>'
        '<a class="button quiet" href="/leads">Clear</a></div></form>'
    )


def _themselves(names: list[str], chosen: str) -> dict[str, str]:
    """Names as choices; one that is chosen and no more there stays one."""
    more = [chosen] if chosen and chosen != NOBODY and chosen not in names else []
    return {name: name for name in (*names, *more)}


def _select(
    name: str, label: str, options: dict[str, str], chosen: str, errors: dict[str, str]
) -> str:
    shown = "".join(option(value, said, chosen) for value, said in options.items())
    return (
        f'<div class="field"><label for="{name}">{label}</label><select id="{name}" name="{name}"'
        f"{described_by(name, errors)}>{shown}</select>{field_error(name, errors)}</div>"
    )


def _date(name: str, label: str, value: str, errors: dict[str, str]) -> str:
    return (
        f'<div class="field"><label for="{name}">{label}</label><input type="date" id="{name}"'
        f' name="{name}" value="{escape(value)}"{described_by(name, errors)}>'
        f"{field_error(name, errors)}</div>"
    )


def _found(filters: Filters, found: LeadPage, *, later: bool) -> str:
    if not found.items:
        if filters == Filters() and not later:
            return muted("There are no leads yet.")
        return muted('No lead is like that. <a href="/leads">Show all leads</a>.')
    rows = "".join(map(_row, found.items))
    head = "".join(f'<th scope="col" role="columnheader">{name}</th>' for name in _COLUMNS)
    return (
        '<table class="stack leads" role="table"><caption class="hidden">Leads, newest first'
        f'</caption><thead role="rowgroup"><tr role="row">{head}</tr></thead>'
        f'<tbody role="rowgroup">{rows}</tbody></table>{_paging(filters, found, later=later)}'
    )


_COLUMNS = ("Score", "Lead", "Contact", "Status", "Agent", "Source", "Value", "Asks", "Came in")


def _row(lead: LeadSummary) -> str:
    hot = " hot" if lead.score > HOT_ABOVE else ""
    value = lead.valuation
    reach = [phone_said(lead.phone)] if lead.phone else []
    reach += [lead.email] if lead.email else []
    name = f'<a href="/leads/{lead.id}">{text(lead.name)}</a>'
    cells = (
        f'{name}<br><span class="muted">{text(lead.address)}</span>',
        "<br>".join(map(text, reach)),
        f'<span class="badge {lead.status}">{STATUSES[lead.status]}</span>',
        text(lead.agent) if lead.agent else '<span class="muted">Nobody yet</span>',
        text(lead.source) if lead.source else "–",
        short_dollars(value.estimate) if value else "–",
        short_dollars(lead.asking_price) if lead.asking_price is not None else "–",
        f'<time datetime="{lead.created_at.isoformat()}">{day(lead.created_at.date())}</time>',
    )
    told = "".join(
        f'<td role="cell" class="{name.lower().replace(" ", "-")}" data-label="{name}">{said}</td>'
        for name, said in zip(_COLUMNS[1:], cells, strict=True)
    )
    score = f'<td role="cell" class="the-score"><span class="score{hot}">{lead.score}</span></td>'
    return f'<tr role="row">{score}{told}</tr>'


def _paging(filters: Filters, found: LeadPage, *, later: bool) -> str:
    count = len(found.items)
    links = f'<a class="button quiet" href="{escape(filters.address())}">← Newest</a>' * later
    if found.cursor:
        address = escape(filters.address(found.cursor))
        links += f'<a class="button quiet" rel="next" href="{address}">Older →</a>'
    said = f"{count} {'lead' if count == 1 else 'leads'}" + (" on this page" if links else "")
    return f'<nav class="paging" aria-label="Pages of leads"><span>{said}</span>{links}</nav>'
