"""What payments can be told by its vars."""

from typing import Annotated, Any

from pydantic import Field

from edgekit import Context, Vars


class PaymentsVars(Vars):
    greeting_word: Annotated[str, Field(max_length=40)] = "Hello"
    """The word that a greeting begins with."""


Ctx = Context[Any, PaymentsVars]
