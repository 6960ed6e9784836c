"""What people are told of a declared var; imports edgekit, which `fleet.check.probe` watches."""

import ast
import inspect
import textwrap
from typing import Annotated, Any, get_args, get_origin

from edgekit.vars import COMMAS, JSON_TEXT, REQUIRED, Url, Var, Vars

WORDS = {
    "integer": "whole number",
    "number": "number",
    "boolean": "`true` or `false`",
    "string": "text",
}


def described(declaring: type[Vars]) -> list[dict[str, Any]]:
    """The vars of a class, for `fleet.check.apps.Var`."""
    meant = _meanings(declaring)
    return [
        {
            "name": name,
            "type": type_of(var),
            "default": None if var.default in (REQUIRED, None) else _shown(var),
            "meaning": meant.get(name, ""),
            "secret": var.is_secret,
            "optional": var.default is not REQUIRED,
        }
        for name, var in declaring.declared.items()
    ]


def type_of(var: Var) -> str:
    """A var's type in words, such as “whole number, 0 to 3,600”."""
    return "secret" if var.is_secret else _words(var.type, var.adapter.json_schema())


def _words(hint: Any, schema: dict[str, Any]) -> str:
    known = getattr(hint, "__metadata__", ())
    if JSON_TEXT in known:
        return "JSON"
    if COMMAS in known:
        item, *_ = get_args(get_args(hint)[0])
        return f"{_words(item, schema['items'])}, or several with commas between"
    if set(get_args(Url)[1:]) & set(known):
        return "web address"
    if "anyOf" in schema:
        some = next(part for part in schema["anyOf"] if part.get("type") != "null")
        parts = [part for part in _parts(hint) if part is not type(None)]
        return _words(parts[0], some)
    if "enum" in schema or "const" in schema:
        return " or ".join(f"`{each}`" for each in schema.get("enum", [schema.get("const")]))
    return WORDS.get(schema.get("type", ""), "text") + _range(schema)


def _parts(hint: Any) -> tuple[Any, ...]:
    return _parts(get_args(hint)[0]) if get_origin(hint) is Annotated else get_args(hint)


def _range(schema: dict[str, Any]) -> str:
    least = schema.get("minimum", schema.get("exclusiveMinimum"))
    most = schema.get("maximum", schema.get("exclusiveMaximum"))
    above = "over " if "exclusiveMinimum" in schema else ""
    below = "under " if "exclusiveMaximum" in schema else ""
    if least is None:
        return "" if most is None else f", {below or 'up to '}{most:,}"
    if most is None:
        return f", {above}{least:,}" + ("" if above else " or more")
    return f", {above}{least:,} to {below}{most:,}"


def _shown(var: Var) -> str:
    if isinstance(var.default, str):
        return var.default
    if COMMAS in getattr(var.type, "__metadata__", ()):
        return ",".join(map(str, var.default))
    return var.adapter.dump_json(var.default).decode()


def _meanings(declaring: type[Vars]) -> dict[str, str]:
    """The texts under the fields of a class and its bases, in one line each, by var."""
    found: dict[str, str] = {}
    for cls in reversed(declaring.__mro__):
        if issubclass(cls, Vars):
            found |= _meanings_in(cls)
    return found


def _meanings_in(cls: type[Vars]) -> dict[str, str]:
    [tree] = ast.parse(textwrap.dedent(inspect.getsource(cls))).body
    assert isinstance(tree, ast.ClassDef)
    found = {}
    for field, text in zip(tree.body, tree.body[1:], strict=False):
        match field, text:
            case (
                ast.AnnAssign(target=ast.Name(id=name)),
                ast.Expr(value=ast.Constant(value=str(meaning))),
            ):
                found[name.upper()] = " ".join(meaning.split())
    return found
