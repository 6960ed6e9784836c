"""Segments: by the carriers' tables, by cases from the field, and by Twilio's own calculator."""

import json
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sms_segments import BASIC, EXTENSION, clusters, segments

ROOT = Path(__file__).resolve().parents[3]
FAMILY, FLAG = "👨\u200d👩\u200d👧", "🇺🇸"
CALCULATOR = """
const {SegmentedMessage} = require(process.argv[1]);
const texts = JSON.parse(require('fs').readFileSync(0, 'utf8'));
const count = (text) => {
  const message = new SegmentedMessage(text);
  return [message.encodingName, message.segmentsCount];
};
console.log(JSON.stringify(texts.map(count)));
"""


def counted(text: str) -> tuple[str, int]:
    found = segments(text)
    return found.encoding, found.segments


def test_the_alphabet_is_that_of_3gpp() -> None:
    assert len(BASIC) == 127, "128 places, one of which is the escape"
    assert len(EXTENSION) == 10
    assert not BASIC & EXTENSION


@pytest.mark.parametrize(
    ("text", "encoding", "count"),
    [
        ("", "GSM-7", 0),
        ("a" * 160, "GSM-7", 1),
        ("a" * 161, "GSM-7", 2),
        ("a" * 306, "GSM-7", 2),
        ("a" * 307, "GSM-7", 3),
        ("~" * 80, "GSM-7", 1),
        ("~" * 80 + "a", "GSM-7", 2),
        ("b" * 90 + "\r\n" + "b" * 69, "GSM-7", 2),
        ("b" * 90 + "\n" + "b" * 69, "GSM-7", 1),
        ("ж" * 70, "UCS-2", 1),
        ("ж" * 71, "UCS-2", 2),
        ("ж" * 134, "UCS-2", 2),
        ("ж" * 135, "UCS-2", 3),
        ("€" * 69 + "≈", "UCS-2", 1),
        ("o\u0308" * 70, "UCS-2", 3),
        ("ж" * 66 + "🏡" + "ж" * 66, "UCS-2", 3),
        ("ж" * 65 + "🏡" + "ж" * 67, "UCS-2", 2),
    ],
)
def test_a_text_is_cut_as_carriers_cut_it(text: str, encoding: str, count: int) -> None:
    assert counted(text) == (encoding, count)


def test_an_escape_is_never_torn_from_its_character() -> None:
    found = segments("a" * 152 + "]" + "a" * 152)
    assert (found.units, found.segments, found.remaining) == (306, 3, 152)
    assert segments("a" * 151 + "]" + "a" * 153).segments == 2


def test_what_a_reader_sees_as_one_character_stays_in_one_segment() -> None:
    for whole in (FAMILY, FLAG, "e\u0301", "👍🏽"):
        assert list(clusters(f"a{whole}b")) == ["a", whole, "b"]
        units = len(whole.encode("utf-16-le")) // 2
        text = "ж" * (68 - units) + whole + "ж" * (67 - units + 66)
        assert segments(text).segments == 3


def test_the_characters_that_cost_gsm_7_are_named_once_and_in_order() -> None:
    assert segments("It’s “here” – it’s…").forced_by == ["’", "“", "”", "–", "…"]
    assert segments("plain [text] ~ 5 €").forced_by is None
    assert "forced_by" not in segments("plain").model_dump()


def test_what_is_left_is_what_still_fits() -> None:
    assert segments("").remaining == 160
    assert segments("a" * 150).remaining == 10
    assert segments("a" * 161).remaining == 306 - 161
    assert segments("ж" * 80).remaining == 134 - 80


GSM = st.text(alphabet=sorted(BASIC | EXTENSION), max_size=700)
ANY = st.text(
    alphabet=st.one_of(
        st.sampled_from("abc ~^{\r\n’жé中😀👍🏽\u200d\u0301🇺🇸"),
        st.characters(exclude_categories=["Cs"]),
    ),
    max_size=400,
)


@given(GSM)
def test_a_text_in_gsm_7_needs_as_many_segments_as_its_septets_fill(text: str) -> None:
    found = segments(text)
    septets = sum(2 if each in EXTENSION else 1 for each in text)
    assert (found.encoding, found.units) == ("GSM-7", septets)
    if septets <= 160:
        assert found.segments == (septets > 0)
    else:
        assert -(-septets // 153) <= found.segments <= -(-septets // 152)


@given(ANY)
def test_no_text_is_cut_into_fewer_segments_than_hold_it(text: str) -> None:
    found = segments(text)
    alone, each = (160, 153) if found.encoding == "GSM-7" else (70, 67)
    assert found.units <= (alone if found.segments <= 1 else each * found.segments)
    assert 0 <= found.remaining <= alone
    assert "".join(clusters(text)) == text
    if found.encoding == "UCS-2":
        assert found.units == len(text.encode("utf-16-le")) // 2


@given(ANY)
def test_one_character_more_never_needs_fewer_segments(text: str) -> None:
    ucs2 = "ж" + text
    assert segments(ucs2 + "ж").segments >= segments(ucs2).segments


SHARED = "abcdefgh ~^{|€\n\r’“жé中日😀🏡"


def test_twilios_calculator_counts_the_same() -> None:
    """Of texts on which Twilio's calculator and its own reports of errors agree."""
    texts: list[str] = []

    @settings(max_examples=300, database=None)
    @given(st.text(alphabet=SHARED, min_size=1, max_size=420))
    def collect(text: str) -> None:
        texts.append(text.replace("\r", "\r\n"))

    collect()
    texts += [
        "ж" * many + whole + "ж" * 70 for many in range(60, 70) for whole in (FLAG, "e\u0301")
    ]
    texts += ["a" * many + "{" + "b" * 160 for many in range(145, 160)]
    library = ROOT / "node_modules" / "sms-segments-calculator"
    run = subprocess.run(
        ["node", "-e", CALCULATOR, str(library)],
        input=json.dumps(texts),
        capture_output=True,
        text=True,
        check=True,
    )
    theirs = [tuple(each) for each in json.loads(run.stdout)]
    differing = [
        (text, counted(text), their)
        for text, their in zip(texts, theirs, strict=True)
        if counted(text) != their
    ]
    assert differing == []
