"""Dates of facts, as they are said in drafts."""

import pytest

from content_writer_claims import unsupported
from content_writer_dates import said_as_date
from content_writer_facts import said
from content_writer_templates import written


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2027-02-09", "February 9, 2027"),
        ("2027-02-09T14:00:00-08:00", "February 9, 2027 at 2 PM"),
        ("2027-02-09T00:05", "February 9, 2027 at 12:05 AM"),
        ("2027-02-09T12:30:00.000Z", "February 9, 2027 at 12:30 PM UTC"),
        ("2027-02-30", "2027-02-30"),
        ("2027-02-09 and after", "2027-02-09 and after"),
    ],
)
def test_a_date_is_said_as_one(text: str, words: str) -> None:
    assert said_as_date(text) == words


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"last_contact": "last week"}, "We last spoke last week."),
        ({"last_contact": "Monday"}, "We last spoke on Monday."),
        ({"last_spoke": "May"}, "We last spoke in May."),
        ({"last_spoke": "2027-02-09"}, "We last spoke on February 9, 2027."),
        ({"visit": "tomorrow at 4 pm"}, "Your appointment is tomorrow at 4 pm."),
        ({"visit": "4:30 pm"}, "Your appointment is at 4:30 pm."),
        ({"visit": "2027-02-09T16:00"}, "Your appointment is on February 9, 2027 at 4 PM."),
        ({"expires_on": "2027-03-01"}, "It is open until March 1, 2027."),
    ],
    ids=str,
)
def test_a_time_has_the_word_that_goes_before_it(facts: dict[str, str], sentence: str) -> None:
    texts = [one.text for one in written("follow_up", facts, "neutral")]
    assert sentence in texts
    assert unsupported(sentence, facts) == []


def test_what_says_nothing_is_no_fact() -> None:
    facts = {"none": "none", "garage": "null", "view": "N/A", "hoa": "none"}
    assert said(facts) == {"hoa": "none"}
