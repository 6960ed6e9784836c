"""The base of every model that crosses a service binding or the public API."""

from typing import Annotated, TypeVar

from pydantic import BaseModel, ConfigDict, Field

T = TypeVar("T")
Absent = Annotated[T | None, Field(exclude_if=lambda value: value is None)]
"""A field that an answer leaves out where there is nothing to say."""


class Contract(BaseModel):
    """Immutable, tolerant of unknown fields (a newer sender), and without stray white space."""

    model_config = ConfigDict(
        extra="ignore", frozen=True, populate_by_name=True, str_strip_whitespace=True
    )
