"""edgekit's layers: a module imports only from layers below its own, and so never in a circle."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from fleet.check import sources
from fleet.check.findings import Finding
from fleet.project import Fleet, Worker

PACKAGE = "edgekit"


@dataclass(frozen=True)
class Layer:
    """Modules of one height, which do not import each other; ``name`` says what they are."""

    name: str
    modules: tuple[str, ...]


def _layer(name: str, modules: str) -> Layer:
    return Layer(name, tuple(modules.split()))


LAYERS = (
    _layer("what applications import", "edgekit"),
    _layer("a worker as its code declares it", "app"),
    _layer("the choice of a bridge", "platform.connection"),
    _layer("the two bridges to the runtime", "platform.fast platform.plain"),
    _layer("a handler at work", "platform.request_task"),
    _layer("from a request to its answer", "answers openapi"),
    _layer("handlers, ready to be called", "endpoints events"),
    _layer("what handlers declare", "parameters"),
    _layer("what handlers are given", "context"),
    _layer("deliveries from outside", "inbound"),
    _layer("answers that are sent piece by piece", "streaming"),
    _layer("where a stranger's URL leads", "name_lookups"),
    _layer(
        "what is done for a request or event",
        "cache consuming daily_limit dead_letter_office effects health idempotency models outbox"
        " rate_limits reports services side_by_side upstream",
    ),
    _layer("of many who want the same at once", "single_flight"),
    _layer("a request or event as those below its context know it", "scope"),
    _layer("what an isolate keeps", "worker"),
    _layer("rows that several modules write", "dead_letters"),
    _layer(
        "how long rows live, whose they are, topics, and links",
        "lifetimes personal_data signed_links topics",
    ),
    _layer("stores", "bucket database key_value queues"),
    _layer(
        "one step above plain values",
        "auth json_bodies pagination platform platform.byte_stream routing signatures",
    ),
    _layer(
        "plain values, and the interface of a bridge",
        "allowance bindings cors dates entrypoint facts flights ids logs model_chunks"
        " outbox_messages p256 problems public_urls responses schema server_sent_events tracing"
        " vars platform.bridge platform.loop platform.values",
    ),
)
"""From the top to the bottom; a new module takes its place here."""


def check(fleet: Fleet, workers: list[Worker]) -> Iterator[Finding]:
    """Imports within edgekit that do not point downwards, and modules without a layer."""
    folder = fleet.root / "libs" / PACKAGE / "src"
    heights = {name: -place for place, layer in enumerate(LAYERS) for name in layer.modules}
    paths = {_module(path, folder): path for path in sorted((folder / PACKAGE).rglob("*.py"))}
    for module, path in paths.items():
        where = fleet.relative(path)
        if module not in heights:
            message = f"{module} is in no layer: add it to LAYERS in fleet/check/edgekit_layers.py."
            yield Finding("error", "edgekit_layers", where, message)
            continue
        for imported, line in _imports(path, folder, paths):
            if heights.get(imported, -len(LAYERS)) >= heights[module]:
                message = f"{module} imports {imported}, which does not stand in a layer below it."
                yield Finding("error", "edgekit_layers", f"{where}:{line}", message)
    if paths:
        for name in heights.keys() - paths.keys():
            message = f"{name} has a layer but is no module: take it out of LAYERS."
            yield Finding("error", "edgekit_layers", fleet.relative(folder / PACKAGE), message)


def picture() -> str:
    """The layers as a mermaid graph, for docs/architecture.md."""
    lines = ["```mermaid", "graph TD"]
    for place, layer in enumerate(LAYERS):
        lines.append(f'  {place}["<b>{layer.name}</b><br>{" · ".join(layer.modules)}"]')
    lines.append(f"  {' --> '.join(str(place) for place in range(len(LAYERS)))}")
    return "\n".join([*lines, "```"])


def _module(path: Path, folder: Path) -> str:
    """A file's name within the package, such as ``platform.fast``; the package is itself."""
    parts = path.relative_to(folder / PACKAGE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts) or PACKAGE


def _imports(path: Path, folder: Path, paths: dict[str, Path]) -> Iterator[tuple[str, int]]:
    """The modules of the package that a file imports anywhere in it, for types or at run time."""
    package = path.relative_to(folder).parent.parts
    for node in ast.walk(sources.read(path).tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield from _known([alias.name], node.lineno, paths)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else ()
            base = ".".join([*above, *([node.module] if node.module else [])])
            for alias in node.names:
                yield from _known([f"{base}.{alias.name}", base], node.lineno, paths)


def _known(names: list[str], line: int, paths: dict[str, Path]) -> Iterator[tuple[str, int]]:
    """The first of these names that is one of the package's modules."""
    for name in names:
        module = PACKAGE if name == PACKAGE else name.removeprefix(f"{PACKAGE}.")
        if module in paths and (name == PACKAGE or name.startswith(f"{PACKAGE}.")):
            yield module, line
            return
