"""The base of every model that crosses a service binding or the public API."""

from pydantic import BaseModel, ConfigDict


class Contract(BaseModel):
    """Immutable, tolerant of unknown fields (a newer sender), and without stray white space."""

    model_config = ConfigDict(
        extra="ignore", frozen=True, populate_by_name=True, str_strip_whitespace=True
    )
