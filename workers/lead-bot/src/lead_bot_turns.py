"""A turn: read where the conversation stands, answer, and store both; in order, and none lost.

A turn is stored only as the next one of its conversation. Of parallel ones that expect the same
number D1 takes one, and the others are done again on what it has left. One that books a visit takes
its number beforehand, so that no other does meanwhile what can't be taken back.
"""

import hashlib
import random
from datetime import date
from typing import NamedTuple
from zoneinfo import ZoneInfo

from contracts.contact import e164
from contracts.lead_bot import LONGEST_MESSAGE, BotMessage, BotReply, Channel
from contracts.lead_bot import Slots as LeadSlots
from contracts.valuation import Estimate, QuickRequest
from edgekit import (
    FieldError,
    PlatformError,
    Problem,
    Response,
    ServiceError,
    Statement,
    new_id,
    require_admin,
)
from lead_bot_address import has_place
from lead_bot_dialogue import Step, asked, next_ask, should_hand_over, step
from lead_bot_handover import DEADLINE_MS, handing_over, lead_text, make_lead, news, noting
from lead_bot_services import Ctx
from lead_bot_state import State
from lead_bot_storage import (
    ANSWER_CLAIMED,
    BY_ID,
    BY_KEY,
    BY_SENDER,
    CLAIM,
    FINISH,
    FIRST_TURN,
    FREE,
    GO_ON,
    MINE,
    NEW_SESSION,
    RECLAIM,
    TURN,
    SessionRow,
    key_of,
)
from lead_bot_text import cleaned
from lead_bot_visiting import booked, offered, wished
from lead_bot_wording import LONGEST_TEXT, for_text, range_of, tellable

PATIENCE_MS = 6_000  # for other turns of the same conversation
LEASE_MS = 6_000  # for which a turn that books has the conversation to itself
VALUATION_DEADLINE_MS = 1_500
REPLAYED = {"Idempotent-Replayed": "true"}
_ANY_NUMBER = frozenset("0123456789")


class Asking(NamedTuple):
    """A request: what is said, where, and under which key."""

    message: str
    channel: Channel
    session_id: str | None
    sender: str | None
    tz: str | None
    key: str | None
    digest: str


class Taken(NamedTuple):
    """Where the conversation is when a turn begins, and the number of that turn."""

    session_id: str
    row: SessionRow | None
    n: int
    lease: int | None  # until when the turn has the conversation to itself, if it does


async def take(body: BotMessage, key: str | None, ctx: Ctx) -> Response:
    """Answer a message. Raises ``Problem``: 404 for a conversation that there is not, 503 if it is
    busy for too long, and what is wrong with the message.
    """
    # Over the internet anybody could say that a text is from any number. A call over a binding has
    # no client's address; one from the internet always has.
    if body.channel == "sms" and ctx.client_ip:
        await require_admin(ctx)
    asking = _checked(body, key, ctx)
    quotes: dict[str, Estimate | None] = {}
    while ctx.elapsed_ms() < PATIENCE_MS:
        row = await _find(asking, ctx)
        if row and row.answer is not None:
            return _replayed(row, asking)
        if row and (row.busy_until > ctx.clock_ms() or not await _is_reclaimed(row, ctx)):
            await ctx.bridge.sleep(0.1)
            continue
        answer = await _turn(row, asking, quotes, ctx)
        if answer is not None:
            return answer
        await ctx.bridge.sleep(0.01 + 0.05 * random.random())  # noqa: S311 - no secret
    detail = "This conversation is busy with other messages; send this one again."
    raise Problem(503, detail, headers={"Retry-After": "1"})


def _checked(body: BotMessage, key: str | None, ctx: Ctx) -> Asking:
    if len(body.message) > LONGEST_MESSAGE:
        raise Problem(413, f"A message may have {LONGEST_MESSAGE:,} characters; send it in parts.")
    if not cleaned(body.message):
        raise _invalid("/message", "holds nothing that can be read")
    sender = _sender(body) if body.channel == "sms" else None
    if body.tz:
        try:
            ZoneInfo(body.tz)
        except (KeyError, ValueError, OSError) as error:
            raise _invalid("/tz", "is no time zone of the IANA database") from error
    scope = body.session_id or sender or ctx.client_ip
    digest = hashlib.sha256(ctx.body_text.encode()).hexdigest()
    session_id = None if sender else body.session_id
    stored = key_of(scope, key)
    return Asking(body.message, body.channel, session_id, sender, body.tz, stored, digest)


def _sender(body: BotMessage) -> str:
    """Whose text it is."""
    given = (body.sender or "").strip()
    try:
        return e164(given)
    except ValueError:
        digits = given.removeprefix("+")
        if given.startswith("+") and 7 <= len(digits) <= 15 and _ANY_NUMBER.issuperset(digits):
            return given
    raise _invalid("/from", "is the number that a text came from, such as +12065550142")


