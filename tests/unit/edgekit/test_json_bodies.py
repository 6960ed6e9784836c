"""A JSON body is taken exactly if the schema that OpenAPI shows for it takes it."""

import json
from contextlib import suppress
from typing import Annotated, Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import AwareDatetime, BaseModel, Field, TypeAdapter

from edgekit import Problem
from edgekit.json_bodies import is_form, of_form, validated


class Room(BaseModel):
    name: str
    windows: Annotated[int, Field(ge=0)] = 0


class Home(BaseModel):
    sqft: Annotated[int, Field(ge=1)] | None = None
    baths: float = 1.0
    is_sold: bool = False
    rooms: list[Room | int] = []
    notes: dict[str, Any] = {}


class Visit(BaseModel):
    at: AwareDatetime


HOME = TypeAdapter(Home)
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.integers(-3, 3).map(float)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.sampled_from(["", "1", "1.5", "true", "x"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["name", "windows", "x"]), inner)
    ),
    max_leaves=5,
)
HOMES = VALUES | st.fixed_dictionaries({}, optional=dict.fromkeys(Home.model_fields, VALUES))


def refusal(adapter: TypeAdapter[Any], text: str) -> Problem:
    with pytest.raises(Problem) as caught:
        validated(adapter, text)
    return caught.value


@given(HOMES)
def test_what_the_schema_takes_is_taken_and_nothing_else(document: Any) -> None:
    text = json.dumps(document)
    if jsonschema.Draft202012Validator(HOME.json_schema()).is_valid(document):
        assert validated(HOME, text) == Home.model_validate(document)
    else:
        assert refusal(HOME, text).status == 422


@pytest.mark.parametrize("member", ['"sqft": "1480"', '"sqft": true', '"baths": "1.5"'])
def test_a_number_in_quotes_is_422_and_the_field_is_named(member: str) -> None:
    problem = refusal(HOME, f"{{{member}}}")
    assert problem.status == 422
    assert problem.errors[0].pointer in {"/sqft", "/baths"}
    assert "valid" in problem.errors[0].detail


def test_a_whole_number_may_be_written_with_a_point_or_an_exponent() -> None:
    home = validated(HOME, '{"sqft": 1480.0, "rooms": [2e0, {"name": "hall", "windows": 1.0}]}')
    assert (home.sqft, type(home.sqft)) == (1480, int)
    assert home.rooms == [2, Room(name="hall", windows=1)]


def test_beside_a_mistake_whole_numbers_are_no_mistakes() -> None:
    problem = refusal(HOME, '{"sqft": 1480.0, "is_sold": 1}')
    assert [error.pointer for error in problem.errors] == ["/is_sold"]


@pytest.mark.parametrize("word", ["NaN", "Infinity", "-Infinity"])
def test_words_that_are_no_json_are_400(word: str) -> None:
    assert refusal(HOME, f'{{"notes": {{"x": {word}}}}}').status == 400
    assert validated(HOME, f'{{"notes": {{"x": "{word}"}}}}').notes == {"x": word}


@pytest.mark.parametrize("text", ["", "{", '"\\ud800"', "[" * 100_000, "1" * 5000])
def test_what_is_no_json_is_400(text: str) -> None:
    assert refusal(HOME, text).status == 400


@pytest.mark.parametrize("text", ["0", "1767225600.5", '"2026-01-01"', '"2026-01-01T00:00:00"'])
def test_a_time_is_written_in_full_with_its_offset(text: str) -> None:
    adapter = TypeAdapter(Visit)
    assert refusal(adapter, f'{{"at": {text}}}').errors[0].pointer == "/at"
    assert validated(adapter, '{"at": "2026-01-01T00:00:00Z"}').at.year == 2026


@given(st.text(max_size=60))
def test_any_text_is_taken_or_a_problem(text: str) -> None:
    with suppress(Problem):
        validated(HOME, text)


def test_a_forms_fields_are_texts() -> None:
    assert is_form("Application/X-WWW-Form-URLencoded; charset=UTF-8")
    assert not is_form("application/json")
    assert json.loads(of_form("name=a+b&at=&name=caf%C3%A9")) == {"name": "café", "at": ""}
    assert validated(TypeAdapter(Room), of_form("name=Attic")).name == "Attic"
    assert refusal(TypeAdapter(Room), of_form("name=Attic&windows=2")).status == 422


@pytest.mark.parametrize("text", ["[]", "name", "3", "a=1&b", '{"name": "x"}'])
def test_what_is_no_form_is_400(text: str) -> None:
    with pytest.raises(Problem) as caught:
        of_form(text)
    assert caught.value.status == 400
