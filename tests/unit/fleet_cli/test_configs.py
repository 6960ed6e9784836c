from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from fleet.check import configs
from fleet.check.findings import Finding

Only = Callable[..., Finding]


def test_a_sound_worker_passes(sample: Any) -> None:
    sample.worker("leads")
    assert sample.static(configs.check) == []


def test_broken_jsonc_is_one_error_with_its_line_and_the_others_are_still_checked(
    sample: Any, only: Only
) -> None:
    path = sample.worker("leads") / "wrangler.jsonc"
    path.write_text('{\n  "name": "leads",\n  "main": oops\n}')
    finding = only(sample.static(configs.check))
    assert finding.where == "workers/leads/wrangler.jsonc:3"
    assert "Expecting value" in finding.message


def test_a_config_that_is_not_utf_8_is_one_error(sample: Any, only: Only) -> None:
    (sample.worker("leads") / "wrangler.jsonc").write_bytes(b'{"name": "\xff"}')
    assert "UTF-8" in only(sample.static(configs.check)).message


def test_a_key_that_wrangler_does_not_know_is_found_at_its_line(
    sample: Any, only: Only, line_of: Callable[[Path, str], int]
) -> None:
    folder = sample.worker("leads", compatability_date="2026-11-01")
    finding = only(sample.static(configs.check))
    assert finding.where.endswith(f":{line_of(folder / 'wrangler.jsonc', 'compatability')}")
    assert "compatability_date" in finding.message


def test_a_value_of_the_wrong_type_is_found(sample: Any, only: Only) -> None:
    sample.worker("leads", kv_namespaces=[{"id": "no-binding"}])
    assert "'binding' is a required property" in only(sample.static(configs.check)).message


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"$schema": None}, "$schema"),
        ({"name": "other"}, "name"),
        ({"main": "src/main.py"}, "main"),
        ({"compatibility_date": "2025-01-01"}, "compatibility_date"),
        (
            {"compatibility_flags": ["disable_python_no_global_handlers"]},
            "python_workers",
        ),
        ({"compatibility_flags": ["python_workers"]}, "disable_python_no_global_handlers"),
        ({"observability": None}, "observability"),
        ({"triggers": {"crons": ["* * * * *", "0 * * * *"]}}, "cron"),
        ({"services": []}, "SLACK_INTEL"),
        ({"workers_dev": False}, "workers_dev"),
        ({"python_modules": None}, "python_modules.exclude"),
        ({"python_modules": {"exclude": ["**/*.pyc"]}}, "pydantic/v1/**"),
    ],
)
def test_the_house_rules_are_held(
    sample: Any, only: Only, change: dict[str, Any], said: str
) -> None:
    sample.worker("leads", **change)
    assert said in only(sample.static(configs.check)).message


def test_a_private_worker_may_not_be_reachable(sample: Any, only: Only) -> None:
    sample.worker("comps", access="private", workers_dev=True)
    assert "private" in only(sample.static(configs.check)).message


def test_a_private_worker_has_no_previews(sample: Any, only: Only) -> None:
    sample.worker("comps", access="private", workers_dev=False)
    assert "preview_urls" in only(sample.static(configs.check)).message
    sample.worker("comps", access="private", workers_dev=False, preview_urls=False)
    assert sample.static(configs.check) == []


def test_a_private_worker_with_a_route_is_reachable_too(sample: Any, only: Only) -> None:
    routes = [{"pattern": "comps.example.com", "custom_domain": True}]
    sample.worker("comps", access="private", workers_dev=False, routes=routes)
    assert "private" in only(sample.static(configs.check)).message


def test_a_private_worker_that_nobody_reaches_passes(sample: Any) -> None:
    sample.worker("comps", access="private", workers_dev=False, preview_urls=False)
    assert sample.static(configs.check) == []


def test_a_worker_that_nobody_listed_is_an_error(sample: Any, only: Only) -> None:
    sample.worker("leads")
    (sample.root / "wrangler" / "workers.toml").write_text('[workers]\nslack-intel = "public"\n')
    assert "workers.toml" in only(sample.static(configs.check)).message


def test_a_worker_without_a_config_is_an_error(sample: Any, only: Only) -> None:
    (sample.root / "workers" / "bare" / "src").mkdir(parents=True)
    assert only(sample.static(configs.check)).where == "workers/bare"
