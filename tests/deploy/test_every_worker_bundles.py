"""The real wrangler bundles every worker, offline, as `wrangler deploy` would before uploading."""

import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from fleet.check.bundles import AT_ONCE, Bundled, dry_run
from fleet.check.configs import EXCLUDED
from fleet.check.limits import read
from fleet.check.sizes import uploaded
from fleet.cli import main
from fleet.new.scaffold import scaffold
from fleet.project import Fleet, read_fleet
from fleet.vendor import vendor_workers

REPOSITORY = Path(__file__).resolve().parents[2]
NAMES = sorted(read_fleet(REPOSITORY).workers)


@pytest.fixture(scope="module")
def fleet() -> Fleet:
    return read_fleet(REPOSITORY)


@pytest.fixture(scope="module")
def bundles(fleet: Fleet) -> dict[str, Bundled]:
    """What wrangler says of each worker; a few at a time, since each one takes seconds."""
    vendor_workers([worker.folder for worker in fleet.workers.values()])
    with ThreadPoolExecutor(AT_ONCE) as pool:
        done = pool.map(lambda name: dry_run(REPOSITORY, fleet.workers[name].folder), NAMES)
        return dict(zip(NAMES, done, strict=True))


@pytest.mark.parametrize("name", NAMES)
def test_wrangler_bundles_the_worker(bundles: dict[str, Bundled], name: str) -> None:
    assert bundles[name].reason == ""


@pytest.mark.parametrize("name", NAMES)
def test_the_bundle_is_within_the_free_plan(
    fleet: Fleet, bundles: dict[str, Bundled], name: str
) -> None:
    assert 0 < bundles[name].gzip_bytes <= read(fleet)["bundle_gzip_bytes"].free


@pytest.fixture
def scaffolded(tmp_path: Path) -> Path:
    """A fleet of one scaffolded worker, beside this repository's tools and libraries."""
    shutil.copytree(REPOSITORY / "libs", tmp_path / "libs")
    (tmp_path / "node_modules").symlink_to(REPOSITORY / "node_modules")
    scaffold(tmp_path, "rent-check", "Checks rents.")
    folder = tmp_path / "workers" / "rent-check"
    vendor_workers([folder])
    return folder


def test_a_scaffolded_worker_bundles_within_2_1_megabytes(scaffolded: Path) -> None:
    bundled = dry_run(REPOSITORY, scaffolded)
    assert bundled.reason == ""
    assert 1_000_000 < bundled.gzip_bytes <= 2_100_000


def test_two_machines_upload_the_same_bytes_and_no_ballast(
    scaffolded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = []
    for cache in ("one", "other"):
        monkeypatch.setenv("PYWORKERD_CACHE", str(tmp_path / cache))
        shutil.rmtree(scaffolded / "python_modules")
        vendor_workers([scaffolded])
        modules = scaffolded / "python_modules"
        files = uploaded(modules, EXCLUDED)
        made.append({path.relative_to(modules).as_posix(): path.read_bytes() for path in files})
    assert made[0] == made[1]
    assert {"pydantic/main.py", "edgekit/app.py", "workers/edgekit.mjs"} <= made[0].keys()
    ballast = ("pydantic/v1/", ".pyi", "direct_url.json", "/sboms/", "/RECORD", ".pyworkerd.json")
    assert not [name for name in made[0] if any(part in name for part in ballast)]


def test_what_wrangler_uploads_is_what_the_check_counts(scaffolded: Path, tmp_path: Path) -> None:
    bundle = tmp_path / "bundle"
    assert dry_run(REPOSITORY, scaffolded, bundle).reason == ""
    modules = bundle / "python_modules"
    sent = {path.relative_to(modules).as_posix() for path in uploaded(modules)}
    counted = uploaded(scaffolded / "python_modules", EXCLUDED)
    assert sent == {path.relative_to(scaffolded / "python_modules").as_posix() for path in counted}


def test_the_reason_is_given_where_wrangler_refuses(scaffolded: Path) -> None:
    (scaffolded / "src" / "entry.py").unlink()
    bundled = dry_run(REPOSITORY, scaffolded)
    assert "entry-point file" in bundled.reason


def test_fleet_vendor_writes_a_bundle_once(
    scaffolded: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (scaffolded.parents[1] / "wrangler").mkdir(exist_ok=True)
    monkeypatch.chdir(scaffolded)
    shutil.rmtree(scaffolded / "python_modules")
    assert main(["vendor"]) == 0
    assert "1 of 1 bundles" in capsys.readouterr().out
    assert (scaffolded / "python_modules" / "edgekit" / "__init__.py").is_file()
    assert (scaffolded / "python_modules" / "workers" / "edgekit.mjs").is_file()
    assert main(["vendor", "--worker", "rent-check"]) == 0
    assert "0 of 1 bundles" in capsys.readouterr().out


def test_fleet_vendor_names_a_package_that_cannot_be_had(
    scaffolded: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(scaffolded)
    project = scaffolded / "pyproject.toml"
    project.write_text(project.read_text().replace("pydantic==", "pydantic==0.0."))
    assert main(["vendor"]) == 1
    assert "pydantic" in capsys.readouterr().err
