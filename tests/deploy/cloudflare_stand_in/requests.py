"""One call to the API, and the table that says who answers it."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from cloudflare_stand_in.account import Account
from cloudflare_stand_in.envelope import NO_ROUTE, ApiError


@dataclass(frozen=True)
class Request:
    """A call: the account that it is about, its query, its type and its body."""

    account: Account
    query: dict[str, list[str]]
    content_type: str
    body: bytes
    base_url: str

    def json(self) -> Any:
        """The body as JSON."""
        try:
            return json.loads(self.body or b"null")
        except ValueError as error:
            raise ApiError(400, 7400, f"The body is no JSON: {error}") from error

    def first(self, name: str) -> str | None:
        """The first value of a query parameter."""
        return self.query.get(name, [None])[0]


Answer = Callable[..., Any]


class Routes:
    """Handlers by method and path below the account: ``{x}`` is one segment, ``{x+}`` several."""

    def __init__(self) -> None:
        self._routes: list[tuple[str, re.Pattern[str], Answer]] = []

    def on(self, method: str, path: str) -> Callable[[Answer], Answer]:
        """Register a handler ``(request, *segments)``."""
        anything = re.sub(r"\{\w+\+\}", "(.+)", path)
        pattern = re.compile(re.sub(r"\{\w+\}", "([^/]+)", anything))

        def register(answer: Answer) -> Answer:
            self._routes.append((method, pattern, answer))
            return answer

        return register

    def answer(self, method: str, path: str, request: Request) -> Any:
        """What the handler of this path returns. Raises `ApiError` where there is none."""
        for routed, pattern, answer in self._routes:
            match = pattern.fullmatch(path)
            if routed == method and match is not None:
                return answer(request, *match.groups())
        raise NO_ROUTE


routes = Routes()
