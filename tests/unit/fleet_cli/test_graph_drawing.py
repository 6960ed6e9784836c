"""The picture as it lies on the paper: its boxes and lines are read back from the SVG."""

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, pairwise
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from fleet.graph.crowds import MANY
from fleet.graph.svg import STYLE, draw, drawing

from . import fleet_of_28

NAMES = [f"w{number}" for number in range(12)]
GRAPHS = st.fixed_dictionaries(
    {
        name: st.lists(st.sampled_from([n for n in NAMES if n != name]), unique=True, max_size=5)
        for name in NAMES
    }
)
SVG = "{http://www.w3.org/2000/svg}"
STEPS = 24  # pieces that a curve is looked at in
Point = tuple[float, float]


@dataclass(frozen=True)
class Rectangle:
    name: str
    left: float
    top: float
    right: float
    bottom: float

    def overlaps(self, other: "Rectangle") -> bool:
        apart = self.right < other.left or other.right < self.left
        return not (apart or self.bottom < other.top or other.bottom < self.top)

    def has_inside(self, point: Point) -> bool:
        return self.left < point[0] < self.right and self.top < point[1] < self.bottom

    def has_on_a_side(self, point: Point) -> bool:
        at_a_side = abs(point[0] - self.left) < 0.1 or abs(point[0] - self.right) < 0.1
        return at_a_side and self.top <= point[1] <= self.bottom


@dataclass(frozen=True)
class Arrow:
    callers: list[str]
    called: list[str]
    points: list[Point]
    tip: Point

    @property
    def lies_before_its_tip(self) -> bool:
        (x, y), (tip_x, tip_y) = self.points[-1], self.tip
        return abs(y - tip_y) < 0.1 and 1 < abs(tip_x - x) < 12


class Picture:
    def __init__(self, text: str) -> None:
        self.root = ET.fromstring(text)
        groups = [group for group in self.root.iter(f"{SVG}g") if "class" in group.attrib]
        self.boxes = [_rectangle(g) for g in groups if g.attrib["class"].split()[0] in KINDS]
        self.arrows = [_arrow(group) for group in groups if "data-from" in group.attrib]

    def ends(self, arrow: Arrow) -> list[Rectangle]:
        """The boxes that an arrow begins and ends at, by where it lies."""
        return [
            next(box for box in self.boxes if box.has_on_a_side(point))
            for point in (arrow.points[0], arrow.tip)
        ]


KINDS = ("worker", "crowd")


def _rectangle(group: ET.Element) -> Rectangle:
    x, y = map(float, group.attrib["transform"][10:-1].split())
    rectangle = group.find(f"{SVG}rect")
    assert rectangle is not None
    width, height = (float(rectangle.attrib[name]) for name in ("width", "height"))
    return Rectangle(group.get("data-name", ""), x, y, x + width, y + height)


def _arrow(group: ET.Element) -> Arrow:
    line, head = group.findall(f"{SVG}path")
    assert (line.attrib["class"], head.attrib["class"]) == ("line", "head")
    tip = next(_points(head.attrib["d"].replace("L", "M")))
    points = list(_points(line.attrib["d"]))
    return Arrow(group.attrib["data-from"].split(), group.attrib["data-to"].split(), points, tip)


def _points(path: str) -> Iterator[Point]:
    """Points close together along a path of M, H and C."""
    at: Point = (0, 0)
    for command, text in re.findall(r"([A-Z])([^A-Z]*)", path):
        numbers = [float(number) for number in text.split()]
        if command == "M":
            at = (numbers[0], numbers[1])
            yield at
        elif command == "H":
            yield from _along(at, at, (numbers[0], at[1]), (numbers[0], at[1]))
            at = (numbers[0], at[1])
        elif command == "C":
            one, two, end = zip(numbers[::2], numbers[1::2], strict=True)
            yield from _along(at, one, two, end)
            at = end


def _along(a: Point, b: Point, c: Point, d: Point) -> Iterator[Point]:
    for step in range(1, STEPS + 1):
        t = step / STEPS
        s = 1 - t
        yield tuple(  # type: ignore[misc]
            s**3 * a[i] + 3 * s * s * t * b[i] + 3 * s * t * t * c[i] + t**3 * d[i] for i in (0, 1)
        )


