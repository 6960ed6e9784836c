"""What a provider of mail delivery is to us: a request to make, and a verdict on its answer."""

from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

from pydantic_core import from_json

from mail_outgoing import OutgoingMail


class Accepted(NamedTuple):
    """The provider has it, under its own id (``None``: from an attempt whose answer was lost)."""

    provider_id: str | None


class Wait(NamedTuple):
    """The provider wants it later; ``None`` seconds: it does not say when."""

    seconds: float | None
    reason: str


class Retry(NamedTuple):
    """The provider is down, or an operator must first put something right (a key, a domain)."""

    reason: str


class Refused(NamedTuple):
    """The provider will never take this mail."""

    reason: str


class Blocked(NamedTuple):
    """The provider sends nothing to this address any more: it bounced, or its person complained."""

    reason: str


Verdict = Accepted | Wait | Retry | Refused | Blocked


@dataclass(frozen=True)
class ProviderAnswer:
    """An answer: status, body, and what its headers said of waiting and of the mail's id."""

    status: int
    text: str
    retry_after: float | None = None
    message_id: str | None = None

    @property
    def is_success(self) -> bool:
        """Whether it took the request, whatever it then said."""
        return 200 <= self.status < 300

    def member(self, *path: str | int) -> Any:
        """What lies in the JSON body on a path; ``None`` where there is nothing."""
        try:
            value: Any = from_json(self.text)
            for part in path:
                value = value[part]
        except (ValueError, TypeError, LookupError):
            return None
        return value

    def word(self, *path: str | int) -> str:
        """The text that lies there; empty where there is none."""
        value = self.member(*path)
        return value if isinstance(value, str) else ""


@dataclass(frozen=True)
class ProviderRequest:
    """A ``POST`` of JSON."""

    url: str
    headers: dict[str, str]
    body: dict[str, Any]


class MailProvider(Protocol):
    """One provider. Adding one is a module with such a class, and a line in ``mail_sender``."""

    name: str
    base: str
    """Where its API is."""

    def request(self, mail: OutgoingMail, base: str, key: str) -> ProviderRequest:
        """The request that sends a mail; ``key`` is the API's."""

    def verdict(self, answer: ProviderAnswer) -> Verdict:
        """What its answer means for the mail."""
