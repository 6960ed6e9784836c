"""What is counted of partners: what was sent on some days, and who is sent nothing."""

from datetime import UTC, date, datetime

from contracts.partner_hooks import PartnerStats
from edgekit import Statement
from fleet.story.scratch import Scratch, scratch
from partner_statistics import statements, stats

FIRST, LAST = date(2026, 12, 1), date(2026, 12, 2)
SUBSCRIPTION = """INSERT INTO subscriptions
  (id, url, events, secrets, enabled, enabled_at, created_at, updated_at)
VALUES (?1, 'https://a.example/', '[]', '[]', ?2, 0, 0, 0)"""
DELIVERY = """INSERT INTO deliveries
  (id, subscription, publication, type, status, is_test, created_at, due_at)
VALUES (?1 || ?2, ?2, ?1, 'lead.created', ?3, ?4, ?5, 0)"""


def counted(database: Scratch) -> PartnerStats:
    return stats(FIRST, LAST, *(database.run(each) for each in statements(FIRST, LAST)))


def at(day: int, hour: int = 12) -> int:
    return int(datetime(2026, 12, day, hour, tzinfo=UTC).timestamp() * 1000)


def test_events_and_deliveries_of_the_days_are_counted_and_tests_are_not() -> None:
    with scratch("hooks-db") as database:
        for name, enabled in (("on", 1), ("off", 0), ("also on", 1)):
            database.run(Statement(SUBSCRIPTION, (name, enabled)))
        for name, to, status, is_test, moment in (
            ("first", "on", "delivered", 0, at(1, 0)),
            ("first", "also on", "dead", 0, at(1)),
            ("second", "on", "held", 0, at(2, 23)),
            ("later", "on", "pending", 0, at(3, 0)),
            ("a test", "on", "delivered", 1, at(1)),
        ):
            database.run(Statement(DELIVERY, (name, to, status, is_test, moment)))
        found = counted(database)
    assert (found.subscriptions, found.switched_off, found.events) == (3, 1, 2)
    nothing = {"pending": 0, "cancelled": 0}
    assert found.deliveries == nothing | {"delivered": 1, "dead": 1, "held": 1}


def test_nobody_subscribed_is_nothing() -> None:
    with scratch("hooks-db") as database:
        found = counted(database)
    assert (found.subscriptions, found.switched_off, sum(found.deliveries.values())) == (0, 0, 0)


def test_figures_of_some_days_read_no_whole_table() -> None:
    with scratch("hooks-db") as database:
        for sql, params in statements(FIRST, LAST)[1:]:
            plan = database.explained(sql, params)
            assert "SCAN" not in plan, plan
