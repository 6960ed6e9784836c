"""The demo story: the same every time, never of the future, and true to the workers' own rules."""

import json
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest

from fleet.story import (
    bookings,
    contacts,
    hooks,
    leads,
    mails,
    news,
    partners,
    plot,
    texts,
    values,
    visits,
    watch,
)
from lead_status import TRANSITIONS

NOON = datetime(2026, 11, 28, 12, tzinfo=UTC)
CHAPTERS = (
    leads,
    visits,
    values,
    news,
    watch,
    hooks,
    bookings,
    texts,
    mails,
    partners,
    contacts,
)


@pytest.fixture(autouse=True)
def told_at_noon(monkeypatch: pytest.MonkeyPatch) -> None:
    for chapter in CHAPTERS:
        monkeypatch.setattr(chapter, "chapter_hour", lambda: NOON)


def table(chapter: Any, name: str) -> list[list[Any]]:
    return [
        row
        for sql, (rows,) in chapter.statements()
        if sql.startswith(f'INSERT OR REPLACE INTO "{name}"')
        for row in json.loads(rows)
    ]


@pytest.fixture(scope="module")
def sellers() -> list[plot.Seller]:
    return list(plot.sellers(NOON))


def test_every_telling_is_the_same() -> None:
    for chapter in CHAPTERS:
        assert list(chapter.statements()) == list(chapter.statements())


def test_a_week_later_the_same_story_is_told_a_week_later(sellers: list[plot.Seller]) -> None:
    week = timedelta(days=7)
    again = [(seller.new, seller.at - week) for seller in plot.sellers(NOON + week)]
    assert again == [(seller.new, seller.at) for seller in sellers]


def test_nothing_is_of_the_future(sellers: list[plot.Seller]) -> None:
    moments = [seller.at for seller in sellers] + [s.at for one in sellers for s in one.steps]
    assert max(moments) < NOON
    now_ms = NOON.timestamp() * 1000
    assert max(row[2] for row in table(visits, "events")) < now_ms


def test_every_lead_has_come_to_its_status_by_allowed_steps(sellers: list[plot.Seller]) -> None:
    for seller in sellers:
        statuses = ["new", *(step.status for step in seller.steps)]
        for before, after in pairwise(statuses):
            assert after in TRANSITIONS[before]  # type: ignore[index]
        assert list(seller.steps) == sorted(seller.steps, key=lambda step: step.at)


def test_only_what_links_are_tagged_with_is_a_campaign(sellers: list[plot.Seller]) -> None:
    tagged = {seller.new.utm["utm_source"] for seller in sellers if seller.new.utm}
    assert tagged == set(plot.CAMPAIGNS)
    assert not [row for row in table(visits, "events") if "site" in row]


def test_the_business_lives(sellers: list[plot.Seller]) -> None:
    ends = Counter(seller.steps[-1].status if seller.steps else "new" for seller in sellers)
    assert set(ends) == {"new", "contacted", "qualified", "offer", "contract", "closed", "lost"}
    assert 0.05 < ends["closed"] / len(sellers) < 0.2
    assert NOON - max(seller.at for seller in sellers) < timedelta(minutes=15)


def test_the_ups_and_downs_are_there(sellers: list[plot.Seller]) -> None:
    by_day = Counter((NOON - seller.at).days for seller in sellers)
    letters = [by_day[ago] for ago in plot.LETTERS]
    others = [by_day[ago] for ago in range(1, 90) if ago not in plot.LETTERS]
    assert sum(letters) / len(letters) > 2 * sum(others) / len(others)
    slow, fast = (_median_answer_hours(sellers, days) for days in ((40, 90), (0, 30)))
    assert fast < slow / 3