def _invalid(pointer: str, what: str) -> Problem:
    detail = f"The body has invalid fields: {pointer}."
    return Problem(422, detail, errors=[FieldError(pointer, what)])


async def _find(asking: Asking, ctx: Ctx) -> SessionRow | None:
    if asking.sender:
        return await ctx.db.one(SessionRow, BY_SENDER, asking.sender, asking.key)
    if asking.session_id:
        row = await ctx.db.one(SessionRow, BY_ID, asking.session_id, asking.key)
        if row is None or row.sender is not None:
            raise Problem(404, "There is no such conversation; begin one without session_id.")
        return row
    return await ctx.db.one(SessionRow, BY_KEY, asking.key) if asking.key else None


def _replayed(row: SessionRow, asking: Asking) -> Response:
    if row.digest != asking.digest:
        raise Problem(409, "This Idempotency-Key was used with another body; use a new one.")
    answer = BotReply.model_validate_json(row.answer or "")
    return Response.json(answer.model_copy(update={"lead_id": row.lead_id}), headers=REPLAYED)


async def _is_reclaimed(row: SessionRow, ctx: Ctx) -> bool:
    """Whether a turn that broke off while it booked may be done again, if the row is of one."""
    if row.n is None:
        return True
    now = ctx.clock_ms()
    got = await ctx.db.batch(Statement(RECLAIM, (row.id, row.n, now, now + LEASE_MS)))
    row.busy_until = now + LEASE_MS
    return bool(got[0])


async def _turn(
    row: SessionRow | None, asking: Asking, quotes: dict[str, Estimate | None], ctx: Ctx
) -> Response | None:
    """Take the turn; ``None`` if another one was quicker."""
    if row and row.turns >= ctx.vars.turns_a_session and row.n is None:
        detail = "This conversation has come to its length; one of us will go on with it."
        raise Problem(429, detail, headers={"Retry-After": "86400"})
    before = row.stands() if row else State(slots=LeadSlots(phone=asking.sender))
    if asking.tz and asking.tz != before.tz:
        before = before.model_copy(update={"tz": asking.tz, "offered": []})
    session_id = row.id if row else new_id("bot")
    n = 1 if row is None else row.n or row.turns + 1
    taken = Taken(session_id, row, n, row.busy_until if row and row.n else None)
    tz = before.tz or ctx.vars.timezone
    today = ctx.now().astimezone(ZoneInfo(tz)).date()
    stepped = step(before, asking.message, asking.channel, today, tz)
    state, said = stepped.state, [*stepped.said]
    if start := await _chosen(stepped, today, ctx):
        claimed = await _claimed(taken, asking, ctx)
        if claimed is None:
            return None
        taken = claimed
        visit = await booked(state, start, session_id, row.lead_id if row else None, today, ctx)
        state, said = visit.state, [*said, visit.said]
        ask = None
    else:
        ask = None
        if stepped.asks:
            state = await _valued(state, quotes, ctx)
            state, ask = await _asking(stepped, state, today, ctx)
    hands_over = should_hand_over(state)
    if hands_over:
        state = state.model_copy(update={"is_handed_over": True})
    state, reply = _worded(before, state, said, ask, asking.channel, asks=stepped.asks)
    answer = BotReply(
        session_id=session_id,
        reply=reply,
        slots=state.slots,
        missing=state.missing,
        qualified=state.is_qualified,
        handoff=state.wants_person,
        ended=state.has_ended,
        lead_id=row.lead_id if row else None,
        estimate=state.estimate,
        appointment=state.appointment,
    )
    told = news(before, state, stepped.changed) if before.is_handed_over else None
    if not await _stored(taken, asking, state, answer, ctx, is_lead=hands_over, told=told):
        return None
    if hands_over:
        try:
            lead_id = await make_lead(session_id, ctx, DEADLINE_MS)
        except ServiceError as error:
            ctx.log.warning("lead_later", reason=error.detail)
        else:
            answer = answer.model_copy(update={"lead_id": lead_id})
    if hands_over or told:
        ctx.outbox.drain_later()
    return Response.json(answer)


async def _chosen(stepped: Step, today: date, ctx: Ctx) -> int | None:
    """The start of the visit that is to be booked, if one was chosen."""
    choice, state = stepped.choice, stepped.state
    if choice is None or state.has_ended:
        return None
    if choice.kind == "slot":
        return choice.start
    if choice.kind == "any" and state.offered:
        return state.offered[0]
    return await wished(state, choice, today, ctx) if choice.kind == "wish" else None


