"""Secrets of providers: one that is not set closes its hook, and two hold while one is replaced."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from hooks_at_work import ADMIN, by_standard, by_stripe, send, statuses

from edgekit.signatures import new_webhook_secret
from fleet.dev.client import eventually
from fleet.dev.local import LocalFleet, quiet, run_locally
from fleet.dev.options import Variables, development_secret

NEW_KEY = new_webhook_secret(b"n" * 32)
GIVEN = {
    "GITHUB_WEBHOOK_SECRET": "",
    "SLACK_SIGNING_SECRET": " ",
    "STRIPE_WEBHOOK_SECRET": f"whsec_newer {development_secret('STRIPE_WEBHOOK_SECRET')}",
    "STANDARD_WEBHOOK_SECRET": f"{NEW_KEY} {development_secret('STANDARD_WEBHOOK_SECRET')}",
    "ROUTES": '{"stripe/invoice.*": "leads", "standard": "Nobody"}',
}


@pytest.fixture(scope="module")
def given(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalFleet]:
    """webhooks and whom it calls, with some secrets unset and others being replaced."""
    options = quiet(tmp_path_factory.mktemp("given") / "state")
    variables = Variables(own={"webhooks": GIVEN})
    with run_locally(replace(options, only=("webhooks",), variables=variables)) as fleet:
        yield fleet


@pytest.mark.parametrize("provider", ["github", "slack"])
def test_a_provider_without_its_secret_is_closed(given: LocalFleet, provider: str) -> None:
    for headers in ({}, {"x-hub-signature-256": "sha256="}, {"x-slack-signature": "v0="}):
        assert send(given, provider, (headers, b"{}")).status_code == 403


def test_deep_health_names_what_is_closed_and_a_var_that_does_not_fit(given: LocalFleet) -> None:
    with given.worker("webhooks") as hooks:
        plain = hooks.get("/health").json()
        deep = hooks.get("/health?deep=1").json()
    assert "closed" not in plain
    assert deep["closed"] == ["SLACK_SIGNING_SECRET", "GITHUB_WEBHOOK_SECRET"]
    assert list(deep["vars"]) == ["ROUTES"]
    assert deep["status"] == "degraded"


def test_while_a_secret_is_replaced_the_old_one_holds(given: LocalFleet) -> None:
    assert send(given, "stripe", by_stripe("evt_old")).status_code == 200
    assert send(given, "standard", by_standard("msg_old")).status_code == 200


def test_with_routes_that_do_not_fit_the_default_ones_stand(given: LocalFleet) -> None:
    send(given, "stripe", by_stripe("evt_routed"))
    eventually(lambda: statuses(given).get("evt_routed") == "delivered")


def test_no_list_or_log_holds_a_secret(given: LocalFleet) -> None:
    with given.worker("webhooks") as hooks:
        told = hooks.get("/api/events?limit=200", headers=ADMIN).text
    logged = str(given.logs(worker="webhooks"))
    secrets = [part for text in GIVEN.values() for part in text.split() if part[:6] == "whsec_"]
    assert len(secrets) == 4
    assert not any(secret in told or secret in logged for secret in secrets)
