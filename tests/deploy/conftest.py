"""What the tests of deploying share: the stand-in of Cloudflare's API, and a small fleet."""

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from cloudflare_stand_in import ACCOUNT_ID, TOKEN, Cloudflare
from deploy_bench import Bench, copied, lay_out


@pytest.fixture
def cloudflare() -> Iterator[Cloudflare]:
    """Cloudflare's API on this machine, with an empty account."""
    with Cloudflare() as running:
        yield running


@pytest.fixture
def bench(tmp_path: Path, cloudflare: Cloudflare, monkeypatch: pytest.MonkeyPatch) -> Bench:
    """A small fleet that was never deployed."""
    laid = lay_out(tmp_path / "fleet", cloudflare)
    _go_there(monkeypatch, laid)
    return laid


@pytest.fixture(scope="session")
def once_deployed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    """The small fleet, deployed by the real wrangler: seconds, so only once."""
    with Cloudflare() as running, pytest.MonkeyPatch.context() as monkeypatch:
        laid = lay_out(tmp_path_factory.mktemp("once") / "fleet", running)
        _go_there(monkeypatch, laid)
        assert laid.deploy() == 0
        monkeypatch.undo()
        yield laid


@pytest.fixture
def deployed(
    once_deployed: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Bench]:
    """A deployed small fleet: the files are the test's own, and the account is put back after."""
    root = tmp_path / "fleet"
    shutil.copytree(once_deployed.root, root, symlinks=True)
    cloudflare = once_deployed.cloudflare
    before = cloudflare.account
    cloudflare.account = copied(before)
    cloudflare.calls.clear()
    _go_there(monkeypatch, Bench(root, cloudflare))
    yield Bench(root, cloudflare)
    cloudflare.account.close()
    cloudflare.account = before
    cloudflare.faults.clear()


def _go_there(monkeypatch: pytest.MonkeyPatch, bench: Bench) -> None:
    monkeypatch.chdir(bench.root)
    monkeypatch.setenv("CLOUDFLARE_API_TOKEN", TOKEN)
    monkeypatch.setenv("CLOUDFLARE_ACCOUNT_ID", ACCOUNT_ID)
