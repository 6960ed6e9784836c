"""Pages of objects, and references that are answered as whole objects.

https://docs.stripe.com/api/pagination · https://docs.stripe.com/api/expanding_objects
"""

import copy
from collections.abc import Callable
from typing import Any

from fleet.dev.providers.stripe.form import Fields, whole
from fleet.dev.providers.stripe.refusals import Refusal, missing
from fleet.dev.providers.stripe.shapes import Object

USUAL, MOST = 10, 100
DEEPEST = 4
BOUNDS: dict[str, Callable[[int, int], bool]] = {
    "gt": int.__gt__,
    "gte": int.__ge__,
    "lt": int.__lt__,
    "lte": int.__le__,
}
Find = Callable[[str], Object | None]


def page(found: list[Object], asked: Fields, url: str) -> Object:
    """A page of objects that are ordered from the newest on; raises ``Refusal`` for bad limits."""
    limit = whole(asked, "limit")
    size = USUAL if limit is None else limit
    if not 1 <= size <= MOST:
        raise Refusal(400, f"Invalid limit: {size}; it is from 1 to {MOST}.", param="limit")
    listed = [each for each in found if _made_then(each, asked.get("created"))]
    after, before = asked.get("starting_after"), asked.get("ending_before")
    if after and before:
        raise Refusal(400, "You can only specify one of `ending_before` and `starting_after`.")
    if before:
        rest = listed[: _place(listed, before, "ending_before")]
        shown = rest[-size:]
    else:
        rest = listed[_place(listed, after, "starting_after") + 1 :] if after else listed
        shown = rest[:size]
    return {"object": "list", "data": shown, "has_more": len(rest) > size, "url": url}


def _place(listed: list[Object], identity: str, param: str) -> int:
    names = [each["id"] for each in listed]
    if identity not in names:
        raise missing("object", identity, param)
    return names.index(identity)


def _made_then(found: Object, asked: Any) -> bool:
    if asked in (None, ""):
        return True
    if not isinstance(asked, dict):
        return bool(found["created"] == whole({"created": asked}, "created"))
    if not asked.keys() <= BOUNDS.keys():
        raise Refusal(400, "Invalid object", param="created")
    bounds = ((name, whole(asked, name, f"created[{name}]") or 0) for name in asked)
    return all(BOUNDS[name](found["created"], bound) for name, bound in bounds)


def expanded(answer: Object, paths: Any, find: Find) -> Object:
    """A copy with the references at those paths answered whole; raises ``Refusal`` for others."""
    told = copy.deepcopy(answer)
    if not isinstance(paths or [], list):
        raise Refusal(400, "Invalid array", param="expand")
    for path in paths or []:
        steps = path.split(".")
        if len(steps) - (steps[0] == "data") > DEEPEST:
            told_deep = f"You cannot expand more than {DEEPEST} levels of a property."
            raise Refusal(400, told_deep, param="expand")
        if not _expand(told, steps, find):
            message = f"This property cannot be expanded ({path})."
            raise Refusal(400, message, param="expand")
    return told


def _expand(place: Any, steps: list[str], find: Find) -> bool:
    """Put objects in the place of their ids; return whether anything there has such a member."""
    if isinstance(place, list):
        have = [_expand(each, steps, find) for each in place]
        return any(have) or not place
    name, rest = steps[0], steps[1:]
    if not isinstance(place, dict) or name not in place:
        return False
    if isinstance(place[name], str):
        found = find(place[name])
        if found is None:
            return False
        place[name] = copy.deepcopy(found)
    return place[name] is None or not rest or _expand(place[name], rest, find)
