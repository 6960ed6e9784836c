"""The graph as an SVG picture: alone in a file it brings its colours, the console gives it its own.

Workers are ``g.worker[data-name]``; calls are ``g.call`` with the names of both ends, several for a
crowd, in ``data-from`` and ``data-to``; a crowd is ``g.crowd`` with its members in ``data-of``.
"""

from collections.abc import Collection, Iterable
from html import escape

from fleet.graph.crowds import Crowd
from fleet.graph.layout import HEIGHT, WIDTH, Box, Layout, Route, arrange
from fleet.graph.order import Calls, calls_of
from fleet.project import Fleet

MARGIN = 20
LEGEND = 44
HEAD_LENGTH, HEAD_WIDTH = 8, 7

STYLE = """
    :root { --paper: #fff; --ink: #1f2328; --quiet: #59636e; --line: #818b98;
            --public: #ddf4ff; --public-edge: #0969da;
            --private: #f6f8fa; --private-edge: #818b98; }
    @media (prefers-color-scheme: dark) {
      :root { --paper: #0d1117; --ink: #f0f6fc; --quiet: #9198a1; --line: #7d8590;
              --public: #0c2d6b; --public-edge: #4493f8;
              --private: #21262d; --private-edge: #7d8590; }
    }
    .paper { fill: var(--paper); }
    text { font: 13px system-ui, sans-serif; fill: var(--ink); text-anchor: middle; }
    .legend text { font-size: 12px; fill: var(--quiet); text-anchor: start; }
    .public rect { fill: var(--public); stroke: var(--public-edge); }
    .private rect { fill: var(--private); stroke: var(--private-edge); stroke-dasharray: 4 3; }
    .crowd text { font-style: italic; fill: var(--quiet); }
    .crowd rect { fill: none; stroke: var(--line); stroke-dasharray: 1 3; }
    .line { fill: none; stroke: var(--line); stroke-width: 1.2; }
    .back .line { stroke-dasharray: 5 3; }
    .head { fill: var(--line); }
"""


def draw(fleet: Fleet) -> str:
    """The whole picture of a fleet as SVG text, with its colours and a legend."""
    private = {name for name, worker in fleet.workers.items() if worker.private}
    return drawing(calls_of(fleet), private, style=STYLE)


def drawing(calls: Calls, private: Collection[str] = (), *, style: str = "") -> str:
    """A graph of calls as SVG text; the ``private`` workers are marked.

    Without ``style`` it is a part of a page, which styles its classes and explains them.
    """
    layout = arrange(calls)
    width = round(MARGIN * 2 + layout.width)
    height = round(MARGIN * 2 + layout.height + (LEGEND if style else 0))
    title = f"The {len(calls)} workers and who calls whom"
    role = "img" if style else "group"
    box = f'viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {box} role="{role}" aria-label="{title}">',
        *(_dress(style, title, width, height) if style else ()),
        f'<g transform="translate({MARGIN} {MARGIN})">',
        *(_call(route, layout.crowds) for route in layout.routes),
        *(_box(box, layout, private, len(calls)) for box in layout.boxes),
        "</g>",
        *(_legend(layout, height) if style else ()),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _dress(style: str, title: str, width: int, height: int) -> Iterable[str]:
    yield f"<title>{title}</title><style>{style}</style>"
    yield f'<rect class="paper" width="{width}" height="{height}"/>'


def _box(box: Box, layout: Layout, private: Collection[str], count: int) -> str:
    crowd = layout.crowds.get(box.name)
    access = "private" if box.name in private else "public"
    text = crowd.label(count) if crowd else box.name
    told = ", ".join(crowd.members) if crowd else f"{box.name} ({access})"
    named = f'class="worker {access}" data-name="{escape(box.name)}"'
    if crowd:
        named = f'class="crowd" data-of="{escape(" ".join(crowd.members))}"'
    return (
        f'<g {named} transform="translate({box.x:.5g} {box.y:.5g})"><title>{escape(told)}</title>'
        f'<rect width="{WIDTH}" height="{HEIGHT}" rx="7"/>'
        f'<text x="{WIDTH / 2:.5g}" y="{HEIGHT / 2 + 4.5:.5g}">{escape(text)}</text></g>'
    )


def _call(route: Route, crowds: dict[str, Crowd]) -> str:
    ends = [" ".join(_members(name, crowds)) for name in (route.source, route.target)]
    style = "call back" if route.leads_back else "call"
    return (
        f'<g class="{style}" data-from="{escape(ends[0])}" data-to="{escape(ends[1])}">'
        f'<path class="line" d="{_line(route)}"/><path class="head" d="{_head(route)}"/></g>'
    )


def _members(name: str, crowds: dict[str, Crowd]) -> tuple[str, ...]:
    return crowds[name].members if name in crowds else (name,)


def _line(route: Route) -> str:
    """From the caller's side to where the arrow's head begins."""
    (x, y), _ = route.stretches[0]
    parts = [f"M{x:.5g} {y:.5g}"]
    for number, ((x1, y1), (x2, y2)) in enumerate(route.stretches):
        if number:
            parts.append(f"H{x1:.5g}")  # along a lane
        last = number == len(route.stretches) - 1
        end = x2 - _onward(route) * HEAD_LENGTH if last else x2
        middle = (x1 + end) / 2
        parts.append(f"C{middle:.5g} {y1:.5g} {middle:.5g} {y2:.5g} {end:.5g} {y2:.5g}")
    return "".join(parts)


def _head(route: Route) -> str:
    x, y = route.stretches[-1][1]
    back = x - _onward(route) * HEAD_LENGTH
    return f"M{x:.5g} {y:.5g}L{back:.5g} {y - HEAD_WIDTH / 2:.5g}V{y + HEAD_WIDTH / 2:.5g}Z"


def _onward(route: Route) -> int:
    return -1 if route.leads_back else 1


def _legend(layout: Layout, height: int) -> Iterable[str]:
    y = height - MARGIN - 12
    yield f'<g class="legend" transform="translate({MARGIN} {y})">'
    yield '<g class="public"><rect width="18" height="12" rx="3"/></g>'
    yield '<text x="25" y="10">public</text>'
    yield '<g class="private"><rect x="80" width="18" height="12" rx="3"/></g>'
    yield '<text x="105" y="10">reached only over a binding</text>'
    if any(route.leads_back for route in layout.routes):
        yield '<g class="call back"><path class="line" d="M285 6H307"/></g>'
        yield '<text x="314" y="10">closes a circle</text>'
    yield "</g>"
