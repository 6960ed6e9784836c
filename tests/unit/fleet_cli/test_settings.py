"""Vars of the configuration against those that a worker's code declares."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from fleet.check import calls, settings
from fleet.check.findings import Finding

Only = Callable[..., Finding]
LineOf = Callable[[Path, str], int]
ENTRY = '''
from typing import Annotated

from pydantic import BaseModel, Field

from edgekit import App, Context, Vars
from edgekit.vars import Json, Secret


class Agent(BaseModel):
    name: str


class Own(Vars):
    wait_s: Annotated[int, Field(ge=0, le=60)] = 5
    """Seconds to wait."""
    agents: Json[list[Agent]] = []
    """Who takes leads."""
    city: str
    """Where we are."""
    crm_key: Secret = None
    """The key of the CRM."""


app = App("leads", vars=Own)


@app.get("/x")
async def x(ctx: Context[None, Own]) -> str:
    return ctx.secret("CRM_KEY") or ""


on_fetch = app.on_fetch
'''


def test_vars_that_fit_pass_in_every_environment(sample: Any) -> None:
    sound = {"CITY": "Seattle", "WAIT_S": "7", "AGENTS": [{"name": "Ann"}], "SLOW_MS": 300}
    live = {"CITY": "Kent", "AGENTS": '[{"name": "Ann"}]', "ALLOWED_ORIGINS": "https://a.example"}
    sample.worker("leads", entry=ENTRY, vars=sound, env={"production": {"vars": live}})
    assert sample.imported(settings.check) == []
    assert sample.imported(calls.check) == []


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("WAIT_S", "61", "WAIT_S is “61”, and that does not fit: Input should be less than or"),
        ("AGENTS", '[{"name": "Ann"},]', "it is not valid JSON"),
        ("AGENTS", [{"nome": "Ann"}], "does not fit at /0/name: Field required"),
        ("SLOW_MS", "fast", "SLOW_MS is “fast”, and that does not fit: "),
        ("WAIT", "5", "No code reads WAIT: declare it in a class of Vars, or drop it."),
        ("CRM_KEY", "k3y", "CRM_KEY is a secret: set it with wrangler secret put, not here."),
    ],
)
def test_a_var_that_the_code_does_not_take_is_found_at_its_line(
    sample: Any, only: Only, line_of: LineOf, name: str, value: object, said: str
) -> None:
    folder = sample.worker("leads", entry=ENTRY, vars={"CITY": "Seattle", name: value})
    finding = only(sample.imported(settings.check))
    assert said in finding.message
    line = line_of(folder / "wrangler.jsonc", f'"{name}"')
    assert finding.where == f"workers/leads/wrangler.jsonc:{line}"


def test_a_var_without_a_default_has_to_be_set(sample: Any, only: Only, line_of: LineOf) -> None:
    folder = sample.worker("leads", entry=ENTRY)
    finding = only(sample.imported(settings.check))
    assert finding.message == "CITY is not set, and it has no default: set it."
    assert finding.where.endswith(f":{line_of(folder / 'wrangler.jsonc', 'vars')}")


@pytest.mark.parametrize(
    ("block", "said"),
    [
        ({"vars": {"CITY": "Kent", "WAIT_S": "soon"}}, "env.production: WAIT_S is “soon”"),
        ({"vars": {"CITY": "Kent", "WIAT_S": "5"}}, "env.production: No code reads WIAT_S"),
        ({"vars": {}}, "env.production: CITY is not set"),
        ({}, "env.production: CITY is not set"),
    ],
)
def test_what_is_wrong_in_an_environment_alone_is_found_there(
    sample: Any, only: Only, line_of: LineOf, block: dict[str, Any], said: str
) -> None:
    sound = {"CITY": "Seattle"}
    folder = sample.worker("leads", entry=ENTRY, vars=sound, env={"production": block})
    finding = only(sample.imported(settings.check))
    assert finding.message.startswith(said)
    line = int(finding.where.rpartition(":")[2])
    assert line >= line_of(folder / "wrangler.jsonc", "production")


def test_a_var_that_nobody_explains_is_found(sample: Any, only: Only) -> None:
    bare = ENTRY.replace('    """Seconds to wait."""\n', "")
    sample.worker("leads", entry=bare, vars={"CITY": "Seattle"})
    said = "Nothing says what WAIT_S means: write a docstring under wait_s."
    assert only(sample.imported(settings.check)).message == said
