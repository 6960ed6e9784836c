"""Sales with facts hidden, as people ask: the model must say how much less it knows then."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from train.columns import Columns
from train.sales import Sales


def patterns(columns: Columns) -> Iterator[tuple[str, frozenset[str]]]:
    """What is said, and the facts that it leaves unsaid."""
    names = frozenset(f.name for f in columns.features)
    yield "only the place", names
    for count, name in enumerate(columns.told, start=1):
        said = f"and {name}" if count > 1 else f"the place and {name}"
        yield said.replace("_", " "), names - set(columns.told[:count])
    for group in dict.fromkeys(f.group for f in columns.features):
        yield f"all but {group}", frozenset(f.name for f in columns.features if f.group == group)


def hide(sales: Sales, names: frozenset[str]) -> Sales:
    """The same sales with these facts unknown."""
    nothing = np.full(len(sales), np.nan)
    facts = {k: nothing if k in names else v for k, v in sales.facts.items()}
    blank = ("",) * len(sales)
    labels = {k: blank if k in names else v for k, v in sales.labels.items()}
    return replace(sales, facts=facts, labels=labels)
