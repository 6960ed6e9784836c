"""Pointers of refused input lead into the document, whatever types it was held to."""

import json
from typing import Annotated, Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import (
    AliasChoices,
    AliasPath,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    Json,
    Tag,
    TypeAdapter,
    ValidationError,
    model_validator,
)

from edgekit import Problem
from edgekit.problems import from_invalid_json, from_validation


class Cat(BaseModel):
    kind: Literal["cat"] = "cat"
    name: Annotated[str, Field(max_length=5)]
    lives: int = 9


class Dog(BaseModel):
    kind: Literal["dog"] = "dog"
    name: str
    tricks: list[str | int] = []


def _kind(pet: Any) -> str:
    return "a cat" if isinstance(pet, dict) and "lives" in pet else "a dog"


Scalar = str | int | float | bool | None
Told = Annotated[Cat | Dog, Field(discriminator="kind")]
Tagged = Annotated[
    Annotated[Cat, Tag("a cat")] | Annotated[Dog, Tag("a dog")], Discriminator(_kind)
]


class Home(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True, populate_by_name=True)

    data: dict[str, Scalar] = {}
    pet: Cat | Dog | None = None
    told: Told | None = None
    tagged: Tagged | None = None
    pets: list[Told] = []
    pair: tuple[int, int] | None = None
    labels: dict[Annotated[str, Field(max_length=3)], int] = {}
    since: int = Field(default=0, alias="from")
    street: int = Field(default=0, validation_alias=AliasPath("place", 1, "street"))
    size: int = Field(default=0, validation_alias=AliasChoices("sqft", "size"))
    even: Annotated[int, BeforeValidator(lambda value: value)] | list[int] = 0
    packed: Json[dict[str, int]] = {}
    place: Any = None

    @model_validator(mode="after")
    def _fits(self) -> "Home":
        if self.since == 13:
            raise ValueError("is an unlucky house")
        return self


HOME = TypeAdapter(Home)


def refused(document: Any, adapter: TypeAdapter[Any] = HOME) -> list[tuple[str, str]]:
    """The pointers and details for a document, given as JSON and as a value."""
    text = json.dumps(document)
    with pytest.raises(ValidationError) as as_json:
        adapter.validate_json(text)
    with pytest.raises(ValidationError) as as_value:
        adapter.validate_python(document)
    problem = from_invalid_json(as_json.value, "body", text)
    other = from_validation(as_value.value, "body", document)
    assert problem.status == other.status == 422
    assert [error.pointer for error in problem.errors] == [error.pointer for error in other.errors]
    return [tuple(error) for error in problem.errors]  # type: ignore[misc]


@pytest.mark.parametrize(
    ("document", "pointers"),
    [
        ({"data": {"title": {"a": 1}}}, ["/data/title"]),
        ({"data": {"title": {"int": 1}}}, ["/data/title"]),
        ({"data": {"int": {}, "b": []}}, ["/data/int", "/data/b"]),
        ({"data": {"a/b~c": []}}, ["/data/a~1b~0c"]),
        ({"data": []}, ["/data"]),
        ({"pet": 5}, ["/pet"]),
        ({"pet": {"name": 5}}, ["/pet/name"]),
        ({"pet": {"name": "Tom", "kind": "cow"}}, ["/pet/kind"]),
        ({"pet": {"name": "x", "kind": "dog", "tricks": [{}]}}, ["/pet/kind", "/pet/tricks/0"]),
        ({"told": {"kind": "cat", "name": 5}}, ["/told/name"]),
        ({"told": {"kind": "cat"}}, ["/told/name"]),
        ({"told": {"kind": "cat", "cat": {"name": "x"}, "name": 5}}, ["/told/name"]),
        ({"told": {"kind": "cow"}}, ["/told"]),
        ({"tagged": {"lives": 3, "name": []}}, ["/tagged/name"]),
        ({"pets": [{"kind": "cat", "name": "a"}, {"kind": "dog", "name": 1}]}, ["/pets/1/name"]),
        ({"pets": {"0": 1}}, ["/pets"]),
        ({"pair": [1]}, ["/pair/1"]),
        ({"pair": [1, "x"]}, ["/pair/1"]),
        ({"labels": {"abcd": 1}}, ["/labels/abcd"]),
        ({"labels": {"abcd": "x"}}, ["/labels/abcd"]),
        ({"from": "x"}, ["/from"]),
        ({"since": "x"}, ["/since"]),
        ({"place": [0, {"street": "x"}]}, ["/place/1/street"]),
        ({"size": "x"}, ["/size"]),
        ({"sqft": "x"}, ["/sqft"]),
        ({"even": "x"}, ["/even"]),
        ({"even": [1, "x"]}, ["/even", "/even/1"]),
        ({"packed": "{"}, ["/packed"]),
        ({"unknown": 1}, ["/unknown"]),
        ({"from": 13}, [""]),
        ([], [""]),
        ("told", [""]),
    ],
)  # fmt: skip
def test_each_mistake_is_told_once_and_where_it_is(document: Any, pointers: list[str]) -> None:
    assert [pointer for pointer, _ in refused(document)] == pointers


def test_what_else_a_value_might_have_been_is_said_in_one_sentence() -> None:
    assert refused({"data": {"title": {"a": 1}}}) == [
        (
            "/data/title",
            "Input should be a valid string, a valid integer, a valid number or a valid boolean",
        )
    ]
    ((_, detail),) = refused({"pet": {"name": 5}})
    assert detail == "Input should be a valid string"
    ((_, detail),) = refused({"labels": {"abcd": "x"}})
    assert detail.startswith("String should have at most 3 characters; Input should be a valid int")


def test_a_list_of_unions_at_the_root_is_pointed_into() -> None:
    adapter = TypeAdapter[Any](list[Told] | Told)
    pointers = [pointer for pointer, _ in refused([{"kind": "dog", "name": 1}], adapter)]
    assert pointers == ["/0/name", ""]


def test_malformed_json_is_400_and_names_no_field() -> None:
    with pytest.raises(ValidationError) as malformed:
        HOME.validate_json('{"data": ')
    problem = from_invalid_json(malformed.value, "body", '{"data": ')
    assert isinstance(problem, Problem)
    assert (problem.status, problem.errors) == (400, ())


def test_pointers_are_found_however_deep_the_document() -> None:
    class Nest(BaseModel):
        n: "Nest | int"

    document: Any = []
    for _ in range(60):
        document = {"n": document}
    pointers = [pointer for pointer, _ in refused(document, TypeAdapter(Nest))]
    assert pointers == ["/n" * depth for depth in range(60, 0, -1)]


VALUES = st.recursive(
    st.none() | st.integers(0, 3) | st.sampled_from(["", "cat", "int", "name"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["kind", "name", "cat", "str", "data", "pet", "pets", "0"]), inner
        )
    ),
    max_leaves=8,
)


@given(VALUES)
def test_every_pointer_leads_to_a_member_or_to_where_one_is_missing(document: Any) -> None:
    try:
        HOME.validate_python(document)
    except ValidationError as error:
        problem = from_validation(error, "body", document)
        pointers = [each.pointer for each in problem.errors]
        assert len(pointers) == len(set(pointers))
        for pointer, detail in problem.errors:
            *way, last = ["", *pointer.split("/")[1:]]
            found = document
            for part in way[1:]:
                found = found[int(part)] if isinstance(found, list) else found[part]
            if "Field required" not in detail and last:
                assert int(last) < len(found) if isinstance(found, list) else last in found
