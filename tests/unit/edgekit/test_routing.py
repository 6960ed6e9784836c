"""From method and path to an endpoint."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edgekit import Problem
from edgekit.routing import Router


def router_with(*routes: str) -> Router[str]:
    router: Router[str] = Router()
    for route in routes:
        method, path = route.split(" ")
        router.add(method, path, route)
    return router


def test_a_fixed_path_is_found() -> None:
    assert router_with("GET /a", "POST /a").find("POST", "/a") == ("POST /a", {})


def test_head_is_served_by_get() -> None:
    assert router_with("GET /a").find("HEAD", "/a")[0] == "GET /a"


def test_a_fixed_path_wins_over_a_template() -> None:
    router = router_with("GET /leads/{id}", "GET /leads/export.csv")
    assert router.find("GET", "/leads/export.csv")[0] == "GET /leads/export.csv"


def test_a_dot_in_a_template_is_a_dot() -> None:
    router = router_with("GET /badge/{worker}.svg")
    assert router.find("GET", "/badge/leads.svg")[1] == {"worker": "leads"}
    with pytest.raises(Problem) as caught:
        router.find("GET", "/badge/leadsxsvg")
    assert caught.value.status == 404


def test_a_parameter_is_percent_decoded_and_holds_no_slash() -> None:
    router = router_with("GET /articles/{slug}")
    assert router.find("GET", "/articles/a%20b%2Fc")[1] == {"slug": "a b/c"}
    with pytest.raises(Problem):
        router.find("GET", "/articles/a/b")


def test_an_unknown_path_is_404() -> None:
    with pytest.raises(Problem) as caught:
        router_with("GET /a").find("GET", "/b")
    assert caught.value.status == 404


def test_a_method_that_a_path_does_not_take_is_405_with_allow() -> None:
    with pytest.raises(Problem) as caught:
        router_with("GET /a/{id}", "PATCH /a/{id}").find("PUT", "/a/1")
    assert caught.value.status == 405
    assert caught.value.headers == {"Allow": "GET, HEAD, PATCH, OPTIONS"}


def test_a_fixed_path_takes_no_method_of_a_template_that_it_matches() -> None:
    router = router_with("DELETE /leads/{id}", "GET /leads/export.csv")
    assert router.methods("/leads/export.csv") == ["GET", "HEAD"]
    with pytest.raises(Problem) as caught:
        router.find("DELETE", "/leads/export.csv")
    assert caught.value.status == 405
    assert caught.value.headers == {"Allow": "GET, HEAD, OPTIONS"}


def test_the_same_route_twice_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="there already"):
        router_with("GET /a", "GET /a")


@given(
    st.text(
        alphabet=st.characters(codec="utf-8", exclude_characters="/", min_codepoint=1), min_size=1
    )
)
def test_whatever_is_quoted_into_a_segment_comes_out_again(segment: str) -> None:
    from urllib.parse import quote

    path = "/a/" + quote(segment, safe="")
    assert router_with("GET /a/{id}").find("GET", path)[1] == {"id": segment}
