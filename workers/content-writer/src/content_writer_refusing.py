"""Refuses what fair housing law forbids to say: in facts, and in what was made of them."""

from collections.abc import Iterator, Mapping
from typing import Any

from content_writer_facts import Value
from content_writer_fair_housing import check
from contracts.content_writer import Flag
from edgekit import FieldError, Problem

IN_FACTS = "Facts say what an advertisement of housing must not say: change them as `flags` says."
IN_DRAFT = "The draft would say what an advertisement of housing must not say: see `flags`."


def refuse_facts(facts: Mapping[str, Value]) -> None:
    """Raises ``Problem`` 422 with the flags of each fact, and where the fact stands."""
    found = list(_flags(facts))
    if not found:
        return
    errors = [FieldError(pointer, f"“{flag.phrase}”: {flag.reason}") for pointer, flag in found]
    flags = [{"pointer": pointer, **_shown(flag)} for pointer, flag in found]
    raise Problem(422, IN_FACTS, errors=errors, flags=flags)


def refuse_text(text: str) -> None:
    """Raises ``Problem`` 422 with the flags of a text, and the text."""
    if flags := check(text):
        raise Problem(422, IN_DRAFT, flags=[_shown(flag) for flag in flags], text=text)


def _flags(facts: Mapping[str, Value]) -> Iterator[tuple[str, Flag]]:
    for name, value in facts.items():
        if isinstance(value, str):
            yield from ((f"/facts/{name}", flag) for flag in check(value))
        elif isinstance(value, list):
            for place, item in enumerate(value):
                yield from ((f"/facts/{name}/{place}", flag) for flag in check(item))


def _shown(flag: Flag) -> dict[str, Any]:
    return flag.model_dump(mode="json")
