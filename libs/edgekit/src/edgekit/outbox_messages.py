"""Messages of an outbox that are somebody's to deliver."""

from pydantic import BaseModel


class Claimed(BaseModel):
    """A message that is ours to deliver."""

    key: str
    topic: str
    payload: str
    attempts: int
    request_id: str | None


class OwnMessages:
    """What one request or event has put into the outbox, as far as it is still to be delivered.

    ``leased`` it has stored with their lease, each with the end of it: they are its to deliver. Of
    those under ``keys`` that is not so: they were there already, or are claimed as others are.
    """

    __slots__ = ("keys", "leased")

    def __init__(self) -> None:
        self.leased: list[tuple[Claimed, int]] = []
        self.keys: list[str] = []

    def __bool__(self) -> bool:
        """Whether there are any."""
        return bool(self.leased or self.keys)

    def take_keys(self) -> list[str]:
        """The keys of those that have to be claimed; nobody else gets them from here."""
        keys, self.keys = self.keys, []
        return keys
