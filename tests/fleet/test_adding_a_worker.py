"""docs/adding-a-worker.md, followed word by word; and what `fleet new` writes, in workerd."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token

from fleet.dev.client import eventually

REPOSITORY = Path(__file__).resolve().parents[2]
GUIDE = REPOSITORY / "docs" / "adding-a-worker.md"
NEIGHBOURS = ("slack-intel", "geocode")
PORT = "8787"
NAMED_FILE = re.compile(r"^\| `((?:workers|wrangler|libs|tests)/[^`]+)`", re.MULTILINE)
SECONDS = 120  # on a machine that does much else


class Follower:
    """Somebody who does what the guide says, in a repository of two workers."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.port = _free_port()
        libraries = os.pathsep.join(str(path) for path in root.glob("libs/*/src"))
        path = f"{Path(sys.prefix) / 'bin'}{os.pathsep}{os.environ['PATH']}"
        self.environment = {**os.environ, "PYTHONPATH": libraries, "PATH": path}

    def run(self, commands: str) -> None:
        """Run commands, which have to succeed."""
        done = self._done(commands)
        assert done.returncode == 0, f"{commands}\n{done.stdout}\n{done.stderr}"

    def see(self, commands: str, wanted: str) -> None:
        """Run commands until they print what is wanted: a start or an edit takes a moment."""
        pattern = re.escape(wanted.strip()).replace("…", ".+?")
        seen = ""

        def look() -> bool:
            nonlocal seen
            seen = self._done(commands).stdout.strip()
            return bool(re.fullmatch(pattern, seen))

        try:
            eventually(look, SECONDS)
        except AssertionError:
            pytest.fail(f"{commands}\nwanted: {wanted}\nseen:   {seen}")

    def _done(self, commands: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            ["bash", "-euo", "pipefail", "-c", commands.replace(PORT, self.port)],
            cwd=self.root,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )

    @contextmanager
    def running(self, command: str) -> Iterator[None]:
        """Run the fleet while the block lasts."""
        words = [*command.split(), "--port", self.port]
        fleet = subprocess.Popen(words, cwd=self.root, env=self.environment, start_new_session=True)
        try:
            yield
        finally:
            fleet.send_signal(signal.SIGINT)
            fleet.wait(SECONDS)

    def apply(self, diff: str) -> None:
        """Make the edits of a diff."""
        git = ["git", "apply", "--whitespace=nowarn"]
        done = subprocess.run(
            git, cwd=self.root, input=diff, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"{diff}\n{done.stderr}"


@pytest.fixture
def follower(tmp_path: Path) -> Follower:
    unneeded = shutil.ignore_patterns("python_modules", "__pycache__")
    folders = ("libs", "wrangler/migrations/intel-db", *(f"workers/{name}" for name in NEIGHBOURS))
    for folder in folders:
        shutil.copytree(REPOSITORY / folder, tmp_path / folder, ignore=unneeded)
    for file in ("pyproject.toml", "wrangler/limits.toml", "tests/conftest.py"):
        (tmp_path / file).parent.mkdir(exist_ok=True)
        shutil.copy(REPOSITORY / file, tmp_path / file)
    listed = "".join(f'{name} = "private"\n' for name in NEIGHBOURS)
    (tmp_path / "wrangler" / "workers.toml").write_text(f"[workers]\n{listed}")
    (tmp_path / "node_modules").symlink_to(REPOSITORY / "node_modules")
    (tmp_path / ".venv").symlink_to(sys.prefix)
    return Follower(tmp_path)


@pytest.mark.timeout(1200)
def test_who_follows_the_guide_gets_what_it_shows(follower: Follower) -> None:
    text = GUIDE.read_text("utf-8")
    begin, steps = _steps(text)
    while "fleet new" not in (block := next(begin)).content:
        follower.run(block.content)
    follower.run(block.content)
    assert _of_the_worker(follower.root)
    for name in NAMED_FILE.findall(text):
        assert (follower.root / name).exists(), name
    with follower.running(next(begin).content):
        for block, answer in _with_answers(list(begin)):
            _follow(follower, block, answer)
    for block, answer in _with_answers(steps):
        _follow(follower, block, answer)
    assert _of_the_worker(follower.root) == []


@pytest.mark.timeout(600)
def test_what_the_guide_leaves_out_works_in_workerd_too(follower: Follower) -> None:
    calls = "--calls geocode --calls slack-intel"
    follower.run(f"fleet new have-all --queue --kv --cron --vars {calls}")
    follower.run("fleet new cached --kv --private")
    follower.run("fleet new timed --cron")
    follower.run("pytest -q tests/fleet")


def _steps(text: str) -> tuple[Iterator[Token], list[Token]]:
    """The fenced blocks up to where the fleet may be ended, and the rest."""
    tokens = MarkdownIt().parse(text)
    end = next(n for n, token in enumerate(tokens) if "end it with Ctrl-C" in token.content)
    fences = [(n, token) for n, token in enumerate(tokens) if token.type == "fence"]
    first = [token for n, token in fences if n < end]
    return iter(first), [token for n, token in fences if n > end]


def _with_answers(blocks: list[Token]) -> Iterator[tuple[Token, str]]:
    """Each block that is to be done, and the answer that is shown below it, if one is."""
    for block, following in zip(blocks, [*blocks[1:], None], strict=True):
        if block.info != "json":
            shown = following is not None and following.info == "json"
            yield block, following.content if following and shown else ""


def _follow(follower: Follower, block: Token, answer: str) -> None:
    match block.info:
        case "diff":
            follower.apply(block.content)
        case "sh" if answer:
            follower.see(block.content, answer)
        case "sh":
            follower.run(block.content)
        case other:
            pytest.fail(f"Nobody follows a block of {other}.")


def _of_the_worker(root: Path) -> list[Path]:
    """Files of the guest book, but for what tools have put into bundles and caches."""
    folders = ("docs", "libs/contracts", "tests", "workers", "wrangler")
    found = (path for folder in folders for path in (root / folder).rglob("*guest?book*"))
    return [path for path in found if not {"python_modules", "__pycache__"} & set(path.parts)]


def _free_port() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return str(probe.getsockname()[1])
