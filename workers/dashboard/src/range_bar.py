"""A value as people think of it: a bar from low to high, with estimate and asking price on it."""

from html import escape
from typing import NamedTuple

from contracts.valuation import Estimate
from markup import dollars, short_dollars

AROUND = 0.25  # of the range's width that is shown on either side, at least
FARTHEST = 1.5  # widths of the range at which an asking price is still drawn in its place
EDGE, CLEAR = 2.0, 98.0  # per cent of the drawing's width, for what lies beyond it
NEAR_EDGE = 18.0  # per cent from an edge where a label can't stand in the middle


class Scale(NamedTuple):
    """The dollars at both ends of the drawing."""

    left: float
    right: float

    def at(self, amount: float) -> float:
        """Where an amount stands, in per cent of the width."""
        return 100 * (amount - self.left) / (self.right - self.left)


def scale_for(value: Estimate, asked: int | None) -> Scale:
    """A scale that holds the range with some room, and the asking price unless it is far off."""
    width = max(value.high - value.low, 1)
    near = asked is not None and (
        value.low - FARTHEST * width <= asked <= value.high + FARTHEST * width
    )
    ends = [value.low, value.high, *([asked] if near and asked is not None else [])]
    room = AROUND * width
    return Scale(min(ends) - room, max(ends) + room)


def range_bar(value: Estimate, asked: int | None) -> str:
    """The drawing, and in words what it shows."""
    scale = scale_for(value, asked)
    low, high = scale.at(value.low), scale.at(value.high)
    shapes = [
        '<rect class="rail" x="0" y="46" width="100%" height="10" rx="5"/>',
        f'<rect class="range" x="{low:.2f}%" y="46" width="{high - low:.2f}%" height="10" rx="5"/>',
        _label(low, 76, "end-label", short_dollars(value.low)),
        _label(high, 76, "end-label", short_dollars(value.high)),
        *_mark(scale.at(value.estimate), "estimate", f"Worth {short_dollars(value.estimate)}", 36),
    ]
    if asked is not None:
        shapes += _asking(scale.at(asked), asked)
    said, height = escape(in_words(value, asked)), 84 if asked is None else 112
    return (
        f'<svg class="range-bar" role="img" aria-label="{said}" width="100%" height="{height}">'
        f"{''.join(shapes)}</svg>"
    )


def in_words(value: Estimate, asked: int | None) -> str:
    """The drawing as a sentence."""
    said = f"Worth about {dollars(value.estimate)}, from {dollars(value.low)} to "
    said += f"{dollars(value.high)} 8 times out of 10"
    return f"{said}; they ask {dollars(asked)}." if asked is not None else f"{said}."


def compared(value: Estimate, asked: int) -> str:
    """The asking price against the value, in words."""
    if value.estimate <= 0:
        return f"They ask {dollars(asked)}."
    apart = abs(value.estimate - asked)
    share = f"{100 * apart / value.estimate:.0f} %"
    side = "below" if asked < value.estimate else "above"
    whole = f"{dollars(apart)} ({share}) {side} the estimate" if apart else "what we estimate"
    if asked < value.low:
        place = "and below the whole range"
    elif asked > value.high:
        place = "and above the whole range"
    else:
        place = "within the range, so it may well be a fair price"
    return f"They ask {dollars(asked)}: {whole}, {place}."


def _mark(at: float, name: str, said: str, label_y: int) -> list[str]:
    return [
        f'<circle class="{name}" cx="{at:.2f}%" cy="51" r="8"/>',
        _label(at, label_y, f"{name}-label", said),
    ]


def _asking(at: float, asked: int) -> list[str]:
    said = f"Asks {short_dollars(asked)}"
    if at < 0 or at > 100:
        said = f"← {said}" if at < 0 else f"{said} →"
        return [_label(EDGE if at < 0 else CLEAR, 104, "asking-label", said)]
    line = (
        f'<line class="asking" x1="{at:.2f}%" x2="{at:.2f}%" y1="38" y2="88"/>'
        f'<circle class="asking" cx="{at:.2f}%" cy="51" r="6"/>'
    )
    return [line, _label(at, 104, "asking-label", said)]


def _label(at: float, y: int, name: str, said: str) -> str:
    """Text at a place, turned inwards near an edge so that nothing of it is cut."""
    anchor = "start" if at < NEAR_EDGE else "end" if at > 100 - NEAR_EDGE else "middle"
    return f'<text class="{name} {anchor}" x="{at:.2f}%" y="{y}">{escape(said)}</text>'
