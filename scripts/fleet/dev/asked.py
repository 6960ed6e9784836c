"""What requests to the control endpoints say, read and checked."""

import json
import re
from datetime import UTC, datetime
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request

NUMBER = re.compile(r"[0-9]{1,18}")
MOST_TIMES = 1_000_000
YEARS = range(1970, 2189)  # workerd's clock ends then
Body = TypeVar("Body", bound=BaseModel)


def _writable(value: Any) -> Any:
    """Refuse NaN and infinity, which pydantic reads in JSON and nobody can write there."""
    json.dumps(value, allow_nan=False)
    return value


class RuleBody(BaseModel):
    """The body of ``POST /__fleet/outbox/rules``."""

    model_config = ConfigDict(extra="forbid")
    provider: str
    status: int | None = Field(default=None, ge=200, le=599)
    body: Annotated[Any, AfterValidator(_writable)] = None
    headers: dict[str, str] = {}
    delay_ms: int = Field(default=0, ge=0, le=600_000)
    times: int | None = Field(default=None, ge=1, le=MOST_TIMES)
    cut: bool = False


class StatementBody(BaseModel):
    """One statement with its parameters, ``?1`` first."""

    sql: str
    params: list[str | int | float | None] = []


class BatchBody(BaseModel):
    """The body of ``POST /__fleet/d1/{worker}``."""

    statements: list[StatementBody]


class FaultBody(BaseModel):
    """The body of ``POST /__fleet/faults``."""

    model_config = ConfigDict(extra="forbid")
    worker: str
    mode: str = Field(pattern="^(error|hang|down)$")
    times: int | None = Field(default=None, ge=1, le=MOST_TIMES)


async def body_of(request: Request, model: type[Body]) -> Body:
    """Read a request's body. What is no JSON is 400; a ``ValidationError`` is for the caller."""
    try:
        return model.model_validate_json(await request.body())
    except ValidationError as error:
        first = error.errors()[0]
        if first["type"] != "json_invalid":
            raise
        raise HTTPException(400, f"The body is not JSON: {first['ctx']['error']}.") from error


def number_of(request: Request, name: str) -> int:
    """Return a number of the query, 0 where there is none; anything else is 400."""
    text = request.query_params.get(name, "0")
    if not NUMBER.fullmatch(text):
        raise HTTPException(400, f"{name} is a number, not “{text}”.")
    return int(text)


def moment_of(text: str | None) -> datetime:
    """Read a time in RFC 3339, now where there is none; what workerd has no clock for is 400."""
    if text is None:
        return datetime.now(UTC)
    try:
        moment = datetime.fromisoformat(text.replace(" ", "+"))  # a + that was not escaped
    except ValueError as error:
        raise HTTPException(400, f"at is a time in RFC 3339, not “{text}”.") from error
    if moment.year not in YEARS:
        raise HTTPException(400, f"at is a time from {YEARS[0]} to {YEARS[-1]}, not “{text}”.")
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
