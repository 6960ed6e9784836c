"""The graph as an SVG picture that follows the reader's light or dark theme."""

from collections.abc import Iterator
from html import escape
from itertools import pairwise

from fleet.graph.layout import Layout, Place, arrange
from fleet.graph.order import business_calls
from fleet.project import REPORTS_TO, Fleet, Worker

WIDTH, HEIGHT = 150, 36  # of a worker's box
COLUMN, ROW = 230, 58  # from one box to the next
MARGIN = 24
LEGEND = 56

STYLE = """
    :root { --paper: #fff; --ink: #1f2328; --quiet: #59636e; --line: #8c959f;
            --public: #ddf4ff; --public-edge: #0969da;
            --private: #f6f8fa; --private-edge: #818b98; }
    @media (prefers-color-scheme: dark) {
      :root { --paper: #0d1117; --ink: #f0f6fc; --quiet: #9198a1; --line: #656c76;
              --public: #0c2d6b; --public-edge: #4493f8;
              --private: #21262d; --private-edge: #656c76; }
    }
    .paper { fill: var(--paper); }
    text { font: 13px system-ui, sans-serif; fill: var(--ink); }
    .name { text-anchor: middle; }
    .quiet { font-size: 11px; fill: var(--quiet); }
    .public rect { fill: var(--public); stroke: var(--public-edge); }
    .private rect { fill: var(--private); stroke: var(--private-edge); stroke-dasharray: 4 3; }
    .call { fill: none; stroke: var(--line); stroke-width: 1.2; }
    .head { marker-end: url(#arrow); }
    #arrow path { fill: var(--line); }
"""

ARROW = (
    '<defs><marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7"'
    ' orient="auto"><path d="M0 0 8 4 0 8z"/></marker></defs>'
)


def draw(fleet: Fleet) -> str:
    """The whole picture as SVG text."""
    layout = arrange(business_calls(fleet))
    width = MARGIN * 2 + COLUMN * (layout.columns - 1) + WIDTH
    height = round(MARGIN * 2 + ROW * (layout.rows - 1) + HEIGHT + LEGEND)
    title = f"The {len(fleet.workers)} workers and who calls whom"
    box = f'viewBox="0 0 {width} {height}" role="img" aria-label="{title}"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {box}>',
        f"<title>{title}</title><style>{STYLE}</style>{ARROW}",
        f'<rect class="paper" width="{width}" height="{height}"/>',
        *dict.fromkeys(line for call in layout.calls for line in _lines(call)),
        *(_box(fleet.workers[name], place, layout) for name, place in layout.places.items()),
        _legend(fleet, height),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _corner(place: Place) -> tuple[float, float]:
    return MARGIN + place.column * COLUMN, MARGIN + place.row * ROW


def _box(worker: Worker, place: Place, layout: Layout) -> str:
    x, y = _corner(place)
    access = "private" if worker.private else "public"
    summary = escape(f"{worker.name} ({access})")
    caption = ""
    if worker.name in layout.busy:
        said = f"calls {layout.busy[worker.name]} workers"
        caption = f'<text class="name quiet" x="{WIDTH / 2}" y="{HEIGHT + 13}">{said}</text>'
    return (
        f'<g class="{access}" transform="translate({x:.5g} {y:.5g})"><title>{summary}</title>'
        f'<rect width="{WIDTH}" height="{HEIGHT}" rx="7"/>'
        f'<text class="name" x="{WIDTH / 2:.5g}" y="{HEIGHT / 2 + 4.5:.5g}">'
        f"{escape(worker.name)}</text>{caption}</g>"
    )


def _lines(call: list[Place]) -> Iterator[str]:
    """The stretches of one call; those in a lane are the same for all calls to one target."""
    for source, target in pairwise(call):
        last = target is call[-1]
        tail, style = ("", "call head") if last else (f"h{WIDTH}", "call")
        yield f'<path class="{style}" d="{_stretch(source, target)}{tail}"/>'


def _stretch(source: Place, target: Place) -> str:
    """From the right of one place to the left of the next."""
    x1, y1 = _corner(source)
    x2, y2 = _corner(target)
    x1, y1, y2 = x1 + WIDTH, y1 + HEIGHT / 2, y2 + HEIGHT / 2
    if target.column > source.column:
        middle = (x1 + x2) / 2
        return f"M{x1:.5g} {y1:.5g}C{middle:.5g} {y1:.5g} {middle:.5g} {y2:.5g} {x2:.5g} {y2:.5g}"
    # Within a circle a call goes up, down or back: round the right-hand side of both boxes.
    x2 += WIDTH
    bulge = max(x1, x2) + 20 + abs(y2 - y1) / 6
    return f"M{x1:.5g} {y1:.5g}C{bulge:.5g} {y1:.5g} {bulge:.5g} {y2:.5g} {x2:.5g} {y2:.5g}"


def _legend(fleet: Fleet, height: int) -> str:
    y = height - MARGIN - 10
    reports = f"Every worker also reports to {REPORTS_TO}." if REPORTS_TO in fleet.workers else ""
    return (
        f'<g class="public"><rect x="{MARGIN}" y="{y}" width="18" height="12" rx="3"/></g>'
        f'<text class="quiet" x="{MARGIN + 25}" y="{y + 10}">public</text>'
        f'<g class="private"><rect x="{MARGIN + 80}" y="{y}" width="18" height="12" rx="3"/></g>'
        f'<text class="quiet" x="{MARGIN + 105}" y="{y + 10}">reached only over a binding. '
        f"{reports}</text>"
    )
