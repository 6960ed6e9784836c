"""Untrusted text in Slack: shown as it is, to its end, and read as no command, markup or link."""

import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slack_messages import LONGEST_BLOCK, LONGEST_MESSAGE, LONGEST_TEXT, NOTHING, message
from slack_text import (
    ZERO_WIDTH_SPACE,
    bold,
    clean,
    code,
    disarm,
    escape,
    italic,
    rich,
    shorten,
    split,
)

HOSTILE = ["<!channel>", "<!here|x>", "<@U024BE7LH>", "<!subteam^S1>", "<https://evil.example|x>"]
TEXT = st.text(alphabet="ab <!>&*_~`:/@#|\n\r\t\x02\x11é\u202e\u2067🔥", max_size=60)


def shown(text: str) -> str:
    """Text as Slack shows it."""
    plain = text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    return plain.replace(ZERO_WIDTH_SPACE, "")


def displayed(payload: dict[str, Any]) -> str:
    """What the blocks of a message say, one after another."""
    parts = [
        element["text"]
        for block in payload["blocks"]
        for section in block["elements"]
        for element in section["elements"]
    ]
    return "".join(parts).replace(ZERO_WIDTH_SPACE, "")


@given(TEXT)
def test_text_holds_no_command_and_reads_as_it_was(text: str) -> None:
    seen = clean(text)
    for made in (escape(seen), disarm(seen)):
        assert "<" not in made
        assert ">" not in made
        assert shown(made) == seen
    assert rich(seen).replace(ZERO_WIDTH_SPACE, "") == seen


@pytest.mark.parametrize("word", ["channel", "here", "everyone", "Channel"])
def test_a_broadcast_is_broken_up(word: str) -> None:
    for made in (escape, disarm, rich):
        assert f"@{word}" not in made(f"hello @{word}!")
        assert made("ada@example.com") == "ada@example.com"


@pytest.mark.parametrize(
    "hostile",
    [
        "*bold*",
        "_italic_",
        "~struck~",
        "`code`",
        "say `x y`",
        ":fire:",
        ":+1:",
        "https://evil.example",
    ],
)
def test_markup_emoji_and_addresses_are_broken_up_in_the_text_beside_the_blocks(
    hostile: str,
) -> None:
    text = message(hostile)["text"]
    assert hostile not in text
    assert shown(text) == hostile


@pytest.mark.parametrize("harmless", ["request_slow (30)", "2 * 3", "at 15:00 UTC: ok", "a: b"])
def test_what_slack_reads_as_text_anyhow_is_left_alone(harmless: str) -> None:
    assert disarm(harmless) == harmless


def test_controls_that_hide_or_turn_text_around_are_taken_out() -> None:
    assert clean("in\u202evoice\u2066\x02\x00\x1b[1m\tfine\r\nnext") == "invoice[1m\tfine\nnext"
    assert clean("مرحبا שלום 👩‍🚀") == "مرحبا שלום 👩‍🚀"


@pytest.mark.parametrize("hostile", HOSTILE)
def test_no_block_holds_a_command(hostile: str) -> None:
    payload = message(clean(f"x {hostile} *y* :fire:"))
    assert hostile not in json.dumps(payload, ensure_ascii=False) or "|" in hostile
    assert not re.search("<[!@#]", json.dumps(payload, ensure_ascii=False))
    assert displayed(payload) == f"x {hostile} *y* :fire:"
    assert {block["type"] for block in payload["blocks"]} == {"rich_text"}


@given(TEXT, TEXT, TEXT)
def test_only_our_own_marks_style_a_text(first: str, second: str, third: str) -> None:
    payload = message(f"{bold(first)}{code(second)}{italic(third)}.")
    styles = [
        (element["text"].replace(ZERO_WIDTH_SPACE, ""), [*element.get("style", {})])
        for element in payload["blocks"][0]["elements"][0]["elements"]
    ]
    styled = [(clean(first), ["bold"]), (clean(second), ["code"]), (clean(third), ["italic"])]
    assert styles == [each for each in styled if each[0]] + [(".", [])]


def test_the_text_beside_the_blocks_is_marked_as_in_an_e_mail() -> None:
    assert message(f"{bold('a')} {code('b')} {italic('c')} <d>")["text"] == "*a* `b` _c_ &lt;d&gt;"


@pytest.mark.parametrize("unseen", ["", "\u202e", " \n", "\x00\x02"])
def test_a_message_that_cannot_be_seen_says_so(unseen: str) -> None:
    assert displayed(message(clean(unseen))) == NOTHING


@pytest.mark.parametrize("kind", ["word ", "&", "<!channel>", "*", "line\n", "x", "🔥"])
def test_the_longest_message_fits_into_slack_and_nothing_of_it_is_lost(kind: str) -> None:
    text = (kind * LONGEST_MESSAGE)[:LONGEST_MESSAGE]
    payload = message(text)
    assert displayed(payload) == text
    assert len(payload["blocks"]) <= 50
    assert len(payload["text"]) <= LONGEST_TEXT
    for block in payload["blocks"]:
        assert sum(len(element["text"]) for element in block["elements"][0]["elements"]) <= 3000


@given(st.text(alphabet="ab \n", max_size=80), st.integers(2, 30))
def test_a_split_text_fits_and_is_whole(text: str, most: int) -> None:
    parts = split(text, most)
    assert "".join(parts) == text
    assert all(0 < len(part) <= most for part in parts)


def test_a_text_is_split_where_a_line_or_a_word_ends() -> None:
    assert split("one two\nthree four", 12) == ["one two\n", "three four"]
    assert split("one two three four", 12) == ["one two ", "three four"]
    assert [len(part) for part in split("x" * 7000, LONGEST_BLOCK)] == [3000, 3000, 1000]


@given(st.text(alphabet="ab é", max_size=50), st.integers(2, 30))
def test_shortened_text_fits(text: str, most: int) -> None:
    short = shorten(text, most)
    assert len(short) <= most
    assert text.startswith(short.removesuffix("…"))
