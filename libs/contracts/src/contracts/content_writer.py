"""What content-writer takes and answers: drafts from facts, and the check for fair housing."""

import math
import re
from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BeforeValidator,
    ConfigDict,
    Field,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import PydanticCustomError

from contracts.base import Absent, Contract
from edgekit.services import Operation, Service

LONGEST_TEXT = 20_000
MOST_FACTS, MOST_ITEMS, LONGEST_FACT = 60, 30, 500
LARGEST_NUMBER = 1_000_000_000_000

Kind = Literal["listing", "market_update", "follow_up"]
Tone = Literal["neutral", "professional", "friendly", "warm", "upbeat"]
Rule = Literal[
    "race",
    "color",
    "religion",
    "sex",
    "familial_status",
    "national_origin",
    "disability",
    "steering",
]

_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
_LONE_SURROGATE = re.compile(r"[\ud800-\udfff]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def _whole(text: str) -> str:
    if _LONE_SURROGATE.search(text):
        raise ValueError("holds half of a character")
    return text


def _fact_text(value: str) -> str:
    text = _whole(value)
    if _CONTROL.search(text):
        raise ValueError("holds a control character")
    if len(text) > LONGEST_FACT:
        raise ValueError(f"should have at most {LONGEST_FACT} characters")
    return " ".join(text.split())


def _fact(value: Any) -> Any:
    """A fact in its final type: text in one line, a finite number, a yes or no, or texts."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return _fact_text(value)
    if isinstance(value, int | float):
        if not math.isfinite(value) or abs(value) > LARGEST_NUMBER:
            raise ValueError(f"should be a number up to {LARGEST_NUMBER:,}")
        return value
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise ValueError("should be a text, a number, true, false, or a list of texts")
    if len(value) > MOST_ITEMS:
        raise ValueError(f"should have at most {MOST_ITEMS} items")
    return [text for item in value if (text := _fact_text(item))]


def _fact_name(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise ValueError("is no name of a fact: small letters, digits and _, at most 40")
    return name


_TEXT_SCHEMA = {"type": "string", "maxLength": LONGEST_FACT}
FactName = Annotated[str, AfterValidator(_fact_name)]
Fact = Annotated[
    str | int | float | bool | list[str] | None,
    BeforeValidator(_fact),
    WithJsonSchema(
        {
            "anyOf": [
                _TEXT_SCHEMA,
                {"type": "number", "minimum": -LARGEST_NUMBER, "maximum": LARGEST_NUMBER},
                {"type": "boolean"},
                {"type": "array", "items": _TEXT_SCHEMA, "maxItems": MOST_ITEMS},
                {"type": "null"},
            ]
        }
    ),
]
Facts = Annotated[
    dict[FactName, Fact],
    Field(
        max_length=MOST_FACTS,
        examples=[{"bedrooms": 2, "bathrooms": 1, "sqft": 940, "features": ["fenced yard"]}],
    ),
]


class DraftRequest(Contract):
    """What to write, and all that may be said in it."""

    kind: Kind
    facts: Facts
    tone: Tone = "neutral"
    max_words: Annotated[int, Field(ge=5, le=1000)] | None = None
    max_characters: Annotated[int, Field(ge=20, le=10_000)] | None = Field(
        default=None, description="Code points, with the ellipsis if it had to be cut."
    )
    lead_id: Annotated[str, Field(min_length=1, max_length=64)] | None = Field(
        default=None, description="Whom it is about: erased with them."
    )

    @model_validator(mode="after")
    def _check_facts(self) -> Self:
        if all(fact in (None, False, "", []) for fact in self.facts.values()):
            raise PydanticCustomError("no_facts", "should have a fact that says something")
        return self


class Flag(Contract):
    """A phrase that must not be said. Offsets are in code points of the text that was sent."""

    model_config = ConfigDict(str_strip_whitespace=False)

    phrase: str
    start: int
    end: int
    rule: Rule
    reason: str
    source: str = Field(description="The law, regulation or guidance.")
    suggestion: Absent[str] = Field(default=None, description="Passes in the phrase's place.")


class Draft(Contract):
    """A text that stands on its facts alone."""

    id: str = Field(examples=["draft_4mzp6q3k7wd2xv5ytbnh8rgcja"])
    kind: Kind
    text: str
    facts_used: list[str] = Field(
        description="Names of the facts that are in the text; `market.…` came from "
        "market-intelligence."
    )
    flags: list[Flag] = Field(description="Always empty: a text with flags is refused.")
    written_by: Literal["template", "model"]
    shortened: bool = Field(description="Whether some of the facts are not told.")
    created_at: AwareDatetime


class DraftRef(Contract):
    """Asks for one draft."""

    draft_id: str


class CheckRequest(Contract):
    """A text to check, as it is: offsets count its blanks, too."""

    model_config = ConfigDict(str_strip_whitespace=False)

    text: Annotated[str, Field(max_length=LONGEST_TEXT), AfterValidator(_whole)]


class Checked(Contract):
    """Whether a text may be published."""

    ok: bool
    flags: list[Flag]


class ForgetDrafts(Contract):
    """Asks that a person be forgotten."""

    lead_id: Annotated[str, Field(min_length=1, max_length=64)]


class ForgottenDrafts(Contract):
    """How many drafts are gone."""

    drafts: int


class ContentWriterService(Service, worker="content-writer"):
    """Drafts."""

    draft = Operation("POST", "/api/draft", DraftRequest, Draft, deadline_ms=25_000)
    read = Operation("GET", "/api/drafts/{draft_id}", DraftRef, Draft)
    check = Operation("POST", "/api/check", CheckRequest, Checked)
    forget = Operation("POST", "/api/forget", ForgetDrafts, ForgottenDrafts, deadline_ms=2000)
