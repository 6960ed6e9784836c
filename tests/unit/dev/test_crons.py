"""When cron triggers are due, as Cloudflare reads them."""

from datetime import UTC, datetime

import pytest

from fleet.dev.crons import next_time
from fleet.errors import FleetError

SUNDAY = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("cron", "due"),
    [
        ("*/5 * * * *", "2026-11-22T12:05"),
        ("0 8 * * *", "2026-11-23T08:00"),
        ("0 8 * * 1", "2026-11-29T08:00"),  # 1 is Sunday
        ("0 8 * * SUN", "2026-11-29T08:00"),
        ("0 8 * * 2-6", "2026-11-23T08:00"),  # Monday to Friday
        ("0 8 * * 7", "2026-11-28T08:00"),  # Saturday
        ("0 8 * * 6#1", "2026-12-04T08:00"),  # the first Friday
        ("59 23 L * *", "2026-11-30T23:59"),
    ],
)
def test_the_next_time_is_cloudflares(cron: str, due: str) -> None:
    assert next_time(cron, SUNDAY).isoformat().startswith(due)


@pytest.mark.parametrize("cron", ["", "every day", "61 * * * *", "0 0 30 2 *"])
def test_what_never_comes_due_is_told(cron: str) -> None:
    with pytest.raises(FleetError, match="is not a cron expression that ever comes due"):
        next_time(cron, SUNDAY)
