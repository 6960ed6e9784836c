import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions import COOKIE, cookie_of, issue, set_cookie, verify

NOW, HOUR = 1_800_000_000, 3600


def test_a_session_is_known_until_it_ends() -> None:
    session, value = issue("token", NOW, HOUR)
    assert verify(value, "token", NOW) == session
    assert verify(value, "token", NOW + HOUR - 1) == session
    assert verify(value, "token", NOW + HOUR) is None


def test_a_new_admin_token_ends_all_sessions() -> None:
    _, value = issue("token", NOW, HOUR)
    assert verify(value, "another", NOW) is None


def test_a_session_that_was_made_longer_is_refused() -> None:
    session, value = issue("token", NOW, HOUR)
    assert verify(value.replace(str(session.ends), str(session.ends + HOUR)), "token", NOW) is None


@given(st.text(max_size=120))
def test_no_text_that_was_not_issued_is_a_session(value: str) -> None:
    assert verify(value, "token", NOW) is None


@given(st.integers(0, 70), st.characters(exclude_categories=["Cs"]))
def test_changing_one_letter_ends_a_session(position: int, letter: str) -> None:
    _, value = issue("token", NOW, HOUR)
    changed = value[:position] + letter + value[position + 1 :]
    assert changed == value or verify(changed, "token", NOW) is None


@pytest.mark.parametrize(
    ("header", "value"),
    [(None, ""), ("", ""), ("a=1", ""), (f"a=1; {COOKIE}=x.y; b=2", "x.y"), (f"x{COOKIE}=no", "")],
)
def test_the_cookie_is_found_among_others(header: str | None, value: str) -> None:
    assert cookie_of(header) == value


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites() -> None:
    line = set_cookie("v", 60, secure=True)
    assert {"HttpOnly", "SameSite=Strict", "Secure", "Max-Age=60"} <= set(line.split("; "))
    assert "Secure" not in set_cookie("v", 60, secure=False)
