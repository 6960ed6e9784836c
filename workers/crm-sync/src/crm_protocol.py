"""What a CRM is to us: a few things to ask of it, each told as requests and answers, without I/O.

An adapter's methods are generators that yield requests and are sent the answers; the same code runs
in the worker and, against the stand-ins, in tests.
"""

import re
from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol, TypeVar

from pydantic_core import from_json

T = TypeVar("T")
Values = Mapping[str, str]
"""Values by property, each as text; an empty one is none."""


@dataclass(frozen=True)
class CrmRequest:
    """A request; ``path`` begins behind the API's address."""

    method: str
    path: str
    body: dict[str, Any] | None = None


@dataclass(frozen=True)
class CrmAnswer:
    """An answer; ``retry_after`` is in seconds."""

    status: int
    text: str
    retry_after: float | None = None

    def json(self) -> dict[str, Any]:
        """The body as an object; raises ``Unwell`` for anything else."""
        try:
            value = from_json(self.text, allow_inf_nan=False)
        except ValueError as error:
            raise Unwell("the answer is not JSON") from error
        if not isinstance(value, dict):
            raise Unwell("the answer is no JSON object")
        return value

    def word(self, *path: str) -> str:
        """The text on a path of the body, empty where there is none."""
        try:
            value = from_json(self.text, allow_inf_nan=False)
            for part in path:
                value = value[part]
        except (ValueError, TypeError, LookupError):
            return ""
        return value if isinstance(value, str) else ""


Steps = Generator[CrmRequest, CrmAnswer, T]


class CrmFault(Exception):  # noqa: N818 - a family of faults
    """Why a step could not be taken; its text is for an operator, without personal data."""


class Unwell(CrmFault):
    """The CRM is down, or an operator must first put something right: it is tried again."""


class Refused(CrmFault):
    """The CRM will never take this as it is."""


class Busy(CrmFault):
    """Too many calls; ``seconds`` says how long to wait, where the CRM does."""

    def __init__(self, reason: str, seconds: float | None) -> None:
        self.seconds = seconds
        super().__init__(reason)


class QuotaSpent(CrmFault):
    """The calls of a day are used up: none before the next day, by the account's clock."""


class Exists(CrmFault):
    """There is a contact already, and the CRM says which."""

    def __init__(self, external_id: str) -> None:
        self.external_id = external_id
        super().__init__(f"There is a contact {external_id} already.")


class Archived(CrmFault):
    """The CRM has taken it, and ignores it: an operator has switched the source off there."""


@dataclass(frozen=True)
class Person:
    """By what a person is known."""

    lead_id: str
    email: str | None
    phone: str | None


@dataclass(frozen=True)
class Record:
    """A contact as the CRM has it. ``emails`` are all of its addresses, in lower case.

    ``at`` is when it was changed last, epoch milliseconds by the CRM's clock, where that is told.
    One that ``is_marked`` bears the lead's id.
    """

    id: str
    values: Values
    emails: frozenset[str] = frozenset()
    phones: frozenset[str] = frozenset()
    raw: Mapping[str, Any] = field(default_factory=dict)
    at: int | None = None
    is_marked: bool = False

    def may_be(self, person: Person) -> bool:
        """Whether it bears the lead's id, or has one of a person's addresses or numbers."""
        number = digits_of(person.phone or "")
        has_number = number != "" and number in self.phones
        return self.is_marked or person.email in self.emails or has_number


class Crm(Protocol):
    """One CRM. Adding one is a module with such a class, and a line in ``crm_delivery``."""

    name: str
    base: str
    """Where its API is."""

    def headers(self, key: str) -> dict[str, str]:
        """What each request carries; ``key`` is the API's."""

    def matching(self, person: Person, properties: tuple[str, ...]) -> Steps[list[Record]]:
        """Every contact with one of the person's addresses or numbers, or with the lead's id."""

    def read(self, external_id: str, properties: tuple[str, ...]) -> Steps[Record | None]:
        """A contact; ``None`` if it is gone. A merged one answers as the one that it is now."""

    def create(self, person: Person, values: Values) -> Steps[Record]:
        """A new contact. Raises ``Exists`` where there is one already."""

    def update(self, record: Record, changes: Values) -> Steps[Record]:
        """The contact with changes; nothing else of it is touched."""

    def erase(self, external_id: str, *, for_good: bool) -> Steps[None]:
        """Archive a contact or, for good, have the CRM forget it; one that is gone is erased."""

    def date(self, day: date) -> str:
        """A date as the CRM takes it: midnight UTC of that day."""

    def moment(self, at: datetime) -> str:
        """A time as the CRM takes it."""

    def same(self, name: str, ours: str, theirs: str) -> bool:
        """Whether two texts are one value of a property, for all that the CRM rewrites."""


def play(steps: Steps[T], ask: Callable[[CrmRequest], CrmAnswer]) -> T:
    """Take all steps with a plain function that answers."""
    try:
        request = next(steps)
        while True:
            request = steps.send(ask(request))
    except StopIteration as done:
        result: T = done.value
        return result


def digits_of(phone: str) -> str:
    """A number's digits, by which numbers are compared; without the 1 of North America."""
    digits = re.sub(r"\D", "", phone)
    return digits[1:] if len(digits) == 11 and digits.startswith("1") else digits


def checked(answer: CrmAnswer, who: str, reason: str) -> CrmAnswer:
    """The answer, if it says success; ``reason`` is what it says else, without personal data."""
    if 200 <= answer.status < 300:
        return answer
    said = f"{who} answered {answer.status}{': ' + reason if reason else ''}."
    if answer.status == 429:
        raise Busy(said, answer.retry_after)
    if answer.status in (400, 413, 415, 422):
        raise Refused(said)
    raise Unwell(said)
