"""Reads a worker's Python sources for what they use, without importing them."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

NAMED_BINDINGS = {"kv", "queue", "bucket"}  # ctx.kv("SESSIONS_KV")
FIXED_BINDINGS = {"db": "DB", "cache": "CACHE_KV"}  # ctx.db
TABLES = {"effects", "outbox", "dead_letters"}  # ctx.effects


@dataclass(frozen=True)
class Use:
    """A name that a source uses, and the line where it does."""

    name: str
    line: int


@dataclass(frozen=True)
class Source:
    """One parsed Python file. ``tree`` is empty where the file does not parse."""

    path: Path
    tree: ast.Module
    error: SyntaxError | None = None

    @cached_property
    def service_calls(self) -> list[Use]:
        """``service.operation`` for every ``….services.service.operation``."""
        found = (_service_call(node) for node in ast.walk(self.tree))
        return [use for use in found if use]

    @cached_property
    def secrets(self) -> list[Use]:
        """Names asked for by ``….secret("NAME")``."""
        return list(self._named("secret"))

    @cached_property
    def optional_secrets(self) -> list[Use]:
        """Secrets declared as fields of vars: ``form_token: Secret = None``."""
        return [
            Use(node.target.id.upper(), node.lineno)
            for node in ast.walk(self.tree)
            if isinstance(node, ast.AnnAssign)
            and isinstance(node.target, ast.Name)
            and isinstance(node.annotation, ast.Name)
            and node.annotation.id == "Secret"
        ]

    @cached_property
    def bindings(self) -> list[Use]:
        """Bindings asked for by ``ctx.db``, ``ctx.cache``, ``ctx.kv("NAME")`` and their like."""
        fixed = [
            Use(FIXED_BINDINGS[node.attr], node.lineno)
            for node in ast.walk(self.tree)
            if isinstance(node, ast.Attribute) and node.attr in FIXED_BINDINGS and _is_ctx(node)
        ]
        return [*fixed, *(use for method in NAMED_BINDINGS for use in self._named(method))]

    @cached_property
    def tables(self) -> list[Use]:
        """edgekit's tables asked for by ``ctx.effects`` and its like."""
        return [
            Use(node.attr, node.lineno)
            for node in ast.walk(self.tree)
            if isinstance(node, ast.Attribute) and node.attr in TABLES and _is_ctx(node)
        ]

    @cached_property
    def imports(self) -> list[Use]:
        """Every imported module's full name; relative imports are the package's own."""
        found = []
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                found += [Use(alias.name, node.lineno) for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                found.append(Use(node.module, node.lineno))
        return found

    def _named(self, method: str) -> Iterator[Use]:
        for node in ast.walk(self.tree):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr == method
                and node.args
                and isinstance(node.args[0], ast.Constant)
                and isinstance(node.args[0].value, str)
            ):
                yield Use(node.args[0].value, node.lineno)


def read(path: Path) -> Source:
    """Parse one file; a syntax error is kept in the result."""
    try:
        return Source(path, ast.parse(path.read_bytes(), str(path)))
    except SyntaxError as error:
        return Source(path, ast.Module([], []), error)


def _service_call(node: ast.AST) -> Use | None:
    if not (isinstance(node, ast.Attribute) and isinstance(node.value, ast.Attribute)):
        return None
    services = node.value.value
    if not (isinstance(services, ast.Attribute) and services.attr == "services"):
        return None
    return Use(f"{node.value.attr}.{node.attr}", node.lineno)


def _is_ctx(node: ast.Attribute) -> bool:
    return isinstance(node.value, ast.Name) and node.value.id == "ctx"
