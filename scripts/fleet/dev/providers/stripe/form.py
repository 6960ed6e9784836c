"""Stripe's forms: names with brackets are objects and lists.

``a[b]=1`` is ``{"a": {"b": "1"}}``; ``a[0]=1`` and ``a[]=1`` are ``{"a": ["1"]}``. Every value is
text until a call reads it as a number.
"""

import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import parse_qsl

from fleet.dev.providers.stripe.refusals import Refusal

Fields = dict[str, Any]
NAME = re.compile(r"([^\[\]]+)((?:\[[^\[\]]*\])*)")
PART = re.compile(r"\[([^\[\]]*)\]")
TRUE, FALSE = "true", "false"


def parsed(text: str) -> Fields:
    """Read a body or a query; raises ``Refusal`` for names that do not fit together."""
    return nested(parse_qsl(text, keep_blank_values=True))


def nested(pairs: Iterable[tuple[str, str]]) -> Fields:
    """Put values where their names say."""
    root: Fields = {}
    for name, value in pairs:
        match = NAME.fullmatch(name)
        if match is None:
            raise Refusal(400, f"Invalid parameter name: {name}", param=name)
        _put(root, [match.group(1), *PART.findall(match.group(2))], value, name)
    lists: Fields = _with_lists(root)
    return lists


def _put(root: Fields, path: list[str], value: str, name: str) -> None:
    place = root
    for part in path[:-1]:
        place = place.setdefault(part or str(len(place)), {})
        if not isinstance(place, dict):
            raise Refusal(400, "Invalid hash", param=name)
    last = path[-1] or str(len(place))
    if isinstance(place.get(last), dict):
        raise Refusal(400, f"Invalid string: {place[last]}", param=name)
    place[last] = value


def _with_lists(value: Any) -> Any:
    """Turn objects whose names are all numbers into lists, in the order of the numbers."""
    if not isinstance(value, dict):
        return value
    inner = {name: _with_lists(each) for name, each in value.items()}
    if inner and all(name.isdigit() for name in inner):
        return [inner[name] for name in sorted(inner, key=int)]
    return inner


def whole(fields: Fields, name: str, param: str = "") -> int | None:
    """Read a whole number, if it is there; raises ``Refusal`` for anything else."""
    value, param = fields.get(name), param or name
    if value in (None, ""):
        return None
    if not isinstance(value, str) or not re.fullmatch(r"-?[0-9]{1,15}", value):
        code = "parameter_invalid_integer"
        raise Refusal(400, f"Invalid integer: {value}", code=code, param=param)
    return int(value)


def needed(fields: Fields, name: str, param: str = "") -> Any:
    """Read what has to be there; raises ``Refusal`` where it is not."""
    value, param = fields.get(name), param or name
    if value in (None, ""):
        code = "parameter_missing"
        raise Refusal(400, f"Missing required param: {param}.", code=code, param=param)
    return value


def needed_whole(fields: Fields, name: str, param: str = "") -> int:
    """Read a whole number that has to be there."""
    needed(fields, name, param)
    return whole(fields, name, param) or 0


def flag(fields: Fields, name: str) -> bool:
    """Read ``true`` or ``false``, which is the default."""
    value = fields.get(name, FALSE)
    if value not in (TRUE, FALSE):
        raise Refusal(400, f"Invalid boolean: {value}", param=name)
    return bool(value == TRUE)


def metadata(fields: Fields) -> dict[str, str]:
    """Read ``metadata``; a value that is empty is left out."""
    given = fields.get("metadata") or {}
    if not isinstance(given, dict) or any(not isinstance(each, str) for each in given.values()):
        raise Refusal(400, "Invalid hash", param="metadata")
    return {name: value for name, value in given.items() if value}


def only(fields: Fields, known: frozenset[str]) -> None:
    """Raise ``Refusal`` for a parameter that the call does not know."""
    unknown = next((name for name in fields if name not in known and name != "expand"), None)
    if unknown is not None:
        message = f"Received unknown parameter: {unknown}"
        raise Refusal(400, message, code="parameter_unknown", param=unknown)
