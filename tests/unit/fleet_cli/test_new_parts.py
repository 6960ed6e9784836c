"""Workers as `fleet new` writes them, with each of its parts: a fleet of them, checked at once."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from fleet.check.run import run
from fleet.cli import main
from fleet.new.called import find
from fleet.project import Fleet, ProjectError, read_fleet

REPOSITORY = Path(__file__).resolve().parents[3]
NEIGHBOURS = ("slack-intel", "geocode")
ALL = ("--d1", "--kv", "--cron", "--queue", "--vars")
WANTED: dict[str, list[str]] = {
    "plain": [],
    "hidden": ["--private"],
    "stored": ["--d1"],
    "cached": ["--kv", "--vars"],
    "timed": ["--cron"],
    "counted": ["--d1", "--kv"],
    "queued": ["--queue", "--private"],
    "caller": ["--calls", "geocode"],
    "have-all": [*ALL, "--calls", "geocode", "--calls", "slack-intel"],
}
Tool = Callable[..., str]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository with a new worker for each set of parts, made at the command line."""
    root = tmp_path_factory.mktemp("repository")
    unneeded = shutil.ignore_patterns("python_modules", "__pycache__")
    for folder in ("libs/contracts", "libs/edgekit", "wrangler/migrations/intel-db"):
        shutil.copytree(REPOSITORY / folder, root / folder, ignore=unneeded)
    for name in NEIGHBOURS:
        shutil.copytree(REPOSITORY / "workers" / name, root / "workers" / name, ignore=unneeded)
    shutil.copy(REPOSITORY / "wrangler" / "limits.toml", root / "wrangler")
    listed = "".join(f'{name} = "private"\n' for name in NEIGHBOURS)
    (root / "wrangler" / "workers.toml").write_text(f"[workers]\n{listed}")
    (root / "node_modules").symlink_to(REPOSITORY / "node_modules")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(root)
        for name, parts in WANTED.items():
            assert main(["new", name, "--summary", f'Says "{name}".', *parts]) == 0
    return root


@pytest.fixture(scope="module")
def fleet(made: Path) -> Fleet:
    return read_fleet(made)


@pytest.fixture(scope="module")
def tool(made: Path) -> Tool:
    """Runs a Python tool over the new workers; fails with what it says."""
    sources = made.glob("libs/*/src")
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, sources))}

    def run_tool(*command: str, **more: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", *command],
            cwd=made,
            env={**environment, **more},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    return run_tool


def test_new_workers_pass_every_check(fleet: Fleet) -> None:
    findings, _ = run(fleet, fleet.select(WANTED))
    assert [f.line() for f in findings if f.check != "size" and f.level != "note"] == []
    for name, parts in WANTED.items():
        assert fleet.access[name] == ("private" if "--private" in parts else "public")


def test_their_databases_and_limits_are_their_own(fleet: Fleet) -> None:
    ids = [base.id for worker in fleet.workers.values() for base in worker.databases]
    assert len(ids) == len(set(ids)) == 5


def test_they_are_formatted_and_linted(tool: Tool) -> None:
    config = f"--config={REPOSITORY / 'pyproject.toml'}"
    tool("ruff", "check", "--no-cache", config, "workers", "libs/contracts", "tests")
    tool("ruff", "format", "--check", "--no-cache", config, "workers", "libs/contracts", "tests")


def test_their_types_are_right(made: Path, tool: Tool) -> None:
    for name in WANTED:
        sources = made / "workers" / name / "src"
        config = f"--config-file={REPOSITORY / 'pyproject.toml'}"
        tool("mypy", config, "--cache-dir=.mypy", str(sources), MYPYPATH=str(sources))


def test_their_own_tests_pass(tool: Tool) -> None:
    assert " passed" in tool("pytest", "-q", "-p", "no:cacheprovider", "--rootdir=.", "tests/unit")


def test_each_has_a_page_in_the_docs(made: Path) -> None:
    pages = {path.stem for path in (made / "docs" / "workers").glob("*.md")}
    assert pages == {"README", *NEIGHBOURS, *WANTED}


def test_every_worker_with_a_service_can_be_called() -> None:
    repository = read_fleet(REPOSITORY)
    without = {"dashboard", "gateway", "site", "webhooks"}  # which no worker asks anything
    for name in repository.workers.keys() - without:
        called = find(repository, name)
        called.operation.request.model_validate(called.question)


@pytest.mark.parametrize(
    ("worker", "reason"), [("dashboard", "no operation GET /api/summary"), ("nobody", "no worker")]
)
def test_who_can_not_be_called_is_told(worker: str, reason: str) -> None:
    with pytest.raises(ProjectError, match=reason):
        find(read_fleet(REPOSITORY), worker)
