import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from fleet.check import limits, sizes
from fleet.check.findings import Finding
from fleet.errors import FleetError

Only = Callable[..., Finding]
MIB = 1 << 20


def bundle(folder: Path, size: int) -> None:
    """Vendored packages of ``size`` bytes that no compression makes smaller."""
    (folder / "python_modules").mkdir(exist_ok=True)
    (folder / "python_modules" / "data.bin").write_bytes(random.Random(1).randbytes(size))


def vendored(sample: Any, name: str, size: int) -> None:
    bundle(sample.root / "workers" / "slack-intel", 10)
    bundle(sample.worker(name), size)


def test_a_small_bundle_passes(sample: Any) -> None:
    vendored(sample, "leads", MIB)
    assert sample.static(sizes.check) == []


def test_a_bundle_over_the_free_plan_is_a_note(sample: Any, only: Only) -> None:
    vendored(sample, "leads", 4 * MIB)
    assert (
        "4.0 MiB compressed; the free plan takes 3"
        in only(sample.static(sizes.check), "note").message
    )


def test_a_bundle_over_the_paid_plan_is_an_error(sample: Any, only: Only) -> None:
    vendored(sample, "leads", 11 * MIB)
    assert "11.0 MiB compressed" in only(sample.static(sizes.check)).message


def test_what_compresses_well_may_be_larger(sample: Any, only: Only) -> None:
    vendored(sample, "leads", 1)
    (sample.root / "workers/leads/python_modules/zeros.bin").write_bytes(bytes(65 * MIB))
    assert "65.0 MiB unpacked" in only(sample.static(sizes.check)).message


def test_bytecode_is_not_counted(sample: Any) -> None:
    vendored(sample, "leads", 1)
    cache = sample.root / "workers/leads/python_modules/__pycache__"
    cache.mkdir()
    (cache / "x.cpython-314.pyc").write_bytes(random.Random(2).randbytes(11 * MIB))
    assert sample.static(sizes.check) == []


def test_a_bundle_without_packages_is_a_warning(sample: Any, only: Only) -> None:
    sample.worker("leads")
    warning = only(sample.static(sizes.check), "warning")
    assert "leads" in warning.message
    assert "fleet vendor" in warning.message


def test_more_crons_than_the_free_plan_has_are_a_note(sample: Any, only: Only) -> None:
    for number in range(6):
        sample.worker(f"worker-{number}", triggers={"crons": ["* * * * *"]})
    note = only(sample.static(limits.check), "note")
    assert note.message == "6 cron schedules: the free plan has 5, the paid 250."


def test_more_variables_than_the_paid_plan_has_are_an_error(sample: Any, only: Only) -> None:
    sample.worker("leads", vars={f"V{number}": "" for number in range(129)})
    assert "129 variables" in only(sample.static(limits.check)).message


def test_a_shared_namespace_counts_once(sample: Any) -> None:
    for name in ("leads", "comps"):
        sample.worker(name, kv_namespaces=[{"binding": "CACHE_KV", "id": "shared"}])
    assert limits.usage(sample.read())["kv_namespaces"] == 1


@pytest.mark.parametrize("text", [b"[crons", b"what = '\xe9'", b"crons = 1", b"[crons]\nfree = 1"])
def test_limits_that_can_not_be_read_are_told_in_one_sentence(sample: Any, text: bytes) -> None:
    (sample.root / "wrangler" / "limits.toml").write_bytes(text)
    with pytest.raises(FleetError, match=r"limits\.toml"):
        sample.static(limits.check)
