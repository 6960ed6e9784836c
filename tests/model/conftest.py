"""The bots with a real, small language model behind them: it streams, babbles and invents.

`make test-model` runs this; `make test` does not. ``QUESTIONS=20`` asks only so many of each set.
"""

import json
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from fleet.dev.local import LocalFleet, quiet, run_locally
from fleet.dev.local_model import local_model
from fleet.dev.options import Variables

SETS = Path(__file__).parents[1] / "sets"
LIMITS = {"AI_MAX_TOKENS": "90", "CACHED_ANSWER_HOURS": "0", "TOKENS_A_SESSION": "1000000"}
# As a deployment with Workers AI is configured; the address is not set there.
BY_BINDING = {"AI_API_URL": "", "AI_MODEL": "@cf/meta/llama-3.3-70b-instruct-fp8-fast"}


@pytest.fixture(scope="session")
def model_url() -> Iterator[str]:
    """The model, installed if need be, and serving."""
    with local_model(Console()) as url:
        yield url


@pytest.fixture(scope="session")
def start_bot(
    model_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[..., LocalFleet]]:
    """Start a bot and whom it calls, with the model, by an address or by the binding."""
    with ExitStack() as running:

        def start(name: str, *, by_binding: bool = False) -> LocalFleet:
            given = LIMITS | (BY_BINDING if by_binding else {})
            options = replace(
                quiet(tmp_path_factory.mktemp(name)),
                only=(name,),
                ai_url=model_url,
                variables=Variables(shared=given),
            )
            return running.enter_context(run_locally(options))

        yield start


@pytest.fixture(scope="session")
def chatbot(start_bot: Callable[..., LocalFleet]) -> LocalFleet:
    """chatbot and the playbook, with the model."""
    return start_bot("chatbot")


@pytest.fixture(scope="session")
def founder_chat(start_bot: Callable[..., LocalFleet]) -> LocalFleet:
    """founder-chat with its profile, with the model."""
    return start_bot("founder-chat")


def read_set(name: str) -> list[dict[str, Any]]:
    """A set's entries, or ``QUESTIONS`` of them from all over it."""
    return sample(whole_set(name))


def whole_set(name: str) -> list[dict[str, Any]]:
    """All entries of a set."""
    lines = (SETS / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def sample(entries: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """All of them, or ``QUESTIONS`` of them from all over."""
    wanted = min(int(os.environ.get("QUESTIONS") or len(entries)), len(entries))
    return [entries[number * len(entries) // wanted] for number in range(wanted)]
