"""The rules of fair_housing.toml, read once: which ways of saying what are forbidden, and why."""

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from contracts.content_writer import Rule

PEOPLE = "\ue000"
"""Stands for the name of a people; no plain text holds it."""
VOCABULARY = (
    *("no", "children", "families", "person", "home", "place", "disabled", "sexes", "sexed"),
    *("colors", "color", "races", "race", "faiths", "faith", "origins", "origin"),
    *("only", "not", "for", "or", "and", "preferred", "wanted", "prefer", "allowed", "welcome"),
    *("need", "apply", "please", "great", "perfect", "ideal", "the", "we", "are", "must", "is"),
)
"""Lists of words, and words."""
NAMED = re.compile(r"\{([a-z_]+)\}")


@dataclass(frozen=True)
class Forbidden:
    """A way of saying what must not be said.

    ``instead`` can stand in its place. Without a ``rule`` it is about any people, and its pattern
    is for a text with ``PEOPLE`` in place of each one's name.
    """

    rule: Rule | None
    pattern: re.Pattern[str]
    instead: str
    reason: str
    source: str


@dataclass(frozen=True)
class Rules:
    """All that is forbidden; a match of ``peoples`` is named by its class."""

    forbidden: tuple[Forbidden, ...]
    peoples: re.Pattern[str]
    reasons: dict[str, str]
    """Why not to name a people, by class."""
    vocabulary: re.Pattern[str]
    """A word that the rules are made of."""


def read(document: dict[str, Any]) -> Rules:
    """Rules out of a document such as fair_housing.toml.

    Raises ``ValueError`` for a pattern that would match nothing at all, as one that was forgotten
    does.
    """
    lists = {name: _any_of(entries) for name, entries in document["words"].items()}
    lists["people"] = PEOPLE
    classes = {each["rule"]: each for each in document["peoples"]}
    named = [f"(?P<{rule}>{_any_of(each['names'])})" for rule, each in classes.items()]
    return Rules(
        forbidden=tuple(_forbidden(each, lists, document) for each in document["forbidden"]),
        peoples=words("|".join(named), lists),
        reasons={rule: document["reasons"][each["reason"]] for rule, each in classes.items()},
        vocabulary=words("|".join(lists.get(name, name) for name in VOCABULARY), lists),
    )


def words(pattern: str, lists: dict[str, str]) -> re.Pattern[str]:
    """A pattern for whole words, with its lists written out; raises ``ValueError`` as ``read``."""
    while True:
        filled = NAMED.sub(lambda match: lists[match[1]], pattern)
        if filled == pattern:
            break
        pattern = filled
    expression = re.compile(rf"(?<![\w'])(?:{filled})(?!\w|'\w)")
    if not filled.strip() or expression.match(""):
        raise ValueError(f"An empty pattern: {pattern!r}")
    return expression


def _any_of(entries: list[str]) -> str:
    if not all(isinstance(entry, str) and entry.strip() for entry in entries):
        raise ValueError(f"An entry of a list is empty: {entries}")
    return f"(?:{'|'.join(entries)})"


def _forbidden(each: dict[str, Any], lists: dict[str, str], document: dict[str, Any]) -> Forbidden:
    return Forbidden(
        rule=each.get("rule"),
        pattern=words(each["pattern"], lists),
        instead=each["instead"],
        reason=document["reasons"].get(each.get("reason"), ""),
        source=document["sources"][each.get("source", "law")],
    )


# Made with the worker, so that they are in its snapshot and no request waits for them.
RULES = read(tomllib.loads(Path(__file__).with_name("fair_housing.toml").read_text("utf-8")))
