"""The whole worker: what it answers, stores and tells, with and without its neighbours."""

import asyncio
import json

import pytest
from in_memory_worker import START_MS, Answer
from leads_in_memory import ESTIMATE, LEAD, Leads
from openapi_spec_validator import validate

MINUTE_MS, DAY_MS = 60_000, 86_400_000


async def test_a_lead_is_stored_valued_scored_routed_and_announced(leads: Leads) -> None:
    answer = await leads.post()
    assert answer.status == 201
    assert answer.body["success"] is True
    assert answer.body["duplicate"] is False
    assert answer.body["channel"] == "#hot-leads"
    assert answer.body["valuation"] == ESTIMATE
    await leads.settle()
    (card,) = leads.cards.values()
    assert card["channel"] == "#hot-leads"
    assert card["lead"]["score"] == answer.body["score"]


async def test_the_answer_does_not_wait_for_slack(leads: Leads) -> None:
    answer = await leads.post()
    assert answer.status == 201
    assert leads.cards == {}


async def test_a_lead_says_why_it_scores(leads: Leads) -> None:
    answer = await leads.post()
    lead = (await leads.request("GET", f"/api/leads/{answer.body['id']}")).body
    assert sum(part["points"] for part in lead["score_parts"]) == lead["score"]
    assert lead["score"] == answer.body["score"]
    assert lead["history"][0]["status"] == "new"


@pytest.mark.parametrize("status", [404, 422])
async def test_a_home_that_can_not_be_valued_is_announced_at_once(
    leads: Leads, status: int
) -> None:
    leads.valuation_answer = Answer(status, {"detail": "Nothing is known there."})
    answer = await leads.post()
    await leads.settle()
    assert (answer.status, answer.body["valuation"]) == (201, None)
    assert len(leads.cards) == 1
    await leads.cron()
    assert len(leads.called("valuation", "/api/quick")) == 1


async def test_with_valuation_down_a_lead_is_taken_and_valued_and_announced_once_later(
    leads: Leads,
) -> None:
    leads.valuation_up = False
    answer = await leads.post()
    await leads.settle()
    assert (answer.status, answer.body["valuation"]) == (201, None)
    assert leads.cards == {}
    leads.valuation_up = True
    await leads.cron()
    lead = (await leads.request("GET", f"/api/leads/{answer.body['id']}")).body
    assert lead["valuation"] == ESTIMATE
    assert lead["score"] > answer.body["score"]
    await leads.cron()
    (card,) = leads.cards.values()
    assert card["lead"]["valuation"]["estimate"] == ESTIMATE["estimate"]
    assert len(leads.called("slack-intel", "/api/notify")) == 1


async def test_a_card_waits_two_minutes_for_the_value_and_no_longer(leads: Leads) -> None:
    leads.valuation_up = False
    await leads.post()
    await leads.settle()
    await leads.cron(MINUTE_MS)
    assert leads.cards == {}
    await leads.cron(MINUTE_MS)
    (card,) = leads.cards.values()
    assert card["lead"]["valuation"] is None
    leads.valuation_up = True
    await leads.cron(MINUTE_MS)
    assert len(leads.called("slack-intel", "/api/notify")) == 1
    assert leads.rows("SELECT channel FROM leads") == [{"channel": card["channel"]}]


async def test_with_slack_down_a_lead_is_announced_once_later(leads: Leads) -> None:
    leads.slack_up = False
    answer = await leads.post()
    await leads.settle()
    assert (answer.status, answer.body["valuation"]) == (201, ESTIMATE)
    leads.slack_up = True
    await leads.cron()
    await leads.cron()
    assert list(leads.cards) == [answer.body["id"]]
    assert len(leads.called("valuation", "/api/quick")) == 1


async def test_an_announcement_whose_answer_was_lost_is_not_made_again(leads: Leads) -> None:
    answer = await leads.post()
    leads.cards[answer.body["id"]] = {"channel": "#hot-leads", "text": "the first card"}
    await leads.settle()
    await leads.cron()
    assert len(leads.called("slack-intel", "/api/notify")) == 1
    assert leads.rows("SELECT count(*) AS n FROM outbox WHERE delivered_at IS NULL") == [{"n": 0}]


async def test_200_posts_at_once_under_one_key_make_one_lead_and_one_answer(leads: Leads) -> None:
    answers = await asyncio.gather(*(leads.post(key="k1") for _ in range(200)))
    await leads.settle()
    assert {answer.status for answer in answers} == {201}
    assert len({json.dumps(answer.body) for answer in answers}) == 1
    assert sum("idempotent-replayed" in answer.headers for answer in answers) == 199
    assert leads.rows("SELECT count(*) AS n FROM leads") == [{"n": 1}]
    assert len(leads.cards) == 1


