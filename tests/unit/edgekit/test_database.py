"""What a database is not asked for, since it would refuse it: told before anything is sent."""

import asyncio
from collections.abc import Callable, Coroutine
from enum import StrEnum
from typing import Any

import pytest
from pydantic import BaseModel

from edgekit import Database, Statement

INSERT = "INSERT INTO dishes\n  VALUES (?1, ?2)"
Ask = Callable[[Database, Any], Coroutine[Any, Any, Any]]


class Dish(BaseModel):
    name: str


class Course(StrEnum):
    SOUP = "soup"


ASKING: dict[str, Ask] = {
    "one": lambda database, param: database.one(Dish, INSERT, "soup", param),
    "all": lambda database, param: database.all(Dish, INSERT, "soup", param),
    "value": lambda database, param: database.value(INSERT, "soup", param),
    "run": lambda database, param: database.run(INSERT, "soup", param),
    "batch": lambda database, param: database.batch(
        Statement("DELETE FROM dishes"), Statement(INSERT, ("soup", param))
    ),
}


class SentError(Exception):
    """The statement has gone out."""


class Outgoing:
    """Takes what is sent to a database no further."""

    def query(self, *_: Any) -> Any:
        raise SentError

    batch = query


def ask(method: str, param: Any) -> None:
    asyncio.run(ASKING[method](Database(Outgoing(), None), param))  # type: ignore[arg-type]


@pytest.mark.parametrize("method", ASKING)
@pytest.mark.parametrize("param", [{}, [], (), b"", Dish(name="soup"), object()])
def test_what_is_no_scalar_is_refused_by_its_number_and_statement(
    method: str, param: object
) -> None:
    message = rf"\?2 of “INSERT INTO dishes VALUES \(\?1, \?2\)” is a {type(param).__name__}: "
    with pytest.raises(TypeError, match=message):
        ask(method, param)


@pytest.mark.parametrize("method", ASKING)
@pytest.mark.parametrize("param", ["", "a", 0, 1.5, True, None, Course.SOUP])
def test_scalars_are_sent(method: str, param: object) -> None:
    with pytest.raises(SentError):
        ask(method, param)
