"""In which order workers are deployed, and what a worker's configuration is in an environment."""

import json
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from fleet.deploy.configs import Placing, config_of
from fleet.deploy.environment import Environment, read_environment
from fleet.deploy.order import order
from fleet.errors import FleetError
from fleet.project import read_fleet

CALLS = {
    "site": ["leads"],
    "leads": ["calendar", "email"],
    "calendar": ["leads", "email"],
    "status": ["dashboard", "site"],
    "dashboard": ["status"],
    "email": [],
}


def bound_in_time(calls: dict[str, list[str]], present: set[str]) -> None:
    """Each upload names only what is there by then."""
    found = order(calls, present)
    there = present | set(found.stubs)
    for wave in found.waves:
        for name in wave:
            assert set(calls[name]) - {name} <= there, (name, found)
        there |= set(wave)
    assert there >= set(calls)


@pytest.mark.parametrize("present", [set(), {"leads"}, {"dashboard", "email"}, set(CALLS)])
def test_no_upload_names_what_is_not_there(present: set[str]) -> None:
    bound_in_time(CALLS, present)


def test_every_circle_of_four_is_broken() -> None:
    names = "abcd"
    for targets in permutations(names):
        calls = {name: [targets[i], names[(i + 1) % 4]] for i, name in enumerate(names)}
        bound_in_time({name: [t for t in calls[name] if t != name] for name in names}, set())


def test_a_circle_costs_one_stub_and_what_is_there_costs_none() -> None:
    assert order(CALLS, set()).stubs == ["calendar", "dashboard"]
    assert order(CALLS, set(CALLS)).stubs == []
    assert order({"a": ["b"], "b": []}, set()).waves == [["b"], ["a"]]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A fleet of a site and the worker that it talks to."""
    site = {
        "name": "site",
        "routes": [{"pattern": "example.com", "custom_domain": True}],
        "vars": {
            "CHAT": "http://chat.localhost:8787/box",
            "ME": ["http://localhost:8787"],
            "OTHER": "http://other.localhost:8787 http://chat.localhost:87870",
            "SLOW_MS": "250",
        },
        "kv_namespaces": [{"binding": "KV", "id": "site-cache"}],
        "services": [{"binding": "CHAT", "service": "chat"}],
        "ratelimits": [{"name": "L", "namespace_id": "7", "simple": {"limit": 1, "period": 60}}],
    }
    for config in (site, {"name": "chat"}):
        folder = tmp_path / "workers" / str(config["name"])
        folder.mkdir(parents=True)
        (folder / "wrangler.jsonc").write_text(json.dumps(config))
    (tmp_path / "wrangler").mkdir()
    return tmp_path


def placed(root: Path, environment: Environment, **given: Any) -> dict[str, Any]:
    """The site's configuration in an environment."""
    fleet = read_fleet(root)
    return config_of(Placing(fleet, environment, **given), fleet.workers["site"])


def test_production_has_the_names_and_routes_of_the_repository(root: Path) -> None:
    config = placed(root, read_environment(root, "production"))
    assert (config["name"], config["services"][0]["service"]) == ("site", "chat")
    assert config["routes"] == [{"pattern": "example.com", "custom_domain": True}]
    assert config["ratelimits"][0]["namespace_id"] == "7"
    assert config["kv_namespaces"] == [{"binding": "KV"}]


def test_another_environment_has_its_own(root: Path) -> None:
    environment = read_environment(root, "staging")
    environment.addresses = "https://{worker}.example.workers.dev/"
    environment.ids["kv"]["site-cache"] = "f" * 32
    environment.vars = {"*": {"SLOW_MS": "500", "UNREAD": "1"}}
    config = placed(root, environment)
    assert (config["name"], config["services"][0]["service"]) == ("site-staging", "chat-staging")
    assert config["kv_namespaces"][0]["id"] == "f" * 32
    assert config["vars"] == {
        "CHAT": "https://chat-staging.example.workers.dev/box",
        "ME": ["https://site-staging.example.workers.dev"],
        "OTHER": "http://other.localhost:8787 http://chat.localhost:87870",
        "SLOW_MS": "500",
    }
    assert "routes" not in config
    assert config["ratelimits"][0]["namespace_id"] != "7"
    environment.routes = {"site": ["staging.example.com/*"]}
    assert placed(root, environment)["routes"] == ["staging.example.com/*"]


def test_a_preview_finds_what_it_has_not_at_its_base(root: Path) -> None:
    base = Environment("preview", None, "{name}-preview", "https://{worker}.example.com")
    preview = Environment("pr-1", None, "{name}-pr-1", base.addresses, base=base)
    config = placed(root, preview, own={"site"})
    assert config["services"][0]["service"] == "chat-preview"
    assert config["vars"]["CHAT"] == "https://chat-preview.example.com/box"
    assert config["vars"]["ME"] == ["https://site-pr-1.example.com"]


def test_a_block_of_the_same_name_is_refused(root: Path) -> None:
    path = root / "workers" / "site" / "wrangler.jsonc"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"env": {"staging": {}}}))
    with pytest.raises(FleetError, match=r"has env\.staging"):
        placed(root, read_environment(root, "staging"))


def test_an_environment_is_read_as_it_was_written(root: Path) -> None:
    written = read_environment(root, "staging")
    written.addresses, written.account = "https://{worker}.example.com", "a" * 32
    written.vars, written.routes = {"site": {"A": "b"}}, {"site": ["example.com/*"]}
    written.ids["d1"]["leads-db"] = "an-id"
    written.save()
    assert read_environment(root, "staging") == written
    with pytest.raises(FleetError, match="no name of an environment"):
        read_environment(root, "../etc")
