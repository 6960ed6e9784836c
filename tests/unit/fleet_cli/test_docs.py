import argparse
from typing import Any

import pytest

from fleet import docs

ENTRY = """
from typing import Annotated, Literal

from pydantic import BaseModel, Field
from edgekit import App, Context
from edgekit.vars import Commas, Json, Secret, Url, Vars


class LeadVars(Vars):
    most: Annotated[int, Field(ge=1, le=20)] = 10
    \"\"\"How many leads | at most,
    in a day.\"\"\"
    agents: Json[tuple[str, ...]] = ("Ann",)
    \"\"\"Who takes them.\"\"\"
    feeds: Commas[Url] = ("http://a.ex", "http://b.ex")
    \"\"\"Sources.\"\"\"
    share: Annotated[float, Field(gt=0, lt=1)] | None = None
    \"\"\"What of it is ours.\"\"\"
    side: Literal["left", "right"]
    \"\"\"Where they go.\"\"\"
    crm_key: Secret = None
    \"\"\"The key of the CRM.\"\"\"


app = App("leads", summary="Takes leads.", vars=LeadVars)


class Lead(BaseModel):
    name: str


@app.post("/api/leads", status=201)
async def create(body: Lead, source: str = "") -> Lead:
    \"\"\"Take a lead | or two.\"\"\"
    return body


@app.delete("/api/leads/{lead_id}", admin=True, status=204)
async def erase(lead_id: str, ctx: Context) -> None:
    \"\"\"Erase a person.\"\"\"


on_fetch = app.on_fetch
"""


@pytest.fixture
def page(sample: Any) -> str:
    sample.worker(
        "leads",
        entry=ENTRY,
        secrets={"required": ["ADMIN_TOKEN"]},
        vars={"MOST": "7", "AGENTS": ["Bob"]},
        kv_namespaces=[{"binding": "CACHE_KV", "id": "leads-cache"}],
        triggers={"crons": ["* * * * *"]},
    )
    return docs.pages(sample.read())[sample.root / "docs/workers/leads.md"]


def test_a_page_says_what_the_worker_is_and_serves(page: str) -> None:
    assert page.startswith("# leads\n")
    assert "Takes leads. Public." in page
    row = r"|  | `POST /api/leads` | Take a lead \| or two | `Lead`, `source` | 201 `Lead` |"
    assert row in page
    assert "| 🔒 | `DELETE /api/leads/{lead_id}` | Erase a person |  | 204 |" in page


def test_a_page_lists_bindings_and_settings(page: str) -> None:
    assert "- **Calls** [slack-intel](slack-intel.md)" in page
    assert "- **KV** `CACHE_KV`" in page
    assert "- **Cron** `* * * * *`" in page
    assert "| `ADMIN_TOKEN` | secret, needed | | | |" in page
    assert "| `SLOW_MS` | whole number, 1 or more | `250` |  | Milliseconds " in page


@pytest.mark.parametrize(
    "row",
    [
        r"| `MOST` | whole number, 1 to 20 | `10` | `7` | How many leads \| at most, in a day. |",
        '| `AGENTS` | JSON | `["Ann"]` | `["Bob"]` | Who takes them. |',
        "| `FEEDS` | web address, or several with commas between | `http://a.ex,http://b.ex` |  |",
        "| `SHARE` | number, over 0 to under 1 |  |  | What of it is ours. |",
        "| `SIDE` | `left` or `right` |  |  | Where they go. |",
        "| `CRM_KEY` | secret |  |  | The key of the CRM. |",
        "| `LOG_LEVEL` | `info` or `warning` | `info` |  |",
        "| `EDGEKIT_PLAIN` | `true` or `false` | `false` |  |",
    ],
)
def test_a_page_tells_type_default_value_and_meaning_of_each_var(page: str, row: str) -> None:
    assert row in page


def test_pages_are_written_once_and_then_current(
    sample: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(sample.root)
    parser = argparse.ArgumentParser()
    docs.register(parser.add_subparsers())
    only_check, write = parser.parse_args(["docs", "--check"]), parser.parse_args(["docs"])
    assert only_check.run(only_check) == 1
    assert write.run(write) == 0
    assert "docs/workers/slack-intel.md" in capsys.readouterr().out
    assert only_check.run(only_check) == 0
