"""The whole fleet of this repository, deployed by the real wrangler: minutes, so only once."""

import json
import os
from pathlib import Path

import pytest
from cloudflare_stand_in import ACCOUNT_ID, TOKEN, Cloudflare
from deploy_bench import REPOSITORY, Bench

from fleet.graph.order import calls_of
from fleet.project import read_fleet


@pytest.fixture
def whole(tmp_path: Path, cloudflare: Cloudflare, monkeypatch: pytest.MonkeyPatch) -> Bench:
    """This repository's workers, with an environment of the test's own beside them."""
    (tmp_path / "wrangler").mkdir()
    for name in ("workers", "libs", "node_modules", "wrangler/migrations"):
        (tmp_path / name).symlink_to(REPOSITORY / name)
    bench = Bench(tmp_path, cloudflare)
    kept = {"names": "{name}-staging", "addresses": cloudflare.addresses}
    bench.write("wrangler/environments/staging.json", json.dumps(kept))
    required = {name for worker in read_fleet(tmp_path).workers.values() for name in worker.secrets}
    bench.write("secrets.env", "".join(f"{name}=hush-{name}\n" for name in sorted(required)))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CLOUDFLARE_API_TOKEN", TOKEN)
    monkeypatch.setenv("CLOUDFLARE_ACCOUNT_ID", ACCOUNT_ID)
    return bench


@pytest.mark.timeout(1800)
def test_the_whole_fleet_is_deployed_and_then_up_to_date(
    whole: Bench, capsys: pytest.CaptureFixture[str]
) -> None:
    fleet = read_fleet(REPOSITORY)
    assert whole.deploy() == 0, capsys.readouterr()
    workers = whole.account.workers
    assert sorted(workers) == sorted(f"{name}-staging" for name in fleet.workers)
    for name, targets in calls_of(fleet).items():
        bound = workers[f"{name}-staging"].active.bindings.values()
        services = {each["service"] for each in bound if each["type"] == "service"}
        assert services == {f"{target}-staging" for target in targets}
    for name, worker in fleet.workers.items():
        deployed = workers[f"{name}-staging"]
        assert (deployed.public, deployed.crons) == (not worker.private, worker.crons)
        texts = [str(each.get("text", "")) for each in deployed.active.bindings.values()]
        assert not [text for text in texts if "localhost" in text]
    stubs = [name for name, worker in workers.items() if len(worker.versions) > 1]
    assert len(stubs) <= 3
    whole.cloudflare.calls.clear()
    assert whole.deploy() == 0
    assert "up to date" in capsys.readouterr().out
    assert whole.cloudflare.uploads() == []
    assert not os.path.lexists(REPOSITORY / "wrangler" / "environments" / "staging.json")
