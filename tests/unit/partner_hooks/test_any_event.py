"""Whatever is published is signed and sent as it was given, or refused with its reason."""

import json
import math
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from edgekit import Problem
from partner_events import ID, body_text, data_text, digest, id_of, lead_of

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner),
    max_leaves=9,
)
DATA = st.dictionaries(st.sampled_from(["lead_id", "lead", "id"]) | st.text(max_size=5), JSON)


def holds_no_number(value: Any) -> bool:
    if isinstance(value, dict):
        return any(map(holds_no_number, value.values()))
    if isinstance(value, list):
        return any(map(holds_no_number, value))
    return isinstance(value, float) and not math.isfinite(value)


@given(st.text(max_size=30), st.integers(0, 4_102_444_800_000), DATA)
def test_any_data_is_sent_as_it_is_or_refused(kind: str, at: int, data: dict[str, Any]) -> None:
    try:
        text = data_text(data)
    except Problem as problem:
        assert problem.status == 422  # noqa: PT017
        assert holds_no_number(data)
        return
    assert text.isascii()
    body = json.loads(body_text(kind, at, text))
    assert (body["type"], body["data"]) == (kind, data)


@given(DATA.filter(lambda data: not holds_no_number(data)), st.randoms())
def test_the_order_of_members_makes_no_other_event(data: dict[str, Any], shuffle: Any) -> None:
    members = list(data.items())
    shuffle.shuffle(members)
    assert digest("a", data_text(data)) == digest("a", data_text(dict(members)))
    assert digest("a", data_text(data)) != digest("b", data_text(data))


@given(st.text(st.characters(codec="utf-8")))
def test_any_key_makes_one_id(key: str) -> None:
    found = id_of(key)
    assert ID.fullmatch(found)
    assert id_of(found) == found


@given(DATA)
def test_any_data_is_about_a_lead_or_nobody(data: dict[str, Any]) -> None:
    lead = lead_of(data)
    assert lead is None or 0 < len(lead) <= 64
