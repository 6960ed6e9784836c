"""How `make test` spreads tests over processes, and how Hypothesis makes its examples.

What shares costly fixtures stays together. Examples are the same in each run, and none is timed, so
that no run fails by chance; ``pytest --hypothesis-profile explore`` looks for new ones.
"""

import random
from pathlib import PurePosixPath

import pytest
from hypothesis import settings
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

# The folders whose tests share the whole fleet. Two processes have one each, of up to 3 GB: with a
# third the tests need more memory than they leave for files, and crawl.
WHOLE_FLEET = (
    "tests/fleet",
    *("tests/fleet/leads", "tests/fleet/openapi", "tests/browser", "tests/fleet/site"),
    *("tests/fleet/gateway", "tests/fleet/calendar", "tests/fleet/lead_bot"),
    *("tests/fleet/webhooks", "tests/fleet/chatbot", "tests/fleet/instant_offer"),
    "tests/fleet/status",
)
FLEETS = 2

settings.register_profile("steady", deadline=None, derandomize=True)
settings.register_profile("explore", deadline=None, max_examples=2000, print_blob=True)
settings.load_profile("steady")


class ByFixtures(LoadScopeScheduling):
    """Gives the files that want the whole fleet to two processes by turns, others by folder."""

    def __init__(self, config: pytest.Config, log: Producer | None = None) -> None:
        super().__init__(config, log)
        self._turns: dict[str, int] = {}

    def _split_scope(self, nodeid: str) -> str:
        path = nodeid.partition("::")[0]
        folder = str(PurePosixPath(path).parent)
        if folder not in WHOLE_FLEET:
            return folder
        return f"fleet {self._turns.setdefault(path, len(self._turns)) % FLEETS}"


def pytest_configure(config: pytest.Config) -> None:
    """Choose where a long run looks, unless that is given."""
    if config.getoption("--examples") is not None and config.getoption("--fuzz-seed") is None:
        config.option.fuzz_seed = random.randrange(1 << 32)  # noqa: S311 - no secret


def pytest_report_header(config: pytest.Config) -> str | None:
    """Tell where a long run looks, so that it can be repeated."""
    examples, seed = config.getoption("--examples"), config.getoption("--fuzz-seed")
    return None if examples is None else f"fuzzing: --examples {examples} --fuzz-seed {seed}"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let `make fuzz` say how long tests/fleet/openapi looks."""
    fuzzing = parser.getgroup("fuzzing of the OpenAPI documents")
    told = "made-up requests an operation, at other places each time (default: few, the same ones)"
    fuzzing.addoption("--examples", type=int, metavar="N", help=told)
    fuzzing.addoption("--fuzz-seed", type=int, metavar="SEED", help="repeat the run that told it")


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> ByFixtures:
    """Choose the order above for all runs in several processes."""
    return ByFixtures(config, log)
