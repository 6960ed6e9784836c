"""Work on many items, some at a time, for as long as there is time to begin with another."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from typing import TypeVar

from .scope import Scope

T = TypeVar("T")
U = TypeVar("U")


async def side_by_side(
    work: Callable[[T], Awaitable[U]],
    items: Iterable[T],
    ctx: Scope,
    *,
    at_once: int,
    begin_by_ms: int,
) -> list[U]:
    """What ``work`` gives for each item, in order, but only for the first ones if time runs out.

    None is begun ``begin_by_ms`` after the request came in; each that is begun is waited for, and
    if one raises, its exception is raised once all have ended. No task is left behind: an abandoned
    one can block a Python isolate.
    """
    waiting = enumerate(items)
    done: dict[int, U] = {}

    async def take() -> None:
        while ctx.elapsed_ms() < begin_by_ms:
            following = next(waiting, None)
            if following is None:
                return
            number, item = following
            done[number] = await work(item)

    tasks = [asyncio.ensure_future(take()) for _ in range(at_once)]
    await asyncio.wait(tasks)
    for task in tasks:
        task.result()
    return [done[number] for number in sorted(done)]
