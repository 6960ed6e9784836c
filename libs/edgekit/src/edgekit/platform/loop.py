"""An event loop that does what is ready before control goes back to JavaScript.

Pyodide's loop hands every callback to the browser's scheduler with a proxy of its own, which costs
more than most callbacks do. Here callbacks queue up in Python and run in the same turn, so that the
queue is always empty when another request's turn begins. ``run_sync`` does not work on this loop.
"""

from asyncio import Task, _get_running_loop, _set_running_loop
from collections import deque
from collections.abc import Callable, Coroutine
from contextvars import Context, copy_context
from sys import set_asyncgen_hooks
from typing import Any, TypeVar

import js
from pyodide.ffi import create_proxy
from pyodide.webloop import WebLoop

T = TypeVar("T")


class Callback:
    """What ``call_soon`` gives back: all of ``asyncio.Handle`` that asyncio itself uses."""

    __slots__ = ("args", "callback", "context")

    def __init__(
        self, callback: Callable[..., Any] | None, args: tuple[Any, ...], context: Context
    ) -> None:
        self.callback = callback
        self.args = args
        self.context = context

    def cancel(self) -> None:
        """Do not call it."""
        self.callback = None

    def cancelled(self) -> bool:
        """Whether it will not be called."""
        return self.callback is None


class TurnLoop(WebLoop):  # type: ignore[misc]
    """Create it inside a request, never at import: it holds a JavaScript callback."""

    # Each future, task and handle asks; a builtin answers False without a frame of Python.
    get_debug = staticmethod(bool)

    def __init__(self) -> None:
        outer = _get_running_loop()
        super().__init__()  # which makes itself the running loop
        _set_running_loop(outer)
        self._ready: deque[Callback] = deque()
        self._running = False
        self._scheduled = False
        self._hooks = (self._asyncgen_firstiter_hook, self._asyncgen_finalizer_hook)
        self._callback = create_proxy(self._microtask)
        self._queue_microtask = js.queueMicrotask

    def call_soon(
        self, callback: Callable[..., Any], *args: Any, context: Context | None = None
    ) -> Callback:
        """Queue a callback for this turn (or, outside of one, for a microtask)."""
        handle = Callback(callback, args, context or copy_context())
        self._ready.append(handle)
        if not self._running and not self._scheduled:
            self._scheduled = True
            self._queue_microtask(self._callback)
        return handle

    call_soon_threadsafe = call_soon  # there are no threads

    def start(self, work: Coroutine[Any, Any, Any]) -> Task[Any]:
        """Run a coroutine as far as it gets without waiting, in a task."""
        return self.turn(lambda *_: self._task(work))

    def spawn(self, work: Coroutine[Any, Any, Any]) -> Task[Any]:
        """The same from within a turn, which then also does what becomes ready."""
        if not self._running:
            return self.start(work)
        return self._task(work)

    def turn(
        self,
        step: Callable[[Any, BaseException | None], T],
        value: Any = None,
        error: BaseException | None = None,
    ) -> T:
        """Call ``step`` and then all that has become ready by it; answers what ``step`` does."""
        # With stack switching each call from JavaScript has a thread state of its own, and asyncio
        # keeps the running loop and the generator hooks there.
        if _get_running_loop() is not self:
            _set_running_loop(self)
            set_asyncgen_hooks(*self._hooks)
        self._running = True
        # Never trust what a turn left that the host has killed in its middle.
        self._scheduled = False
        try:
            outcome = step(value, error)
            if self._ready:
                self._drain()
        finally:
            self._running = False
        return outcome

    def _task(self, work: Coroutine[Any, Any, Any]) -> Task[Any]:
        return Task(work, loop=self, eager_start=True)  # type: ignore[call-arg] # Python 3.12

    def _drain(self) -> None:
        ready = self._ready
        while ready:
            handle = ready.popleft()
            if handle.callback is None:
                continue
            try:
                handle.context.run(handle.callback, *handle.args)
            except Exception as error:
                message = f"Exception in callback {handle.callback!r}"
                self.call_exception_handler({"message": message, "exception": error})

    def _microtask(self) -> None:
        self.turn(lambda *_: None)
