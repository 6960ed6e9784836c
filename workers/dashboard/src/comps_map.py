"""The comparable sales around a home, drawn from their coordinates: rings, a scale, no tiles."""

import math
from collections.abc import Sequence
from typing import NamedTuple

from contracts.comps import Comp
from markup import dollars

WIDTH, HEIGHT = 380, 332
RADIUS = 138  # pixels from the home to the outer ring
KM_A_MILE = 1.609344
KM_A_DEGREE = 111.32  # of latitude
RINGS = 3
STEPS = (0.1, 0.2, 0.25, 0.5, 1, 2, 5, 10)  # miles between rings
FRACTIONS = {0.25: "¼", 0.5: "½", 0.75: "¾"}


class Spot(NamedTuple):
    """A place on the drawing, in pixels."""

    x: float
    y: float


def comps_map(lat: float, lon: float, comps: Sequence[Comp]) -> str:
    """The drawing; a sale's number is its row's in the table."""
    step = step_for(max((comp.distance_km for comp in comps), default=0) / KM_A_MILE)
    middle = Spot(WIDTH / 2, HEIGHT / 2 - 4)
    spots = [spot_of(comp, lat, lon, step, middle) for comp in comps]
    radii = [RADIUS * number / RINGS for number in range(1, RINGS + 1)]
    rings = "".join(_ring(radius, middle) for radius in radii)
    labels = "".join(
        _ring_label(radius, number * step, middle) for number, radius in enumerate(radii, 1)
    )
    # The most similar sale is drawn last, so that it lies on top.
    sales = "".join(_sale(*numbered) for numbered in reversed(_numbered(spots, comps)))
    home = (
        f'<g class="home"><circle cx="{middle.x:g}" cy="{middle.y:g}" r="11"/>'
        f'<path d="M{middle.x - 6:g} {middle.y:g}l6-6 6 6v5.5h-4v-4h-4v4h-4z"/></g>'
    )
    said = f"Map of {len(comps)} comparable sales around the home, the farthest "
    said += f"{miles(max((comp.distance_km for comp in comps), default=0))} away; north is up."
    return (
        f'<svg class="comps-map" role="img" aria-label="{said}" viewBox="0 0 {WIDTH} {HEIGHT}">'
        f"{rings}{sales}{home}{labels}{_scale_bar(step)}{_north()}</svg>"
    )


def step_for(farthest: float) -> float:
    """The miles between rings that let the outer ring hold the farthest sale."""
    return next((step for step in STEPS if RINGS * step >= farthest), STEPS[-1])


def spot_of(comp: Comp, lat: float, lon: float, step: float, middle: Spot) -> Spot:
    """Where a sale lies; one that is beyond the drawing stands at its edge."""
    north = (comp.lat - lat) * KM_A_DEGREE / KM_A_MILE
    east = (comp.lon - lon) * KM_A_DEGREE * math.cos(math.radians(lat)) / KM_A_MILE
    a_mile = RADIUS / (RINGS * step)
    away = math.hypot(north, east) * a_mile
    shrink = min(1.0, RADIUS / away) if away else 1.0
    return Spot(middle.x + east * a_mile * shrink, middle.y - north * a_mile * shrink)


def miles(km: float) -> str:
    """A distance as people say it."""
    distance = km / KM_A_MILE
    return f"{distance:.1f} mi" if distance >= 0.1 else f"{distance * 5280:.0f} ft"


def _numbered(spots: list[Spot], comps: Sequence[Comp]) -> list[tuple[int, Spot, Comp]]:
    return [(n, spot, comp) for n, (spot, comp) in enumerate(zip(spots, comps, strict=True), 1)]


def _sale(number: int, spot: Spot, comp: Comp) -> str:
    said = f"{number}: {dollars(comp.price)}, {miles(comp.distance_km)} away"
    return (
        f'<g class="sale"><title>{said}</title><circle cx="{spot.x:.1f}" cy="{spot.y:.1f}" r="9"/>'
        f'<text x="{spot.x:.1f}" y="{spot.y + 4:.1f}">{number}</text></g>'
    )


def _ring(radius: float, middle: Spot) -> str:
    return f'<circle class="ring" cx="{middle.x:g}" cy="{middle.y:g}" r="{radius:.1f}"/>'


def _ring_label(radius: float, distance: float, middle: Spot) -> str:
    y = middle.y - radius - 3
    return f'<text class="ring-label" x="{middle.x:g}" y="{y:.1f}">{_said(distance)}</text>'


def _scale_bar(step: float) -> str:
    length, y = RADIUS / RINGS, HEIGHT - 8
    return (
        f'<path class="scale" d="M10 {y - 5}v5h{length:.1f}v-5"/>'
        f'<text class="scale-label" x="{16 + length:.1f}" y="{y}">{_said(step)}</text>'
    )


def _north() -> str:
    arrow = f'<path class="north" d="M{WIDTH - 18} 30v-18m-5 6l5-6 5 6"/>'
    return f'{arrow}<text class="north-label" x="{WIDTH - 18}" y="44">N</text>'


def _said(distance: float) -> str:
    whole, part = int(distance), distance % 1
    if part in FRACTIONS:
        return f"{whole or ''}{FRACTIONS[part]} mi"
    return f"{distance:.1f} mi" if part else f"{whole} mi"
