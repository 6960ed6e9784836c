"""A request's coroutine, driven without futures for as long as it waits for JavaScript only.

An ``asyncio.Task`` costs a future, two callbacks and a context switch for each wait. A handler
mostly waits for one binding after the other, and each of those waits is a number that JavaScript
gives back: the coroutine then goes on at once, in the turn in which the number comes.
"""

import types
from abc import abstractmethod
from asyncio import CancelledError
from asyncio.tasks import _enter_task, _leave_task
from collections.abc import Callable, Coroutine, Generator
from contextvars import copy_context
from functools import partial
from typing import Any

from .loop import TurnLoop

Resume = Callable[[Any, BaseException | None], None]


@types.coroutine
def suspend(number: int) -> Generator[int, Any, Any]:
    """Wait until JavaScript settles ``number``, in a coroutine that a ``RequestTask`` drives."""
    return (yield number)


class RequestTask:
    """Drives one coroutine; a subclass says in ``finished`` what comes of it.

    To asyncio it is the current task, so that ``asyncio.timeout`` and ``TaskGroup`` work in a
    handler: they cancel it and ask how often that was done. ``waiting`` is where it leaves word of
    the number that it waits for. Futures and tasks may be awaited as well.
    """

    __slots__ = (
        "__weakref__",
        "_cancelled",
        "_cancels",
        "_coroutine",
        "_loop",
        "_run",
        "_waiting",
        "_waits_for",
        "error",
        "value",
    )

    def __init__(
        self,
        coroutine: Coroutine[Any, Any, Any],
        loop: TurnLoop,
        waiting: dict[int, Resume],
    ) -> None:
        self._coroutine = coroutine
        self._loop = loop
        self._waiting = waiting
        self._run = copy_context().run
        self._waits_for: Any = None
        self._cancels = 0
        self._cancelled = False
        self.value: Any = None
        self.error: BaseException | None = None

    # What drives it

    def step(self, value: Any = None, error: BaseException | None = None) -> bool:
        """Go on with what was waited for; whether the coroutine is done. Within a turn only."""
        loop, coroutine = self._loop, self._coroutine
        self._waits_for = None
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
            return True
        except BaseException as failure:
            self.error = failure
            return True
        finally:
            _leave_task(loop, self)  # type: ignore[arg-type]
        self._waits_for = waits_for
        if type(waits_for) is not int:
            self._wait_for_asyncio(waits_for)
        elif self._cancelled:
            self._loop.call_soon(self.resume, None, None)
        else:
            self._waiting[waits_for] = self.resume
        return False

    def resume(self, value: Any, error: BaseException | None) -> None:
        """Go on, and say so when it is done."""
        if self.step(value, error):
            self.finished()

    # The class is no ABC: isinstance, at each wait, would ask that metaclass.
    @abstractmethod
    def finished(self) -> None:
        """Take ``value`` or ``error``: the coroutine is done, after it has waited."""

    def _wait_for_asyncio(self, future: Any) -> None:
        if future is None:  # asyncio.sleep(0)
            self._loop.call_soon(self.resume, None, None)
            return
        future._asyncio_future_blocking = False
        future.add_done_callback(self._wake_up)
        if self._cancelled and future.cancel():
            self._cancelled = False

    def _wake_up(self, future: Any) -> None:
        # Its result is taken by the coroutine itself, as asyncio does it.
        self.resume(None, None)

    # What asyncio asks of a task

    def cancel(self, msg: Any = None) -> bool:
        """Raise ``CancelledError`` in the coroutine where it waits."""
        self._cancels += 1
        waits_for = self._waits_for
        if isinstance(waits_for, int):
            if self._waiting.pop(waits_for, None) is not None:
                self._loop.call_soon(self.resume, None, CancelledError())
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
        return self._loop

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
