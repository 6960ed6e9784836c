"""Signing secrets: derived, rotated with an overlap, and verified by somebody else's library."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks import Webhook, WebhookVerificationError

from partner_events import body_text, data_text
from partner_secrets import (
    MOST_AT_ONCE,
    Masters,
    MissingMasterError,
    first,
    living,
    packed,
    rotated,
    unpacked,
)

HOUR_MS = 3_600_000
NOW = 1_790_000_000_000  # for what has no verifier of others, whose clock is the machine's


def clock_ms() -> int:
    """The time of this call: `standardwebhooks` refuses what is older than five minutes."""
    return int(datetime.now(UTC).timestamp() * 1000)


JSON_VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(st.dictionaries(st.text(max_size=8), JSON_VALUES, max_size=4))
def test_whatever_an_event_says_a_partner_verifies_and_reads_it(data: dict[str, object]) -> None:
    masters = Masters("a master")
    generations = first(masters)
    now = clock_ms()
    body = body_text("lead.created", now, data_text(data))
    headers = masters.sign("sub_1", generations, "evt_1", now, body)
    told = Webhook(masters.secret("sub_1", generations[0])).verify(body, headers)
    assert told["data"] == json.loads(json.dumps(data))
    assert body.isascii()


def test_secrets_differ_by_subscription_generation_and_master() -> None:
    masters, others = Masters("a master"), Masters("another")
    [generation] = first(masters)
    later = rotated([generation], masters, NOW, NOW)[0]
    made = {
        masters.secret("sub_1", generation),
        masters.secret("sub_2", generation),
        masters.secret("sub_1", later),
        others.secret("sub_1", first(others)[0]),
    }
    assert len(made) == 4
    assert masters.secret("sub_1", generation) == Masters("a master").secret("sub_1", generation)


def test_both_secrets_sign_until_the_overlap_ends() -> None:
    masters, now = Masters("a master"), clock_ms()
    old = first(masters)
    both = rotated(old, masters, now, now + HOUR_MS)
    for at, names in ((now, 2), (now + HOUR_MS - 1, 2), (now + HOUR_MS, 1)):
        signed = masters.sign("sub_1", both, "evt_1", at, "{}")
        assert len(signed["webhook-signature"].split(" ")) == names
    signed = masters.sign("sub_1", both, "evt_1", now, "{}")
    for generation in both:
        Webhook(masters.secret("sub_1", generation)).verify("{}", signed)
    with pytest.raises(WebhookVerificationError):
        Webhook(masters.secret("sub_2", both[0])).verify("{}", signed)


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=8))
def test_however_it_is_rotated_the_newest_never_ends_and_the_others_do(
    turns: list[tuple[int, int]],
) -> None:
    masters, now = Masters("a master"), NOW
    generations = first(masters)
    for hours, overlap in turns:
        now += hours * HOUR_MS
        before = generations
        generations = rotated(generations, masters, now, now + overlap * HOUR_MS)
        assert generations[0].number == max(each.number for each in before) + 1
        assert generations[0].until is None
        assert all(each.until is not None for each in generations[1:])
        assert all((each.until or 0) <= now + overlap * HOUR_MS for each in generations[1:])
        assert len(generations) <= MOST_AT_ONCE
        assert unpacked(packed(generations)) == generations
        assert living(generations, now)[0] == generations[0]


def test_a_new_master_makes_new_secrets_and_the_old_ones_go_on() -> None:
    generations = first(Masters("old"))
    both = Masters("new, old")
    generations = rotated(generations, both, NOW, NOW + HOUR_MS)
    assert len({each.key for each in generations}) == 2
    assert both.secret("sub_1", generations[1]) == Masters("old").secret("sub_1", generations[1])
    with pytest.raises(MissingMasterError, match="rotate the secret"):
        Masters("new").secret("sub_1", generations[1])


@pytest.mark.parametrize("texts", [None, "", " , "])
def test_without_a_master_it_is_said_what_to_set(texts: str | None) -> None:
    with pytest.raises(MissingMasterError, match="HOOKS_SECRET"):
        _ = Masters(texts).newest
