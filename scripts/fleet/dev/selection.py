"""Which workers to run: the named ones, and everything that they call."""

from collections.abc import Collection, Iterable

from fleet.project import Fleet, Worker


def with_called(fleet: Fleet, names: Iterable[str], without: Collection[str] = ()) -> list[Worker]:
    """Return the named workers (all, for no names) and all they call, directly or not.

    Those of ``without`` are left out, with what nobody else calls.

    Raises:
        ProjectError: a name that no worker has.
    """
    waiting = fleet.select(names)
    wanted: set[str] = set()
    while waiting:
        worker = waiting.pop()
        if worker.name not in wanted and worker.name not in without:
            wanted.add(worker.name)
            waiting += [fleet.workers[name] for name in worker.calls if name in fleet.workers]
    return [worker for name, worker in fleet.workers.items() if name in wanted]
