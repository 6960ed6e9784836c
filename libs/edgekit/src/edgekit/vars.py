"""A worker's vars, each declared once: its name, type, default and meaning.

::

    class LeadVars(Vars):
        announce_within_s: Annotated[int, Field(ge=0, le=3600)] = 120
        agents: Json[tuple[Agent, ...]] = ()

    app = App("leads", vars=LeadVars)

A field's name in capitals is the var's (``ANNOUNCE_WITHIN_S``). A docstring under each says what it
means: ``fleet docs`` reads it from the source, so that no bundle has to carry it.

Vars are read once in an isolate, each apart from the others. One that does not fit its type is told
in ``faults``, and its default stands; of a list in which some items do not fit, the others stand.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import UnionType
from typing import (
    Annotated,
    Any,
    ClassVar,
    Literal,
    TypeVar,
    Union,
    get_args,
    get_origin,
    get_type_hints,
)

from pydantic import AfterValidator, BeforeValidator, Field, TypeAdapter, ValidationError
from pydantic_core import Url as ParsedUrl
from pydantic_core import from_json

T = TypeVar("T")
LONGEST_SHOWN = 40
RESERVED = ("declared", "faults")
ORIGIN = re.compile(r"\*|null|[a-z][a-z0-9+.-]*://[^/\s]+/?")
REQUIRED: Any = object()
"""The default of a var that has none."""


def _parsed(given: Any) -> Any:
    if not isinstance(given, str):
        return given
    try:
        return from_json(given)
    except ValueError as error:
        raise ValueError(f"it is not valid JSON, {error}") from error


def _items(given: Any) -> Any:
    if not isinstance(given, str):
        return given
    return [item for part in given.split(",") if (item := part.strip())]


def _web_address(text: str) -> str:
    url = ParsedUrl(text)
    if url.scheme not in ("http", "https"):
        raise ValueError("it should begin with https:// or http://")
    return text


def _origin(text: str) -> str:
    if not ORIGIN.fullmatch(text):
        raise ValueError("it should be an origin, such as https://homes.example, or *")
    return text


JSON_TEXT = BeforeValidator(_parsed)
COMMAS = BeforeValidator(_items)
SECRET = object()

Json = Annotated[T, JSON_TEXT]
"""A value that is written as JSON: as a text, or as it is in ``wrangler.jsonc``."""
Commas = Annotated[tuple[T, ...], COMMAS]
"""Values with commas between; blanks around them, and empty ones, don't count."""
Url = Annotated[str, AfterValidator(_web_address)]
"""The address of something on the web, as it is written."""
Secret = Annotated[str | None, SECRET]
"""A secret that the worker can do without; those that it needs are in ``secrets.required``."""
Origin = Annotated[str, AfterValidator(_origin)]
"""What a browser sends as ``Origin``, or ``*`` for all of them."""


@dataclass(frozen=True)
class Var:
    """One declared var; ``type`` is its annotation."""

    name: str
    type: Any
    default: Any
    adapter: TypeAdapter[Any]

    @property
    def is_secret(self) -> bool:
        """Whether its value is for nobody's eyes."""
        return SECRET in _metadata(self.type)

    @property
    def is_whole_number(self) -> bool:
        """Whether it holds an ``int``, or none."""
        return _bare(self.type) is int

    def value(self, given: Any) -> tuple[Any, str]:
        """What counts (``REQUIRED``: nothing does), and what is wrong with what was given.

        An empty text is as good as none.
        """
        if given is None or given == "":
            missing = f"{self.name} is not set, and it has no default: set it."
            return self.default, missing if self.default is REQUIRED else ""
        given = given.to_py() if hasattr(given, "to_py") else given  # an object of JavaScript's
        try:
            return self.adapter.validate_python(given), ""
        except ValidationError as error:
            return self._rest(given, error), self._fault(given, error)

    def _rest(self, given: Any, error: ValidationError) -> Any:
        """A list without the items that do not fit; anything else is its default."""
        ways = [detail["loc"] for detail in error.errors(include_url=False)]
        if COMMAS not in _metadata(self.type) or () in ways:
            return self.default
        faulty = {way[0] for way in ways}
        items = [item for index, item in enumerate(_items(given)) if index not in faulty]
        try:
            return self.adapter.validate_python(items) if items else self.default
        except ValidationError:
            return self.default

    def _fault(self, given: Any, error: ValidationError) -> str:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        reason = first["msg"].removeprefix("Value error, ").rstrip(".")
        way = "".join(f"/{part}" for part in first["loc"])
        text = str(given)
        shown = text if len(text) <= LONGEST_SHOWN else text[:LONGEST_SHOWN] + "…"
        subject = self.name if self.is_secret else f"{self.name} is “{shown}”, and that"
        return f"{subject} does not fit{' at ' + way if way else ''}: {reason}."


