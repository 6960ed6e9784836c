"""Writes the files of a new worker, all or none."""

import json
import keyword
import re
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from edgekit.schema import DEAD_LETTERS
from fleet.check.configs import EXCLUDED, EXPECTED
from fleet.check.packages import PYWRANGLER
from fleet.new.numbers import next_number
from fleet.new.parts import Parts, stem_of, targets, title_of
from fleet.project import ProjectError, read_fleet
from pyworkerd.requirements import SDK

TEMPLATES = Path(__file__).with_name("templates")
RUFF = Path(__file__).resolve().parents[3] / "pyproject.toml"
NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
LONGEST_NAME = 54  # https://developers.cloudflare.com/workers/wrangler/configuration/, with room
LONGEST_SUMMARY = 200
SMALL = Parts()
TIDYING = (
    (
        "check",
        "--fix",
        "--unsafe-fixes",
        "--select=F401,I,ISC004",
        "--config=lint.isort.split-on-trailing-comma=false",
    ),
    ("format",),
)


def scaffold(
    root: Path, name: str, summary: str, *, private: bool = False, parts: Parts = SMALL
) -> list[Path]:
    """Write a worker called ``name`` below ``root`` and list it in ``wrangler/workers.toml``.

    Returns what was written. Raises `ProjectError` for a name or summary that won't do, or if any
    of the files is there already; then nothing is written.
    """
    _refuse_unfit(name, summary)
    files = _files(root, name, summary.strip(), private, parts)
    # Tests that are there would meet those of the worker in one folder: edgekit's, say.
    unit_tests = root / "tests" / "unit" / stem_of(name)
    taken = [path for path in (root / "workers" / name, unit_tests, *files) if path.exists()]
    if taken:
        where = taken[0].relative_to(root)
        raise ProjectError(f"{where} is there already: choose another name, or remove it first.")
    for path, content in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    _tidy(root, [path for path in files if path.suffix == ".py"])
    return [*files, _list_access(root, name, private=private)]


def next_steps(name: str) -> str:
    """What to do after a worker was made."""
    return (
        f"\n{name} is ready. Next:\n"
        f"  fleet dev --only {name}         try it: POST /api/greetings\n"
        f"  pytest tests/unit/{stem_of(name)} tests/fleet/test_{stem_of(name)}.py\n"
        f"  fleet docs && fleet check       after each change; docs/adding-a-worker.md goes on"
    )


def _refuse_unfit(name: str, summary: str) -> None:
    if not NAME.fullmatch(name) or len(name) > LONGEST_NAME:
        raise ProjectError(
            f"“{name}” can't be a worker's name: use lower-case words with hyphens, such as "
            f"rent-check, at most {LONGEST_NAME} characters."
        )
    if keyword.iskeyword(stem_of(name)):
        raise ProjectError(
            f"“{name}” can't be a worker's name: it is a word of Python's, and no module can be "
            f"imported by it; choose another, such as {name}-desk."
        )
    if not summary.strip() or len(summary) > LONGEST_SUMMARY or not summary.isprintable():
        raise ProjectError(f"The summary has to be one line of 1 to {LONGEST_SUMMARY} characters.")


def _files(root: Path, name: str, summary: str, private: bool, parts: Parts) -> dict[Path, str]:
    values = {
        "name": name,
        "stem": stem_of(name),
        "title": title_of(name),
        "summary": summary,
        "private": private,
        "parts": parts,
        "calls": parts.calls,
        "number": next_number(read_fleet(root)),
        "compatibility_date": EXPECTED["compatibility_date"],
        "excluded": EXCLUDED,
        "pywrangler": PYWRANGLER,
        "dead_letters": DEAD_LETTERS,
        "pydantic": version("pydantic"),
        "sdk": SDK,
    }
    templates = _templates()
    return {
        path: templates.get_template(f"{template}.txt").render(values)
        for path, template in targets(root, name, parts)
    }


def _templates() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,  # noqa: S701 - what is written is source text
    )
    environment.filters["literal"] = _literal
    return environment


def _literal(value: Any) -> str:
    """A value as Python, TOML and JSON all write it."""
    return json.dumps(value, ensure_ascii=False)


def _tidy(root: Path, sources: list[Path]) -> None:
    """Drop the imports that a worker without some parts does not need, sort and format the rest."""
    for command in TIDYING:
        ruff = [sys.executable, "-m", "ruff", *command, "--quiet", "--no-cache"]
        subprocess.run([*ruff, f"--config={RUFF}", *map(str, sources)], cwd=root, check=True)


def _list_access(root: Path, name: str, *, private: bool) -> Path:
    """Add the worker to the list, whose [workers] are the last table in its file."""
    path = root / "wrangler" / "workers.toml"
    text = path.read_text(encoding="utf-8") if path.exists() else "[workers]\n"
    planned, head, workers = text.rpartition("[workers]\n")
    line = re.compile(rf"^{re.escape(name)} *=.*\n?", re.MULTILINE)
    if not line.search(workers):
        access = "private" if private else "public"
        workers = f'{workers.rstrip()}\n{name} = "{access}"\n'.lstrip()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(line.sub("", planned) + head + workers, encoding="utf-8")
    return path
