"""Work on many items, some at a time, while there is time to begin with another."""

import asyncio
from typing import Any, cast

import pytest

from edgekit import Context, side_by_side


class Clock:
    """As much of a context as is looked at: its time goes on when work is done."""

    def __init__(self) -> None:
        self.now_ms, self.at_work, self.most = 0, 0, 0

    def elapsed_ms(self) -> int:
        return self.now_ms

    async def double(self, number: int) -> int:
        self.at_work += 1
        self.most = max(self.most, self.at_work)
        await asyncio.sleep(0)
        self.at_work -= 1
        self.now_ms += 10
        if number < 0:
            raise ValueError(f"{number} is negative")
        return number * 2


def doubled(clock: Clock, numbers: list[int], *, begin_by_ms: int = 1000) -> list[int]:
    ctx = cast("Context[Any]", clock)
    return asyncio.run(side_by_side(clock.double, numbers, ctx, at_once=3, begin_by_ms=begin_by_ms))


def test_answers_are_in_order_and_no_more_than_that_many_are_at_work() -> None:
    clock = Clock()
    assert doubled(clock, [5, 4, 3, 2, 1]) == [10, 8, 6, 4, 2]
    assert clock.most == 3
    assert doubled(Clock(), []) == []


def test_what_is_begun_is_ended_and_no_more_is_begun_once_time_is_up() -> None:
    assert doubled(Clock(), list(range(10)), begin_by_ms=30) == [0, 2, 4, 6, 8]


def test_an_error_is_raised_when_all_have_ended() -> None:
    clock = Clock()
    with pytest.raises(ValueError, match="-1 is negative"):
        doubled(clock, [1, -1, 2, 3, 4])
    assert (clock.at_work, clock.now_ms) == (0, 50)
