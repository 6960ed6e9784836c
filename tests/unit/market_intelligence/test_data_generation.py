import asyncio
from types import SimpleNamespace
from typing import Any

from data_generation import FIRST, KNOWN_FOR_MS, Generation
from edgekit import PlatformError


class Kv:
    """A KV namespace that counts its reads and can be down."""

    def __init__(self) -> None:
        self.value: str | None = None
        self.reads = 0
        self.down = False

    async def get(self, key: str) -> str | None:
        self.reads += 1
        if self.down:
            raise PlatformError("KV is down")
        return self.value

    async def put(self, key: str, text: str) -> None:
        if self.down:
            raise PlatformError("KV is down")
        self.value = text


def at(ms: int, kv: Kv) -> Any:
    log = SimpleNamespace(warning=lambda event, **fields: None)
    return SimpleNamespace(started_ms=ms, cache=kv, log=log)


def test_an_isolate_asks_kv_once_in_ten_seconds() -> None:
    generation, kv = Generation(), Kv()
    assert asyncio.run(generation.current(at(0, kv))) == FIRST
    kv.value = "later"
    assert asyncio.run(generation.current(at(KNOWN_FOR_MS - 1, kv))) == FIRST
    assert kv.reads == 1
    assert asyncio.run(generation.current(at(KNOWN_FOR_MS, kv))) == "later"


def test_a_load_is_seen_at_once_by_the_isolate_that_made_it() -> None:
    generation, kv = Generation(), Kv()
    asyncio.run(generation.current(at(0, kv)))
    asyncio.run(generation.advance(at(1, kv), "loaded"))
    assert asyncio.run(generation.current(at(2, kv))) == "loaded"
    assert kv.value == "loaded"


def test_the_last_known_generation_stays_while_kv_is_down() -> None:
    generation, kv = Generation(), Kv()
    asyncio.run(generation.advance(at(0, kv), "loaded"))
    kv.down = True
    assert asyncio.run(generation.current(at(KNOWN_FOR_MS, kv))) == "loaded"


def test_a_load_while_kv_is_down_is_no_failure() -> None:
    generation, kv = Generation(), Kv()
    kv.down = True
    asyncio.run(generation.advance(at(0, kv), "loaded"))
    assert asyncio.run(generation.current(at(1, kv))) == "loaded"
