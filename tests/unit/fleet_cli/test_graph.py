from itertools import pairwise
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from fleet.graph.order import components, cycles, layers
from fleet.graph.text import describe

NAMES = [f"w{number}" for number in range(9)]
GRAPHS = st.fixed_dictionaries(
    {
        name: st.lists(st.sampled_from([n for n in NAMES if n != name]), unique=True, max_size=4)
        for name in NAMES
    }
)


def binding(target: str) -> dict[str, str]:
    return {"binding": target.upper().replace("-", "_"), "service": target}


@given(GRAPHS)
def test_every_worker_is_in_one_component_and_calls_lead_to_earlier_ones(
    calls: dict[str, list[str]],
) -> None:
    found = components(calls)
    position = {name: index for index, group in enumerate(found) for name in group}
    assert sorted(position) == NAMES
    assert sum(map(len, found)) == len(NAMES)
    for name, targets in calls.items():
        assert all(position[target] <= position[name] for target in targets)


@given(GRAPHS)
def test_a_named_cycle_is_one(calls: dict[str, list[str]]) -> None:
    for cycle in cycles(calls):
        assert len(set(cycle)) == len(cycle) > 1
        assert all(b in calls[a] for a, b in pairwise([*cycle, cycle[0]]))


def test_a_graph_without_circles_has_no_cycles() -> None:
    assert list(cycles({"a": ["b", "c"], "b": ["c"], "c": []})) == []


@given(GRAPHS)
def test_layers_hold_everyone_once_and_only_call_down(calls: dict[str, list[str]]) -> None:
    depth = {name: n for n, layer in enumerate(layers(calls)) for name in layer}
    assert sorted(depth) == NAMES
    circles = [set(group) for group in components(calls)]
    for name, targets in calls.items():
        for target in targets:
            together = any({name, target} <= circle for circle in circles)
            assert depth[target] < depth[name] or together


def test_a_call_to_slack_intel_counts_only_where_the_code_makes_it(sample: Any) -> None:
    sample.worker("leads")
    assert "leads        calls nobody" in describe(sample.read())
    code = "async def f(ctx):\n    await ctx.services.slack_intel.notify(1)\n"
    sample.source("leads", "cards.py", code)
    assert "leads        → slack-intel" in describe(sample.read())


def test_the_text_names_circles_and_who_reports_where(sample: Any) -> None:
    sample.worker("sms", services=[binding("leads")])
    sample.worker("leads", services=[binding("sms")])
    lines = describe(sample.read()).splitlines()
    assert lines[-2] == "circle: leads → sms → leads"
    assert lines[-1] == "Every worker reports errors and slow requests to slack-intel."
