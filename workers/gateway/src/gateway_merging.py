"""Several OpenAPI 3.1 documents in one, with nothing lost and no reference left hanging.

Components of one name that say the same, and whose references lead to the same, become one; others
are all kept, the later ones under names that begin with their worker's. Two components are the same
when they can't be told apart however far their references are followed, which is found as an
automaton is minimized (Moore, 1956): all of one text are one class, and classes are split until
none holds two whose references lead to different classes.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

Document = dict[str, Any]
Place = tuple[str, str, str]
"""A component: its worker, its section (``schemas``, …) and its name."""
METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
VALUES = ("example", "examples", "default", "const", "enum")
"""Members of a schema that hold data, in which ``$ref`` is no reference."""
_REF = re.compile(r"#/components/([^/]+)/([^/]+)(.*)", re.DOTALL)
_PATHS = "#/paths/~1"


def merged(documents: Mapping[str, Document], info: Mapping[str, Any]) -> Document:
    """The documents, by their workers' names, as one of the gateway; see ``path_of``."""
    names = new_names(documents)
    components: dict[str, dict[str, Any]] = {}
    paths: dict[str, Any] = {}
    tags = []
    operation_ids: set[str] = set()
    for worker, document in documents.items():
        rewrite = _rewriter(worker, names)
        for place, content in _components([(worker, document)]):
            section = components.setdefault(place[1], {})
            section.setdefault(names[place], _rewritten(content, rewrite))
        for path, item in document.get("paths", {}).items():
            paths[path_of(worker, path)] = item = _rewritten(item, rewrite)
            _adopt(item, worker, operation_ids)
        if worker:
            about = document.get("info", {}).get("description", "")
            tags.append({"name": worker, "description": about})
    merged: Document = {"openapi": "3.1.0", "info": dict(info), "paths": paths, "tags": tags}
    return merged | {"components": components}


def path_of(worker: str, path: str) -> str:
    """A worker's path as the gateway serves it; the gateway's own, under no name, stay."""
    return f"/{worker}{path}" if worker else path


def new_names(documents: Mapping[str, Document]) -> dict[Place, str]:
    """The name of each component in the merged document."""
    contents = dict(_components(documents.items()))
    classes = _classes(contents)
    taken: dict[tuple[str, str], int] = {}
    given: dict[tuple[str, int], str] = {}
    every = {(section, name) for _, section, name in contents}
    names: dict[Place, str] = {}
    for place in contents:
        worker, section, name = place
        group = (section, classes[place])
        if group not in given:
            free = _free(worker, section, name, taken, every)
            taken[section, free], given[group] = classes[place], free
        names[place] = given[group]
    return names


def _free(
    worker: str,
    section: str,
    name: str,
    taken: Mapping[tuple[str, str], int],
    every: set[tuple[str, str]],
) -> str:
    """The name itself if it is free, else one that nobody has, now or later."""
    if (section, name) not in taken:
        return name
    base = "".join(part.capitalize() for part in worker.split("-")) + name
    free, number = base, 2
    while (section, free) in taken or (section, free) in every:
        free, number = f"{base}{number}", number + 1
    return free


def _components(
    documents: Iterator[tuple[str, Document]] | Any,
) -> Iterator[tuple[Place, Any]]:
    for worker, document in documents:
        for section, contents in document.get("components", {}).items():
            for name, content in contents.items():
                yield (worker, section, name), content


def _classes(contents: Mapping[Place, Any]) -> dict[Place, int]:
    """The class of each component: one number for all that are the same; names differ in class."""
    classes = dict.fromkeys(contents, 0)
    count = 0
    while True:
        signs = {place: _sign(place, content, classes) for place, content in contents.items()}
        numbers = {sign: number for number, sign in enumerate(dict.fromkeys(signs.values()))}
        classes = {place: numbers[sign] for place, sign in signs.items()}
        if len(numbers) == count:
            return classes
        count = len(numbers)


def _sign(place: Place, content: Any, classes: Mapping[Place, int]) -> str:
    worker, section, name = place

    def sign(ref: str) -> str:
        found = _REF.fullmatch(ref)
        if found is None:
            return f"{worker} {ref}"  # what is elsewhere in two documents is not the same
        return f"{found[1]} {classes.get((worker, found[1], found[2]), -1)} {found[3]}"

    text = json.dumps(_rewritten(content, sign), sort_keys=True)
    return f"{classes[place]} {section} {name} {text}"


def _rewriter(worker: str, names: Mapping[Place, str]) -> Callable[[str], str]:
    def rewrite(ref: str) -> str:
        found = _REF.fullmatch(ref)
        if found is not None:
            name = names.get((worker, found[1], found[2]), found[2])
            return f"#/components/{found[1]}/{name}{found[3]}"
        if worker and ref.startswith(_PATHS):
            return f"{_PATHS}{worker}~1{ref.removeprefix(_PATHS)}"
        return ref

    return rewrite


def _rewritten(part: Any, rewrite: Callable[[str], str], *, is_map: bool = False) -> Any:
    """A part of a document with its references rewritten; ``is_map``: its keys are names."""
    if isinstance(part, list):
        return [_rewritten(item, rewrite) for item in part]
    if not isinstance(part, dict):
        return part
    found = {}
    for key, value in part.items():
        if is_map:
            found[key] = _rewritten(value, rewrite)
        elif key == "$ref" and isinstance(value, str):
            found[key] = rewrite(value)
        elif key == "mapping" and "propertyName" in part and isinstance(value, dict):
            found[key] = {name: rewrite(ref) for name, ref in value.items()}
        elif key in VALUES:
            found[key] = value
        else:
            found[key] = _rewritten(value, rewrite, is_map=key in MAPS)
    return found


MAPS = ("properties", "patternProperties", "$defs", "dependentSchemas", "responses", "content")
"""Members whose own members have names that anybody chose."""


def _adopt(item: dict[str, Any], worker: str, operation_ids: set[str]) -> None:
    """Give the operations of a path ids that are theirs alone, and the worker's tag."""
    for method in METHODS:
        operation = item.get(method)
        if not isinstance(operation, dict):
            continue
        if worker:
            operation["tags"] = [worker]
        base = f"{worker}_{operation.get('operationId', method)}".replace("-", "_").strip("_")
        free, number = base, 2
        while free in operation_ids:
            free, number = f"{base}_{number}", number + 1
        operation_ids.add(free)
        operation["operationId"] = free
