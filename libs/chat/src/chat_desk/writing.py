"""An answer that a model writes: held against its passages sentence by sentence.

Whatever the model does, an answer comes out: what it may not say, or does not come to, is made up
for by the extractive answer. Answers to common questions are kept in KV and cost no model call.
"""

import hashlib
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ValidationError

from chat.extract import Extract
from chat.grounded import completed
from chat.guard import Evidence
from chat.passages import Passage
from chat.prompt import messages
from chat.ranking import grounds
from chat.release import Release
from chat.replies import Reply
from chat.words import words
from chat_desk.vars import ChatVars
from edgekit import HOUR, Context, PlatformError
from edgekit.models import Message, Model, ModelError

if TYPE_CHECKING:
    from chat_desk.desk import Taken

KEPT = "CACHE_KV"
Ctx = Context[Any, ChatVars]


class KeptAnswer(BaseModel):
    """An answer of a model's that stood on its passages to the end, and their names."""

    text: str
    passages: list[str]


class Writing:
    """One answer; ``reply``, ``spent`` and ``by_model`` are known once its pieces are all taken."""

    def __init__(
        self, model: Model, instructions: str, taken: "Taken", extractive: Reply, ctx: Ctx
    ) -> None:
        self._model, self._ctx = model, ctx
        self.reply = extractive
        self.spent = 0
        self.by_model = False
        self._passages = [
            hit.passage for hit in grounds([hit for hit in taken.hits if not hit.read.is_closed])
        ]
        asked = messages(instructions, self._passages, taken.message)
        self._messages = [Message(each.role, each.content) for each in asked]
        self._release = Release(Evidence.of(self._passages, instructions))
        self._key = self._key_of(taken.message)

    async def pieces(self) -> AsyncIterator[str]:
        """The answer, in pieces that a visitor may read."""
        kept = await self._kept()
        if kept is not None:
            self.by_model = True
            yield kept
            return
        extractive, release = self.reply, self._release
        is_whole = False
        written = self._model.answer(self._ctx, self._messages)
        try:
            async for piece in written:
                if text := release.feed(piece):
                    yield text
                if release.shut:
                    break
            is_whole = not release.shut
        except ModelError:
            pass  # the seam has logged it
        finally:
            await written.close()
            self.spent = sum(written.usage)
        if is_whole and (text := release.finish()):
            yield text
        if is_whole and release.told and not release.shut:
            self.reply = replace(extractive, text=release.text, passages=tuple(release.passages))
            self.by_model = True
            self._ctx.wait_until(self._keep())
            return
        if release.shut:
            self._ctx.log.info("model_refused", told=len(release.told))
        found = Extract(extractive.text, extractive.passages)
        more, passages = completed(release, found)
        self.reply = replace(extractive, text=release.text + more, passages=passages)
        if more:
            yield more

    def _key_of(self, message: str) -> str:
        what = repr(([(each.name, each.text) for each in self._passages], words(message)))
        return f"answer:{hashlib.sha256(what.encode()).hexdigest()}"

    async def _kept(self) -> str | None:
        """An answer to the same question out of the same passages, if there is one."""
        if not self._ctx.vars.cached_answer_hours or not self._ctx.worker.bindings[KEPT]:
            return None
        try:
            text = await self._ctx.kv(KEPT).get(self._key)
        except PlatformError as error:
            self._ctx.log.warning("cache_down", error=str(error))
            return None
        try:
            kept = None if text is None else KeptAnswer.model_validate_json(text)
        except ValidationError:
            return None
        if kept is None:
            return None
        self.reply = replace(self.reply, text=kept.text, passages=self._named(kept.passages))
        return kept.text

    async def _keep(self) -> None:
        if not self._ctx.vars.cached_answer_hours or not self._ctx.worker.bindings[KEPT]:
            return
        kept = KeptAnswer(
            text=self.reply.text, passages=[each.name for each in self.reply.passages]
        )
        seconds = HOUR * self._ctx.vars.cached_answer_hours
        await self._ctx.kv(KEPT).put(self._key, kept.model_dump_json(), seconds)

    def _named(self, names: list[str]) -> tuple[Passage, ...]:
        return tuple(each for each in self._passages if each.name in names)
