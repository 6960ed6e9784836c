"""Why a home is worth more or less than its area's typical home, in dollars that add up.

Differences in log price are exact sums: of the ridge's terms, and of the trees' path contributions.
They become dollars through the logarithmic mean L(a, b) = (a − b) / ln(a / b), so that the parts
add up to a − b, and are rounded by largest remainder.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from math import floor, log

from avm.vintage import Look, Vintage

PLACE, NEARBY, MARKET, UNTOLD = "location", "nearby sales", "market", "facts not given"
AXES = 4


@dataclass(frozen=True)
class Factor:
    """What moved the value: `amount` in dollars, positive or negative, and why."""

    name: str
    amount: int
    detail: str


Parts = dict[str, float]
"""What each factor adds to the log price, up to what all homes of a vintage have in common."""


def parts_of(vintage: Vintage, look: Look) -> Parts:
    """A home's log price by factor."""
    groups = [encoder.group for encoder in vintage.encoders]
    kernels = len(look.features) - len(groups) - AXES
    owners = groups + [PLACE] * AXES + [NEARBY] * kernels
    parts = dict.fromkeys([PLACE, *groups, NEARBY], 0.0)
    parts[PLACE] = vintage.place_log_price(look)
    for group, amount in zip(groups, vintage.facts_log_price(look), strict=True):
        parts[group] += amount
    contributions, untold = vintage.tree_contributions(look)
    for owner, amount in zip(owners, contributions, strict=True):
        parts[owner] += amount
    return {**parts, UNTOLD: untold} if untold else parts


def in_dollars(parts: Mapping[str, float], start: int, end: int) -> dict[str, int]:
    """Share out end − start in proportion to `parts`, which add up to ln(end / start)."""
    total = sum(parts.values())
    mean = (end - start) / total if abs(total) > 1e-9 else float(start)
    exact = {name: part * mean for name, part in parts.items()}
    whole = {name: floor(amount) for name, amount in exact.items()}
    short = end - start - sum(whole.values())
    by_remainder = sorted(exact, key=lambda name: whole[name] - exact[name])
    for k in range(abs(short)):
        whole[by_remainder[k % len(exact)]] += 1 if short > 0 else -1
    return whole


@dataclass(frozen=True)
class Typical:
    """An area's typical home, and its value when the vintage was sealed."""

    look: Look
    parts: Parts
    value: int


def explain(
    vintage: Vintage, home: Look, typical: Typical, estimate: int, drift: float
) -> list[Factor]:
    """The factors that lead from the typical home's value to the estimate."""
    parts = parts_of(vintage, home)
    parts = {name: part - typical.parts.get(name, 0.0) for name, part in parts.items()}
    # The market's part takes the cents that were lost when both ends were rounded.
    parts[MARKET] = log(estimate / typical.value) - sum(parts.values())
    amounts = in_dollars(parts, typical.value, estimate)
    details = _details(vintage, home, typical.look, drift)
    factors = [Factor(name, amount, details[name]) for name, amount in amounts.items()]
    return sorted(factors, key=lambda factor: -abs(factor.amount))


def _details(vintage: Vintage, home: Look, typical: Look, drift: float) -> dict[str, str]:
    facts: dict[str, list[str]] = {}
    for k, encoder in enumerate(vintage.encoders):
        here = encoder.shown(typical.facts[k], typical.year)
        said = encoder.shown(home.facts[k], home.year) if home.given[k] else "not given"
        facts.setdefault(encoder.group, []).append(f"{encoder.name} {said} (typical {here})")
    sealed = date.fromordinal(vintage.end - 1)
    return {
        **{group: "; ".join(parts) for group, parts in facts.items()},
        PLACE: f"against the middle of {home.area.name}",
        NEARBY: _sales(home.neighbours),
        UNTOLD: "what homes fetch of which as much is known",
        MARKET: f"prices {drift:+.1%} since {sealed:%Y-%m-%d}",
    }


def _sales(count: int) -> str:
    return f"{count} {'sale' if count == 1 else 'sales'} within 700 m"
