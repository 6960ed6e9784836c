"""Sales with facts hidden, as people ask: the model must say how much less it knows then."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from train.columns import Columns
from train.sales import Sales


def patterns(columns: Columns) -> Iterator[tuple[str, frozenset[str]]]:
    """What is said, and the facts that it leaves unsaid."""
    names = [f.name for f in columns.features]
    groups = list(dict.fromkeys(f.group for f in columns.features))
    size = frozenset(f.name for f in columns.features if f.group == groups[0])
    yield "only the place", frozenset(names)
    yield f"the place and {names[0]}", frozenset(names[1:])
    yield f"the place and {groups[0]}", frozenset(names) - size
    for group in groups:
        facts = frozenset(f.name for f in columns.features if f.group == group)
        yield f"all but {group}", facts


def hide(sales: Sales, names: frozenset[str]) -> Sales:
    """The same sales with these facts unknown."""
    nothing = np.full(len(sales), np.nan)
    facts = {k: nothing if k in names else v for k, v in sales.facts.items()}
    blank = ("",) * len(sales)
    labels = {k: blank if k in names else v for k, v in sales.labels.items()}
    return replace(sales, facts=facts, labels=labels)