async def _claimed(taken: Taken, asking: Asking, ctx: Ctx) -> Taken | None:
    """The turn with the conversation to itself; ``None`` if another one was quicker."""
    if taken.lease is not None:
        return taken
    now = ctx.clock_ms()
    lease = now + LEASE_MS
    mine = (taken.session_id, taken.n, now)
    turn = (*mine, asking.message, None, asking.key, asking.digest if asking.key else None, None)
    try:
        stored = await ctx.db.batch(Statement(TURN, turn), Statement(CLAIM, (*mine, lease)))
    except PlatformError as error:
        if "UNIQUE" not in str(error):
            raise
        return None
    return taken._replace(lease=lease) if stored[0] else None


async def _valued(state: State, quotes: dict[str, Estimate | None], ctx: Ctx) -> State:
    """The state with valuation's range for its address; as it was if that is down or late."""
    address = state.slots.address
    if not address or address == state.valued or state.has_ended or state.kind:
        return state
    if not has_place(address) and not state.times.get("place") and not state.is_qualified:
        return state  # the city is asked for first
    if address not in quotes:
        request = QuickRequest(address=address[:300])
        try:
            quotes[address] = await ctx.services.valuation.quick(
                request, deadline_ms=VALUATION_DEADLINE_MS
            )
        except ServiceError as error:
            ctx.log.info("not_valued", reason=error.detail)
            if error.upstream_status not in (404, 422):
                return state
            quotes[address] = None
    return state.model_copy(update={"estimate": quotes[address], "valued": address})


async def _asking(stepped: Step, state: State, today: date, ctx: Ctx) -> tuple[State, str | None]:
    """What is asked for next, in words; visits are looked up."""
    following = next_ask(state)
    state, ask = asked(state, following)
    if following != "visit":
        return state, ask
    choice = stepped.choice
    wish = choice if choice and choice.kind in ("wish", "more") else None
    visit = await offered(state, today, ctx, wish)
    return visit.state, visit.said


def _worded(
    before: State,
    state: State,
    said: list[str],
    ask: str | None,
    channel: Channel,
    *,
    asks: bool,
) -> tuple[State, str]:
    """The reply. What of it does not fit a text message is left out, the least needed first."""
    parts = [(2 if place else 1, each) for place, each in enumerate(said)]
    quote = None
    estimate = state.estimate
    is_told = state.is_quoted or state.has_ended or not asks
    if estimate and not is_told and tellable(estimate):
        quote = range_of(estimate)
        parts.append((0 if channel == "sms" and ask is None else 2, quote))
    if asks and state.is_handed_over and not before.is_handed_over and state.is_qualified:
        parts.append((0, "That is all I need for now."))
    if ask:
        parts.append((3, ask))
    if not parts:
        parts.append((3, "Thank you. One of us will be in touch soon."))
    if channel == "sms":
        while (
            len(parts) > 1 and len(for_text(" ".join(each for _, each in parts))) > LONGEST_TEXT - 4
        ):
            parts.remove(min(parts, key=lambda part: part[0]))
    reply = " ".join(each for _, each in parts)
    if quote and any(each == quote for _, each in parts):
        state = state.model_copy(update={"is_quoted": True})
    return state, for_text(reply) if channel == "sms" else reply


async def _stored(
    taken: Taken,
    asking: Asking,
    state: State,
    answer: BotReply,
    ctx: Ctx,
    *,
    is_lead: bool,
    told: str | None,
) -> bool:
    """Store the turn and what follows of it; answers whether it was still this turn's to take."""
    now, key = ctx.clock_ms(), asking.key
    session_id, n = taken.session_id, taken.n
    text = answer.model_dump_json() if key else None
    lead = lead_text(state, asking.channel, ctx) if is_lead else None
    slots = state.slots
    facts = (state.model_dump_json(), slots.phone, slots.email, lead)
    keyed = (key, asking.digest if key else None, text)
    if taken.lease is not None:
        mine = (session_id, n, taken.lease)
        when = Statement(MINE, mine)
        statements = [
            Statement(ANSWER_CLAIMED, (*mine, answer.reply, text)),
            Statement(FINISH, (*mine, *facts, now)),
        ]
    elif taken.row is None:
        when = None
        new = (session_id, asking.channel, asking.sender, now)
        statements = [
            Statement(NEW_SESSION, (*new, *facts)),
            Statement(FIRST_TURN, (session_id, now, asking.message, answer.reply, *keyed)),
        ]
    else:
        free = (session_id, n, now)
        when = Statement(FREE, free)
        statements = [
            Statement(TURN, (*free, asking.message, answer.reply, *keyed)),
            Statement(GO_ON, (*free, *facts)),
        ]
    messages = []
    if lead:
        messages.append(handing_over(session_id, ctx, when))
    if told:
        messages.append(noting(session_id, n, told, ctx, when))
    try:
        stored = await ctx.db.batch(*messages, *statements)
    except PlatformError as error:
        if "UNIQUE" not in str(error):
            raise
        return False
    return taken.row is None or bool(stored[len(messages)])
