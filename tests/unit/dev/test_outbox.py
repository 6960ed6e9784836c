"""The outbox: what is kept, and which rule decides."""

import asyncio
from pathlib import Path

import pytest

from fleet.dev.outbox import CUT, Outbox, Rule
from fleet.dev.providers import Answer, Directory, Exchange

SLACK = Exchange(
    "leads", "POST", "https://slack.com/api/chat.postMessage", {}, b'{"channel":"#a","text":"x"}'
)
STRANGER = Exchange("email", "GET", "https://partner.example/hook", {}, b"\xff")
CONTACTS = "https://api.hubapi.com/crm/v3/objects/contacts"
TOKEN = {"authorization": "Bearer token"}
CREATE = Exchange("crm", "POST", CONTACTS, TOKEN, b'{"properties":{"email":"a@x"}}')
SEARCH = Exchange("crm", "POST", f"{CONTACTS}/search", TOKEN, b"{}")


@pytest.fixture
def outbox() -> Outbox:
    return Outbox(Directory(Path("nowhere")))


def answer(outbox: Outbox, exchange: Exchange) -> Answer:
    return asyncio.run(outbox.answer(exchange))


def test_a_record_has_every_member_that_the_design_names(outbox: Outbox) -> None:
    answer(outbox, SLACK)
    [sent] = outbox.list()
    names = ["id", "at", "worker", "provider", "method", "url", "headers", "body", "status"]
    assert list(sent) == names
    assert sent["at"].endswith("Z")


def test_what_was_asked_before_a_reset_is_not_recorded_after_it(outbox: Outbox) -> None:
    outbox.add_rule(Rule(provider="slack", status=200, delay_ms=20))

    async def reset_meanwhile() -> None:
        asked = asyncio.create_task(outbox.answer(SLACK))
        await asyncio.sleep(0)
        outbox.reset()
        assert (await asked).status == 200

    asyncio.run(reset_meanwhile())
    assert outbox.list() == []


def test_filters_narrow_by_worker_and_by_any_name_of_a_provider(outbox: Outbox) -> None:
    answer(outbox, SLACK)
    answer(outbox, STRANGER)
    assert [sent["worker"] for sent in outbox.list(provider="unknown")] == ["email"]
    assert [sent["provider"] for sent in outbox.list(worker="leads")] == ["slack"]
    assert outbox.list(provider="twilio") == []


def test_since_takes_a_time_with_zulu_or_an_offset_or_an_id(outbox: Outbox) -> None:
    answer(outbox, SLACK)
    answer(outbox, STRANGER)
    first, second = outbox.list()
    assert outbox.list(since=first["id"]) == [second]
    assert outbox.list(since="2000-01-01T00:00:00Z") == [first, second]
    assert outbox.list(since="2999-01-01T00:00:00+01:00") == []
    assert outbox.list(since="2999-01-01T00:00:00 01:00") == []  # a + that the URL lost
    with pytest.raises(ValueError, match="yesterday"):
        outbox.list(since="yesterday")


def test_a_rule_without_times_lasts_until_it_is_cleared(outbox: Outbox) -> None:
    outbox.add_rule(Rule("slack", status=500))
    assert [answer(outbox, SLACK).status for _ in range(3)] == [500, 500, 500]
    outbox.clear_rules()
    assert answer(outbox, SLACK).status == 200


def test_the_newest_rule_wins_and_the_older_comes_back(outbox: Outbox) -> None:
    outbox.add_rule(Rule("slack", status=500))
    outbox.add_rule(Rule("slack", status=429, times=2))
    assert [answer(outbox, SLACK).status for _ in range(3)] == [429, 429, 500]


def test_a_rule_can_be_for_a_host_that_nobody_stands_in_for(outbox: Outbox) -> None:
    outbox.add_rule(Rule("partner.example", status=204, body=""))
    assert answer(outbox, STRANGER).status == 204
    assert answer(outbox, SLACK).status == 200


def test_a_rule_that_only_delays_gives_the_usual_answer(outbox: Outbox) -> None:
    outbox.add_rule(Rule("slack", delay_ms=1, headers={"x-note": "late"}))
    late = answer(outbox, SLACK)
    assert late.status == 200
    assert late.headers["x-note"] == "late"
    assert b'"ok": true' in late.body


def test_a_rule_of_success_without_a_body_gives_the_usual_one(outbox: Outbox) -> None:
    outbox.add_rule(Rule("slack", status=202, delay_ms=1))
    late = answer(outbox, SLACK)
    assert late.status == 202
    assert b'"ok": true' in late.body


def test_a_stranger_whom_a_rule_lets_answer_does_not_tell_that_nobody_stands_in(
    outbox: Outbox,
) -> None:
    outbox.add_rule(Rule("partner.example", status=200))
    found = answer(outbox, STRANGER)
    assert found.status == 200
    assert b"nothing stands in" not in found.body


def test_what_a_rule_fails_was_never_created_at_the_provider(outbox: Outbox) -> None:
    outbox.add_rule(Rule("hubspot", status=503, times=1))
    assert answer(outbox, CREATE).status == 503
    assert b'"total": 0' in answer(outbox, SEARCH).body


def test_a_body_that_is_not_text_is_kept_readable(outbox: Outbox) -> None:
    answer(outbox, STRANGER)
    assert outbox.list()[0]["body"] == "\N{REPLACEMENT CHARACTER}"


@pytest.mark.parametrize(("status", "made"), [(None, 1), (200, 1), (503, 0)])
def test_a_connection_is_cut_after_the_provider_has_done_it_or_with_an_error_before(
    outbox: Outbox, status: int | None, made: int
) -> None:
    outbox.add_rule(Rule("hubspot", status=status, times=1, cut=True))
    assert CUT in answer(outbox, CREATE).headers
    assert f'"total": {made}'.encode() in answer(outbox, SEARCH).body
    assert CUT not in answer(outbox, CREATE).headers


def test_a_witness_hears_at_once_of_what_a_provider_has_done_and_of_nothing_else(
    outbox: Outbox,
) -> None:
    heard: list[tuple[str, int]] = []
    outbox.witnesses.append(lambda who, exchange, said: heard.append((who.name, said.status)))
    outbox.add_rule(Rule("hubspot", status=500, times=1))
    answer(outbox, CREATE)
    assert heard == []
    outbox.add_rule(Rule("hubspot", delay_ms=60_000, times=1))

    async def ask_and_give_up() -> None:
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(outbox.answer(CREATE), 0.01)

    asyncio.run(ask_and_give_up())
    assert heard == [("hubspot", 201)]
