"""Signed links: what was bound to one holds, and nothing else opens by it."""

from types import SimpleNamespace
from typing import Any, cast
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from edgekit import Problem
from media_links import Signed
from media_vars import Ctx

NOW = 1_795_000_000
SOURCE = "https://photos.example.com/a%2Cb%20c.jpg?p1=1&p2=3"
SIMPLE = st.text("abz019-_%&=+ é", max_size=12)


def asked(method: str, target: str, at: int = NOW, secret: str = "a secret") -> Ctx:
    """A request, as far as links look at it."""
    url = urlsplit(target)
    return cast(
        "Ctx",
        SimpleNamespace(
            method=method,
            path=url.path,
            query=url.query,
            url=target,
            started_ms=at * 1000,
            secret=lambda _: secret,
            vars=SimpleNamespace(public_url=None),
        ),
    )


def link(method: str = "GET", path: str = "/m/med_1", until: int = NOW + 60, **bound: Any) -> str:
    return Signed(asked("POST", "https://media.example/api/links")).url(
        method, path, until, **bound
    )


def opens(method: str, target: str, at: int = NOW, secret: str = "a secret") -> int:
    """The status with which a link is refused, 200 where it is not."""
    try:
        Signed(asked(method, target, at, secret)).check()
    except Problem as problem:
        return problem.status
    return 200


def test_a_link_opens_what_it_names_by_its_method_until_its_end() -> None:
    assert opens("GET", link()) == 200
    assert opens("HEAD", link()) == 200
    assert [opens(method, link()) for method in ("PUT", "POST", "DELETE")] == [403, 403, 403]
    assert [opens(method, link("PUT")) for method in ("PUT", "GET", "HEAD")] == [200, 403, 403]
    assert opens("GET", link(), at=NOW + 59) == 200
    assert opens("GET", link(), at=NOW + 60) == 410
    assert opens("GET", link().replace("/m/med_1", "/m/med_2")) == 403


@pytest.mark.parametrize(
    "value", [SOURCE, "https://h.example/%3A?a=%26", "https://h.example/ü+%2B"]
)
def test_a_source_is_signed_with_the_escapes_that_it_has(value: str) -> None:
    whole = link(path="/fetch", url=value)
    assert Signed(asked("GET", whole)).check() == {"url": value}
    by_hand = f"{whole.partition('?')[0]}?{urlencode(parse_qsl(urlsplit(whole).query))}"
    assert opens("GET", by_hand) == 200


def test_a_source_that_a_client_has_unescaped_is_another_source() -> None:
    whole = link(path="/fetch", url=SOURCE)
    assert opens("GET", whole.replace("%252C", "%2C")) == 403
    assert opens("GET", whole.replace("%26p2", "&p2")) == 403
    # The colon and the slashes mean the same either way; clients write them as they like.
    assert opens("GET", whole.replace("%3A", ":").replace("%2F", "/")) == 200


def test_a_width_may_be_added_to_a_link_and_nothing_else() -> None:
    assert opens("GET", link() + "&w=640") == 200
    assert opens("GET", link() + "&x=640") == 403
    assert opens("GET", link() + "&sig=") == 403
    assert opens("GET", link() + "&exp=9999999999") == 403


def test_secrets_rotate() -> None:
    assert opens("GET", link(), secret="a new one, a secret") == 200
    assert opens("GET", link(), secret="a new one") == 403


@given(st.dictionaries(st.sampled_from(["size", "content_type", "name", "url"]), SIMPLE), st.data())
def test_no_parameter_can_be_changed_dropped_or_doubled(bound: dict[str, str], data: Any) -> None:
    whole = link("PUT", **bound)
    base, _, query = whole.partition("?")
    pairs = parse_qsl(query, keep_blank_values=True)
    assert opens("PUT", whole) == 200
    place = data.draw(st.integers(0, len(pairs) - 1))
    name, value = pairs[place]
    other = data.draw(SIMPLE)
    assume(other != value)
    changed = [*pairs[:place], (name, other), *pairs[place + 1 :]]
    for forged in (changed, pairs[:place] + pairs[place + 1 :], [*pairs, (name, value)]):
        assert opens("PUT", f"{base}?{urlencode(forged)}") == 403


@given(st.permutations(["size=1", "content_type=image%2Fpng"]))
def test_the_order_of_parameters_does_not_matter(order: list[str]) -> None:
    whole = link("PUT", size=1, content_type="image/png")
    rest = [part for part in whole.partition("?")[2].split("&") if part not in order]
    assert opens("PUT", f"{whole.partition('?')[0]}?{'&'.join(order + rest)}") == 200
