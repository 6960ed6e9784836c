"""Whatever is written is read: nothing known is lost, and the time stays in bounds."""

import json
import time
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.lead_bot import Slots
from contracts.leads import NewLead
from lead_bot_reading import read

TODAY = date(2026, 11, 20)
LINES = (Path(__file__).parents[2] / "sets" / "lead_bot_utterances.jsonl").read_text("utf-8")
WORDS = sorted({word for line in LINES.splitlines() for word in json.loads(line)["text"].split()})
ASKED = [None, "address", "timeline", "condition", "asking_price", "motivation", "name", "phone"]
HELD = Slots.model_validate(
    {
        "address": "21 Oak St, Everett, WA 98201",
        "asking_price": 300_000,
        "phone": "+12065550126",
        "name": "Lou Finch",
        "email": "lou@example.org",
        "condition": "fair",
        "timeline": "90_days",
    }
)
messages = st.one_of(
    st.text(max_size=200),
    st.lists(st.sampled_from(WORDS), max_size=25).map(" ".join),
    st.lists(st.sampled_from([*"0123456789 -.,$k@#/()xX'\n"]), max_size=60).map("".join),
)
befores = st.sampled_from([Slots(), HELD])


@given(messages, befores, st.sampled_from(ASKED))
@settings(max_examples=400, deadline=None)
def test_nothing_that_was_known_is_lost(text: str, before: Slots, asked: str | None) -> None:
    after = read(text, before, asked, TODAY).slots  # type: ignore[arg-type]
    for slot in ("address", "asking_price", "phone", "name", "email", "condition", "timeline"):
        assert getattr(before, slot) is None or getattr(after, slot) is not None


@given(messages, befores, st.sampled_from(ASKED))
@settings(max_examples=400, deadline=None)
def test_what_is_read_is_what_leads_takes(text: str, before: Slots, asked: str | None) -> None:
    slots = read(text, before, asked, TODAY).slots  # type: ignore[arg-type]
    address = slots.address if slots.address and len(slots.address) >= 5 else "not given"
    lead = NewLead(
        name=slots.name or "not given",
        email=slots.email or "ann@example.org",
        phone=slots.phone,
        address=address,
        asking_price=slots.asking_price,
        timeline=slots.timeline,
        condition=slots.condition,
        motivation=slots.motivation,
    )
    assert (lead.phone, lead.asking_price) == (slots.phone, slots.asking_price)


@given(messages, befores)
@settings(max_examples=200, deadline=None)
def test_reading_is_deterministic(text: str, before: Slots) -> None:
    assert read(text, before, None, TODAY) == read(text, before, None, TODAY)


REPEATED = [
    *("a", "1 ", "1/2 ", "12 Main St ", "march or ", "apt 4 ", "206 555 0143 ", "five ", "a@b.c "),
    *(
        "not ",
        "$1,000 ",
        "dot at ",
        "need a new ",
        "by the end of ",
        "(",
        "😀",
        "\u200b",
        "- ",
        "I am ",
    ),
]


@pytest.mark.parametrize("part", REPEATED, ids=lambda part: part.encode("unicode_escape").decode())
def test_the_time_does_not_explode_with_the_length(part: str) -> None:
    def seconds(length: int) -> float:
        text = (part * length)[:length]
        began = time.process_time()
        read(text, HELD, None, TODAY)
        return time.process_time() - began

    seconds(500)
    assert min(seconds(4_000) for _ in range(2)) < 0.25
