"""In which order workers are uploaded: what is called before who calls, and stubs for circles."""

from collections.abc import Collection
from dataclasses import dataclass

from fleet.graph.order import Calls, components, layers


@dataclass(frozen=True)
class Order:
    """``waves`` one after the other, each all at once; ``stubs`` before all of them."""

    stubs: list[str]
    waves: list[list[str]]


def order(calls: Calls, present: Collection[str]) -> Order:
    """An order in which no upload names a worker that is not there.

    ``present`` are deployed already: within a circle a call to one of those binds nobody.
    """
    kept: dict[str, list[str]] = {name: [] for name in calls}
    stubs: list[str] = []
    for group in components(calls):
        inside = {
            name: [t for t in calls[name] if t in group and t not in present] for name in group
        }
        stubs += _break(inside)
        for name in group:
            outside = [target for target in calls[name] if target not in group]
            kept[name] = [*outside, *inside[name]]
    return Order(sorted(stubs), layers(kept))


def _break(calls: dict[str, list[str]]) -> list[str]:
    """Take calls to a few workers out of ``calls`` until no circle is left; returns those few."""
    taken = []
    while circle := next((group for group in components(calls) if len(group) > 1), None):
        most = max(sorted(circle), key=lambda name: sum(name in calls[other] for other in circle))
        for name in calls:
            calls[name] = [target for target in calls[name] if target != most]
        taken.append(most)
    return taken
