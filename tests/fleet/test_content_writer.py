"""content-writer over HTTP, in workerd: drafts once, checked, kept in D1 and erased."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from fleet.dev.client import eventually
from fleet.dev.local import LocalFleet

WORKER = "content-writer"
HOME = {"type": "condo", "bedrooms": 2, "bathrooms": 1, "features": ["fenced yard", "new roof"]}
LISTING = {"kind": "listing", "facts": HOME}
FOLLOW_UP = {"kind": "follow_up", "facts": {"name": "Ann Lee", "address": "12 Oak St"}}


@pytest.fixture
def writer(fleet: LocalFleet) -> Iterator[httpx.Client]:
    with fleet.worker(WORKER) as client:
        yield client


def draft(writer: httpx.Client, body: dict[str, Any], **more: Any) -> dict[str, Any]:
    answer = writer.post("/api/draft", json={**body, **more})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def rows(fleet: LocalFleet) -> list[dict[str, Any]]:
    return fleet.d1(WORKER, "SELECT id, kind, lead_id FROM drafts")


def test_a_draft_says_its_facts_and_is_kept(fleet: LocalFleet, writer: httpx.Client) -> None:
    found = draft(writer, LISTING)
    assert found["text"] == (
        "This condo has 2 bedrooms and 1 bathroom. Features: fenced yard and new roof."
    )
    assert sorted(found["facts_used"]) == sorted(HOME)
    assert (found["flags"], found["written_by"]) == ([], "template")
    assert writer.get(f"/api/drafts/{found['id']}").json() == found
    assert [row["id"] for row in rows(fleet)] == [found["id"]]


def test_the_same_facts_are_the_same_draft_from_the_cache_and_without_it(
    fleet: LocalFleet, writer: httpx.Client
) -> None:
    first = draft(writer, LISTING)
    [key] = eventually(lambda: list(fleet.kv(WORKER, "draft:")))
    assert draft(writer, LISTING, facts=dict(reversed(HOME.items()))) == first
    fleet.write(WORKER, "DELETE FROM drafts")
    assert draft(writer, LISTING) == first, f"from {key}"
    other = draft(writer, LISTING, tone="warm")
    assert other["id"] != first["id"]
    assert draft(writer, FOLLOW_UP) == draft(writer, FOLLOW_UP)


def test_of_parallel_requests_one_writes(fleet: LocalFleet, writer: httpx.Client) -> None:
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: draft(writer, FOLLOW_UP)["id"], range(8)))
    assert len(set(found)) == len(rows(fleet)) == 1


def test_limits_hold(writer: httpx.Client) -> None:
    short = draft(writer, LISTING, max_words=6)
    assert short["text"] == "This condo has 2 bedrooms and…"
    assert short["shortened"] is True
    text = draft(writer, FOLLOW_UP, max_characters=25)["text"]
    assert len(text) <= 25


def test_facts_that_must_not_be_told_are_refused_with_their_flags(
    fleet: LocalFleet, writer: httpx.Client
) -> None:
    facts = {"bedrooms": 2, "description": "Adults only", "features": ["yard", "no kids"]}
    answer = writer.post("/api/draft", json={"kind": "listing", "facts": facts})
    assert answer.status_code == 422
    problem = answer.json()
    pointers = ["/facts/description", "/facts/features/1"]
    assert [error["pointer"] for error in problem["errors"]] == pointers
    assert [flag["phrase"] for flag in problem["flags"]] == ["Adults only", "no kids"]
    assert all(flag["suggestion"] for flag in problem["flags"])
    assert rows(fleet) == []


def test_facts_that_make_a_forbidden_phrase_together_are_refused(writer: httpx.Client) -> None:
    facts = {"adults": "only, please"}
    answer = writer.post("/api/draft", json={"kind": "listing", "facts": facts})
    if answer.status_code == 200:
        checked = writer.post("/api/check", json={"text": answer.json()["text"]}).json()
        assert checked["ok"]
    else:
        assert answer.json()["flags"]


def test_market_figures_come_from_market_intelligence(
    fleet: LocalFleet, writer: httpx.Client
) -> None:
    found = draft(writer, {"kind": "market_update", "facts": {"zip": "98103"}})
    with fleet.worker("market-intelligence") as market:
        known = market.get("/api/market/98103").json()
    assert known["metro_name"] in found["text"]
    assert f"{abs(known['year_change']) * 100:.1f}".rstrip("0").rstrip(".") in found["text"]
    assert "market.year_change" in found["facts_used"]
    in_a_listing = draft(writer, {"kind": "listing", "facts": {"beds": 2, "market": "98103"}})
    assert known["source"] in in_a_listing["text"]


@pytest.mark.parametrize(("mode", "status"), [("down", 503), ("error", 502), ("hang", 504)])
def test_without_market_intelligence_a_market_update_waits_and_a_listing_does_not(
    fleet: LocalFleet, writer: httpx.Client, mode: str, status: int
) -> None:
    with fleet.fault("market-intelligence", mode):
        answer = writer.post(
            "/api/draft", json={"kind": "market_update", "facts": {"zip": "98103"}}
        )
        assert answer.status_code == status
        assert draft(writer, LISTING)["text"]


def test_a_region_that_nobody_knows_is_said_so(writer: httpx.Client) -> None:
    body = {"kind": "market_update", "facts": {"zip": "00000"}}
    answer = writer.post("/api/draft", json=body)
    assert answer.status_code == 404
    assert "/facts/zip" in answer.json()["detail"]


def test_a_text_is_checked_with_offsets_of_what_was_sent(writer: httpx.Client) -> None:
    text = "  \U0001f3e1 Large garden, no\nchildren. "
    checked = writer.post("/api/check", json={"text": text}).json()
    assert checked["ok"] is False
    [flag] = checked["flags"]
    assert text[flag["start"] : flag["end"]] == flag["phrase"] == "no\nchildren"
    assert flag["rule"] == "familial_status"
    again = text[: flag["start"]] + flag["suggestion"] + text[flag["end"] :]
    assert writer.post("/api/check", json={"text": again}).json() == {"ok": True, "flags": []}
    assert writer.post("/api/check", json={"text": ""}).json()["ok"] is True


def test_a_long_text_is_checked_in_time(writer: httpx.Client) -> None:
    text = ("Perfect for a family of the area near the old church and people " * 400)[:20_000]
    answer = writer.post("/api/check", json={"text": text})
    assert answer.status_code == 200
    assert writer.post("/api/check", json={"text": text + "x"}).status_code == 422


@pytest.mark.parametrize(
    ("body", "pointers"),
    [
        ({}, ["/kind", "/facts"]),
        ({"kind": "poem", "facts": {"a": 1}}, ["/kind"]),
        ({"kind": "listing", "facts": {}}, [""]),
        ({"kind": "listing", "facts": {"a": None, "b": False, "c": " "}}, [""]),
        ({"kind": "listing", "facts": {"Beds": 1}}, ["/facts/Beds"]),
        ({"kind": "listing", "facts": {"beds": {"n": 1}}}, ["/facts/beds"]),
        ({"kind": "listing", "facts": {"beds": [1]}}, ["/facts/beds"]),
        ({"kind": "listing", "facts": {"note": "a\u0000b"}}, ["/facts/note"]),
        ({"kind": "listing", "facts": {"note": "x" * 501}}, ["/facts/note"]),
        (LISTING | {"max_words": 1, "tone": "rude"}, ["/tone", "/max_words"]),
    ],
)
def test_a_request_that_makes_no_sense_is_named(
    writer: httpx.Client, body: dict[str, Any], pointers: list[str]
) -> None:
    answer = writer.post("/api/draft", json=body)
    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json()["errors"]] == pointers


def test_a_leads_drafts_are_in_no_cache_and_are_forgotten(
    fleet: LocalFleet, writer: httpx.Client
) -> None:
    about = draft(writer, LISTING, lead_id="lead_1")
    other = draft(writer, LISTING)
    assert about["id"] != other["id"]
    assert writer.post("/api/forget", json={"lead_id": "lead_1"}).json() == {"drafts": 1}
    assert writer.post("/api/forget", json={"lead_id": "lead_1"}).json() == {"drafts": 0}
    assert writer.get(f"/api/drafts/{about['id']}").status_code == 404
    assert about["id"] not in str(eventually(lambda: fleet.kv(WORKER, "draft:")))


def test_old_drafts_go(fleet: LocalFleet, writer: httpx.Client) -> None:
    draft(writer, FOLLOW_UP)
    fleet.write(WORKER, "UPDATE drafts SET created_at = 1000")
    fleet.cron(WORKER)
    assert rows(fleet) == []
