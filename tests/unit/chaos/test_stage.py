"""The stage: stories go on when they asked to, side by side, and what breaks one is told."""

from collections.abc import Generator

import pytest

from contracts.sms import textable
from fleet.chaos.people import Person
from fleet.chaos.stage import MOST_OPEN, Stage

SECONDS = 20


def story(told: list[str], name: str, pauses: int) -> Generator[float, None, None]:
    for number in range(pauses):
        told.append(f"{name}{number}")
        yield 0.001
    told.append(f"{name} ends")


def test_every_story_is_told_to_its_end_in_its_order() -> None:
    told: list[str] = []
    stage = Stage([story(told, name, 3) for name in "abcdef"], posters=3)
    stage.begin()
    assert stage.wait(SECONDS)
    assert (stage.end(), stage.progress) == (0, 1.0)
    for name in "abcdef":
        own = [text for text in told if text.startswith(name)]
        assert own == [f"{name}0", f"{name}1", f"{name}2", f"{name} ends"]


def test_a_story_that_never_ends_is_counted() -> None:
    told: list[str] = []
    stage = Stage([story(told, "a", 1), story(told, "b", 10**9)], posters=2)
    stage.begin()
    assert not stage.wait(0.2)
    assert stage.end() == 1


def test_few_stories_are_open_at_once() -> None:
    told: list[str] = []
    stage = Stage([story(told, f"{number}-", 10**9) for number in range(500)], posters=2)
    stage.begin()
    assert not stage.wait(0.3)
    stage.end()
    begun = {text.partition("-")[0] for text in told}
    assert 2 < len(begun) <= MOST_OPEN + 2


def test_stories_that_have_not_begun_can_be_left_out() -> None:
    told: list[str] = []
    stage = Stage([story(told, "a", 1), story(told, "b", 1)], posters=1)
    stage.begin_no_more()
    stage.begin()
    assert stage.wait(SECONDS)
    assert stage.end() == 0
    assert told == []


def test_what_breaks_a_story_ends_the_wait_and_is_kept() -> None:
    def broken() -> Generator[float, None, None]:
        yield 0
        raise LookupError("no such lead")

    stage = Stage([broken()], posters=2)
    stage.begin()
    assert not stage.wait(SECONDS)
    stage.end()
    with pytest.raises(LookupError):
        raise stage.errors[0]


def test_no_two_people_share_anything_and_no_name_begins_another() -> None:
    people = [Person(number) for number in (0, 1, 10, 11, 9_999, 10_000, 20_001, 500_007)]
    for each in ("name", "email", "phone", "address"):
        assert len({getattr(person, each) for person in people}) == len(people)
    assert all(textable(person.phone) == person.phone for person in people)
    names = [person.name for person in people]
    assert not [1 for one in names for other in names if one != other and one in other]
