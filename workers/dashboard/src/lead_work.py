"""Working with leads: what the pages show of them, and what their forms change."""

import asyncio
import re
from typing import get_args

from access import is_https, page, to
from contracts.leads import (
    Lead,
    LeadChange,
    LeadChoices,
    LeadPage,
    LeadQuery,
    LeadRef,
    NewNote,
    NoQuestion,
    Status,
)
from edgekit import Response, ServiceError
from lead_forms import (
    LONGEST_NAME,
    NoteForm,
    author_cookie,
    author_in,
    differences,
    note_errors,
    seen_in,
    status_in,
)
from lead_page import Shown, lead_page
from lead_value import full_valuation
from leads_list import Filters, asked_for, list_page
from pages import notice_page
from sources import Ctx
from words import MOVES, STATUSES

LEAD_ID = re.compile("lead_[a-z2-7]{26}")
NO_CHOICES = LeadChoices(agents=[], sources=[])
DONE = {
    "agent": "It has another agent now.",
    "note": "The note is added.",
    **{
        f"status-{status}": f"The status is “{STATUSES[status]}” now."
        for status in get_args(Status)
    },
}
STALE, NOT_ALLOWED = 412, 409


async def show_list(ctx: Ctx, filters: Filters, cursor: str) -> Response:
    """The list of leads that the filters mean."""
    asked = asked_for(filters, cursor)
    choices_coming = asyncio.ensure_future(_choices(ctx))
    if asked.errors:
        return page(list_page(filters, await choices_coming, None, errors=asked.errors), 422)
    try:
        found, is_there = await _page_of_leads(ctx, asked.query)
    except ServiceError as error:
        told = f"The leads cannot be shown now: {error.detail} Try again in a moment."
        return page(list_page(filters, await choices_coming, None, notice=told), error.status)
    choices = await choices_coming
    if is_there:
        return page(list_page(filters, choices, found, later=bool(cursor)))
    told = "This page of the list is not there any more; here it begins anew."
    return page(list_page(filters, choices, found, notice=told), 422)


async def _page_of_leads(ctx: Ctx, query: LeadQuery) -> tuple[LeadPage, bool]:
    """The page asked for, or the first one if its cursor leads nowhere; and which of both."""
    try:
        return await ctx.services.leads.page(query), True
    except ServiceError as error:
        if error.upstream_status != 422 or query.cursor is None:
            raise
    return await ctx.services.leads.page(query.model_copy(update={"cursor": None})), False


async def show(ctx: Ctx, lead_id: str, done: str, cookie: str | None) -> Response:
    """The page of a lead."""
    note = NoteForm(author=author_in(cookie))
    return await _page(ctx, lead_id, Shown(done=DONE.get(done, ""), note=note))


async def change_status(
    ctx: Ctx, lead_id: str, fields: dict[str, str], cookie: str | None
) -> Response:
    """Give a lead the status that its form asks for."""
    status = status_in(fields)
    shown = Shown(note=NoteForm(author=author_in(cookie)))
    if status is None:
        shown.errors["status"] = "Choose what it becomes."
        return await _page(ctx, lead_id, shown, 422)
    change = LeadChange(status=status)
    return await _change(ctx, lead_id, change, fields, MOVES[status], f"status-{status}", shown)


async def change_agent(
    ctx: Ctx, lead_id: str, fields: dict[str, str], cookie: str | None
) -> Response:
    """Give a lead to the agent whom its form names."""
    agent = " ".join(fields.get("agent", "").split())
    shown = Shown(note=NoteForm(author=author_in(cookie)))
    if not agent or len(agent) > LONGEST_NAME or not agent.isprintable():
        shown.errors["agent"] = "Choose an agent."
        return await _page(ctx, lead_id, shown, 422)
    wanted = f"Assign to {agent}"
    return await _change(ctx, lead_id, LeadChange(agent=agent), fields, wanted, "agent", shown)


async def write_note(ctx: Ctx, lead_id: str, fields: dict[str, str]) -> Response:
    """Add the note that a form holds."""
    note = NoteForm(fields.get("text", "").replace("\r\n", "\n"), fields.get("author", ""))
    errors = note_errors(note)
    if errors:
        return await _page(ctx, lead_id, Shown(errors=errors, note=note), 422)
    if not LEAD_ID.fullmatch(lead_id):
        return _no_lead()
    new = NewNote(text=note.text, author=note.author)
    try:
        await ctx.services.leads.note(new, place={"lead_id": lead_id})
    except ServiceError as error:
        if error.upstream_status == 404:
            return _no_lead()
        told = f"The note could not be added: {error.detail} It is kept below; try again."
        return await _page(ctx, lead_id, Shown(refused=(told,), note=note), error.status)
    cookie = author_cookie(note.author, secure=is_https(ctx))
    return to(f"/leads/{lead_id}?done=note#notes", {"Set-Cookie": cookie})


async def _change(
    ctx: Ctx,
    lead_id: str,
    change: LeadChange,
    fields: dict[str, str],
    wanted: str,
    done: str,
    shown: Shown,
) -> Response:
    """Make a change if nobody has made another one since the form was shown."""
    if not LEAD_ID.fullmatch(lead_id):
        return _no_lead()
    seen = seen_in(fields)
    version = seen.version if seen.version.isascii() and seen.version.isdecimal() else "0"
    try:
        await ctx.services.leads.change(change, place={"lead_id": lead_id}, if_match=f'"{version}"')
    except ServiceError as error:
        if error.upstream_status == 404:
            return _no_lead()
        if error.upstream_status in (STALE, NOT_ALLOWED):
            return await _conflict(ctx, lead_id, fields, wanted, shown)
        told = f"It could not be changed: {error.detail} Try again in a moment."
        return await _page(ctx, lead_id, Shown(refused=(told,), note=shown.note), error.status)
    return to(f"/leads/{lead_id}?done={done}")


async def _conflict(
    ctx: Ctx, lead_id: str, fields: dict[str, str], wanted: str, shown: Shown
) -> Response:
    """The lead as it is now, and what has changed since the form was shown."""
    try:
        lead = await ctx.services.leads.detail(LeadRef(lead_id=lead_id))
    except ServiceError as error:
        return _unreachable(error)
    told = f"This lead was changed while you looked at it, so “{wanted}” was not done. "
    told += "Look at what is new, and do it again if it still fits."
    refused = (told, *differences(seen_in(fields), lead))
    return await _render(ctx, lead, Shown(refused=refused, note=shown.note), 409)


async def _page(ctx: Ctx, lead_id: str, shown: Shown, status: int = 200) -> Response:
    if not LEAD_ID.fullmatch(lead_id):
        return _no_lead()
    try:
        lead = await ctx.services.leads.detail(LeadRef(lead_id=lead_id))
    except ServiceError as error:
        return _unreachable(error)
    return await _render(ctx, lead, shown, status)


async def _render(ctx: Ctx, lead: Lead, shown: Shown, status: int) -> Response:
    full, choices = await asyncio.gather(full_valuation(lead, ctx), _choices(ctx))
    return page(lead_page(lead, choices, full, shown), status)


async def _choices(ctx: Ctx) -> LeadChoices:
    return await ctx.services.leads.choices(NoQuestion(), fallback=NO_CHOICES, deadline_ms=1000)


def _unreachable(error: ServiceError) -> Response:
    if error.upstream_status == 404:
        return _no_lead()
    again = f"{error.detail} Try again in a moment."
    return page(notice_page("The lead cannot be shown now", again), error.status)


def _no_lead() -> Response:
    detail = "It was erased, or its address is not complete."
    return page(notice_page("There is no such lead", detail), 404)
