"""What a provider's adapter makes of a request, and the interface of all adapters."""

import hashlib
import json
import re
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar
from urllib.parse import parse_qsl

from pydantic_core import from_json

from edgekit import Problem
from edgekit.signatures import same

LONGEST_ID, LONGEST_TYPE = 255, 200
LONGEST_PAYLOAD = 1_500_000  # bytes; D1 takes rows of up to 2 MB
MOST_FIELDS = 1000
LAST_SECOND = 253_402_300_799  # of the year 9999
# An id travels in a header, and a type is searched for by its beginning.
_PLAIN = re.compile(r"[\x21-\x7e]+")


@dataclass(frozen=True)
class Reply:
    """What the provider wants to read with the 200."""

    text: str | None = None
    media_type: str = "text/plain; charset=utf-8"


@dataclass(frozen=True)
class Event:
    """A verified event. ``occurred_at`` is epoch seconds.

    ``seal`` is a digest of what was signed, where that does not hold the id: the same again under
    another id is no other event. ``reply`` is what the provider wants to hear, if anything.
    """

    id: str
    type: str
    occurred_at: float
    payload: dict[str, Any]
    seal: str | None = None
    reply: Reply | None = None


class Provider(ABC):
    """One provider's way to sign. An adapter does no I/O, and says all that it needs to know.

    ``secret`` names the secret without which it is closed; ``reads`` the headers that ``verify``
    is given, in lower case; ``keeps`` those that are stored with an event, none of them secret.
    ``names_its_events``: an id is whoever sends an event's own choice, and may name two by mistake.
    ``names_people_by_id``: what is said of a person names them by the provider's own id alone, so
    that no erasure finds it. It is kept until it is delivered, and no longer.
    """

    name: ClassVar[str]
    secret: ClassVar[str]
    reads: ClassVar[tuple[str, ...]] = ()
    keeps: ClassVar[tuple[str, ...]] = ("content-type", "user-agent")
    names_its_events: ClassVar[bool] = False
    names_people_by_id: ClassVar[bool] = False

    @abstractmethod
    def verify(
        self, body: bytes, headers: Mapping[str, str], url: str, secrets: str, now: float
    ) -> Event | Reply:
        """The event that a request is, or what to answer to one that is none.

        ``url`` is the public one with its query, ``secrets`` what the secret holds, ``now`` epoch
        seconds. A header that was not sent is empty. Raises ``Problem`` 401 for what is not signed
        as it must be, and 400 for a signed body that can't be read.
        """


def parted(secrets: str) -> list[bytes]:
    """The secrets that hold while one is replaced: they stand with blanks or commas between."""
    return [secret.encode() for secret in secrets.replace(",", " ").split()]


def fits(given: Iterable[str], expected: Sequence[str]) -> bool:
    """Whether one of the signatures is right; all are compared, so that time tells nothing."""
    matches = [same(each, right) for each in given for right in expected]
    return any(matches)


def json_object(text: bytes | str, what: str = "body") -> dict[str, Any]:
    """A JSON object; raises ``Problem`` 400 for anything else, and for what UTF-8 can't hold."""
    value = _json(text, what)
    if not isinstance(value, dict):
        raise Problem(400, f"The {what} is no JSON object.")
    return value


def json_events(body: bytes) -> list[dict[str, Any]]:
    """The events of a batch, at least one; a single one may stand without its list.

    Raises ``Problem`` 400 for anything else.
    """
    found = _json(body, "body")
    events = found if isinstance(found, list) else [found]
    if not events or not all(isinstance(event, dict) for event in events):
        raise Problem(400, "The body is no list of events.")
    return events


def kind_of_all(events: Iterable[Mapping[str, Any]], name: str) -> str:
    """The type of a batch: its events' own by that ``name`` if they share one, else ``batch``."""
    kinds = {str(event.get(name) or "unknown") for event in events}
    return plain_text(kinds.pop() if len(kinds) == 1 else "batch", "type", LONGEST_TYPE)


def _json(text: bytes | str, what: str) -> Any:
    try:
        return from_json(text, allow_inf_nan=False)
    except ValueError as error:
        raise Problem(400, f"The {what} is not valid JSON: {error}.") from error


def payload_text(event: Event) -> str:
    """An event's payload as JSON text, as it is stored.

    Raises ``Problem`` 400 for a number that JSON does not have, and 413 for what D1 can't hold.
    """
    try:
        text = json.dumps(event.payload, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    except ValueError as error:
        raise Problem(400, "The body holds a number that is too large.") from error
    if len(text.encode()) > LONGEST_PAYLOAD:
        raise Problem(413, f"The event is too large; the limit is {LONGEST_PAYLOAD:,} bytes.")
    return text


def form_fields(body: bytes) -> dict[str, list[str]]:
    """The fields of a form (``application/x-www-form-urlencoded``), each with all its values.

    Raises ``Problem`` 400 for what is no UTF-8, and for more than a thousand fields.
    """
    try:
        pairs = parse_qsl(
            body.decode(), keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS
        )
    except ValueError as error:
        raise Problem(400, f"The body is no form in UTF-8: {error}.") from error
    fields: dict[str, list[str]] = {}
    for name, value in pairs:
        fields.setdefault(name, []).append(value)
    return fields


def plain_fields(fields: Mapping[str, list[str]]) -> dict[str, Any]:
    """The fields as JSON has them: a text, or a list where a name was repeated."""
    return {name: values[0] if len(values) == 1 else values for name, values in fields.items()}


def is_form(content_type: str) -> bool:
    """Whether a ``Content-Type`` is that of a form."""
    return media_type_of(content_type) == "application/x-www-form-urlencoded"


def media_type_of(content_type: str) -> str:
    """The media type without its parameters, in lower case."""
    return content_type.partition(";")[0].strip().lower()


def plain_text(value: Any, what: str, longest: int) -> str:
    """An id or a type; raises ``Problem`` 400 unless it is visible ASCII of at most ``longest``."""
    if isinstance(value, str) and len(value) <= longest and _PLAIN.fullmatch(value):
        return value
    raise Problem(400, f"The event has no {what} of 1 to {longest} visible ASCII characters.")


def second(value: Any, now: float) -> float:
    """A time in epoch seconds as a provider gives it; ``now`` for what is none."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return now
    return float(value) if 0 <= value <= LAST_SECOND else now


def digest(*parts: bytes) -> str:
    """A digest that tells contents apart: 32 hexadecimal digits."""
    return hashlib.sha256(b"\0".join(parts)).hexdigest()[:32]
