"""The sample knowledge of the bots, for tests that load something else."""

from fleet.dev.local import LocalFleet
from fleet.seeds.knowledge import PLAYBOOK, WORKER, loading


def load_playbook(fleet: LocalFleet) -> None:
    """Put the playbook in place of all that the bots know."""
    for sql, params in loading(PLAYBOOK, instead_of_all=True):
        fleet.write(WORKER, sql, *params)