def assert_readable(calls: dict[str, list[str]]) -> None:
    picture = Picture(drawing(calls))
    assert sorted(box.name for box in picture.boxes if box.name) == sorted(calls)
    for one, other in combinations(picture.boxes, 2):
        assert not one.overlaps(other), (one, other)
    for arrow in picture.arrows:
        assert arrow.lies_before_its_tip
        for end, names in zip(picture.ends(arrow), (arrow.callers, arrow.called), strict=True):
            assert [end.name or names] in ([names[0]], [names])
        for box in picture.boxes:
            assert not any(map(box.has_inside, arrow.points)), (arrow.callers, box.name)
    drawn = {(a, b) for arrow in picture.arrows for a in arrow.callers for b in arrow.called}
    assert drawn == {(name, target) for name, targets in calls.items() for target in targets}


def test_a_fleet_of_28_is_readable() -> None:
    assert len(fleet_of_28.NAMES) == 28
    assert_readable(fleet_of_28.calls())


@given(GRAPHS)
def test_whatever_the_calls_no_line_runs_through_a_box_and_each_has_its_arrow(
    calls: dict[str, list[str]],
) -> None:
    assert_readable(calls)


def test_the_same_calls_give_the_same_picture() -> None:
    calls = fleet_of_28.calls()
    turned = {name: calls[name][::-1] for name in reversed(calls)}
    assert len({drawing(calls), drawing(dict(calls)), drawing(turned)}) == 1


def test_who_is_called_by_everybody_has_one_arrow_that_stands_apart() -> None:
    picture = Picture(drawing(fleet_of_28.calls()))
    [arrow] = [each for each in picture.arrows if each.called == ["slack-intel"]]
    assert arrow.callers == [name for name in fleet_of_28.NAMES if name != "slack-intel"]
    single = [each for each in picture.arrows if len(each.callers) == len(each.called) == 1]
    assert arrow.tip[1] > max(y for each in single for _, y in each.points)


def test_who_calls_nearly_all_has_one_arrow_to_them_all() -> None:
    many = [f"t{number}" for number in range(MANY + 1)]
    picture = Picture(drawing({"status": many, "apart": [], **{name: [] for name in many}}))
    [arrow] = picture.arrows
    assert (arrow.callers, arrow.called) == (["status"], many)
    assert f"{MANY + 1} workers" in [text.text for text in picture.root.iter(f"{SVG}text")]


def test_calls_that_lead_back_are_told_from_the_others() -> None:
    circle = {"leads": ["sms"], "sms": ["lead-bot"], "lead-bot": ["leads"]}
    groups = ET.fromstring(drawing(circle, style=STYLE)).iter(f"{SVG}g")
    styles = [g.attrib["class"] for g in groups if "data-from" in g.attrib]
    assert sorted(styles) == ["call", "call", "call back"]
    assert "closes a circle" in drawing(circle, style=STYLE)
    assert "closes a circle" not in drawing({"leads": ["sms"], "sms": []}, style=STYLE)


def test_every_box_lies_on_the_paper() -> None:
    picture = Picture(drawing(fleet_of_28.calls()))
    _, _, width, height = map(float, picture.root.attrib["viewBox"].split())
    for box in picture.boxes:
        assert 0 <= box.left < box.right <= width
        assert 0 <= box.top < box.bottom <= height
    columns = sorted({box.left for box in picture.boxes})
    assert all(right - left > 200 for left, right in pairwise(columns))


def test_a_fleets_picture_is_valid_xml_and_follows_the_theme(sample: Any) -> None:
    sample.worker("valuation")
    services = [{"binding": name.upper(), "service": name} for name in ("valuation", "slack-intel")]
    sample.worker("leads", services=services)
    picture = Picture(draw(sample.read()))
    assert {box.name for box in picture.boxes} == {"slack-intel", "valuation", "leads"}
    assert len(picture.arrows) == 3
    assert "prefers-color-scheme: dark" in draw(sample.read())
