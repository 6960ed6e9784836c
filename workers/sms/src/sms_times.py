"""Times as they lie in D1, and as the API shows them."""

from datetime import UTC, datetime


def utc(epoch_ms: int) -> datetime:
    """A stored time."""
    return datetime.fromtimestamp(epoch_ms / 1000, UTC)


def ms(moment: datetime) -> int:
    """A time to store."""
    return int(moment.timestamp() * 1000)
