"""The Node process that runs workerd, spoken to in JSON lines on its standard streams.

Requests are ``{"id", "method", "params"}``, answers ``{"id", "result"}`` or ``{"id", "error":
{"message", "kind"}}``, and ``{"event", …}`` lines come unasked.
"""

import asyncio
import atexit
import contextlib
import itertools
import json
import os
import signal
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pyworkerd.errors import CallError, RuntimeGoneError
from pyworkerd.npm import NodeParts

SCRIPT = Path(__file__).with_name("js") / "supervisor.mjs"
LONGEST_LINE = 256 * 1024 * 1024  # bytes: one answer may carry a whole D1 table or R2 object
STOP_SECONDS = 5.0
# Wrangler's warnings are read for what they say of a config, and must not be silenced.
QUIET = {"NO_COLOR": "1", "WRANGLER_LOG": "warn", "WRANGLER_SEND_METRICS": "false"}

Event = dict[str, Any]


class Supervisor:
    """A running supervisor; make one with `Supervisor.launch`."""

    def __init__(self, process: asyncio.subprocess.Process, on_event: Callable[[Event], None]):
        self._process = process
        self._on_event = on_event
        self._ids = itertools.count(1)
        self._waiting: dict[int, asyncio.Future[Any]] = {}
        self._complaints: deque[str] = deque(maxlen=40)
        self._closing = False
        self._readers = [
            asyncio.create_task(self._read_answers()),
            asyncio.create_task(self._read_complaints()),
        ]
        atexit.register(self.kill)

    @classmethod
    async def launch(cls, parts: NodeParts, on_event: Callable[[Event], None]) -> "Supervisor":
        """Start Node with the supervisor's script; ``on_event`` hears all its events."""
        process = await asyncio.create_subprocess_exec(
            parts.node,
            SCRIPT,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env=os.environ | QUIET | {"PYWORKERD_NODE_MODULES": str(parts.modules)},
            limit=LONGEST_LINE,
            # A group of its own: Ctrl-C reaches us alone, and we can end workerd along with Node.
            start_new_session=True,
        )
        return cls(process, on_event)

    @property
    def pid(self) -> int:
        """The process id, which is also the id of the process group that workerd is in."""
        return self._process.pid

    async def call(self, method: str, **params: Any) -> Any:
        """Ask for ``method`` and return its result.

        Raises:
            CallError: the supervisor answered with an error, or ``params`` hold what JSON can't.
            RuntimeGoneError: the process ended before it answered.
        """
        if self._process.returncode is not None or self._process.stdin is None:
            raise RuntimeGoneError(self._epitaph())
        number = next(self._ids)
        line = _line({"id": number, "method": method, "params": params})
        answer = self._waiting[number] = asyncio.get_running_loop().create_future()
        try:
            self._process.stdin.write(line.encode())
            await self._process.stdin.drain()
            return await answer
        except ConnectionError as error:
            raise RuntimeGoneError(self._epitaph()) from error
        finally:
            self._waiting.pop(number, None)

    async def close(self) -> None:
        """Let the supervisor stop by itself, then make sure that nothing of it is left."""
        self._closing = True
        with contextlib.suppress(TimeoutError, RuntimeGoneError, CallError):
            await asyncio.wait_for(self.call("stop"), STOP_SECONDS)
        if self._process.stdin is not None:
            self._process.stdin.close()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._process.wait(), STOP_SECONDS)
        self.kill()
        await self._process.wait()
        await asyncio.gather(*self._readers)
        atexit.unregister(self.kill)

    def kill(self) -> None:
        """End Node and everything it started, at once."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, signal.SIGKILL)

    async def _read_answers(self) -> None:
        assert self._process.stdout is not None
        async for line in self._process.stdout:
            with contextlib.suppress(ValueError):  # a stray print of some npm package
                self._dispatch(json.loads(line))
        await self._process.wait()
        for answer in self._waiting.values():
            if not answer.done():
                answer.set_exception(RuntimeGoneError(self._epitaph()))
        self._on_event({"event": "exited", "code": self._process.returncode})

    def _dispatch(self, message: Any) -> None:
        if not isinstance(message, dict):
            return
        if "event" in message:
            self._on_event(message)
            return
        answer = self._waiting.get(message.get("id", 0))
        if answer is None or answer.done():
            return
        error = message.get("error")
        if error:
            kind, project = error.get("kind") or "error", error.get("project") or ""
            answer.set_exception(CallError(error["message"], kind, project))
        else:
            answer.set_result(message.get("result"))

    async def _read_complaints(self) -> None:
        assert self._process.stderr is not None
        async for line in self._process.stderr:
            text = line.decode(errors="replace").rstrip()
            self._complaints.append(text)
            # What is cut short by a stop complains, and nobody needs to know.
            if text and not self._closing:
                self._on_event({"event": "log", "worker": "", "level": "warn", "text": text})

    def _epitaph(self) -> str:
        last = "; ".join(line for line in list(self._complaints)[-3:] if line)
        ended = f"with code {self._process.returncode}" if self._process.returncode else "early"
        return f"The runtime's Node process ended {ended}" + (f": {last}" if last else ".")


def _line(request: dict[str, Any]) -> str:
    try:
        return json.dumps(request, allow_nan=False) + "\n"
    except ValueError as error:
        reason = "Neither NaN nor infinity can be sent to the runtime: JSON has no such numbers."
        raise CallError(reason, "not_json") from error
