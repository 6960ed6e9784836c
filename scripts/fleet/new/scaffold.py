"""Writes the files of a new worker, all or none."""

import json
import re
import string
from importlib.metadata import version
from pathlib import Path

from fleet.check.configs import EXCLUDED, EXPECTED
from fleet.check.packages import PYWRANGLER
from fleet.main_requests import FILE
from fleet.project import ProjectError
from pyworkerd.requirements import SDK

TEMPLATES = Path(__file__).with_name("templates")
NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
LONGEST_NAME = 54  # https://developers.cloudflare.com/workers/wrangler/configuration/, with room
LONGEST_SUMMARY = 200
UNREACHABLE = '"workers_dev": false,\n  "preview_urls": false'
LIBRARY_IMPORTS = ("from contracts.base import Contract", "from edgekit import App")


def scaffold(root: Path, name: str, summary: str, *, private: bool = False) -> list[Path]:
    """Write a worker called ``name`` below ``root`` and list it in ``wrangler/workers.toml``.

    Returns what was written. Raises `ProjectError` for a name or summary that won't do, or if any
    of the files is there already; then nothing is written.
    """
    _refuse_unfit(name, summary)
    files = _files(root, name, summary, private=private)
    taken = [path for path in (root / "workers" / name, *files) if path.exists()]
    if taken:
        where = taken[0].relative_to(root)
        raise ProjectError(f"{where} is there already: choose another name, or remove it first.")
    for path, content in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    return [*files, _list_access(root, name, private=private)]


def next_steps(name: str) -> str:
    """What to do after a worker was made."""
    return (
        f"\n{name} is ready. Next:\n"
        f"  fleet vendor --worker {name}    put its packages into the bundle\n"
        f"  fleet dev --only {name}         try it: POST /api/greeting\n"
        f"  fleet check --worker {name}     after each change of its configuration"
    )


def module_name(name: str) -> str:
    """The domain module of a worker, such as ``rent_check_rules``: unique, and no stdlib name."""
    return f"{name.replace('-', '_')}_rules"


def _refuse_unfit(name: str, summary: str) -> None:
    if not NAME.fullmatch(name) or len(name) > LONGEST_NAME:
        raise ProjectError(
            f"“{name}” can't be a worker's name: use lower-case words with hyphens, such as "
            f"rent-check, at most {LONGEST_NAME} characters."
        )
    if not summary.strip() or len(summary) > LONGEST_SUMMARY or not summary.isprintable():
        raise ProjectError(f"The summary has to be one line of 1 to {LONGEST_SUMMARY} characters.")


def _files(root: Path, name: str, summary: str, *, private: bool) -> dict[Path, str]:
    module = module_name(name)
    worker, tests = root / "workers" / name, root / "tests" / "unit" / name.replace("-", "_")
    values = {
        "name": name,
        "module": module,
        "imports": "\n".join(sorted([*LIBRARY_IMPORTS, f"from {module} import greeting"])),
        "summary_literal": json.dumps(summary.strip(), ensure_ascii=False),
        "compatibility_date": EXPECTED["compatibility_date"],
        "reachable": UNREACHABLE if private else '"workers_dev": true',
        "excluded": json.dumps(EXCLUDED),
        "pywrangler": PYWRANGLER,
        "pydantic": version("pydantic"),
        "sdk": SDK,
    }
    targets = {
        worker / "wrangler.jsonc": "wrangler.jsonc.txt",
        worker / "pyproject.toml": "pyproject.toml.txt",
        worker / FILE: "main_request.toml.txt",
        worker / "src" / "entry.py": "entry.py.txt",
        worker / "src" / f"{module}.py": "domain.py.txt",
        tests / "conftest.py": "conftest.py.txt",
        tests / f"test_{module}.py": "test.py.txt",
    }
    return {path: _render(template, values) for path, template in targets.items()}


def _render(template: str, values: dict[str, str]) -> str:
    text = (TEMPLATES / template).read_text(encoding="utf-8")
    return string.Template(text).substitute(values)


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