async def test_200_posts_at_once_without_a_key_make_one_lead(leads: Leads) -> None:
    answers = await asyncio.gather(*(leads.post() for _ in range(200)))
    assert sorted(answer.status for answer in answers) == [200] * 199 + [201]
    assert len({answer.body["id"] for answer in answers}) == 1
    assert sum(answer.body["duplicate"] for answer in answers) == 199
    assert leads.rows("SELECT count(*) AS n FROM leads") == [{"n": 1}]
    assert leads.rows("SELECT count(*) AS n FROM notes") == [{"n": 0}]


async def test_a_key_brings_its_first_answer_back_even_after_the_lead_has_changed(
    leads: Leads,
) -> None:
    leads.valuation_up = False
    first = await leads.post(key="k1")
    leads.valuation_up = True
    await leads.settle()
    again = await leads.post(key="k1", email=" ADA@example.com ")
    assert (again.status, again.body) == (201, first.body)
    assert again.headers["idempotent-replayed"] == "true"


async def test_a_key_with_another_body_is_refused(leads: Leads) -> None:
    await leads.post(key="k1")
    other = await leads.post(key="k1", asking_price=360_000)
    assert other.status == 409
    assert leads.rows("SELECT count(*) AS n FROM leads") == [{"n": 1}]


async def test_a_key_whose_first_request_broke_off_is_answered_with_its_lead(leads: Leads) -> None:
    first = await leads.post(key="k1")
    leads.db.execute("UPDATE submissions SET status = NULL, answer = NULL")
    again = await leads.post(key="k1")
    assert (again.status, again.body) == (201, first.body)
    assert leads.now_ms - START_MS < 2000
    leads.now_ms = START_MS + 10_000
    assert (await leads.post(key="k1")).body == first.body
    assert leads.now_ms == START_MS + 10_000


async def test_a_duplicate_under_a_key_of_its_own_is_replayed_as_a_duplicate(leads: Leads) -> None:
    await leads.post()
    second = await leads.post(key="k2")
    third = await leads.post(key="k2")
    assert (second.status, second.body["duplicate"]) == (200, True)
    assert (third.status, third.body) == (200, second.body)


async def test_the_same_person_by_phone_alone_is_the_same_lead(leads: Leads) -> None:
    first = await leads.post()
    again = await leads.post(
        email=None, phone="+1 206.555.0142", address="123 n main st #4 seattle wa 98101"
    )
    assert (again.status, again.body["id"]) == (200, first.body["id"])


@pytest.mark.parametrize(
    "change",
    [{"address": "9 Elm St, Kent, WA 98030"}, {"email": "someone@else.org", "phone": None}],
)
async def test_another_address_or_person_is_another_lead(
    leads: Leads, change: dict[str, object]
) -> None:
    await leads.post()
    assert (await leads.post(**change)).status == 201


async def test_after_30_days_the_same_person_is_a_new_lead(leads: Leads) -> None:
    first = await leads.post()
    leads.now_ms += 30 * DAY_MS - 1
    assert (await leads.post()).status == 200
    leads.now_ms += 1
    renewed = await leads.post()
    assert renewed.status == 201
    assert renewed.body["id"] != first.body["id"]
    assert (await leads.post()).body["id"] == renewed.body["id"]


async def test_what_a_second_form_says_differently_is_noted_once(leads: Leads) -> None:
    first = await leads.post()
    for _ in range(2):
        await leads.post(asking_price=300_000, motivation=None)
    lead = (await leads.request("GET", f"/api/leads/{first.body['id']}")).body
    assert [note["text"] for note in lead["notes"]] == ["Sent again: asking_price: 300000"]
    assert lead["asking_price"] == LEAD["asking_price"]


async def test_agents_of_an_area_take_turns_and_a_refused_lead_costs_no_turn(leads: Leads) -> None:
    await leads.post(email="0@x.org", phone=None)
    await leads.post(email="0@x.org", phone=None)
    await asyncio.gather(*(leads.post(email=f"{n}@x.org", phone=None) for n in range(1, 6)))
    await leads.post(email="far@x.org", phone=None, address="1 Elm St, Portland, OR 97201")
    agents = [row["agent"] for row in leads.rows("SELECT agent FROM leads ORDER BY rowid")]
    assert agents == ["Ann", "Bob", "Ann", "Bob", "Ann", "Bob", "Cy"]


