"""What partners were sent on some days, and how many are sent anything. Tests do not count."""

from datetime import date
from typing import Any, get_args

from contracts.days import span_ms
from contracts.partner_hooks import DeliveryStatus, PartnerStats
from edgekit import Statement

SUBSCRIBED = "SELECT count(*) AS count, count(*) - total(enabled) AS off FROM subscriptions"
EVENTS = """SELECT count(DISTINCT publication) AS count FROM deliveries
WHERE created_at >= ?1 AND created_at < ?2 AND is_test = 0"""
DELIVERIES = """SELECT status, count(*) AS count FROM deliveries
WHERE created_at >= ?1 AND created_at < ?2 AND is_test = 0 GROUP BY status"""

Rows = list[dict[str, Any]]


def statements(first: date, last: date) -> list[Statement]:
    """The queries of one batch, in the order in which ``stats`` takes their rows.

    Raises ``Problem`` 422 for days that run backwards or are too many.
    """
    span = span_ms(first, last)
    return [Statement(SUBSCRIBED), Statement(EVENTS, span), Statement(DELIVERIES, span)]


def stats(first: date, last: date, subscribed: Rows, events: Rows, sent: Rows) -> PartnerStats:
    """The figures out of the queries' rows."""
    counts = {row["status"]: row["count"] for row in sent}
    return PartnerStats(
        date_from=first,
        date_to=last,
        subscriptions=subscribed[0]["count"],
        switched_off=int(subscribed[0]["off"]),
        events=events[0]["count"],
        deliveries={status: counts.get(status, 0) for status in get_args(DeliveryStatus)},
    )