def _median_answer_hours(sellers: list[plot.Seller], days: tuple[int, int]) -> float:
    first, last = (NOON - timedelta(days=ago) for ago in reversed(days))
    hours = sorted(_answer_hours(sellers, first, last))
    return hours[len(hours) // 2]


def _answer_hours(sellers: list[plot.Seller], first: datetime, last: datetime) -> Iterator[float]:
    for seller in sellers:
        if seller.steps and first <= seller.at < last:
            yield (seller.steps[0].at - seller.at) / timedelta(hours=1)


def test_every_lead_was_a_visitor_unless_somebody_sent_them(sellers: list[plot.Seller]) -> None:
    came = [row for row in table(visits, "events") if row[4] == "lead_created"]
    assert len(came) == sum(seller.new.source != "referral" for seller in sellers)


def test_what_is_counted_is_what_happened() -> None:
    pageviews = sum(row[4] == "pageview" for row in table(visits, "events"))
    totals = [row for row in table(visits, "roll_ups") if row[0] == "total"]
    assert sum(row[4] for row in totals) == pageviews
    (position,) = table(visits, "roll_up_position")
    assert position == [1, len(table(visits, "events"))], "nothing is counted again"


def test_slack_was_told_of_every_lead(sellers: list[plot.Seller]) -> None:
    assert len(table(watch, "messages")) == len(sellers)


def test_every_lead_can_be_searched_for(sellers: list[plot.Seller]) -> None:
    assert {lead for _, lead in table(leads, "lead_words")} == {each.id for each in sellers}


def test_forms_of_others_came_by_webhooks(sellers: list[plot.Seller]) -> None:
    events = table(hooks, "events")
    payloads = [json.loads(row[7]) for row in events if row[1] == "form" and row[10] == "delivered"]
    recent = {seller.new.name for seller in sellers if seller.at > NOON - timedelta(days=30)}
    assert payloads
    assert {payload["name"] for payload in payloads} <= recent
    assert Counter(row[10] for row in events)["dead"] == len(table(hooks, "dead_letters")) == 1


def test_partners_were_told_and_one_fell_silent() -> None:
    brokers, old_crm = table(partners, "subscriptions")
    columns = [row[5] for row in table(partners, "deliveries") if row[2] == brokers[1]]
    assert set(columns) == {"delivered"}
    assert (brokers[6], old_crm[6], old_crm[8]) == (1, 0, "failing")
    assert [row[3] for row in table(partners, "dead_letters")] == [
        row[1] for row in table(partners, "deliveries") if row[5] == "dead"
    ]
    assert max(row[11] for row in table(partners, "deliveries")) < NOON.timestamp() * 1000
    assert "@" not in str(table(partners, "publications"))


def test_visits_are_of_leads_and_no_two_at_once(sellers: list[plot.Seller]) -> None:
    rows = table(bookings, "bookings")
    columns = ("id", "created_at", "updated_at", "status", "sequence", "starts_at", "ends_at")
    visits_made = [dict(zip(columns, row, strict=False)) for row in rows]
    assert {row[-2] for row in rows} <= {seller.id for seller in sellers}
    standing = sorted(v["starts_at"] for v in visits_made if v["status"] == "booked")
    assert all(after - before >= 90 * 60_000 for before, after in pairwise(standing))
    assert len(table(bookings, "occupied")) == 90 * len(standing)
    now_ms = NOON.timestamp() * 1000
    assert max(visit["updated_at"] for visit in visits_made) < now_ms
    ahead = [start for start in standing if now_ms < start < now_ms + 7 * 86_400_000]
    assert len(ahead) >= 3
    assert len(standing) - len(ahead) >= 10
    assert Counter(visit["status"] for visit in visits_made)["cancelled"] >= 1
    assert {visit["sequence"] for visit in visits_made} >= {0, 1}


def test_texts_went_to_leads_who_agreed_and_to_nobody_after_stop(
    sellers: list[plot.Seller],
) -> None:
    agreed = {seller.id for seller in sellers if seller.new.consent and seller.new.consent.sms}
    sent = [row for row in table(texts, "texts") if row[12] == "accepted"]
    assert {row[9] for row in table(texts, "texts")} <= agreed
    assert len(table(texts, "receipts")) == len(sent) > 50
    stops = {row[2]: row[1] for row in table(texts, "replies") if row[4] == "stop"}
    assert stops
    assert all(row[3] < stops.get(row[5], row[3] + 1) for row in sent)
    now_ms = NOON.timestamp() * 1000
    assert max(row[4] for row in sent) < now_ms


def test_mails_were_sent_and_some_people_want_none() -> None:
    said = Counter(row[11] for row in table(mails, "mails"))
    assert {"delivered", "bounced", "suppressed"} <= said.keys()
    assert said["delivered"] > 0.8 * said.total()
    causes = {row[2] for row in table(mails, "suppressions")}
    assert {"unsubscribed", "bounced"} <= causes
    assert max(row[12] for row in table(mails, "mails")) < NOON.timestamp() * 1000


def test_every_lead_is_a_contact_but_one_and_one_edit_clashes(sellers: list[plot.Seller]) -> None:
    rows = table(contacts, "contacts")
    said = Counter(row[10] for row in rows)
    assert said == {"synced": len(sellers) - 2, "conflict": 1, "failed": 1}
    [letter] = table(contacts, "dead_letters")
    [failed] = [row for row in rows if row[10] == "failed"]
    assert json.loads(letter[4])["lead_id"] == failed[0]
    external = [row[6] for row in rows if row[6]]
    assert len(external) == len(set(external)) == len(sellers) - 1