async def test_a_change_needs_the_newest_version(leads: Leads) -> None:
    path = f"/api/leads/{(await leads.post()).body['id']}"
    etag = (await leads.request("GET", path)).headers["etag"]
    contacted = {"status": "contacted"}
    assert (await leads.request("PATCH", path, contacted)).status == 428
    done = await leads.request("PATCH", path, contacted, if_match=etag)
    assert (done.status, done.body["status"]) == (200, "contacted")
    stale = await leads.request("PATCH", path, {"status": "qualified"}, if_match=etag)
    assert (stale.status, stale.headers["etag"]) == (412, done.headers["etag"])
    assert done.headers["etag"] != etag


async def test_of_two_changes_at_once_one_wins(leads: Leads) -> None:
    path = f"/api/leads/{(await leads.post()).body['id']}"
    etag = (await leads.request("GET", path)).headers["etag"]
    changes = [
        leads.request("PATCH", path, {"status": status}, if_match=etag)
        for status in ("contacted", "lost")
    ]
    done = await asyncio.gather(*changes)
    assert sorted(answer.status for answer in done) == [200, 412]
    assert leads.rows("SELECT count(*) AS n FROM status_changes") == [{"n": 2}]


async def test_a_lead_may_be_given_to_another_agent_without_a_change_of_status(
    leads: Leads,
) -> None:
    path = f"/api/leads/{(await leads.post()).body['id']}"
    changed = await leads.request("PATCH", path, {"agent": "Zoe"}, if_match="*")
    assert (changed.body["agent"], changed.body["status"]) == ("Zoe", "new")
    assert len(changed.body["history"]) == 1


async def test_an_unchanged_lead_is_not_sent_again(leads: Leads) -> None:
    path = f"/api/leads/{(await leads.post()).body['id']}"
    etag = (await leads.request("GET", path)).headers["etag"]
    assert (await leads.request("GET", path, if_none_match=etag)).status == 304
    await leads.request("POST", f"{path}/notes", {"text": "Called; left a message."})
    assert (await leads.request("GET", path, if_none_match=etag)).status == 200


async def test_pages_hold_every_lead_once_newest_first_while_more_come_in(leads: Leads) -> None:
    for number in range(7):
        leads.now_ms += number % 2
        await leads.post(email=f"{number}@x.org", phone=None)
    seen: list[str] = []
    cursor = ""
    while cursor is not None:
        query = f"?limit=2{f'&cursor={cursor}' if cursor else ''}"
        page = (await leads.request("GET", f"/api/leads{query}")).body
        seen += [lead["email"] for lead in page["items"]]
        cursor = page["cursor"]
        leads.now_ms += 1
        await leads.post(email=f"late{len(seen)}@x.org", phone=None)
    assert sorted(seen) == [f"{number}@x.org" for number in range(7)]
    times = leads.rows(
        "SELECT email FROM leads WHERE email < 'a' ORDER BY created_at DESC, id DESC"
    )
    assert seen == [row["email"] for row in times]


async def test_a_list_is_filtered_by_status_and_score(leads: Leads) -> None:
    hot = (await leads.post()).body
    mild = (await leads.post(email="b@x.org", phone=None, timeline="exploring")).body
    await leads.request("PATCH", f"/api/leads/{mild['id']}", {"status": "lost"}, if_match="*")
    for query, found in (
        ("min_score=81", [hot["id"]]),
        ("status=lost", [mild["id"]]),
        ("status=lost&min_score=81", []),
        ("status=closed", []),
    ):
        page = (await leads.request("GET", f"/api/leads?{query}")).body
        assert [lead["id"] for lead in page["items"]] == found


async def test_an_erasure_leaves_nothing_of_the_person_anywhere(leads: Leads) -> None:
    first = await leads.post(key="k1", message="I am Ada Lovelace.", utm={"term": "lovelace"})
    other = await leads.post(phone=None, address="9 Elm St, Kent, WA 98030")
    stranger = await leads.post(
        email="s@x.org", phone="2065550199", name="Stranger", address="7 Oak St, Kent", key="k2"
    )
    await leads.request("POST", f"/api/leads/{first.body['id']}/notes", {"text": "Ada called."})
    await leads.post(asking_price=123_456)
    await leads.settle()
    removed = await leads.request("DELETE", f"/api/leads/{first.body['id']}")
    assert removed.status == 204
    await leads.settle()
    left = stored_values(leads)
    for trace in ("ada@", "lovelace", "2065550142", "123 n", "9 elm", "123456", "ada called"):
        assert not [value for value in left if trace in value]
    assert sorted(leads.forgotten) == sorted([first.body["id"], other.body["id"]])
    for lead_id in (first.body["id"], other.body["id"]):
        assert (await leads.request("GET", f"/api/leads/{lead_id}")).status == 404
    kept = await leads.request("GET", f"/api/leads/{stranger.body['id']}")
    assert kept.body["name"] == "Stranger"
    assert leads.rows("SELECT count(*) AS n FROM leads WHERE erased_at IS NOT NULL") == [{"n": 2}]


