"""The graph as text: a line a worker, those that are called first."""

from fleet.graph.order import business_calls, calls_of, cycles, layers
from fleet.project import REPORTS_TO, Fleet


def describe(fleet: Fleet) -> str:
    """Every worker with whom it calls, then the circles, then who reports where."""
    calls = business_calls(fleet)
    order = [name for layer in layers(calls) for name in layer]
    width = max(map(len, order), default=0)
    lines = [f"{name:{width}}  {_targets(calls[name])}" for name in order]
    lines += [f"circle: {' → '.join([*cycle, cycle[0]])}" for cycle in cycles(calls_of(fleet))]
    if REPORTS_TO in fleet.workers:
        lines.append(f"Every worker reports errors and slow requests to {REPORTS_TO}.")
    return "\n".join(lines)


def _targets(names: list[str]) -> str:
    return "→ " + ", ".join(sorted(names)) if names else "calls nobody"
