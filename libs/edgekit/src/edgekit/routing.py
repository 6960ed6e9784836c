"""From method and path to an endpoint: a dictionary for fixed paths, one expression a template."""

import re
from collections.abc import Iterator
from typing import Generic, TypeVar
from urllib.parse import unquote

from .problems import Problem

T = TypeVar("T")
_PARAMETER = re.compile(r"{(\w+)}")
_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
NO_PARAMETERS: dict[str, str] = {}


class Router(Generic[T]):
    """Finds what was added for a path; ``HEAD`` is served by ``GET``."""

    def __init__(self) -> None:
        self._fixed: dict[tuple[str, str], T] = {}
        self._templates: list[tuple[re.Pattern[str], dict[str, T]]] = []
        self._paths: dict[str, dict[str, T]] = {}

    def add(self, method: str, path: str, target: T) -> None:
        """Serve ``method path``; a path may hold ``{name}`` for one segment.

        Raises ``ValueError`` for a path that does not start with ``/`` or is there already.
        """
        methods = self._paths.get(path)
        if not path.startswith("/") or (methods and method in methods):
            raise ValueError(
                f"The route {method} {path} is there already or does not start with /."
            )
        if methods is None:
            methods = self._paths[path] = {}
            if "{" in path:
                pattern = _PARAMETER.sub(r"(?P<\1>[^/]+)", path.replace(".", r"\."))
                self._templates.append((re.compile(pattern), methods))
        for name in (method, "HEAD") if method == "GET" else (method,):
            methods[name] = target
            if "{" not in path:
                self._fixed[name, path] = target

    def find(self, method: str, path: str) -> tuple[T, dict[str, str]]:
        """The target and the path's parameters; raises ``Problem`` 404, or 405 with ``Allow``."""
        target = self._fixed.get((method, path))
        if target is not None:
            return target, NO_PARAMETERS
        for pattern, methods in self._templates_for(path):
            match = pattern.fullmatch(path)
            if match and method in methods:
                return methods[method], {k: unquote(v) for k, v in match.groupdict().items()}
        raise self._refusal(method, path)

    def methods(self, path: str) -> list[str]:
        """The methods that a path answers, in the order of the standard; empty if unknown."""
        allowed = set(self._paths.get(path, ()))
        for pattern, methods in self._templates_for(path):
            if pattern.fullmatch(path):
                allowed.update(methods)
        return [method for method in _METHODS if method in allowed]

    def _templates_for(self, path: str) -> list[tuple[re.Pattern[str], dict[str, T]]]:
        """None for a fixed path, which comes before templates whatever the method (OpenAPI 3.1)."""
        return [] if path in self._paths else self._templates

    def _refusal(self, method: str, path: str) -> Problem:
        allowed = self.methods(path)
        if not allowed:
            return Problem(404, f"There is nothing at {path}; see /openapi.json for what there is.")
        allow = ", ".join([*allowed, "OPTIONS"])
        detail = f"{path} does not take {method}; it takes {allow}."
        return Problem(405, detail, headers={"Allow": allow})

    def fixed(self) -> Iterator[tuple[str, str, T]]:
        """Method, path and target of the routes without parameters, ``HEAD`` among them."""
        for (method, path), target in self._fixed.items():
            yield method, path, target

    def __iter__(self) -> Iterator[tuple[str, str, T]]:
        """Method, path and target of every route, without the ``HEAD`` that each ``GET`` brings."""
        for path, methods in self._paths.items():
            for method, target in methods.items():
                if method != "HEAD":
                    yield method, path, target
