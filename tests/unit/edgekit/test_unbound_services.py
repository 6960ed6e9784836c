"""Deep health: a service that the code calls and nothing binds is down, and says what to do."""

from edgekit.bindings import Bindings
from edgekit.health import unbound
from edgekit.vars import Vars
from edgekit.worker import Worker


class Environment:
    """What the runtime gives a worker: its bindings as attributes."""

    EMAIL = "a binding"


def test_a_service_without_a_binding_is_down_and_named() -> None:
    worker = Worker(
        "calendar",
        version="1",
        essential=(),
        sessions=False,
        services=lambda _: None,
        calls=("EMAIL", "SMS"),
        vars=Vars(lambda _: None),
    )
    worker.bindings = Bindings(Environment())
    found = unbound(worker)
    assert found.keys() == {"SMS"}
    assert found["SMS"].status == "down"
    assert found["SMS"].error == "calendar has no binding SMS: add it to wrangler.jsonc."
