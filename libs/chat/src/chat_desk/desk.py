"""A turn of a conversation, from the message to the stored answer.

The message is in D1 before anything else is done with it. One batch takes it, numbers it within its
session and looks passages up; another stores the answer. In between a model may write.
"""

import hashlib
import json
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from chat.follow_up import going_on, is_follow_up, needs_topic
from chat.passages import Passage
from chat.ranking import Hit
from chat.replies import Reply, Wording, by_rule, from_passages
from chat.search import Query
from chat.thesaurus import Thesaurus
from chat_desk.records import (
    ABANDONED_MS,
    BEGIN,
    OPEN,
    SESSION,
    SPEND,
    TAKE_OVER,
    TOLD,
    TOUCH,
    TURN_OF_KEY,
    Corrected,
    SessionRow,
    TurnRow,
    finishing,
    knowing,
)
from chat_desk.shelf import Shelf
from chat_desk.vars import ChatVars
from chat_desk.writing import Writing
from contracts.chat import LONGEST_MESSAGE, ChatAnswer, ChatMessage, Source
from edgekit import Context, Problem, Statement, models, new_id

Ctx = Context[Any, ChatVars]
LONGEST_KEY = 255
WAITS_SECONDS = (0.02, 0.05, 0.1, 0.2, 0.3, 0.4, *[0.5] * 20)
PASSAGES, MODEL, RULE = "passages", "model", "rule"


@dataclass(frozen=True)
class Bot:
    """What makes one bot differ from another."""

    wording: Wording
    thesaurus: Thesaurus
    link: Callable[[Passage, Any], Source]
    """What an answer that stands on a passage shows for it."""
    tell_person: Callable[[str, Any], Statement]
    """The outbox message, one a session, that hands a session's visitor to a person."""
    tell_correction: Callable[[Corrected, Any], Statement]
    """The outbox message, one a turn, that tells that person of other contact details."""


class Delta(NamedTuple):
    """A piece of an answer, in order."""

    text: str


class Taken(NamedTuple):
    """A message that is stored, and what was found for it; or the answer that it had before."""

    turn_id: int
    session_id: str
    message: str
    session: SessionRow | None
    query: Query | None
    hits: list[Hit]
    is_first: bool = True
    """Whether the conversation begins with it."""
    answer: ChatAnswer | None = None