class Unset:
    """Stands in a class of vars for one without a default: whoever needs it is told."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __get__(self, read: "Vars | None", owner: type) -> Any:
        if read is None:
            return self
        raise LookupError(read.faults[self._name])


class Vars:
    """What every worker can be told by vars. A worker's own are declared in a subclass.

    ``faults`` says what is wrong with a var, by its name; empty where all is well. ``declared`` are
    the class's vars by name. Raises ``TypeError`` at import for a declaration that can't be.
    """

    declared: ClassVar[Mapping[str, Var]]

    allowed_origins: Commas[Origin] = ()
    """Origins that browsers may call from, with commas between; `*`: all, without credentials."""
    slow_ms: Annotated[int, Field(ge=1)] = 250
    """Milliseconds after which an answer is logged, and reported, as slow."""
    log_level: Literal["info", "warning"] = "info"
    """With `warning`, requests that went well are not logged."""
    edgekit_plain: bool = False
    """Whether to do without edgekit's JavaScript module and event loop."""

    def __init__(self, given: Callable[[str], Any]) -> None:
        """Read them all: ``given`` answers a var by its name, ``None`` where there is none."""
        self.faults: dict[str, str] = {}
        for name, var in self.declared.items():
            value, fault = var.value(given(name))
            if fault:
                self.faults[name] = fault
            if value is not REQUIRED:
                setattr(self, name.lower(), value)

    def __init_subclass__(cls) -> None:
        cls.declared = declared_in(cls)


def declared_in(cls: type[Vars]) -> dict[str, Var]:
    """The vars of a class and its bases; those without a default get one that complains."""
    hints = get_type_hints(cls, include_extras=True)
    fields = {name: hint for name, hint in hints.items() if get_origin(hint) is not ClassVar}
    found = [_var(cls, name, hint) for name, hint in fields.items()]
    for var in found:
        if var.default is REQUIRED:
            setattr(cls, var.name.lower(), Unset(var.name))
    return {var.name: var for var in found}


def _var(cls: type[Vars], attribute: str, hint: Any) -> Var:
    if attribute != attribute.lower() or attribute in RESERVED or attribute.startswith("_"):
        raise TypeError(
            f"A var can't be called {attribute}: small letters, and none of {RESERVED}."
        )
    default = getattr(cls, attribute, REQUIRED)
    default = REQUIRED if isinstance(default, Unset) else default
    inherited: Mapping[str, Var] = getattr(cls, "declared", {})
    known = inherited.get(attribute.upper())
    if known and known.type == hint and known.default is default:
        return known
    var = Var(attribute.upper(), hint, default, TypeAdapter(hint))
    if default is not REQUIRED:
        try:
            var.adapter.validate_python(default)
        except ValidationError as error:
            raise TypeError(f"The default of {var.name} does not fit its type: {error}") from error
    return var


def _metadata(hint: Any) -> tuple[Any, ...]:
    return getattr(hint, "__metadata__", ())


def _bare(hint: Any) -> Any:
    """The type without its constraints, and without ``None``."""
    if get_origin(hint) is Annotated:
        return _bare(get_args(hint)[0])
    if get_origin(hint) in (Union, UnionType):
        kept = [part for part in get_args(hint) if part is not type(None)]
        return _bare(kept[0]) if len(kept) == 1 else hint
    return hint


Vars.declared = declared_in(Vars)