def stored_values(leads: Leads) -> list[str]:
    """Every value in every table."""
    tables = [
        row["name"] for row in leads.rows("SELECT name FROM sqlite_schema WHERE type='table'")
    ]
    rows = [row for table in tables for row in leads.rows(f"SELECT * FROM {table}")]
    return [str(value).lower() for row in rows for value in row.values()]


async def test_a_person_is_erased_through_every_way_they_could_be_reached(leads: Leads) -> None:
    chain = [
        await leads.post(email="a@x.org", phone="2065550101", address="1 Main St, Kent"),
        await leads.post(email="b@x.org", phone="2065550101", address="2 Main St, Kent"),
        await leads.post(email="b@x.org", phone="2065550102", address="3 Main St, Kent"),
    ]
    await leads.post(email="c@x.org", phone="2065550103", address="4 Main St, Kent")
    await leads.request("DELETE", f"/api/leads/{chain[-1].body['id']}")
    left = leads.rows("SELECT email FROM leads WHERE erased_at IS NULL")
    assert left == [{"email": "c@x.org"}]


async def test_an_erased_lead_is_not_announced_valued_or_listed(leads: Leads) -> None:
    leads.valuation_up = leads.slack_up = False
    lead_id = (await leads.post()).body["id"]
    await leads.settle()
    await leads.request("DELETE", f"/api/leads/{lead_id}")
    leads.valuation_up = leads.slack_up = True
    calls = len(leads.called("valuation", "/api/quick"))
    assert leads.rows("SELECT topic FROM outbox") == [{"topic": "forget"}]
    await leads.cron()
    assert leads.cards == {}
    assert leads.forgotten == [lead_id]
    assert len(leads.called("valuation", "/api/quick")) == calls
    assert (await leads.request("GET", "/api/leads")).body["items"] == []


async def test_an_erasure_may_be_asked_twice_but_not_of_a_lead_that_never_was(
    leads: Leads,
) -> None:
    path = f"/api/leads/{(await leads.post()).body['id']}"
    assert (await leads.request("DELETE", path)).status == 204
    assert (await leads.request("DELETE", path)).status == 204
    assert (await leads.request("DELETE", "/api/leads/lead_never")).status == 404


async def test_after_an_erasure_the_same_person_may_come_again(leads: Leads) -> None:
    first = await leads.post(key="k1")
    await leads.request("DELETE", f"/api/leads/{first.body['id']}")
    again = await leads.post(key="k1")
    assert again.status == 201
    assert again.body["id"] != first.body["id"]


async def test_the_schedule_drops_keys_and_delivered_messages_after_a_week(leads: Leads) -> None:
    await leads.post(key="k1")
    await leads.settle()
    await leads.cron(7 * DAY_MS)
    assert leads.rows("SELECT key FROM submissions UNION SELECT key FROM outbox") == []
    assert len(leads.rows("SELECT digest FROM recent_leads")) == 2
    await leads.cron(30 * DAY_MS)
    assert leads.rows("SELECT digest FROM recent_leads") == []


async def test_figures_count_days_scores_statuses_and_how_soon_somebody_answered(
    leads: Leads,
) -> None:
    for number, minutes in enumerate((10, 20, 60, None)):
        answer = await leads.post(email=f"{number}@x.org", phone=None)
        if minutes is not None:
            path = f"/api/leads/{answer.body['id']}"
            leads.now_ms += minutes * MINUTE_MS
            await leads.request("PATCH", path, {"status": "contacted"}, if_match="*")
            await leads.request("PATCH", path, {"status": "lost"}, if_match="*")
    leads.now_ms += DAY_MS
    await leads.post(email="next@x.org", phone=None, timeline="exploring", condition=None)
    answer = await leads.request("GET", "/api/leads/stats?from=2096-10-02&to=2096-10-03")
    stats = answer.body
    assert (stats["from"], stats["to"]) == ("2096-10-02", "2096-10-03")
    assert [(day["date"], day["count"], day["hot"]) for day in stats["by_day"]] == [
        ("2096-10-02", 4, 4),
        ("2096-10-03", 1, 0),
    ]
    assert (stats["total"], stats["hot"]) == (5, 4)
    assert [band["low"] for band in stats["by_score"]] == list(range(0, 100, 10))
    assert stats["by_score"][8] == {"low": 80, "high": 89, "count": 4}
    assert sum(band["count"] for band in stats["by_score"]) == 5
    assert {k: v for k, v in stats["by_status"].items() if v} == {"new": 2, "lost": 3}
    assert stats["response"] == {
        "answered": 3,
        "waiting": 2,
        "median_minutes": 20.0,
        "p90_minutes": 60.0,
    }


