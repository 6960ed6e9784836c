"""Refuses what fair housing law forbids to say: in facts, and in what was made of them."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from content_writer_facts import Value, label, worded
from content_writer_fair_housing import check
from contracts.content_writer import Flag
from edgekit import FieldError, Problem

IN_FACTS = "Facts say what an advertisement of housing must not say: change them as `flags` says."
IN_DRAFT = "The draft would say what an advertisement of housing must not say: see `flags`."


JUDGING = re.compile(r"[a-z][a-z -]*|0")
"""A value that says something of its name, such as “adult” of a community; names have capitals."""
BARE = frozenset({"no", "none", "never", "zero", "only", "not", "adult", "adults", "senior"})


def refuse_facts(facts: Mapping[str, Value]) -> None:
    """Raises ``Problem`` 422 with the flags of each fact, and where the fact stands.

    A flag's offsets are in its ``text``: the value, or the name and the value where neither says it
    alone.
    """
    found = list(_flags(facts))
    if not found:
        return
    errors = [FieldError(pointer, f"“{flag.phrase}”: {flag.reason}") for pointer, _, flag in found]
    flags = [{"pointer": pointer, "text": text, **_shown(flag)} for pointer, text, flag in found]
    raise Problem(422, IN_FACTS, errors=errors, flags=flags)


def refuse_text(text: str) -> None:
    """Raises ``Problem`` 422 with the flags of a text, and the text."""
    if flags := check(text):
        raise Problem(422, IN_DRAFT, flags=[_shown(flag) for flag in flags], text=text)


def _flags(facts: Mapping[str, Value]) -> Iterator[tuple[str, str, Flag]]:
    for name, value in facts.items():
        found = [(*each, flag) for each in _texts(name, value) for flag in check(each[1])]
        if not found:
            together = ((f"/facts/{name}", text) for text in _together(name, value))
            found = [(*each, flag) for each in together for flag in check(each[1])][:1]
        yield from found


def _texts(name: str, value: Value) -> Iterator[tuple[str, str]]:
    """Texts of a fact, and their pointers."""
    if isinstance(value, str):
        yield f"/facts/{name}", value
    elif isinstance(value, list):
        yield from ((f"/facts/{name}/{place}", item) for place, item in enumerate(value))


def _together(name: str, value: Value) -> Iterator[str]:
    """A fact's name and value in one: as a draft says it, and as they may be read together."""
    called, words = label(name.rpartition(".")[2]), worded(name, value)
    if value is True:
        yield called
        return
    yield f"{called}: {words}"
    if isinstance(value, list):
        yield " — ".join(value)
        yield f"{called}: {' — '.join(value)}"
    if JUDGING.fullmatch(words) or words.lower() in BARE:
        yield f"{words} {called.lower()}"


def _shown(flag: Flag) -> dict[str, Any]:
    return flag.model_dump(mode="json")
