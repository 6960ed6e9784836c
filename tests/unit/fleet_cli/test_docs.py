import argparse
from typing import Any

import pytest

from fleet import docs

ENTRY = """
from pydantic import BaseModel, Field
from edgekit import App, Context

app = App("leads", summary="Takes leads.")


class Lead(BaseModel):
    name: str


@app.post("/api/leads", status=201)
async def create(body: Lead, source: str = "") -> Lead:
    \"\"\"Take a lead | or two.\"\"\"
    return body


@app.delete("/api/leads/{lead_id}", admin=True, status=204)
async def erase(lead_id: str, ctx: Context) -> None:
    \"\"\"Erase a person.\"\"\"
    ctx.var("MOST", 10)


on_fetch = app.on_fetch
"""


@pytest.fixture
def page(sample: Any) -> str:
    sample.worker(
        "leads",
        entry=ENTRY,
        secrets={"required": ["ADMIN_TOKEN"]},
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
    assert "| `ADMIN_TOKEN` | secret | |" in page
    assert "| `ALLOWED_ORIGINS` | var | `*` |" in page
    assert "| `MOST` | var |  |" in page


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
