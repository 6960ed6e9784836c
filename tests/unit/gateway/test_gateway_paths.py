"""Paths: plain ones are passed on as they are, tricks never, however they are written."""

from urllib.parse import quote, unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edgekit import Problem
from gateway_paths import Place, place_of, trick_in

WORKERS = ("leads", "valuation")
plain = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="/\\;%"), min_size=1
)
segments = plain.filter(lambda text: text not in (".", "..")).map(lambda text: quote(text, safe=""))
tricks = st.sampled_from(["..", ".", "", "a\\b", "a;b", "a\x00b", "a\nb", "a/b", "\x7f"])


@given(st.sampled_from(WORKERS), st.lists(segments, max_size=5), st.booleans())
def test_a_plain_path_is_passed_on_as_it_is_written(
    worker: str, parts: list[str], slash: bool
) -> None:
    rest = "".join(f"/{part}" for part in parts) + ("/" if slash else "")
    assert place_of(f"/{worker}{rest}", WORKERS) == Place(worker, rest or "/")


@given(
    st.lists(segments, max_size=3),
    tricks,
    st.lists(segments, min_size=1, max_size=3),
    st.integers(1, 3),
)
def test_a_trick_is_seen_through_any_encoding(
    before: list[str], trick: str, after: list[str], layers: int
) -> None:
    hidden = trick
    for _ in range(layers):
        hidden = "".join(f"%{byte:02x}" for byte in hidden.encode())
    assert trick_in("/" + "/".join(["leads", *before, hidden, *after]))


@given(st.text(max_size=40))
def test_whatever_passes_reads_the_same_to_everybody(text: str) -> None:
    path = f"/leads/{text}"
    if trick_in(path):
        return
    read = unquote(path, errors="strict")
    for each in (path, read, unquote(read)):
        assert not {"..", "."} & set(each.split("/"))
        assert "//" not in each
        assert not set("\\;\x00\r\n") & set(each)
    assert read.count("/") == path.count("/")


@pytest.mark.parametrize(
    "path",
    [
        "",
        "leads",
        "//leads/x",
        "/leads/%2e%2e/admin",
        "/leads/..%2fadmin",
        "/leads/%252f",
        "/leads/%25252e%25252e/x",
        "/leads/%",
        "/leads/%g0",
        "/leads/%ff",
        "/%2e%2e/leads",
        "/leads/x/..",
        "/leads/" + "%25" * 9 + "41",
    ],
)
def test_known_tricks_are_refused(path: str) -> None:
    with pytest.raises(Problem) as refused:
        place_of(path, WORKERS)
    assert refused.value.status == 400


@pytest.mark.parametrize("path", ["/", "/email/x", "/Leads/x", "/lead%73/x", "/leadsx", "/.leads"])
def test_other_workers_are_not_there(path: str) -> None:
    with pytest.raises(Problem) as refused:
        place_of(path, WORKERS)
    assert refused.value.status == 404
