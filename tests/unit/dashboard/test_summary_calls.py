"""Whom a summary asks: every worker that there is."""

from pathlib import Path

from sources import SERVICES

WORKERS = Path(__file__).resolve().parents[3] / "workers"


def test_every_worker_of_the_fleet_is_asked_how_it_is() -> None:
    there = {path.parent.name for path in WORKERS.glob("*/wrangler.jsonc")} - {"dashboard"}
    watched = {service.worker for service in SERVICES.values()}
    assert watched == there, "Name it in workers/dashboard: Services of sources.py, wrangler.jsonc"
