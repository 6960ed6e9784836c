"""``fleet rollback``, ``fleet status`` and ``fleet smoke``, after deployments of a small fleet."""

import json
from typing import Any

import pytest
from cloudflare_stand_in import Fault
from deploy_bench import Bench

from fleet.cli import main


@pytest.fixture
def updated(deployed: Bench) -> Bench:
    """A fleet of which lamp was deployed twice, the second time with a new schedule."""
    deployed.edit("lamp", "# another line")
    config = deployed.root / "workers" / "lamp" / "wrangler.jsonc"
    crons = '"triggers": { "crons": ["1 1 * * *"] },\n  "vars"'
    config.write_text(config.read_text().replace('"vars"', crons))
    assert deployed.deploy() == 0
    return deployed


def status(bench: Bench, capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    """What ``fleet status`` tells."""
    capsys.readouterr()
    assert bench.fleet("status", "--env", "staging", "--json") == 0
    told: dict[str, Any] = json.loads(capsys.readouterr().out)
    return told


def test_a_rollback_brings_back_versions_and_schedules_and_can_be_undone(
    once_deployed: Bench, updated: Bench, capsys: pytest.CaptureFixture[str]
) -> None:
    before = {name: w.versions[-1].id for name, w in once_deployed.account.workers.items()}
    first = updated.account.workers["lamp-staging"].versions[0].id
    second = updated.versions()["lamp-staging"]
    updated.cloudflare.calls.clear()
    assert updated.fleet("rollback", "--env", "staging", "--yes") == 0
    assert f"lamp: {second} → {first}" in capsys.readouterr().out
    assert updated.versions() == before | {"lamp-staging": first}
    assert updated.account.workers["lamp-staging"].crons == []
    assert updated.cloudflare.uploads() == []
    told = status(updated, capsys)
    assert [deploy["outcome"] for deploy in told["deploys"]] == ["rolled back", "ok", "ok"]
    assert updated.fleet("rollback", "--env", "staging", "--yes") == 0
    assert updated.versions()["lamp-staging"] == second
    assert updated.account.workers["lamp-staging"].crons == ["1 1 * * *"]


def test_a_rollback_goes_to_a_named_deployment(
    updated: Bench, capsys: pytest.CaptureFixture[str]
) -> None:
    newest, oldest = status(updated, capsys)["deploys"]
    assert updated.fleet("rollback", "--env", "staging", "--to", newest["id"], "--yes") == 0
    assert "runs that already" in capsys.readouterr().out
    assert updated.fleet("rollback", "--env", "staging", "--to", oldest["id"], "--yes") == 0
    lamp = updated.account.workers["lamp-staging"]
    assert lamp.active == lamp.versions[0]
    assert updated.fleet("rollback", "--env", "staging", "--to", "nothing", "--yes") == 1
    assert "There is no finished deployment nothing" in capsys.readouterr().err


def test_a_rollback_that_fails_is_gone_on_with(
    updated: Bench, capsys: pytest.CaptureFixture[str]
) -> None:
    updated.cloudflare.faults.append(Fault(403, "POST .*/deployments"))
    assert updated.fleet("rollback", "--env", "staging", "--yes") == 1
    assert "403" in capsys.readouterr().err
    updated.cloudflare.calls.clear()
    assert updated.deploy() == 0
    assert "~ lamp-staging: its crons change" in capsys.readouterr().out
    assert updated.cloudflare.uploads() == []
    assert updated.account.workers["lamp-staging"].crons == ["1 1 * * *"]


def test_what_was_never_deployed_is_not_rolled_back(
    bench: Bench, capsys: pytest.CaptureFixture[str]
) -> None:
    assert bench.fleet("rollback", "--env", "staging", "--yes") == 1
    assert "staging was never deployed to" in capsys.readouterr().err


def test_before_the_first_deployment_there_is_nothing(
    deployed: Bench, capsys: pytest.CaptureFixture[str]
) -> None:
    assert deployed.fleet("rollback", "--env", "staging", "--yes") == 1
    assert "There is nothing before the last deployment" in capsys.readouterr().err


def test_status_tells_versions_commits_and_migrations(
    deployed: Bench, capsys: pytest.CaptureFixture[str]
) -> None:
    told = {one["worker"]: one for one in status(deployed, capsys)["workers"]}
    assert told["desk"]["version"] == deployed.versions()["desk-staging"]
    assert told["desk"]["migrations"] == {"desk-db": "0001_notes.sql"}
    assert told["lamp"]["commit"]
    assert deployed.fleet("status", "--env", "staging") == 0
    assert "0001_notes.sql" in capsys.readouterr().out


def test_status_of_what_was_never_deployed(
    bench: Bench, capsys: pytest.CaptureFixture[str]
) -> None:
    told = status(bench, capsys)
    assert [one["deployed"] for one in told["workers"]] == [False, False, False]
    assert told["deploys"] == []
    assert bench.account.names()["databases"] == []


def test_smoke_asks_one_worker_or_all(deployed: Bench, capsys: pytest.CaptureFixture[str]) -> None:
    pattern = deployed.cloudflare.addresses.replace("{worker}", "{worker}-staging")
    assert main(["smoke", pattern, "--patience", "0"]) == 0
    assert "front: well" in capsys.readouterr().out
    assert main(["smoke", pattern.replace("{worker}", "nobody"), "--patience", "0"]) == 1
    assert "no health" in capsys.readouterr().out
    assert main(["smoke", "nowhere"]) == 1
    assert "is no address" in capsys.readouterr().err
