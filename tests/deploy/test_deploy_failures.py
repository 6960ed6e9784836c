"""Any one call in a deployment fails: the fleet stays whole, nothing is left, a rerun heals."""

import random

import pytest
from cloudflare_stand_in import Fault
from deploy_bench import Bench

KINDS = (401, 403, 404, 409, 429, 500, "cut", "timeout")
UPDATE_CALLS = 90
FIRST_CALLS = 100
MORE = "wrangler/migrations/desk-db/0002_more.sql"


def fault_of(seed: str, calls: int) -> Fault:
    """A failure of one call somewhere in a deployment."""
    dice = random.Random(seed)
    kind = dice.choice(KINDS)
    return Fault(kind, skip=dice.randrange(calls), late=dice.random() < 0.5, seconds=0.5)


def whole(bench: Bench) -> None:
    """Nothing is missing, nothing is left over, and there is nothing more to do."""
    assert bench.account.names() == {
        "workers": ["desk-staging", "front-staging", "lamp-staging"],
        "databases": ["desk-db-staging", "fleet-deploys-staging"],
        "namespaces": ["front-cache-staging"],
        "buckets": ["media-staging"],
        "queues": ["desk-outbox-staging"],
    }
    assert bench.account.consumers() == {"desk-outbox-staging": ["desk-staging"]}
    assert bench.account.workers["desk-staging"].crons == ["*/5 * * * *"]
    assert bench.account.workers["front-staging"].public
    ledger = bench.account.database("fleet-deploys-staging").sqlite
    assert [tuple(row) for row in ledger.execute("SELECT count(*) FROM lock")] == [(0,)]
    bench.cloudflare.calls.clear()
    assert bench.deploy() == 0
    assert bench.cloudflare.uploads() == []


@pytest.mark.parametrize("seed", [1, 3])
def test_an_update_survives_a_failing_call(deployed: Bench, seed: int) -> None:
    before = deployed.versions()
    deployed.edit("desk", "# another line")
    deployed.edit("lamp", "# another line")
    deployed.write(MORE, "ALTER TABLE notes ADD COLUMN author TEXT;")
    deployed.cloudflare.faults.append(fault_of(f"update {seed}", UPDATE_CALLS))
    if deployed.deploy() != 0:
        assert deployed.versions() == before
    deployed.cloudflare.faults.clear()
    assert deployed.deploy() == 0
    assert deployed.versions()["desk-staging"] != before["desk-staging"]
    assert deployed.versions()["lamp-staging"] != before["lamp-staging"]
    assert deployed.versions()["front-staging"] == before["front-staging"]
    whole(deployed)


def test_a_first_deployment_survives_a_failing_call(bench: Bench) -> None:
    bench.cloudflare.faults.append(fault_of("first 0", FIRST_CALLS))
    if bench.deploy() != 0:
        assert bench.account.names()["workers"] == []
    bench.cloudflare.faults.clear()
    assert bench.deploy() == 0
    whole(bench)


def test_what_could_not_be_put_back_is_said_and_healed(
    deployed: Bench, capsys: pytest.CaptureFixture[str]
) -> None:
    before = deployed.versions()
    deployed.edit("front", "# sick")
    # Wrangler's own call comes first; the one that puts front back does not get through.
    deployed.cloudflare.faults.append(Fault(403, "POST .*front-staging/deployments", skip=1))
    assert deployed.deploy() == 1
    assert "could not be put back" in capsys.readouterr().err
    assert deployed.versions() != before
    source = deployed.source("front")
    source.write_text(source.read_text().replace("# sick", "# well"))
    assert deployed.deploy() == 0
    whole(deployed)
