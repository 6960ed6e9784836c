"""Dependencies point one way: workers → contracts → edgekit, and nothing points at a worker."""

from collections.abc import Iterator
from pathlib import Path

from fleet.check import sources
from fleet.check.findings import Finding
from fleet.project import Fleet, Worker

# What each package below libs/ may not import, by its first name.
FORBIDDEN_IN_LIBRARIES = {
    "edgekit": {"contracts", "chat", "fleet", "pyworkerd"},
    "contracts": {"chat", "fleet", "pyworkerd", "js", "pyodide", "workers"},
    "chat": {"fleet", "pyworkerd", "js", "pyodide", "workers"},
    "pyworkerd": {"contracts", "edgekit", "chat", "fleet"},
}
FORBIDDEN_IN_WORKERS = {"fleet", "pyworkerd"}
PLATFORM = {"js", "pyodide", "workers", "_pyodide"}  # for edgekit alone: a domain module is plain


def check(fleet: Fleet, workers: list[Worker]) -> Iterator[Finding]:
    """Imports that point the wrong way, and domain modules whose names collide."""
    owners = _owners(fleet)
    for worker in workers:
        for path in worker.sources():
            yield from _worker_source(fleet, worker, sources.read(path), owners)
    yield from _collisions(fleet, owners, {worker.name for worker in workers})
    yield from _libraries(fleet, owners)


def _owners(fleet: Fleet) -> dict[str, list[str]]:
    """Which workers have a module of that name at the top of their sources, ``entry`` aside."""
    owners: dict[str, list[str]] = {}
    for worker in fleet.workers.values():
        for path in sorted(worker.main.parent.iterdir()) if worker.main.parent.is_dir() else ():
            if path.suffix == ".py" or (path / "__init__.py").exists():
                owners.setdefault(path.stem, []).append(worker.name)
    owners.pop(Path("entry.py").stem, None)
    return owners


def _worker_source(
    fleet: Fleet, worker: Worker, source: sources.Source, owners: dict[str, list[str]]
) -> Iterator[Finding]:
    for use in source.imports:
        module = use.name.partition(".")[0]
        where = f"{fleet.relative(source.path)}:{use.line}"
        having = owners.get(module, [])
        if having and worker.name not in having:
            message = f"{worker.name} imports {module} of {having[0]}: call it over a binding, "
            yield Finding("error", "layers", where, message + "or move the code to libs/.")
        elif module in FORBIDDEN_IN_WORKERS:
            message = f"A worker can't import {module}: it is not there when deployed."
            yield Finding("error", "layers", where, message)
        elif module in PLATFORM and source.path != worker.main:
            message = f"A domain module is plain Python: leave {module} to edgekit."
            yield Finding("error", "layers", where, message)


def _collisions(fleet: Fleet, owners: dict[str, list[str]], chosen: set[str]) -> Iterator[Finding]:
    for module, names in owners.items():
        if len(names) > 1 and chosen.intersection(names):
            where = fleet.relative(fleet.workers[names[0]].main.parent)
            message = f"The module name {module} is in {' and '.join(names)}: tests import them "
            yield Finding("error", "layers", where, message + "side by side, so rename one.")


def _libraries(fleet: Fleet, owners: dict[str, list[str]]) -> Iterator[Finding]:
    for package, forbidden in FORBIDDEN_IN_LIBRARIES.items():
        for path in sorted((fleet.root / "libs" / package / "src").rglob("*.py")):
            source = sources.read(path)
            for use in source.imports:
                module = use.name.partition(".")[0]
                if module in forbidden or module in owners:
                    where = f"{fleet.relative(path)}:{use.line}"
                    message = f"{package} may not import {module}: it stands below it."
                    yield Finding("error", "layers", where, message)
