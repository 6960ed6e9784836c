"""What people do to the fleet, as generators that yield the seconds until they want to go on."""

from collections.abc import Generator, Iterator

from fleet.chaos.people import Person
from fleet.chaos.plan import Plan
from fleet.chaos.stories.buyers import buyer
from fleet.chaos.stories.partners import partner
from fleet.chaos.stories.readers import reader
from fleet.chaos.stories.sellers import seller
from fleet.chaos.stories.texters import texter
from fleet.chaos.stories.visitors import visitor
from fleet.chaos.world import World
from fleet.story.dice import dice

Story = Generator[float, None, None]

__all__ = ["Story", "first_partners", "stories"]


def stories(plan: Plan, world: World) -> list[Story]:
    """Every person's story, shuffled by the plan's seed; no two are about the same person."""
    tellers = [
        *[seller] * plan.leads,
        *[texter] * plan.texters,
        *[reader] * plan.readers,
        *[visitor] * plan.visitors,
        *[buyer] * plan.buyers,
    ]
    told = [
        teller(world, Person(number), dice("chaos", plan.seed, number))
        for number, teller in enumerate(tellers)
    ]
    late = [partner(world, f"late{number}") for number in range(plan.partners)]
    dice("chaos", plan.seed, "order").shuffle(told)
    step = max(1, len(told) // (len(late) + 1))
    for number, each in enumerate(late, 1):
        told.insert(number * step, each)
    return told


def first_partners(plan: Plan, world: World) -> Iterator[Story]:
    """Those who subscribe before anything happens, and hear all of it."""
    return (partner(world, f"early{number}") for number in range(plan.partners))
