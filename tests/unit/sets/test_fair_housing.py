"""The fair-housing phrases are well-formed: half of them innocent, every other with its span."""

import unicodedata
from collections.abc import Callable
from typing import Any

import pytest

RULES = {
    "race",
    "color",
    "religion",
    "sex",
    "familial_status",
    "national_origin",
    "disability",
    "steering",
}


@pytest.fixture
def phrases(read_set: Callable[[str], list[dict[str, Any]]]) -> list[dict[str, Any]]:
    return read_set("fair_housing.jsonl")


def rules(each: dict[str, Any]) -> set[str]:
    rule = each["rule"]
    return set(rule) if isinstance(rule, list) else {rule}


def test_there_are_60_innocent_texts_and_60_others(phrases: list[dict[str, Any]]) -> None:
    assert len({each["id"] for each in phrases}) == len({each["text"] for each in phrases}) == 120
    assert sum(each["ok"] for each in phrases) == 60


def test_an_innocent_text_names_neither_rule_nor_phrase(phrases: list[dict[str, Any]]) -> None:
    for each in phrases:
        assert set(each) == {"id", "text", "ok", "rule", "phrase"}, each["id"]
        assert each["ok"] == (each["rule"] is None) == (each["phrase"] is None), each["id"]


def test_a_flagged_phrase_is_in_its_text_and_its_rule_is_known(
    phrases: list[dict[str, Any]],
) -> None:
    flagged = [each for each in phrases if not each["ok"]]
    for each in flagged:
        assert each["phrase"] in each["text"], each["id"]
        assert rules(each) <= RULES, each["id"]
    assert set.union(*map(rules, flagged)) == RULES


def test_typographic_tricks_are_among_them(phrases: list[dict[str, Any]]) -> None:
    flagged = "".join(each["phrase"] for each in phrases if not each["ok"])
    assert {"\u200b", "\u00ad", "\u00a0", "\u2011", "\n"} <= set(flagged)
    assert unicodedata.normalize("NFKC", flagged) != flagged
    assert any("\u201c" in each["text"] for each in phrases)