class Desk:
    """One worker's desk; make it at import."""

    def __init__(self, bot: Bot) -> None:
        self.bot = bot
        self.shelf = Shelf(bot.thesaurus)

    async def take(self, body: ChatMessage, key: str | None, ctx: Ctx) -> Taken:
        """Store a message, and look up what may answer it.

        Raises ``Problem`` 404 for a session that is not there, 409 for one that has ended and for a
        key that was used with another message, 413 for a message that is too long, 422 for none.
        """
        message = clean(body.message)
        if len(message) > LONGEST_MESSAGE:
            raise Problem(
                413,
                f"The message is longer than {LONGEST_MESSAGE:,} characters; send a shorter one.",
            )
        if not message:
            raise Problem(422, "The message is empty; send some text.")
        await self.shelf.ready(ctx)
        session_id = body.session_id or new_id("chat")
        scoped = _scoped(key, body.session_id, ctx)
        asked = self.shelf.query(message)
        opening = Statement(TOUCH, (session_id, ctx.started_ms))
        if body.session_id is None:
            opening = Statement(OPEN, (session_id, ctx.started_ms, scoped))
        facts = (session_id, scoped, _fingerprint(message), ctx.started_ms, message)
        _, begun, sessions, *found = await ctx.db.batch(
            opening,
            Statement(BEGIN, facts),
            Statement(SESSION, (session_id,)),
            *self.shelf.looking(asked),
        )
        if not begun:
            return await self._not_begun(message, scoped, sessions, ctx)
        asked, hits = await self.shelf.hits(message, asked, found, ctx)
        session = SessionRow.model_validate(sessions[0])
        is_first = body.session_id is None
        return Taken(begun[0]["id"], session_id, message, session, asked, hits, is_first)

    async def answer(self, taken: Taken, ctx: Ctx) -> ChatAnswer:
        """The whole answer to a message, stored."""
        whole: ChatAnswer | None = taken.answer
        async for each in self.talk(taken, ctx):
            if isinstance(each, ChatAnswer):
                whole = each
        assert whole is not None
        return whole

    async def talk(self, taken: Taken, ctx: Ctx) -> AsyncIterator[Delta | ChatAnswer]:
        """The answer piece by piece, and at the end the whole of it, which is stored by then."""
        if taken.answer is not None:
            yield Delta(taken.answer.reply)
            yield taken.answer
            return
        assert taken.session is not None
        assert taken.query is not None
        reply = by_rule(taken.message, taken.session.visitor(), self.bot.wording)
        written_by = RULE
        spent = 0
        if reply is None:
            hits = await self._in_context(taken, taken.query, ctx)
            reply = from_passages(taken.message, taken.query, hits, self.bot.wording)
            written_by = PASSAGES
            may_write = reply.passages and not reply.is_final
            model = models.chosen(ctx) if may_write else None
            if model is not None and taken.session.tokens < ctx.vars.tokens_a_session:
                found = taken._replace(hits=hits)
                writing = Writing(model, self.bot.wording.instructions, found, reply, ctx)
                async for text in writing.pieces():
                    yield Delta(text)
                reply, spent = writing.reply, writing.spent
                written_by = MODEL if writing.by_model else PASSAGES
            else:
                yield Delta(reply.text)
        else:
            yield Delta(reply.text)
        yield await self._store(taken, reply, written_by, spent, ctx)

    async def _in_context(self, taken: Taken, query: Query, ctx: Ctx) -> list[Hit]:
        """What answers a message; "how long does that take?" is asked of what was told before."""
        message, alone = taken.message, taken.hits
        if taken.is_first or not is_follow_up(message):
            return alone
        is_answered = from_passages(message, query, alone, self.bot.wording).passages
        if is_answered and not needs_topic(message, query):
            return alone
        sources = await ctx.db.value(TOLD, taken.session_id, taken.turn_id)
        urls = [url for _, url in json.loads(sources or "[]")][:1]
        told, article = self.shelf.article_of(lambda each: self.bot.link(each, ctx).url in urls)
        if told is None:
            return alone
        after = self.shelf.query(message, f"{told.passage.title} {told.passage.heading}")
        return going_on(query, after, told, article) or alone

    async def _store(
        self, taken: Taken, reply: Reply, written_by: str, spent: int, ctx: Ctx
    ) -> ChatAnswer:
        answer = ChatAnswer(
            session_id=taken.session_id,
            reply=reply.text,
            sources=self._sources(reply.passages, ctx),
            intent=reply.intent,
            handoff=reply.handoff,
        )
        statements = [finishing(taken.turn_id, answer, written_by, ctx.clock_ms())]
        if spent:
            statements.append(Statement(SPEND, (taken.session_id, spent)))
        if reply.visitor is not None:
            statements.append(knowing(taken.session_id, reply.visitor))
        if reply.lead:
            statements.append(self.bot.tell_person(taken.session_id, ctx))
        if reply.corrected:
            corrected = Corrected(session_id=taken.session_id, turn_id=taken.turn_id)
            statements.append(self.bot.tell_correction(corrected, ctx))
        await ctx.db.batch(*statements)
        if reply.lead or reply.corrected:
            ctx.outbox.drain_later()
        return answer

    def _sources(self, passages: Sequence[Passage], ctx: Ctx) -> list[Source]:
        found = (self.bot.link(each, ctx) for each in passages)
        return list({each.url: each for each in found}.values())

    async def _not_begun(
        self, message: str, scoped: str | None, sessions: list[dict[str, Any]], ctx: Ctx
    ) -> Taken:
        """The turn that was begun under the key before; waits for its answer."""
        fingerprint = _fingerprint(message)
        for seconds in (0.0, *WAITS_SECONDS) if scoped else ():
            if seconds:
                await ctx.bridge.sleep(seconds)
            turn = await ctx.db.one(TurnRow, TURN_OF_KEY, scoped)
            if turn is None:
                break
            if turn.fingerprint != fingerprint:
                raise Problem(
                    409, "This Idempotency-Key was used with another message; use a new one."
                )
            if turn.reply is not None:
                told = turn.answer()
                return Taken(turn.id, turn.session_id, message, None, None, [], answer=told)
            if turn.at <= ctx.clock_ms() - ABANDONED_MS:
                return await self._take_over(turn, ctx)
        if scoped and turn is not None:
            raise Problem(
                409,
                "The first request with this Idempotency-Key is still being answered; try again.",
                headers={"Retry-After": "2"},
            )
        if not sessions:
            raise no_session()
        raise Problem(409, "This conversation has ended; begin a new one without session_id.")

    async def _take_over(self, turn: TurnRow, ctx: Ctx) -> Taken:
        now = ctx.clock_ms()
        asked = self.shelf.query(turn.message)
        mine, sessions, *found = await ctx.db.batch(
            Statement(TAKE_OVER, (turn.id, now, now - ABANDONED_MS)),
            Statement(SESSION, (turn.session_id,)),
            *self.shelf.looking(asked),
        )
        if not mine or not sessions:
            raise Problem(
                409, "This message is being answered; try again.", headers={"Retry-After": "2"}
            )
        asked, hits = await self.shelf.hits(turn.message, asked, found, ctx)
        session = SessionRow.model_validate(sessions[0])
        is_first = turn.n == 1
        return Taken(turn.id, turn.session_id, turn.message, session, asked, hits, is_first)


def clean(message: str) -> str:
    """A message without control characters and invisible marks, which mean nothing to anybody."""
    if message.isascii() and message.isprintable():
        return message.strip()
    kept = (each for each in message if each in "\n\t" or each.isprintable() or each.isspace())
    return "".join(kept).strip()


def no_session() -> Problem:
    """The problem for a session that is not there, or not the asker's: nobody learns which."""
    return Problem(404, "There is no such conversation; begin a new one without session_id.")


def _scoped(key: str | None, session_id: str | None, ctx: Ctx) -> str | None:
    """A key within its session, or its client: nobody gets another's session by guessing a key."""
    if key is None:
        return None
    if not 0 < len(key) <= LONGEST_KEY:
        raise Problem(422, f"The Idempotency-Key must be 1 to {LONGEST_KEY} characters long.")
    owner = session_id or f"client {ctx.client_ip}"
    return hashlib.sha256(f"{owner}\n{key}".encode()).hexdigest()


def _fingerprint(message: str) -> str:
    return hashlib.sha256(message.encode()).hexdigest()
