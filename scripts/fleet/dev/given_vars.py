"""Vars that are given on the command line, against those that the workers declare."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from fleet.check import apps
from fleet.check.apps import GIVEN
from fleet.dev.options import Variables
from fleet.project import Fleet, Worker


class Mistake(NamedTuple):
    """What is wrong with a given var; ``worker`` is empty where it is not about one."""

    worker: str
    sentence: str


def mistakes(fleet: Fleet, workers: Sequence[Worker], variables: Variables) -> list[Mistake]:
    """What of ``variables`` nobody reads, or does not fit; the workers are imported for it.

    A worker that can't be imported is not asked: that it can't is told elsewhere.
    """
    if not variables.shared and not variables.own:
        return []
    given = {worker.name: variables.given_to(worker.name) for worker in workers}
    declared = apps.load(fleet, list(workers), given=given)
    sound = [each for each in workers if declared[each.name].failure is None]
    read = {each.name: {*declared[each.name].vars, *each.secrets} for each in sound}
    unfit = {each.name: declared[each.name].faults[GIVEN] for each in sound}
    return [*_unread(read, variables), *_unfit(unfit, given)]


def _unread(read: dict[str, set[str]], variables: Variables) -> Iterator[Mistake]:
    for worker, names in read.items():
        for name in variables.own.get(worker, {}).keys() - names:
            known = ", ".join(sorted(names))
            yield Mistake(worker, f"--var {worker}:{name}: it reads no {name}; it reads {known}.")
    for name in variables.shared.keys() - set().union(*read.values()):
        yield Mistake("", f"--var {name}: no worker that runs reads {name}.")


def _unfit(unfit: dict[str, dict[str, str]], given: dict[str, dict[str, str]]) -> Iterator[Mistake]:
    for worker, faults in unfit.items():
        for name in faults.keys() & given[worker].keys():
            yield Mistake(worker, f"--var: {faults[name]} Its default stands.")
