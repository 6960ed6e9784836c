"""About where a ZIP code lies, by its first three digits.

Made of GeoNames, CC BY 3.0 (``fleet.seeds.zip_areas``).
"""

from pathlib import Path

FAR = 1.0
"""Degrees, about 75 to 110 km: the boxes hold the middles of ZIP codes, some roughly placed."""


def _areas() -> dict[str, tuple[float, ...]]:
    lines = (Path(__file__).parent / "zip_areas.tsv").read_text().splitlines()
    return {digits: tuple(map(float, box)) for digits, *box in map(str.split, lines)}


_AREAS = _areas()


def lies_far_off(zip_code: str, lat: float, lon: float) -> bool:
    """Whether a place can't be in a ZIP code by far; of an unknown ZIP code nothing is said."""
    box = _AREAS.get(zip_code[:3])
    if box is None:
        return False
    south, west, north, east = box
    return not (south - FAR <= lat <= north + FAR and west - FAR <= lon <= east + FAR)
