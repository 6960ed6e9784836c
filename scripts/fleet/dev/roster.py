"""Which workers run: those that are asked for and all they call, as their files are now."""

from collections.abc import Awaitable, Callable, Collection, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from fleet.design import TOKENS
from fleet.dev.options import DevOptions, environment, given_names
from fleet.dev.selection import with_called
from fleet.dev.stubs import write_stub
from fleet.errors import FleetError
from fleet.project import Fleet, Worker, read_fleet
from pyworkerd import CallError, Project, PyworkerdError, StartError
from pyworkerd.vendor import local_sources

FRONT_DOORS = ("site", "dashboard")  # behind the bare localhost: the first that is there
Attempt = Callable[[list[Project]], Awaitable[None]]


class Roster:
    """The workers by name. What can't run as its files are runs as it was, or a stub stands in.

    ``wanted`` are the workers whose files can be read, as they are now; ``running`` those that run,
    as they were when they last could; ``refused`` says why the files of a worker do not run.
    """

    def __init__(self, root: Path, options: DevOptions) -> None:
        self.root = root
        self.wanted: dict[str, Worker] = {}
        self.running: dict[str, Worker] = {}
        self.refused: dict[str, str] = {}
        self._options = options
        self._projects: dict[str, Project] = {}
        self._libraries: dict[str, list[Path]] = {}
        self.read()
        broken = {error.worker for error in self.fleet.broken}
        options.variables.check({*self.fleet.workers, *broken})

    @property
    def names(self) -> list[str]:
        """Every worker that is to run, whether it can or not."""
        return sorted({*self.wanted, *self.refused})

    @property
    def front_door(self) -> str:
        """The worker behind the bare localhost."""
        return next((name for name in FRONT_DOORS if name in self.wanted), self.names[0])

    @property
    def keys(self) -> frozenset[str]:
        """Names of the variables and secrets that a person gave some worker."""
        given = (given_names(each, self._options.variables) for each in self.wanted.values())
        return frozenset().union(*given)

    @property
    def variables(self) -> list[Mapping[str, Any]]:
        """The variables of each worker, as it gets them."""
        return [self.variables_of(name) for name in self.wanted]

    def variables_of(self, name: str) -> Mapping[str, Any]:
        """The variables of a worker that is to run, and the secrets that it is given here."""
        worker = self.wanted[name]
        return worker.variables | self._given(worker)

    @property
    def unhurried(self) -> set[str]:
        """The workers that boot when they are first called, and not before the fleet is ready."""
        if self._options.eager or not self._options.only:
            return set()
        asked = self.running.keys() & set(self._options.only)
        near = {each for name in asked for each in self.running[name].calls}
        return self.running.keys() - asked - near

    @property
    def watched(self) -> set[Path]:
        """The folders whose edits matter."""
        libraries = (folder for folders in self._libraries.values() for folder in folders)
        return {self.root / "workers", self.root / "wrangler", *libraries}

    @property
    def absent(self) -> list[str]:
        """Workers that are called but not there."""
        called = {each for name in self.running for each in self.running[name].calls}
        return sorted(called - {*self.names})

    def concerned(self, files: Collection[Path]) -> set[str]:
        """Return the workers that are made of some of the files, or were, or may be by now."""
        workers = self.root / "workers"
        owners = {path.relative_to(workers).parts[0] for path in files if workers in path.parents}
        return owners | {
            name
            for name, folders in self._libraries.items()
            if any(path.is_relative_to(folder) for path in files for folder in folders)
        }

    def read(self, edited: Collection[str] = ()) -> None:
        """Look at the files; ``edited`` workers that were refused have another chance.

        Raises:
            FleetError: a worker that is asked for was never there, or there is none at all.
        """
        fleet = self.fleet = read_fleet(self.root)
        unreadable = {error.worker: str(error) for error in fleet.broken}
        as_it_was = {name: self.running[name] for name in unreadable if name in self.running}
        wanted = self._select(
            replace(fleet, workers=dict(sorted((as_it_was | fleet.workers).items())))
        )
        called = {name for worker in wanted for name in worker.calls}
        needed = {*called, *(self._options.only or unreadable)}
        self.wanted = {worker.name: worker for worker in wanted}
        self.refused = {
            name: reason
            for name, reason in self.refused.items()
            if name in self.wanted and name not in edited
        } | {name: reason for name, reason in unreadable.items() if name in needed}
        if not self.names:
            raise FleetError(f"There is no worker to run in {self.root / 'workers'}.")
        self._libraries = {worker.name: self._libraries_of(worker.folder) for worker in wanted}

    def _select(self, fleet: Fleet) -> list[Worker]:
        """Return the readable workers to run; one that is gone meanwhile is asked for no more."""
        only = self._options.only
        absent = {error.worker for error in fleet.broken} | set(self.names)
        asked = [name for name in only if name in fleet.workers or name not in absent]
        if not asked and only:
            return []
        return with_called(fleet, asked, self._options.without)

    def refuse(self, name: str, reason: str) -> None:
        """Leave a worker as it runs, or out, until it is edited."""
        self.refused[name] = reason

    async def run(self, attempt: Attempt, stubs: Path) -> None:
        """Make the attempt to run all, without those that it fails for, until it does not fail.

        Raises:
            PyworkerdError: it failed for a reason that is no worker's.
        """
        while True:
            projects = dict(self._line_up())
            running = {name: self._as_it_runs(name) for name in projects}
            called = {each for worker in running.values() for each in worker.calls}
            absent = {*called, *self.refused} - projects.keys()
            stand_ins = {name: write_stub(stubs, name) for name in absent}
            beside = {str(each.name): each for each in self._options.beside}
            everything = projects | stand_ins | beside
            try:
                await attempt([everything[name] for name in sorted(everything)])
            except (CallError, StartError) as error:
                self.refuse(self._guilty(error), str(error))
            else:
                self.running, self._projects = running, projects
                return

    def _line_up(self) -> Iterator[tuple[str, Project]]:
        """Give what is to run of each worker that can run, or could."""
        for name in self.names:
            if name not in self.refused:
                worker = self.wanted[name]
                given = self._given(worker)
                yield name, Project(worker.folder, vars=given, name=name, stand_ins=self._stand_ins)
            elif name in self._projects:
                yield name, self._projects[name]

    def _as_it_runs(self, name: str) -> Worker:
        return self.running[name] if name in self.refused else self.wanted[name]

    def _guilty(self, error: CallError | StartError) -> str:
        """Return the worker that an error is about; raise an error that is about none."""
        folders = {str(each.folder.resolve()): name for name, each in self.wanted.items()}
        name = folders.get(error.project)
        if name is None or name in self.refused:
            raise error
        return name

    def _given(self, worker: Worker) -> dict[str, str]:
        options = self._options
        return environment(worker, options.variables, options.port, options.ai_url)

    @property
    def _stand_ins(self) -> dict[str, str]:
        return {"AI": self._options.ai_url} if self._options.ai_url else {}

    def _libraries_of(self, folder: Path) -> list[Path]:
        """Return the folders outside of a worker's own that it is made of."""
        design = self.root / TOKENS.parent
        shared = [design] if (folder / "public").is_dir() and design.is_dir() else []
        try:
            return [*local_sources(folder), *shared]
        except PyworkerdError:
            return shared