async def test_figures_of_days_without_leads_are_empty(leads: Leads) -> None:
    stats = (await leads.request("GET", "/api/leads/stats?from=2020-01-01&to=2020-01-01")).body
    assert (stats["total"], stats["by_day"]) == (0, [])
    assert stats["response"]["median_minutes"] is None


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ("from=2026-01-02&to=2026-01-01", "/from"),
        ("from=2025-01-01&to=2026-12-31", "/from"),
        ("from=2026-01-01", "/to"),
        ("from=yesterday&to=2026-01-01", "/from"),
    ],
)
async def test_days_that_can_not_be_counted_are_refused(
    leads: Leads, query: str, pointer: str
) -> None:
    refused = await leads.request("GET", f"/api/leads/stats?{query}")
    assert refused.status == 422
    assert [error["pointer"] for error in refused.body["errors"]] == [pointer]


@pytest.mark.parametrize(
    ("change", "pointers"),
    [
        ({"name": None}, ["/name"]),
        ({"name": "  "}, ["/name"]),
        ({"name": "A\x00B"}, ["/name"]),
        ({"email": "x", "phone": "12"}, ["/email", "/phone"]),
        ({"email": None, "phone": None}, ["/phone"]),
        ({"address": "x"}, ["/address"]),
        ({"asking_price": -5}, ["/asking_price"]),
        ({"asking_price": 10**12}, ["/asking_price"]),
        ({"asking_price": "a lot"}, ["/asking_price"]),
        ({"timeline": "soon", "condition": "ok"}, ["/timeline", "/condition"]),
        (
            {"property": {"sqft": -5, "year_built": 2300}},
            ["/property/sqft", "/property/year_built"],
        ),
        ({"consent": {"sms": "perhaps"}}, ["/consent/sms"]),
        ({"message": "x" * 5001}, ["/message"]),
        ({"utm": {"a": {"b": 1}}}, ["/utm/a"]),
    ],
)
async def test_every_invalid_field_is_named(
    leads: Leads, change: dict[str, object], pointers: list[str]
) -> None:
    refused = await leads.post(**change)
    assert refused.status == 422
    assert [error["pointer"] for error in refused.body["errors"]] == pointers
    assert refused.body["error"] == refused.body["detail"]
    assert leads.rows("SELECT id FROM leads") == []


async def test_the_document_of_the_api_is_valid_and_names_every_header(leads: Leads) -> None:
    document = json.loads(leads.app.openapi())
    validate(document)
    headers = {
        (path, method): [each["name"] for each in operation.get("parameters", [])]
        for path, operations in document["paths"].items()
        for method, operation in operations.items()
    }
    assert headers["/api/leads", "post"] == ["Idempotency-Key"]
    assert headers["/api/leads/{lead_id}", "patch"] == ["lead_id", "If-Match"]


@pytest.mark.parametrize("name", ["李小龙", "Zoë Ångström", "Robert'); DROP TABLE leads;--", "🏠"])
async def test_any_name_is_kept_as_it_is(leads: Leads, name: str) -> None:
    lead_id = (await leads.post(name=name)).body["id"]
    assert (await leads.request("GET", f"/api/leads/{lead_id}")).body["name"] == name


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/api/leads"),
        ("GET", "/api/leads/lead_x"),
        ("PATCH", "/api/leads/lead_x"),
        ("POST", "/api/leads/lead_x/notes"),
        ("GET", "/api/leads/export.csv"),
        ("GET", "/api/leads/stats"),
        ("DELETE", "/api/leads/lead_x"),
    ],
)
async def test_what_is_private_wants_the_token(leads: Leads, method: str, path: str) -> None:
    assert (await leads.request(method, path, {}, token="")).status == 401
    assert (await leads.request(method, path, {}, token="wrong")).status == 403


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "/api/leads/lead_x", None),
        ("PATCH", "/api/leads/lead_x", {"status": "contacted"}),
        ("POST", "/api/leads/lead_x/notes", {"text": "hi"}),
    ],
)
async def test_a_lead_that_never_was_is_404(
    leads: Leads, method: str, path: str, body: dict[str, str] | None
) -> None:
    assert (await leads.request(method, path, body, if_match="*")).status == 404
