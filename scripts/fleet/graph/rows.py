"""In which order a column's boxes and lanes stand, and how high: few crossings, straight lines.

Ordering by the mean of neighbours (Sugiyama, Tagawa and Toda, 1981), then exchanging neighbours;
heights by least squares under distances to keep (pool adjacent violators).
"""

from bisect import bisect_right, insort
from collections.abc import Callable, Mapping, Sequence
from itertools import accumulate, pairwise

Columns = list[list[str]]
Links = Mapping[str, Sequence[str]]
SWEEPS = 24
SETTLING = 16


def ordered(columns: Columns, before: Links, after: Links) -> Columns:
    """Return the columns, each in the order in which the fewest lines cross."""
    best = [sorted(column) for column in columns]
    fewest = crossings(best, after)
    current = best
    for sweep in range(SWEEPS):
        current = _swept(current, before if sweep % 2 == 0 else after, leftward=sweep % 2 == 1)
        current = _exchanged(current, after)
        found = crossings(current, after)
        if found < fewest:
            best, fewest = current, found
    return best


def crossings(columns: Columns, after: Links) -> int:
    """Count the pairs of lines between neighbouring columns that cross."""
    return sum(_crossings_between(left, right, after) for left, right in pairwise(columns))


def _crossings_between(left: Sequence[str], right: Sequence[str], after: Links) -> int:
    place = {name: number for number, name in enumerate(right)}
    seen: list[int] = []
    count = 0
    for name in left:
        ends = sorted(place[target] for target in after[name])
        count += sum(len(seen) - bisect_right(seen, end) for end in ends)
        for end in ends:
            insort(seen, end)
    return count


def _swept(columns: Columns, towards: Links, *, leftward: bool) -> Columns:
    result = [list(column) for column in columns]
    for column in reversed(result) if leftward else result:
        place = {name: number for each in result for number, name in enumerate(each)}
        means = {name: _mean([place[n] for n in towards[name]], place[name]) for name in column}
        column.sort(key=lambda name: means[name])
    return result


def _exchanged(columns: Columns, after: Links) -> Columns:
    """Exchange neighbours as long as that leaves fewer crossings."""
    result = [list(column) for column in columns]
    for number, column in enumerate(result):
        near = result[max(0, number - 1) : number + 2]
        fewest = crossings(near, after)
        for at in range(len(column) - 1):
            column[at], column[at + 1] = column[at + 1], column[at]
            found = crossings(near, after)
            if found < fewest:
                fewest = found
            else:
                column[at], column[at + 1] = column[at + 1], column[at]
    return result


def heights(
    columns: Columns, before: Links, after: Links, distance: Callable[[str, str], float]
) -> dict[str, float]:
    """Return the middle of each box or lane; ``distance`` is what two neighbours keep."""
    at: dict[str, float] = {}
    for column in columns:
        at |= _kept_apart(column, [0.0] * len(column), distance)
    for sweep in range(SETTLING):
        for column in columns if sweep % 2 == 0 else reversed(columns):
            wanted = [_wanted(name, at, before, after, sweep) for name in column]
            at |= _kept_apart(column, wanted, distance)
    top = min(at.values(), default=0.0)
    return {name: height - top for name, height in at.items()}


def _wanted(name: str, at: Mapping[str, float], before: Links, after: Links, sweep: int) -> float:
    towards = before if sweep % 2 == 0 else after
    names = [*before[name], *after[name]] if sweep >= SETTLING - 2 else towards[name]
    return _mean([at[neighbour] for neighbour in names], at[name])


def _kept_apart(
    column: Sequence[str], wanted: Sequence[float], distance: Callable[[str, str], float]
) -> dict[str, float]:
    """Place names as near to where they want to be as their distances allow."""
    gaps = (distance(upper, lower) for upper, lower in pairwise(column))
    offsets = list(accumulate(gaps, initial=0.0))
    blocks: list[tuple[float, int]] = []  # the mean that a run of names shares, and their number
    for want, offset in zip(wanted, offsets, strict=False):
        mean, count = want - offset, 1
        while blocks and blocks[-1][0] > mean:
            upper, size = blocks.pop()
            mean, count = (upper * size + mean * count) / (size + count), size + count
        blocks.append((mean, count))
    shifts = [mean for mean, count in blocks for _ in range(count)]
    return {name: sum(both) for name, *both in zip(column, shifts, offsets, strict=False)}


def _mean(numbers: Sequence[float], otherwise: float) -> float:
    return sum(numbers) / len(numbers) if numbers else otherwise
