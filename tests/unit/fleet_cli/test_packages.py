"""Which versions a deploy installs: those that run here."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from fleet.check import packages
from fleet.check.findings import Finding
from fleet.new.scaffold import scaffold
from fleet.project import read_fleet
from pyworkerd.requirements import SDK

REPOSITORY = Path(__file__).resolve().parents[3]
Only = Callable[..., Finding]
PROJECT = """[project]
name = "leads"
version = "1.0.0"
dependencies = [{}]

[dependency-groups]
dev = ["workers-py>=1.17.9"]

[tool.uv.sources]
edgekit = {{ path = "../../libs/edgekit" }}
"""


def check(sample: Any, *dependencies: str) -> list[Finding]:
    folder = sample.worker("leads")
    listed = ", ".join(f'"{each}"' for each in dependencies)
    (folder / "pyproject.toml").write_text(PROJECT.format(listed))
    found: list[Finding] = sample.static(packages.check)
    return found


def test_exact_versions_and_folders_pass(sample: Any) -> None:
    assert check(sample, "edgekit", "pydantic==2.14.3", SDK) == []


def test_every_worker_says_which_versions_it_runs_with() -> None:
    fleet = read_fleet(REPOSITORY)
    assert list(packages.check(fleet, list(fleet.workers.values()))) == []


def test_a_new_worker_says_so_too(tmp_path: Path) -> None:
    scaffold(tmp_path, "rent-check", "Checks rents.")
    fleet = read_fleet(tmp_path)
    assert list(packages.check(fleet, list(fleet.workers.values()))) == []


@pytest.mark.parametrize("sdk", [[], ["workers-runtime-sdk"], ["workers-runtime-sdk==1.6.15"]])
def test_the_sdk_is_the_one_that_runs_here(sample: Any, sdk: list[str]) -> None:
    where, message = {(f.where, f.message) for f in check(sample, "edgekit", *sdk)}.pop()
    assert where == "workers/leads/pyproject.toml:4"
    assert "workers-runtime-sdk" in message


@pytest.mark.parametrize("version", ["", ">=2", "==2.*", "==2.14.3,>=2", "~=2.14"])
def test_a_package_without_its_one_version_is_found(sample: Any, only: Only, version: str) -> None:
    assert "pydantic==" in only(check(sample, SDK, f"pydantic{version}")).message


def test_what_is_no_requirement_is_told(sample: Any, only: Only) -> None:
    assert "can't be read" in only(check(sample, SDK, "pydantic=2")).message


@pytest.mark.parametrize(
    "group",
    [
        "",
        "[dependency-groups]\ndev = []",
        '[dependency-groups]\ndev = ["workers-py"]',
        '[dependency-groups]\ndev = ["workers-py>=1.17.8"]',
        '[dependency-groups]\ndev = ["workers-py>=1.9", {include-group = "test"}]',
        '[dependency-groups]\ntest = ["workers-py>=1.17.9"]',
    ],
)
def test_a_worker_without_a_pywrangler_that_fits_is_found(
    sample: Any, only: Only, group: str
) -> None:
    path = sample.worker("leads") / "pyproject.toml"
    path.write_text(f'[project]\nname = "leads"\ndependencies = ["{SDK}"]\n{group}\n')
    assert 'dev = ["workers-py>=1.17.9"]' in only(sample.static(packages.check)).message


@pytest.mark.parametrize("line", ["workers-py>=1.18,<2", "workers-py==2.0"])
def test_a_newer_pywrangler_will_do(sample: Any, line: str) -> None:
    path = sample.worker("leads") / "pyproject.toml"
    path.write_text(path.read_text().replace("workers-py>=1.17.9", line))
    assert sample.static(packages.check) == []


def test_a_worker_without_a_pyproject_is_found(sample: Any, only: Only) -> None:
    (sample.worker("leads") / "pyproject.toml").unlink()
    assert "no pyproject.toml" in only(sample.static(packages.check)).message
