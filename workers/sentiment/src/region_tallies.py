"""Add up a region's articles by source and by ISO week."""

from collections.abc import Callable, Iterable
from datetime import date
from itertools import groupby
from typing import Any

from pydantic import BaseModel

from contracts.sentiment import RegionSentiment, SourceTally, WeekTally


class Cell(BaseModel):
    """Articles of one week, source and label: how many, and the sum of their scores."""

    week: str
    source: str
    label: str
    count: int
    total: float


def region_sentiment(
    region: str, about: str, first: date, last: date, cells: list[Cell]
) -> RegionSentiment:
    """The answer for a region out of its cells, in any order."""
    return RegionSentiment(
        region=region,
        about=about,
        date_from=first,
        date_to=last,
        sources=_by_source(cells),
        weeks=[_week(week, found) for week, found in _grouped(cells, lambda cell: cell.week)],
        **_tally(cells),
    )


def _week(week: str, cells: list[Cell]) -> WeekTally:
    monday = date.fromisoformat(f"{week}-1")
    return WeekTally(week=week, starts_on=monday, sources=_by_source(cells), **_tally(cells))


def _by_source(cells: list[Cell]) -> list[SourceTally]:
    groups = _grouped(cells, lambda cell: cell.source)
    return [SourceTally(source=source, **_tally(found)) for source, found in groups]


def _grouped(cells: list[Cell], key: Callable[[Cell], str]) -> Iterable[tuple[str, list[Cell]]]:
    for name, found in groupby(sorted(cells, key=key), key=key):
        yield name, list(found)


def _tally(cells: list[Cell]) -> dict[str, Any]:
    """Count, mean score and labels of some cells."""
    count = sum(cell.count for cell in cells)
    labels = {
        label: sum(cell.count for cell in cells if cell.label == label)
        for label in ("positive", "negative", "neutral")
    }
    mean = round(sum(cell.total for cell in cells) / count, 4) if count else None
    return {"count": count, "score": mean, **labels}
