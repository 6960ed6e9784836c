"""A request's calls share one time, and nobody is waited for in vain again and again."""

from edgekit import Patience


def test_a_call_waits_no_longer_than_is_left_of_the_time() -> None:
    patience = Patience(until_ms=5000)
    assert patience.deadline_ms("comps", 800, elapsed_ms=0) == 800
    assert patience.deadline_ms("comps", 800, elapsed_ms=4500) == 500
    assert patience.deadline_ms("comps", 800, elapsed_ms=5000) == 0
    patience.until_ms = 6000
    assert patience.deadline_ms("comps", 800, elapsed_ms=5001) == 800


def test_one_straggler_is_forgiven_and_a_worker_that_hangs_is_given_up() -> None:
    patience = Patience(until_ms=20_000)
    patience.was_late("comps", 800)
    assert patience.deadline_ms("comps", 800, elapsed_ms=800) == 800
    patience.was_late("comps", 3200)
    assert patience.deadline_ms("comps", 800, elapsed_ms=4000) == 0
    assert patience.deadline_ms("geocode", 800, elapsed_ms=4000) == 800
