"""The other providers, each in a fleet that is told to use it."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from mails_at_work import send, settles

from fleet.dev.local import quiet, run_locally
from fleet.dev.options import Variables


@pytest.mark.parametrize("provider", ["sendgrid", "postmark"])
def test_a_mail_leaves_through_the_provider_that_is_chosen(provider: str, tmp_path: Path) -> None:
    chosen = Variables.parse([f"email:EMAIL_PROVIDER={provider}"])
    options = replace(quiet(tmp_path), only=("email",), seed=None, variables=chosen)
    with run_locally(options) as fleet, fleet.worker("email") as email:
        mail_id = send(email, "Ann <ann@example.org>", template="news")
        settles(email, mail_id, "sent")
        [call] = fleet.outbox(provider=provider)
        assert "List-Unsubscribe=One-Click" in call["body"]
        assert mail_id in json.dumps(json.loads(call["body"]))
        found = email.get(f"/api/messages/{mail_id}").json()
        assert found["provider"] == provider
        assert found["provider_id"]
        [message] = fleet.control("GET", "/messages").json()["messages"]
        assert message["reading"]["kind"] == "mail", "the console shows it as a mail"
