"""A badge as SVG: what it is about, and how that is."""

from contracts.status import FleetStatus, WorkerStatus
from status_markup import text

MEDIA_TYPE = "image/svg+xml; charset=utf-8"
WORDS: dict[FleetStatus | WorkerStatus, str] = {
    "up": "up",
    "degraded": "degraded",
    "down": "down",
    "partial_outage": "partly down",
    "major_outage": "down",
    "maintenance": "maintenance",
    "unknown": "unknown",
}
# White has 4.5:1 on each.
COLOURS: dict[FleetStatus | WorkerStatus, str] = {
    "up": "#14614a",
    "degraded": "#8a5a00",
    "down": "#b3261e",
    "partial_outage": "#b3261e",
    "major_outage": "#b3261e",
    "maintenance": "#2f5d8a",
    "unknown": "#57625c",
}
HEIGHT, PADDING, CHARACTER = 20, 8, 7
WIDE_FROM = "\u1100"  # from Hangul on, characters are about twice as wide


def badge(label: str, status: FleetStatus | WorkerStatus) -> str:
    """The image; its label may be any text."""
    word = WORDS[status]
    left, right = _width(label), _width(word)
    said = text(f"{label}: {word}")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{left + right}" height="{HEIGHT}" '
        f'role="img" aria-label="{said}"><title>{said}</title>'
        f'<rect width="{left}" height="{HEIGHT}" fill="#3a423e"/>'
        f'<rect x="{left}" width="{right}" height="{HEIGHT}" fill="{COLOURS[status]}"/>'
        '<g fill="#fff" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11">'
        f"{_words(PADDING, left, label)}{_words(left + PADDING, right, word)}</g></svg>"
    )


def _words(x: int, width: int, said: str) -> str:
    length = width - 2 * PADDING
    return f'<text x="{x}" y="14" textLength="{length}">{text(said)}</text>'


def _width(said: str) -> int:
    """Pixels, with room on both sides."""
    wide = sum(character >= WIDE_FROM for character in said)
    return 2 * PADDING + CHARACTER * max(1, len(said) + wide)
