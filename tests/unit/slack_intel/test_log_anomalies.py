"""What is usual of a worker, when its errors or warnings are unusual, and what is told of it."""

import random
from itertools import accumulate, repeat, takewhile
from math import sqrt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anomaly_messages import EventCount, entry_of, text_of
from log_anomalies import (
    CATCH_UP,
    LEARNING,
    SETTLE_MS,
    Baselines,
    Change,
    Count,
    Rules,
    Usual,
    close_windows,
    last_end,
    resume,
)
from log_storms import TOLD_LEVELS
from slack_messages import message

WINDOW_MS = 600_000
RULES = Rules(window_ms=WINDOW_MS, floor=10, deviations=4.0)
FIRST = 1_764_252_000_000  # 27 November 2025, 14:00 UTC
CALM = st.lists(st.integers(0, 9), max_size=20)
STORMY = st.lists(st.one_of(st.integers(0, 9), st.integers(20, 2000)), min_size=1, max_size=60)
COUNTS = st.tuples(CALM, STORMY).map(lambda both: [*both[0], *both[1]])
LEARNED = st.lists(st.integers(0, 200), min_size=LEARNING, max_size=40)


def rows(numbers: list[int], worker: str = "comps", first: int = FIRST) -> list[Count]:
    """One worker's counts in windows that follow each other; D1 has no row for none."""
    return [
        Count(start=first + index * WINDOW_MS, worker=worker, level="warning", count=number)
        for index, number in enumerate(numbers)
        if number
    ]


def closed(
    numbers: list[int], baselines: Baselines | None = None
) -> tuple[Baselines, list[Change]]:
    """The baselines after such counts, and what was told."""
    before = baselines or Baselines(window_ms=WINDOW_MS, until=FIRST)
    until = before.until + len(numbers) * WINDOW_MS
    return close_windows(before, rows(numbers, first=before.until), until, RULES)


