"""Documents are merged with nothing lost, nothing twice, and no reference left hanging."""

import json
from collections.abc import Iterator
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from openapi_spec_validator import validate

from gateway_document import of_partners
from gateway_merging import merged, new_names, path_of

NAMES = ("Error", "Home", "Page", "Problem")
INFO = {"title": "t", "version": "1"}


def ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def schemas_of(names: tuple[str, ...]) -> st.SearchStrategy[Any]:
    leaf = st.sampled_from([{"type": "string"}, {"type": "integer"}])
    part = st.one_of(leaf, st.sampled_from(names).map(ref))
    members = st.dictionaries(
        st.sampled_from(["a", "$ref", "default", "mapping"]), part, max_size=3
    )
    return members.map(lambda found: {"type": "object", "properties": found})


@st.composite
def documents(draw: st.DrawFn) -> dict[str, Any]:
    names = tuple(draw(st.lists(st.sampled_from(NAMES), min_size=1, unique=True)))
    schemas = {name: draw(schemas_of(names)) for name in names}
    used = {"application/json": {"schema": ref(names[0])}}
    operation = {"operationId": "read", "responses": {"200": {"description": "", "content": used}}}
    item = dict.fromkeys(draw(st.sets(st.sampled_from(["get", "post"]), min_size=1)), operation)
    paths = dict.fromkeys(draw(st.sets(st.sampled_from(["/a", "/b"]), min_size=1)), item)
    whole = {"openapi": "3.1.0", "info": INFO, "paths": paths}
    return json.loads(json.dumps({**whole, "components": {"schemas": schemas}}))  # type: ignore[no-any-return]


several = st.dictionaries(st.sampled_from(["leads", "sms", "lead-bot", "c"]), documents())


def refs(part: Any, *, is_map: bool = False) -> Iterator[str]:
    if isinstance(part, list):
        for item in part:
            yield from refs(item)
    elif isinstance(part, dict):
        for key, value in part.items():
            if key == "$ref" and isinstance(value, str) and not is_map:
                yield value
            else:
                yield from refs(value, is_map=key == "properties" and not is_map)


def unfolded(schemas: dict[str, Any], schema: Any, depth: int = 5) -> Any:
    """A schema with its references followed, so far: what it means, whatever names are."""
    if isinstance(schema.get("$ref"), str):
        name = schema["$ref"].rpartition("/")[2]
        return unfolded(schemas, schemas[name], depth - 1) if depth else "…"
    members = schema.get("properties", {})
    return {**schema, "properties": {k: unfolded(schemas, v, depth) for k, v in members.items()}}


@given(several)
def test_every_reference_leads_somewhere(found: dict[str, Any]) -> None:
    whole = merged(found, INFO)
    schemas = whole["components"].get("schemas", {})
    for each in refs(whole):
        assert each.removeprefix("#/components/schemas/") in schemas


@given(several)
def test_every_schema_means_what_it_meant(found: dict[str, Any]) -> None:
    whole, names = merged(found, INFO), new_names(found)
    for (worker, _, name), new in names.items():
        before = found[worker]["components"]["schemas"]
        after = whole["components"]["schemas"]
        assert unfolded(before, before[name]) == unfolded(after, after[new])


@given(several)
def test_every_operation_is_there_once_under_an_id_of_its_own(found: dict[str, Any]) -> None:
    whole = merged(found, INFO)
    wanted = {
        (path_of(worker, path), method)
        for worker, document in found.items()
        for path, item in document["paths"].items()
        for method in item
    }
    there = {(path, method) for path, item in whole["paths"].items() for method in item}
    assert there == wanted
    ids = [item[method]["operationId"] for item in whole["paths"].values() for method in item]
    assert len(ids) == len(set(ids))


@given(documents(), st.lists(st.sampled_from(["a", "b", "c"]), min_size=1, unique=True))
def test_what_is_the_same_is_there_once(document: dict[str, Any], workers: list[str]) -> None:
    whole = merged(dict.fromkeys(workers, document), INFO)
    assert whole["components"]["schemas"] == document["components"]["schemas"]


@given(several)
def test_the_documents_are_not_changed(found: dict[str, Any]) -> None:
    before = json.dumps(found)
    merged(found, INFO)
    assert json.dumps(found) == before


def test_two_that_differ_only_in_what_they_refer_to_are_two() -> None:
    def document(kind: str) -> dict[str, Any]:
        home = {"type": "object", "properties": {"error": ref("Error")}}
        schemas = {"Home": home, "Error": {"type": kind}}
        return {"openapi": "3.1.0", "info": INFO, "paths": {}, "components": {"schemas": schemas}}

    found = {"leads": document("string"), "sms": document("integer"), "geo": document("string")}
    schemas = merged(found, INFO)["components"]["schemas"]
    assert set(schemas) == {"Home", "Error", "SmsHome", "SmsError"}
    assert schemas["SmsHome"]["properties"]["error"] == ref("SmsError")


def test_a_mapping_of_a_discriminator_is_rewritten_and_data_is_not() -> None:
    def document(kind: str) -> dict[str, Any]:
        either = {
            "oneOf": [ref("A")],
            "discriminator": {"propertyName": "k", "mapping": {"a": ref("A")["$ref"]}},
            "default": ref("A"),
        }
        schemas = {"A": {"type": kind}, "E": either}
        return {"openapi": "3.1.0", "info": INFO, "paths": {}, "components": {"schemas": schemas}}

    schemas = merged({"x": document("string"), "y": document("integer")}, INFO)["components"]
    assert schemas["schemas"]["YE"]["discriminator"]["mapping"] == {"a": ref("YA")["$ref"]}
    assert schemas["schemas"]["YE"]["default"] == ref("A")


@settings(max_examples=15)
@given(several)
def test_the_whole_is_valid_and_wants_a_key(found: dict[str, Any]) -> None:
    own = {
        "openapi": "3.1.0",
        "info": INFO,
        "paths": {
            "/usage": {"get": {"operationId": "u", "responses": {"200": {"description": ""}}}},
            "/sessions": {"post": {"operationId": "s", "responses": {"200": {"description": ""}}}},
        },
        "components": {"schemas": {"Problem": {"type": "object"}}},
    }
    whole = of_partners(own, found, INFO)
    validate(whole)
    for item in whole["paths"].values():
        for operation in item.values():
            assert operation["security"] == [{"key": []}, {"api_key": []}]
