"""Code that breaks its worker, or would on Cloudflare: each is told, and the others go on."""

from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from .hello_project import HELLO, rewrite, text
from .serving import Served

CRASHING = HELLO.replace(
    '        return Response("{text}")',
    "        if request.url.endswith('/crash'):\n"
    "            from _pyodide_core import trigger_fatal_error\n\n"
    "            trigger_fatal_error()\n"
    "        return Response('alive')",
)


def test_a_python_that_crashed_is_booted_again(hello: Path, serve: Callable[..., Served]) -> None:
    rewrite(hello, CRASHING)
    served = serve(hello)
    assert text(served) == "alive"
    assert served.request("hello", "/crash").status_code == 500
    assert text(served) == "alive"


ENDLESS = HELLO.replace(
    '        return Response("{text}")', "        while True:\n            pass"
)


def test_randomness_at_import_is_told_with_its_line_and_in_a_request_it_is_not(
    hello: Path, serve: Callable[..., Served]
) -> None:
    early = "import uuid\nfrom random import random\n\nKEY = uuid.uuid4()\n"
    drawn = HELLO.format(text="first").replace(
        "return", "str(uuid.uuid4()), random()\n        return"
    )
    rewrite(hello, early + drawn)
    served = serve(hello)
    assert text(served) == "first"
    served.supervisor.wait_for_event(event="log", worker="hello")
    told = [event["text"] for event in served.supervisor.events if "refuses" in str(event)]
    assert len(told) == 1
    assert "entry.py:4: RuntimeWarning: Cloudflare refuses randomness" in told[0]


def test_input_and_output_take_no_share_of_the_cpu_time(
    hello: Path, serve: Callable[..., Served]
) -> None:
    reads = "for _ in range(2000):\n            open(__file__).read()"
    rewrite(hello, HELLO.format(text="first").replace("return", f"{reads}\n        return"))
    assert text(serve(hello, cpuSeconds=2)) == "first"


SOMETIMES_ENDLESS = HELLO.format(text="first").replace(
    "        return",
    """        while request.url.endswith("endless"):
            pass
        return""",
)


def test_code_without_an_end_is_cut_short_with_its_traceback(
    hello: Path, serve: Callable[..., Served]
) -> None:
    rewrite(hello, SOMETIMES_ENDLESS)
    served = serve(hello, "handlers", cpuSeconds=1)
    assert served.request("hello", "/endless").status_code == 500
    event = served.supervisor.wait_for_event(event="worker_error")
    assert "CpuLimitExceeded" in event["error"]
    assert 'File "entry.py", line 6, in fetch' in event["error"]
    assert text(served) == "first"
    assert served.request("handlers", "/at_once").text == "at once"
    assert "stuck" not in [event["event"] for event in served.supervisor.events]


def test_a_worker_out_of_memory_says_where_and_lives_on(
    hello: Path, serve: Callable[..., Served]
) -> None:
    greedy = 'while request.url.endswith("greedy"):\n            kept.append(bytearray(10**9))'
    rewrite(
        hello,
        HELLO.format(text="first").replace(
            "return", f"kept = []\n        {greedy}\n        return"
        ),
    )
    served = serve(hello)
    assert served.request("hello", "/greedy").status_code == 500
    event = served.supervisor.wait_for_event(event="worker_error")
    assert event["error"].endswith("MemoryError")
    assert text(served) == "first"


def test_a_workerd_that_is_stuck_is_reported_and_restarted(
    hello: Path, serve: Callable[..., Served]
) -> None:
    rewrite(hello, ENDLESS)
    served = serve(hello, "handlers", stuckSeconds=3, cpuSeconds=600)
    with pytest.raises(httpx.HTTPError):
        served.request("hello", "/")
    served.supervisor.wait_for_event(event="stuck")
    served.supervisor.wait_for_event(event="ready")
    assert served.request("handlers", "/at_once").text == "at once"
