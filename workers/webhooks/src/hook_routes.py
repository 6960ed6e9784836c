"""Which worker an event is for."""

from collections.abc import Mapping


def worker_for(provider: str, kind: str, routes: Mapping[str, str]) -> str | None:
    """The worker of the longest route that fits; ``None``: the event is only stored."""
    name = f"{provider}/{kind}"
    fitting = [route for route in routes if route in (provider, name) or _begins(name, route)]
    return routes[max(fitting, key=len)] if fitting else None


def _begins(name: str, route: str) -> bool:
    return route.endswith("*") and name.startswith(route[:-1])
