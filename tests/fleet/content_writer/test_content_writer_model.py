"""content-writer with a model that says what it is told to: facts, inventions, silence, breaks."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import httpx
import pytest
from scripted_model import CUT, Reply, ScriptedModel, delta, spoken

from fleet.dev.local import LocalFleet, quiet, run_locally
from fleet.dev.options import Variables

FACTS = {"type": "condo", "bedrooms": 2, "bathrooms": 1, "features": ["fenced yard", "new roof"]}
TRUE = "Two bedrooms, one bathroom: this condo has a fenced yard and a new roof."
TEMPLATE = "This condo has 2 bedrooms and 1 bathroom. Features: fenced yard and new roof."
SLOW_MS = 1500


@pytest.fixture(scope="module")
def model() -> Iterator[ScriptedModel]:
    with ScriptedModel() as model:
        yield model


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory, model: ScriptedModel) -> Iterator[LocalFleet]:
    options = quiet(tmp_path_factory.mktemp("model"))
    given = (f"content-writer:AI_FIRST_TOKEN_MS={SLOW_MS}",)
    chosen = {
        "only": ("content-writer",),
        "variables": Variables.parse(given),
        "ai_url": model.url,
    }
    with run_locally(replace(options, **chosen)) as fleet:
        yield fleet


@pytest.fixture
def writer(running: LocalFleet, model: ScriptedModel) -> Iterator[httpx.Client]:
    running.reset()
    model.reset()
    model.reply = spoken(TRUE)
    with running.worker("content-writer") as client:
        yield client


def draft(writer: httpx.Client, **more: Any) -> dict[str, Any]:
    answer = writer.post("/api/draft", json={"kind": "listing", "facts": FACTS, **more})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_a_model_writes_what_the_facts_say_and_is_asked_once(
    writer: httpx.Client, model: ScriptedModel
) -> None:
    found = draft(writer)
    assert (found["text"], found["written_by"]) == (TRUE, "model")
    assert sorted(found["facts_used"]) == sorted(FACTS)
    assert draft(writer) == found
    assert len(model.asked) == 1


@pytest.mark.parametrize(
    "reply",
    [
        spoken("A charming condo with two bedrooms, one bathroom and a new roof."),
        spoken("Two bedrooms, two bathrooms, a fenced yard and a new roof in this condo."),
        spoken(f"{TRUE} Adults only."),
        spoken(""),
        Reply([delta(TRUE), CUT]),
        Reply([delta(TRUE, "length")]),
        Reply([delta("Two ")], status=500),
        Reply([float(3)]),
    ],
    ids=["claim", "number", "fair-housing", "empty", "cut", "length", "down", "slow"],
)
def test_whatever_else_a_model_does_the_template_writes(
    writer: httpx.Client, model: ScriptedModel, reply: Reply
) -> None:
    model.reply = reply
    found = draft(writer)
    assert (found["text"], found["written_by"]) == (TEMPLATE, "template")
