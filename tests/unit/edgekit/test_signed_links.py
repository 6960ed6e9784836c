"""Signed links: good for one purpose, one subject or path, and a time."""

from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edgekit import Problem
from edgekit.signed_links import NEVER, LinkKeys

NOW = 1_790_000_000.0
LATER = int(NOW) + 3600
UPLOADS = LinkKeys("first-secret", "upload")
UNSUBSCRIBES = LinkKeys("first-secret", "unsubscribe")
NAMES = st.from_regex(r"[a-z]{1,8}", fullmatch=True).filter(lambda n: n not in ("exp", "sig"))


@given(st.text(), st.sampled_from([NEVER, LATER]))
def test_a_token_gives_back_its_subject(subject: str, expires_at: int) -> None:
    token = UNSUBSCRIBES.token(subject, expires_at)
    assert urlencode({"token": token}) == f"token={token}", "needs no escaping"
    assert UNSUBSCRIBES.subject(token, NOW) == subject


@given(st.text())
def test_any_other_text_is_no_token(text: str) -> None:
    with pytest.raises(Problem) as raised:
        UNSUBSCRIBES.subject(text, NOW)
    assert raised.value.status == 403


@pytest.mark.parametrize(
    "text", ["\ud800.0.x", "." * 3000, "YQ.٣.x", "YQ.-1.x", f"YQ.{'9' * 400}.x"]
)
def test_odd_texts_are_no_tokens(text: str) -> None:
    with pytest.raises(Problem, match="not valid"):
        UNSUBSCRIBES.subject(text, NOW)


def test_a_subject_that_no_token_can_hold_is_refused_when_it_is_signed() -> None:
    assert UNSUBSCRIBES.subject(UNSUBSCRIBES.token("é" * 700), NOW)
    with pytest.raises(ValueError, match="too long"):
        UNSUBSCRIBES.token("é" * 800)


def test_a_token_has_one_spelling() -> None:
    subject, rest = UNSUBSCRIBES.token("ann").split(".", 1)
    assert UNSUBSCRIBES.subject(f"{subject}.{rest}", NOW) == "ann"
    four = UNSUBSCRIBES.token("anna").split(".", 1)
    for other in (f"{four[0]}=.{four[1]}", f"{four[0][:-1]}R.{four[1]}"):
        with pytest.raises(Problem, match="not valid"):
            UNSUBSCRIBES.subject(other, NOW)


@pytest.mark.parametrize("name", ["exp", "sig"])
def test_what_a_link_needs_itself_can_not_be_bound(name: str) -> None:
    with pytest.raises(ValueError, match="own"):
        UPLOADS.query("PUT", "/files/1", LATER, **{name: "1"})


def test_a_token_of_another_purpose_is_refused() -> None:
    with pytest.raises(Problem, match="not valid"):
        UNSUBSCRIBES.subject(UPLOADS.token("ann@example.org"), NOW)


def test_the_time_of_a_token_can_not_be_changed() -> None:
    subject, _, signature = UPLOADS.token("med_1", LATER).split(".")
    with pytest.raises(Problem, match="not valid"):
        UPLOADS.subject(f"{subject}.{LATER + 1}.{signature}", NOW)


def test_a_link_is_over_from_its_second_on() -> None:
    token = UPLOADS.token("med_1", LATER)
    assert UPLOADS.subject(token, LATER - 0.5) == "med_1"
    with pytest.raises(Problem, match="over") as raised:
        UPLOADS.subject(token, LATER)
    assert raised.value.status == 410


@given(st.dictionaries(NAMES, st.text(), max_size=3))
def test_a_signed_query_gives_back_what_is_bound_to_it(bound: dict[str, str]) -> None:
    query = UPLOADS.query("PUT", "/m/med_1", LATER, **bound)
    assert UPLOADS.check_query("PUT", "/m/med_1", query, NOW) == bound


@pytest.mark.parametrize(
    ("method", "path", "change"),
    [
        ("GET", "/m/med_1", ""),
        ("PUT", "/m/med_2", ""),
        ("PUT", "/m/med_1", "&size=1"),
        ("PUT", "/m/med_1", "&exp=0"),
        ("PUT", "/m/med_1", "&w=100"),
        ("PUT", "/m/med_1", "&sig=x"),
    ],
)
def test_nothing_of_a_signed_query_can_be_changed(method: str, path: str, change: str) -> None:
    query = UPLOADS.query("PUT", "/m/med_1", LATER, size=1024)
    with pytest.raises(Problem) as raised:
        UPLOADS.check_query(method, path, query + change, NOW)
    assert raised.value.status == 403


@pytest.mark.parametrize(
    "query", ["", "exp=0", "sig=", "exp=0&sig=x", "%FF=%00&sig=%ED%A0%80", "&&=&"]
)
def test_an_unsigned_query_is_refused(query: str) -> None:
    with pytest.raises(Problem, match="not valid"):
        UPLOADS.check_query("PUT", "/m/med_1", query, NOW)


def test_values_can_not_be_moved_between_parameters() -> None:
    """Every part is signed with its length: ``a=1b&c=2`` is not ``a=1&bc=2``."""
    signed = UPLOADS.query("GET", "/x", LATER, a="1b", c="2")
    signature = signed.rpartition("sig=")[2]
    with pytest.raises(Problem, match="not valid"):
        UPLOADS.check_query("GET", "/x", f"a=1&bc=2&exp={LATER}&sig={signature}", NOW)


def test_links_of_the_old_secret_are_good_while_secrets_rotate() -> None:
    both = LinkKeys("second-secret, first-secret", "upload")
    assert both.subject(UPLOADS.token("med_1"), NOW) == "med_1"
    with pytest.raises(Problem, match="not valid"):
        UPLOADS.subject(both.token("med_1"), NOW)


@pytest.mark.parametrize("secret", ["", " ", ",", " , "])
def test_nothing_is_signed_without_a_secret(secret: str) -> None:
    with pytest.raises(ValueError, match="no secret"):
        LinkKeys(secret, "upload")