def told(numbers: list[int]) -> list[tuple[int, bool]]:
    """By the window's number whether an anomaly began (True) or ended there."""
    changes = closed(numbers)[1]
    return [((change.start - FIRST) // WINDOW_MS, not change.over) for change in changes]


def poisson(mean: float, chance: random.Random) -> int:
    """How many of a steady stream fall into a window."""
    arrivals = accumulate(chance.expovariate(mean) for _ in repeat(None))
    return sum(1 for _ in takewhile(lambda at: at < 1, arrivals))


def change(**facts: Any) -> Change:
    values = {
        "worker": "comps",
        "level": "warning",
        "count": 42,
        "usual": 5.04,
        "since": FIRST,
        "start": FIRST,
        "over": False,
    }
    return Change(**{**values, **facts})


def test_a_burst_is_told_once_and_so_is_its_end() -> None:
    assert told([3, 2, 4] * 5 + [60, 80, 70, 3, 3]) == [(15, True), (18, False)]


def test_many_where_there_were_none_are_unusual() -> None:
    assert told([0] * LEARNING + [11]) == [(LEARNING, True)]
    assert told([0] * LEARNING + [10]) == []


def test_an_anomaly_goes_on_while_counts_are_still_high() -> None:
    assert told([100] * 30 + [135]) == []
    assert told([100] * 30 + [200, 135, 110]) == [(30, True), (32, False)]


@given(st.integers(0, 500), st.data())
def test_steady_counts_are_never_unusual(low: int, data: st.DataObject) -> None:
    high = max(RULES.floor, int((sqrt(low) + 2) ** 2))
    counts = st.lists(st.just(high) | st.integers(low, high), min_size=1, max_size=60)
    assert told([low] * LEARNING + data.draw(counts)) == []


@pytest.mark.parametrize("mean", [1, 4, 10, 30])
def test_chance_alone_is_hardly_ever_unusual(mean: int) -> None:
    chance = random.Random(mean)
    numbers = [poisson(mean, chance) for _ in range(5000)]
    assert len(told(numbers)) <= 2


@given(st.lists(st.integers(0, RULES.floor), max_size=80))
def test_nothing_is_unusual_up_to_the_floor(numbers: list[int]) -> None:
    assert told(numbers) == []


@given(st.lists(st.integers(0, 10**6), max_size=LEARNING))
def test_nothing_is_unusual_before_enough_was_seen(numbers: list[int]) -> None:
    assert told(numbers) == []


@given(LEARNED, st.integers(0, 10**6))
def test_a_count_is_unusual_exactly_if_it_is_beyond_the_bound(numbers: list[int], n: int) -> None:
    before = closed(numbers)[0]
    usual = before.usual.get("comps warning", Usual())
    if usual.since is None:
        began = bool(closed([n], before)[1])
        assert began == (n > usual.most(RULES.deviations, RULES.floor))


@pytest.mark.parametrize(
    ("mean", "variance", "most"), [(4, 0, 16), (100, 50, 144), (100, 400, 184), (0, 0, 10)]
)
def test_the_bound_is_four_deviations_of_the_root(
    mean: float, variance: float, most: float
) -> None:
    assert Usual(mean=mean, variance=variance).most(4, 10) == most


@given(COUNTS)
def test_anomalies_begin_and_end_in_turn_and_each_is_told_under_its_own_key(
    numbers: list[int],
) -> None:
    changes = closed(numbers)[1]
    assert [change.over for change in changes] == [bool(i % 2) for i in range(len(changes))]
    assert len({change.key for change in changes}) == len(changes)
    assert all(change.since == change.start for change in changes if not change.over)


@given(COUNTS)
def test_a_baseline_stays_within_what_was_counted(numbers: list[int]) -> None:
    for usual in closed(numbers)[0].usual.values():
        assert 0 <= usual.mean <= max(numbers) + 1e-6
        assert 0 <= usual.variance <= max(numbers) ** 2 + 1e-6


@given(st.lists(st.integers(0, 200), min_size=1, max_size=LEARNING).flatmap(
    lambda numbers: st.tuples(st.just(numbers), st.permutations(numbers))
))  # fmt: skip
def test_the_order_of_the_first_windows_does_not_matter(
    orders: tuple[list[int], list[int]],
) -> None:
    one, other = (closed(numbers)[0].usual for numbers in orders)
    assert one.keys() == other.keys()
    for series in one:
        assert one[series].mean == pytest.approx(other[series].mean, abs=1e-9)
        assert one[series].variance == pytest.approx(other[series].variance, abs=1e-6)


def test_the_first_windows_make_a_plain_mean_and_variance() -> None:
    usual = closed([2, 4, 4, 4, 5, 5, 7, 9])[0].usual["comps warning"]
    assert (usual.mean, usual.variance) == (pytest.approx(5), pytest.approx(4))


@given(LEARNED, st.integers(10**4, 10**6), st.integers(10**4, 10**6))
def test_how_big_a_burst_is_does_not_matter_to_the_baseline(
    numbers: list[int], one: int, other: int
) -> None:
    before = closed(numbers)[0]
    assert closed([one], before)[0] == closed([other], before)[0]


def test_a_burst_of_an_hour_is_still_a_burst_the_next_day() -> None:
    assert told([5] * 100 + [500] * 6 + [5] * 138 + [40]) == [
        (100, True),
        (106, False),
        (244, True),
    ]


def test_what_stays_becomes_usual() -> None:
    (began, _), (ended, over) = told([5] * 100 + [50] * 144)
    assert (began, over) == (100, False)
    assert 6 < ended - began < 72


@given(COUNTS, st.integers(0, 80))
def test_windows_closed_late_are_judged_as_if_closed_in_time(numbers: list[int], cut: int) -> None:
    first, early = closed(numbers[:cut])
    stored = resume(first.model_dump_json(), first.until, 0, RULES)
    second, late = closed(numbers[cut:], stored)
    assert (second, early + late) == closed(numbers)


@given(COUNTS, COUNTS)
def test_workers_are_judged_each_for_itself(numbers: list[int], others: list[int]) -> None:
    until = FIRST + len(numbers) * WINDOW_MS
    both = [*rows(numbers), *rows(others[: len(numbers)], "leads")]
    start = Baselines(window_ms=WINDOW_MS, until=FIRST)
    changes = close_windows(start, both, until, RULES)[1]
    assert [each for each in changes if each.worker == "comps"] == closed(numbers)[1]


def test_a_worker_that_has_long_been_silent_takes_no_place() -> None:
    assert closed([3, 3, 60, *[0] * 300])[0].usual == {}


def test_a_window_is_over_once_its_entries_are_stored() -> None:
    end = FIRST + WINDOW_MS
    assert last_end(end + SETTLE_MS - 1, WINDOW_MS) == FIRST
    assert last_end(end + SETTLE_MS, WINDOW_MS) == end


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        "[]",
        '{"window_ms": 600000}',
        Baselines(window_ms=WINDOW_MS // 2, until=FIRST, seen=50).model_dump_json(),
    ],
)
def test_without_a_baseline_that_fits_all_begins_anew(text: str | None) -> None:
    assert resume(text, FIRST, 0, RULES) == Baselines(window_ms=WINDOW_MS, until=FIRST - WINDOW_MS)


@pytest.mark.parametrize(
    ("missed", "kept", "counted"),
    [(0, 1000, 0), (3, 1000, 3), (300, 1000, CATCH_UP), (20, 4.5, 4), (20, 0.5, 0)],
)
def test_missed_windows_are_counted_as_far_as_the_log_goes_back(
    missed: int, kept: float, counted: int
) -> None:
    until = FIRST + missed * WINDOW_MS
    text = Baselines(window_ms=WINDOW_MS, until=FIRST, seen=50).model_dump_json()
    baselines = resume(text, until, round(until - kept * WINDOW_MS), RULES)
    assert (until - baselines.until) // WINDOW_MS == counted
    assert baselines.seen == 50


def test_an_alert_says_who_what_how_many_and_since_when() -> None:
    events = [EventCount(event="request_slow", count=40), EventCount(event="<!here>", count=2)]
    assert message(text_of(change(), events, WINDOW_MS))["text"] == (
        "*unusual* `comps` 42 warnings in 10 min from 27 November, 14:00 UTC; about 5 are usual.\n"
        "> Most often: request_slow (40), &lt;!here&gt; (2)"
    )


def test_the_end_of_an_anomaly_is_one_line() -> None:
    over = change(over=True, count=1, usual=0.26, start=FIRST + 3 * WINDOW_MS)
    assert message(text_of(over, [], 90_000))["text"] == (
        "*usual again* `comps` 1 warning in 90 s; about 0.3 are usual. "
        "It was unusual from 27 November, 14:00 UTC to 27 November, 14:30 UTC."
    )


@pytest.mark.parametrize(("over", "event"), [(False, "anomaly"), (True, "anomaly_over")])
def test_an_anomaly_is_an_entry_of_its_worker_that_is_not_counted(over: bool, event: str) -> None:
    entry = entry_of(change(over=over), WINDOW_MS, "req_x")
    assert (entry.worker, entry.event) == ("comps", event)
    assert entry.level not in TOLD_LEVELS
    assert entry.model_extra == {
        "counted": "warning",
        "count": 42,
        "usual": 5.04,
        "window_s": 600,
        "since": "2025-11-27T14:00:00+00:00",
    }
