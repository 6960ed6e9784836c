"""How `make test` spreads tests over processes: what shares a costly fixture stays together."""

import pytest

WHOLE_FLEETS = 2  # each has every worker in its memory, some 80 MB apiece


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Group tests: the files that want the whole fleet by turns, all others by their folder."""
    if not hasattr(config, "workerinput"):
        return  # one process runs them all
    wanting = dict.fromkeys(item.path for item in items if "running_fleet" in fixtures_of(item))
    turns = {path: f"fleet-{number % WHOLE_FLEETS}" for number, path in enumerate(wanting)}
    for item in items:
        folder = item.path.parent.relative_to(config.rootpath)
        item.add_marker(pytest.mark.xdist_group(turns.get(item.path, str(folder))))


def fixtures_of(item: pytest.Item) -> list[str]:
    """Return the names of the fixtures that a test asks for, directly or not."""
    return item.fixturenames if isinstance(item, pytest.Function) else []
