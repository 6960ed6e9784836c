"""``fleet deploy``: the real wrangler, a small fleet, and the stand-in of Cloudflare's API."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from cloudflare_stand_in import Fault
from deploy_bench import REPOSITORY, Bench
from shipped import unpack

from pyworkerd.local import run_locally

ALL = ["desk-staging", "front-staging", "lamp-staging"]
SICK = "# sick"


def test_a_first_deployment_makes_everything(once_deployed: Bench) -> None:
    account = once_deployed.account
    assert account.names() == {
        "workers": ALL,
        "databases": ["desk-db-staging", "fleet-deploys-staging"],
        "namespaces": ["front-cache-staging"],
        "buckets": ["media-staging"],
        "queues": ["desk-outbox-staging"],
    }
    assert account.consumers() == {"desk-outbox-staging": ["desk-staging"]}
    tables = account.database("desk-db-staging").sqlite.execute("SELECT name FROM d1_migrations")
    assert [tuple(row) for row in tables] == [("0001_notes.sql",)]


def test_what_is_uploaded_is_bound_to_the_environments_own(once_deployed: Bench) -> None:
    account = once_deployed.account
    kept = once_deployed.environment()
    front = account.workers["front-staging"]
    bindings = front.active.bindings
    assert bindings["CACHE_KV"]["namespace_id"] == kept["kv"]["front-cache"]
    assert bindings["MEDIA"]["bucket_name"] == "media-staging"
    assert bindings["DESK"]["service"] == "desk-staging"
    assert bindings["RULES"]["json"] == {"hours": [9, 17]}
    address = once_deployed.cloudflare.addresses.format(worker="lamp-staging")
    assert bindings["LAMP_URL"]["text"] == f"{address}/on"
    assert bindings["LIMITER"]["namespace_id"] != "1001"
    assert front.active.assets is not None
    assert "/index.html" in front.active.assets
    assert (front.public, front.crons) == (True, [])
    desk = account.workers["desk-staging"]
    assert desk.active.bindings["DB"]["id"] == kept["d1"]["desk-db"]
    assert desk.active.bindings["FRONT"]["service"] == "front-staging"
    assert (desk.public, desk.previews, desk.crons) == (False, False, ["*/5 * * * *"])
    assert account.queue("desk-outbox-staging").consumers[0]["settings"]["batch_size"] == 5


def test_the_modules_are_the_workers_and_their_packages(once_deployed: Bench) -> None:
    modules = once_deployed.account.workers["front-staging"].active.modules
    assert modules["entry.py"] == once_deployed.source("front").read_bytes()
    assert "python_modules/workers/__init__.py" in modules
    assert not [name for name in modules if name.endswith((".pyc", "METADATA"))]


def test_what_was_shipped_answers_in_workerd(once_deployed: Bench, tmp_path: Path) -> None:
    workers = once_deployed.account.workers
    with run_locally([unpack(workers[name], tmp_path / name) for name in ALL]) as runtime:
        assert runtime.client("lamp-staging").get("/").text == "It shines warm."
        lamp = once_deployed.cloudflare.addresses.format(worker="lamp-staging") + "/on"
        for visits in (1, 2):
            told = runtime.client("front-staging").get("/").json()
            assert told == {"lamp": lamp, "visits": visits}


def test_the_circle_is_closed_by_a_stub_that_has_no_address(once_deployed: Bench) -> None:
    first, last = once_deployed.account.workers["desk-staging"].versions
    assert first.annotations["workers/tag"] == "fleet-stub"
    assert list(first.modules) == ["stub.mjs"]
    assert once_deployed.account.workers["desk-staging"].active == last
    uploads = once_deployed.cloudflare.uploads()
    assert uploads.index("desk-staging") < uploads.index("front-staging")


def test_secrets_are_uploaded_and_kept_nowhere_else(once_deployed: Bench) -> None:
    bindings = once_deployed.account.workers["front-staging"].active.bindings
    assert bindings["ADMIN_TOKEN"]["text"] == "hush-admin"
    assert bindings["LINK_SECRET"]["text"] == "hush-link"
    kept = [p for p in once_deployed.root.rglob("*") if p.is_file() and p.name != "secrets.env"]
    assert not [path for path in kept if b"hush-" in path.read_bytes()]
    ledger = once_deployed.account.database("fleet-deploys-staging").sqlite
    assert "hush" not in "\n".join(ledger.iterdump())


def test_a_second_deployment_uploads_nothing(
    deployed: Bench, capsys: pytest.CaptureFixture[str]
) -> None:
    assert deployed.deploy() == 0
    assert "up to date: nothing was uploaded" in capsys.readouterr().out
    assert deployed.cloudflare.uploads() == []
    assert not deployed.cloudflare.called("P", "schedules")


def test_a_change_uploads_what_changed_and_its_migration_first(
    deployed: Bench, capsys: pytest.CaptureFixture[str]
) -> None:
    deployed.edit("desk", "# another line")
    deployed.write(
        "wrangler/migrations/desk-db/0002_more.sql", "ALTER TABLE notes ADD COLUMN a TEXT;"
    )
    before = deployed.versions()
    assert deployed.deploy("--plan") == 0
    planned = capsys.readouterr().out
    assert "~ desk-db-staging: 0001_notes.sql → 0002_more.sql" in planned
    assert "~ desk-staging: its code changes" in planned
    assert "= 2 stay as they are: front-staging, lamp-staging" in planned
    assert deployed.versions() == before
    assert deployed.deploy() == 0
    assert deployed.cloudflare.uploads() == ["desk-staging"]
    calls = [str(call) for call in deployed.cloudflare.calls]
    base = deployed.environment()["d1"]["desk-db"]
    migrated = max(i for i, call in enumerate(calls) if base in call)
    uploaded = next(i for i, call in enumerate(calls) if call.endswith("desk-staging/versions"))
    assert migrated < uploaded
    secret = deployed.account.workers["desk-staging"].active.bindings["ADMIN_TOKEN"]
    assert secret["text"] == "hush-admin"


def test_a_migration_that_takes_something_away_is_refused(
    deployed: Bench, capsys: pytest.CaptureFixture[str]
) -> None:
    deployed.edit("desk", "# another line")
    deployed.write(
        "wrangler/migrations/desk-db/0002_less.sql", "ALTER TABLE notes DROP COLUMN text;"
    )
    assert deployed.deploy() == 1
    assert "0002_less.sql: It drops notes.text" in capsys.readouterr().err
    assert deployed.cloudflare.uploads() == []


def test_missing_secrets_are_told_before_anything_is_made(
    bench: Bench, capsys: pytest.CaptureFixture[str]
) -> None:
    bench.write("secrets.env", "desk:ADMIN_TOKEN=hush\n")
    assert bench.deploy() == 1
    told = capsys.readouterr().err
    assert "ADMIN_TOKEN of front; LINK_SECRET of front" in told
    assert "hush" not in told
    assert bench.account.names()["workers"] == []
    assert bench.account.names()["databases"] == ["fleet-deploys-staging"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ADMIN_TOKEN=hush\nOTHER=hush\n", "gives OTHER, which no secrets.required asks for"),
        ("lamp:ADMIN_TOKEN=hush\n", "gives lamp:ADMIN_TOKEN, which no"),
        ("# fine\nhush\n", "secrets.env:2 is no NAME=value"),
        ("nobody:ADMIN_TOKEN=hush\n", "secrets.env:1 is no NAME=value"),
    ],
    ids=["unread", "unread by that worker", "no line", "no worker"],
)
def test_a_mistake_in_the_secrets_is_told_without_them(
    bench: Bench, capsys: pytest.CaptureFixture[str], text: str, expected: str
) -> None:
    bench.write("secrets.env", text)
    assert bench.deploy() == 1
    told = capsys.readouterr().err
    assert expected in told
    assert "hush" not in told


def test_another_secret_uploads_the_workers_that_have_it(
    deployed: Bench, capsys: pytest.CaptureFixture[str]
) -> None:
    deployed.write("secrets.env", "ADMIN_TOKEN=hush-admin\nfront:LINK_SECRET=hush-other\n")
    assert deployed.deploy() == 0
    assert "~ front-staging: its secrets change" in capsys.readouterr().out
    assert deployed.cloudflare.uploads() == ["front-staging"]
    bindings = deployed.account.workers["front-staging"].active.bindings
    assert bindings["LINK_SECRET"]["text"] == "hush-other"


def test_a_secret_that_was_brought_back_is_new_again(deployed: Bench) -> None:
    well = deployed.source("front").read_text()
    deployed.write("secrets.env", "ADMIN_TOKEN=hush-admin\nfront:LINK_SECRET=hush-other\n")
    deployed.edit("front", SICK)
    assert deployed.deploy() == 1
    front = deployed.account.workers["front-staging"]
    assert front.active.bindings["LINK_SECRET"]["text"] == "hush-link"
    deployed.source("front").write_text(well)
    assert deployed.deploy() == 0
    assert front.active.bindings["LINK_SECRET"]["text"] == "hush-other"


def test_a_deployment_that_was_killed_before_its_smoke_test_has_it_later(
    deployed: Bench, capsys: pytest.CaptureFixture[str]
) -> None:
    before = deployed.versions()
    deployed.edit("lamp", SICK)
    # No step after the upload comes through: as if it had been killed there.
    deployed.cloudflare.faults.append(Fault(403, "GET .*/workers/scripts$", skip=2, times=99))
    assert deployed.deploy() == 1
    assert deployed.versions() != before
    deployed.cloudflare.faults.clear()
    deployed.cloudflare.calls.clear()
    assert deployed.deploy() == 1
    assert deployed.cloudflare.uploads() == []
    assert "lamp: it is down" in capsys.readouterr().err
    assert deployed.versions() == before


def test_a_sick_version_brings_the_whole_fleet_back(
    deployed: Bench, capsys: pytest.CaptureFixture[str]
) -> None:
    before = deployed.versions()
    config = deployed.root / "workers" / "lamp" / "wrangler.jsonc"
    queues = '"queues": { "consumers": [{ "queue": "lamp-queue" }] },'
    crons = '"triggers": { "crons": ["1 1 * * *"] },'
    config.write_text(config.read_text().replace('"vars"', f'{queues} {crons} "vars"'))
    deployed.edit("front", SICK)
    assert deployed.deploy() == 1
    assert deployed.account.consumers()["lamp-queue-staging"] == []
    assert deployed.account.workers["lamp-staging"].crons == []
    told = capsys.readouterr()
    assert "The smoke test failed. front: it is down" in told.err
    assert "all workers run what they ran before" in told.err
    assert f"lamp is back at {before['lamp-staging']}" in told.out
    assert deployed.versions() == before
    deployed.source("front").write_text(deployed.source("front").read_text().replace(SICK, ""))
    assert deployed.deploy() == 0
    assert deployed.versions() != before
    assert deployed.account.consumers()["lamp-queue-staging"] == ["lamp-staging"]


def test_a_private_worker_is_judged_by_those_that_are_bound_to_it(
    deployed: Bench, capsys: pytest.CaptureFixture[str]
) -> None:
    before = deployed.versions()
    deployed.edit("desk", SICK)
    assert deployed.deploy() == 1
    assert "front: it is degraded: DESK is down (it answered 503)" in capsys.readouterr().err
    assert deployed.versions() == before


def test_schedules_that_were_changed_by_hand_are_set_right(
    deployed: Bench, capsys: pytest.CaptureFixture[str]
) -> None:
    deployed.account.workers["desk-staging"].crons = []
    deployed.account.queue("desk-outbox-staging").consumers.clear()
    assert deployed.deploy() == 0
    assert "~ desk-staging: its crons and queue consumers change" in capsys.readouterr().out
    assert deployed.account.workers["desk-staging"].crons == ["*/5 * * * *"]
    assert deployed.account.consumers() == {"desk-outbox-staging": ["desk-staging"]}
    assert deployed.cloudflare.uploads() == []


def test_another_account_is_refused(deployed: Bench, capsys: pytest.CaptureFixture[str]) -> None:
    base = next(b for b in deployed.account.databases.values() if b.name == "desk-db-staging")
    del deployed.account.databases[base.id]
    base.sqlite.close()
    assert deployed.deploy() == 1
    assert "look whether it is the right account" in capsys.readouterr().err


def test_nobody_is_asked_without_a_terminal(
    deployed: Bench, capsys: pytest.CaptureFixture[str]
) -> None:
    deployed.edit("lamp", "# fine")
    assert deployed.fleet("deploy", "--env", "staging") == 1
    assert "Nobody is here to be asked: give --yes" in capsys.readouterr().err
    assert deployed.cloudflare.uploads() == []


def test_two_deployments_at_once_refuse_each_other(
    deployed: Bench, capsys: pytest.CaptureFixture[str]
) -> None:
    ledger = deployed.account.database("fleet-deploys-staging").sqlite
    ledger.execute("INSERT INTO lock VALUES (1, 'elsewhere:1:x', unixepoch() + 30)")
    deployed.edit("lamp", "# fine")
    assert deployed.deploy() == 1
    assert "a deployment from elsewhere (process 1) is under way" in capsys.readouterr().err
    assert deployed.cloudflare.uploads() == []
    ledger.execute("UPDATE lock SET until = unixepoch() - 1")  # it was killed a while ago
    assert deployed.deploy() == 0


def test_a_deployment_that_is_killed_goes_on_and_can_still_go_back(deployed: Bench) -> None:
    before = deployed.versions()
    deployed.edit("lamp", "# fine")
    deployed.edit("front", SICK)
    deployed.cloudflare.faults.append(Fault("timeout", "POST .*front-staging/versions", seconds=60))
    arguments = ["--env", "staging", "--api", deployed.cloudflare.api, "--yes"]
    command = [sys.executable, "-m", "fleet", "deploy", *arguments, "--patience", "0"]
    path = os.pathsep.join(str(REPOSITORY / folder) for folder in ("scripts", "libs/pyworkerd/src"))
    child = subprocess.Popen(
        command, cwd=deployed.root, env=os.environ | {"PYTHONPATH": path}, start_new_session=True
    )
    while deployed.versions()["lamp-staging"] == before["lamp-staging"]:
        assert child.poll() is None
    while not deployed.cloudflare.faults[0].struck:
        assert child.poll() is None
    os.killpg(child.pid, 9)
    child.wait()
    deployed.cloudflare.calls.clear()
    assert deployed.deploy() == 1
    assert deployed.cloudflare.uploads() == ["front-staging"]  # lamp was through already
    assert deployed.versions() == before


def test_a_broken_environment_is_told(bench: Bench, capsys: pytest.CaptureFixture[str]) -> None:
    bench.write("wrangler/environments/staging.json", json.dumps({"names": "same"}))
    assert bench.deploy() == 1
    assert "names has no {name}" in capsys.readouterr().err


def test_a_token_is_needed(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("CLOUDFLARE_API_TOKEN")
    assert bench.deploy() == 1
    assert "CLOUDFLARE_API_TOKEN is not set" in capsys.readouterr().err


def test_the_token_may_lack_rights(bench: Bench, capsys: pytest.CaptureFixture[str]) -> None:
    bench.cloudflare.faults.append(Fault(403, "d1", times=9))
    assert bench.deploy() == 1
    assert "may edit Workers, D1, KV, R2 and Queues" in capsys.readouterr().err
    assert Path("wrangler/environments/staging.json").exists()
