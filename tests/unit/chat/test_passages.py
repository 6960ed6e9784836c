"""Articles as passages: headings, anchors, links and what is left out."""

import sqlite3

import pytest
from bookcase import PLAYBOOK, Bookcase, playbook
from hypothesis import given, settings
from hypothesis import strategies as st

from chat.instructions import speaks_to_a_machine
from chat.links import safe_link
from chat.passages import anchor_of, passages
from chat.sentences import split
from chat.spelling import nearest, shelved
from chat.thesaurus import Thesaurus, shipped

CASE = playbook()


def only(markdown: str) -> str:
    [found] = passages(markdown, "notes")
    return found.text


def test_each_heading_begins_a_passage() -> None:
    text = '---\ntitle: "Liens"\nslug: liens\n---\n\nBefore.\n\n## What *is* it?\n\nA claim.\n'
    first, second = passages(text, "other")
    assert (first.name, first.text) == ("liens", "Before.")
    assert (second.name, second.heading) == ("liens#what-is-it", "What is it?")


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "\x01javascript:alert(1)",
        " javascript:alert(1)",
        "java\nscript:alert(1)",
        "data:text/html,<b>",
        "vbscript:msgbox(1)",
        "http://example.org/",
        "//evil.example/",
        "https:evil",
        "https://user@evil.example/",
        "https://",
        "https://exa mple.org",
        "/relative",
        "https://example.org/\u202egnp.exe",
    ],
)
def test_no_link_but_https_reaches_a_visitor(address: str) -> None:
    assert safe_link(address) == ""
    assert only(f"See [here]({address}).").startswith("See here")
    assert "script" not in only(f"See [here]({address}).").lower()


def test_an_https_link_is_kept() -> None:
    assert only("See [the form](https://example.org/f).") == "See the form (https://example.org/f)."


@pytest.mark.parametrize(
    "markdown",
    [
        "Text. <script>alert(1)</script>",
        "Text. <!-- hidden -->",
        "Text. <span style='display:none'>hidden</span>",
        "[//]: # (hidden)\nText.",
        "Text.\u200b\u202e",
        "Text. <system>hidden",
    ],
)
def test_what_nobody_sees_is_no_knowledge(markdown: str) -> None:
    assert only(markdown).strip() == "Text."


def test_hardly_a_sentence_of_the_playbook_is_taken_for_an_instruction() -> None:
    told = "\n".join(path.read_text(encoding="utf-8") for path in PLAYBOOK.glob("*.md"))
    dropped = [each for each in split(told) if speaks_to_a_machine(each)]
    assert dropped == []


@given(st.text(max_size=300))
def test_any_text_is_an_article(text: str) -> None:
    for found in passages(text, "notes"):
        assert found.text
        assert "<script" not in found.text.lower()


@given(st.text(max_size=80))
def test_an_anchor_has_no_blank(heading: str) -> None:
    assert " " not in anchor_of(heading)


@settings(max_examples=60)
@given(st.text(max_size=120))
def test_any_text_is_a_question(question: str) -> None:
    CASE.hits(question)


@pytest.mark.parametrize("question", ['"', "a AND b OR NOT (", "title:x*", "^closing", "NEAR(a b)"])
def test_no_grammar_leaks(question: str) -> None:
    try:
        CASE.hits(question)
    except sqlite3.Error as error:
        pytest.fail(str(error))


@pytest.mark.parametrize(
    ("word", "meant"),
    [("comission", "commission"), ("morgage", "mortgage"), ("tennant", "tenant"), ("xyz", None)],
)
def test_typing_errors_are_forgiven(word: str, meant: str | None) -> None:
    assert nearest(word, CASE.vocabulary.shelves) == meant


def test_of_words_equally_near_the_one_that_finds_most_was_meant() -> None:
    shelves = shelved(
        {"many": 900, "monk": 1, "money": 20, "wish": 1, "which": 9}, {"many", "which"}
    )
    assert nearest("mony", shelves) == "money"
    assert nearest("whch", shelves) == "which"  # there is no other


def test_an_article_takes_the_place_of_the_one_before() -> None:
    case = Bookcase(passages("## Old\n\nWolves.", "a"), shipped("homes"))
    assert [hit.passage.heading for hit in case.hits("wolves")] == ["Old"]


def test_a_thesaurus_reads_its_three_kinds_of_lines() -> None:
    found = Thesaurus.parse("huge, large  # alike\ncold feet > cancel + sign\n! weather")
    meant = list(found.meanings(["cold", "feet", "weather", "hug"]))
    assert [said for said, _ in meant] == ["cold feet", "cold feet", "weather", "hug"]
    assert meant[2][1] == {}
    assert meant[3][1] == {"hug": 1.0, "larg": 0.85}
    with pytest.raises(ValueError, match="without words"):
        Thesaurus.parse("> x")
