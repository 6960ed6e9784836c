"""What workers do behind their answers can be held back, and told from what they do before."""

import time
from collections.abc import Callable

from .serving import Served


class Watched:
    """Calls of bindings, summed up over all that was taken."""

    def __init__(self, served: Served) -> None:
        self._served = served
        self._calls: dict[str, int] = {}

    def do(self, action: str) -> list[dict[str, int] | None]:
        answers: list[dict[str, int] | None] = self._served.supervisor.call(
            "background", action=action
        )
        return answers

    def count(self, name: str) -> int:
        """How many calls of a kind there were; of ``held``, how many there are."""
        taken = [counts for counts in self.do("take") if counts]
        self._calls["held"] = 0
        for counts in taken:
            for kind, number in counts.items():
                self._calls[kind] = self._calls.get(kind, 0) + number
        return self._calls.get(name, 0)

    def wait_for(self, name: str) -> None:
        """Return once there are calls of a kind."""
        end = time.monotonic() + 60
        while self.count(name) == 0:
            assert time.monotonic() < end, f"there are no calls {name}"


def test_what_is_called_behind_an_answer_waits_until_it_is_let_go(
    serve: Callable[..., Served],
) -> None:
    served = serve("features", "neighbour", "script", background=True)
    watched = Watched(served)
    watched.do("hold")
    assert served.get("features", "/later") == "sent"
    watched.wait_for("held")
    assert watched.count("kv_writes") == 0
    watched.do("release")
    watched.wait_for("kv_writes")
    assert watched.count("held") == 0


def test_what_is_called_before_an_answer_does_not_wait(serve: Callable[..., Served]) -> None:
    served = serve("features", "neighbour", "script", background=True)
    watched = Watched(served)
    watched.do("hold")
    served.get("features", "/d1")
    trips = [watched.count(kind) for kind in ("d1_reads", "d1_writes", "d1_statements")]
    assert trips == [3, 3, 8]
    served.get("features", "/rate_limit")
    assert watched.count("limits") == 3
    served.get("features", "/self_binding")
    assert (watched.count("calls"), watched.count("held")) == (1, 0)


def test_nothing_is_held_unless_asked_for(serve: Callable[..., Served]) -> None:
    served = serve("typed")
    assert Watched(served).do("hold") == [None]
