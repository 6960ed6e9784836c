"""How sure a place is, from 0 to 1."""

MATCHED = 0.9
AMBIGUOUS = 0.6  # several matches: the first is taken
CENTRE = {"zip": 0.3, "county": 0.1}
MOST_ALTERNATIVES = 9


def matched(label: str, all_labels: list[str]) -> tuple[float, list[str] | None]:
    """How sure the match of a label is among all that were found, and the other labels if any."""
    others = [other for other in dict.fromkeys(all_labels) if other != label]
    sure = MATCHED if len(all_labels) == 1 else AMBIGUOUS
    return sure, others[:MOST_ALTERNATIVES] or None
