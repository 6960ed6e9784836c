"""A handler at work, driven without futures for as long as it waits for JavaScript only.

An ``asyncio.Task`` costs a future, two callbacks and a context switch for each wait. A handler
mostly waits for one binding after the other, and each of those waits is a number that JavaScript
gives back: the coroutine then goes on at once, in the turn in which the number comes.
"""

import types
from asyncio import CancelledError
from asyncio.tasks import _enter_task, _leave_task
from collections.abc import Callable, Coroutine, Generator
from contextvars import copy_context
from functools import partial
from typing import Any, Protocol

from ..answers import Answers
from ..context import Context
from ..endpoints import Endpoint
from .bridge import Reply
from .loop import TurnLoop

Resume = Callable[[Any, BaseException | None], Any]


class Driver(Protocol):
    """What a task needs of its bridge."""

    answers: Answers
    loop: TurnLoop
    waiting: dict[int, Resume]

    def finished(self, task: "RequestTask") -> None:
        """Give the answer of a task that is done."""


@types.coroutine
def suspend(number: int) -> Generator[int, Any, Any]:
    """Wait until JavaScript settles ``number``, in a coroutine that a ``RequestTask`` drives."""
    return (yield number)


class RequestTask:
    """Drives a handler's coroutine and makes its answer.

    To asyncio it is the current task, so that ``asyncio.timeout`` and ``TaskGroup`` work in a
    handler: they cancel it and ask how often that was done. The number that it waits for it leaves
    in the bridge's ``waiting``. Futures and tasks may be awaited as well.
    """

    # What most requests never change stands here, so that it costs them nothing.
    value: Any = None
    error: BaseException | None = None
    waits_for: Any = None
    """The number or future that it waits for (0: for its turn); ``None`` when it is done."""
    opened = False
    """Whether its answer is open, and to be given once it is done."""
    _cancels = 0
    _cancelled = False

    def __init__(
        self,
        coroutine: Coroutine[Any, Any, Any],
        bridge: Driver,
        ctx: Context[Any],
        endpoint: Endpoint,
        ticket: int,
    ) -> None:
        self.ctx = ctx
        self.ticket = ticket
        self._coroutine = coroutine
        self._bridge = bridge
        self._endpoint = endpoint
        self._run = copy_context().run

    # What drives it

    def step(self, value: Any = None, error: BaseException | None = None) -> None:
        """Go on with what was waited for. Within a turn only."""
        bridge, coroutine = self._bridge, self._coroutine
        loop = bridge.loop
        self.waits_for = None
        if self._cancelled:
            error, self._cancelled = CancelledError(), False
        _enter_task(loop, self)  # type: ignore[arg-type] # it is one in all that asyncio asks of it
        try:
            if error is None:
                waits_for = self._run(coroutine.send, value)
            else:
                waits_for = self._run(coroutine.throw, error)
        except StopIteration as stop:
            self.value = stop.value
        except BaseException as failure:
            self.error = failure
        else:
            self._wait(waits_for)
            return
        finally:
            _leave_task(loop, self)  # type: ignore[arg-type]
        if self.opened:
            bridge.finished(self)

    def reply(self) -> Reply:
        """The answer of a coroutine that is done; raises what is no ``Exception``."""
        error, answers = self.error, self._bridge.answers
        if error is None:
            return answers.reply(self.ctx, self._endpoint, self.value)
        # The error's trace holds this task: kept, it would be a circle around the whole request.
        self.error = None
        if isinstance(error, Exception):
            return answers.failure(self.ctx, error)
        raise error

    def _wait(self, waits_for: Any) -> None:
        self.waits_for = waits_for
        if type(waits_for) is not int:
            self._wait_for_asyncio(waits_for)
        elif self._cancelled:
            self._bridge.loop.call_soon(self.step)
        else:
            self._bridge.waiting[waits_for] = self.step

    def _wait_for_asyncio(self, future: Any) -> None:
        if future is None:  # asyncio.sleep(0)
            self.waits_for = 0
            self._bridge.loop.call_soon(self.step)
            return
        future._asyncio_future_blocking = False
        future.add_done_callback(self._wake_up)
        if self._cancelled and future.cancel():
            self._cancelled = False

    def _wake_up(self, future: Any) -> None:
        # Its result is taken by the coroutine itself, as asyncio does it.
        self.step()

    # What asyncio asks of a task

    def cancel(self, msg: Any = None) -> bool:
        """Raise ``CancelledError`` in the coroutine where it waits."""
        self._cancels += 1
        waits_for = self.waits_for
        if isinstance(waits_for, int):
            if self._bridge.waiting.pop(waits_for, None) is not None:
                self._bridge.loop.call_soon(self.step, None, CancelledError())
                return True
        elif waits_for is not None and waits_for.cancel(msg=msg):
            return True
        self._cancelled = True
        return True

    def cancelling(self) -> int:
        """How often it was cancelled, less how often that was taken back."""
        return self._cancels

    def uncancel(self) -> int:
        """Take one cancellation back."""
        self._cancels = max(0, self._cancels - 1)
        if self._cancels == 0:
            self._cancelled = False
        return self._cancels

    def done(self) -> bool:
        """Whether the coroutine has come to its end."""
        return self._coroutine.cr_frame is None  # type: ignore[attr-defined] # as coroutines have

    def get_loop(self) -> TurnLoop:
        """The loop on which futures for it are made."""
        return self._bridge.loop

    def get_coro(self) -> Coroutine[Any, Any, Any]:
        """The coroutine that it drives."""
        return self._coroutine

    def get_name(self) -> str:
        """A name for logs."""
        return f"request-{id(self):x}"


def settler(future: Any) -> Resume:
    """What settles a future of asyncio, for the coroutines that a plain task drives."""
    return partial(_settle, future)


def _settle(future: Any, value: Any, error: BaseException | None) -> None:
    if future.done():
        return
    if error is None:
        future.set_result(value)
    else:
        future.set_exception(error)
