"""The grade of a deal: points for its price, its ROI and its profit.

| measure | most | brings all | brings none |
|---|---|---|---|
| price by MAO | 40 | 0.9 | 1.25 |
| ROI | 35 | `good_roi_percent` | 0 |
| profit | 25 | `good_profit` | 0 |

In between a measure brings evenly less. A loss is never more than an F, whatever its price, and a
deal for which the rule allows no offer has no points.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from contracts.amounts import to_cents
from contracts.offer_grader import Letter, Measure, ScorePart
from offer_grader_figures import HUNDRED, Figures, Numbers, ratio

LETTERS: tuple[tuple[int, Letter], ...] = ((80, "A"), (65, "B"), (50, "C"), (35, "D"), (0, "F"))
MOST_OF_A_LOSS = Decimal(34)
PRICE, ROI, PROFIT = 40, 35, 25
PRICE_FULL, PRICE_NONE = Decimal("0.9"), Decimal("1.25")
ZERO, ONE, TWO = Decimal(0), Decimal(1), Decimal(2)


@dataclass(frozen=True)
class Grade:
    """Points of 100 with two places, and what brought them."""

    points: Decimal
    parts: Sequence[ScorePart]
    decided_by: Measure

    @property
    def score(self) -> int:
        """The points in whole numbers."""
        return whole(self.points)


def graded(of: Numbers, found: Figures) -> Grade:
    """The grade of a deal by its figures."""
    parts = score_parts(of, found)
    points = sum((part.points for part in parts), ZERO)
    if found.mao is None:
        return Grade(ZERO, parts, "no_offer")
    if found.profit < 0:
        return Grade(min(points, MOST_OF_A_LOSS), parts, "loss")
    return Grade(points, parts, max(parts, key=lambda part: part.most - part.points).measure)


def score_parts(of: Numbers, found: Figures) -> list[ScorePart]:
    """What each measure brings."""
    price = None if found.mao is None else ratio(of.offer_price, found.mao)
    return [
        _part("price", price, full_at=PRICE_FULL, none_at=PRICE_NONE, most=PRICE),
        _part("roi", found.roi, full_at=of.good_roi_percent / HUNDRED, none_at=ZERO, most=ROI),
        _part("profit", found.profit, full_at=of.good_profit, none_at=ZERO, most=PROFIT),
    ]


def _part(
    measure: Measure, value: Decimal | None, *, full_at: Decimal, none_at: Decimal, most: int
) -> ScorePart:
    points = ZERO if value is None else most * (value - none_at) / (full_at - none_at)
    return ScorePart(
        measure=measure,
        value=value,
        full_at=full_at,
        none_at=none_at,
        points=to_cents(min(max(points, ZERO), Decimal(most))),
        most=most,
    )


def whole(points: Decimal) -> int:
    """Points as a score, half a point up."""
    return int(points.quantize(ONE, ROUND_HALF_UP))


def careful_score(at_value: Grade, at_low_end: Grade | None) -> int:
    """The score where the value is an estimate: the mean with that at its low end."""
    if at_low_end is None:
        return at_value.score
    return whole((at_value.points + at_low_end.points) / TWO)


def letter(score: int) -> Letter:
    """The letter of a score."""
    return next(name for least, name in LETTERS if score >= least)
