"""Dice that fall the same way every time: each question has its own."""

import base64
import hashlib
from random import Random

SEED = "hearthstack"


def dice(*about: object) -> Random:
    """The dice for one question, such as ``dice("visitors", 12)``."""
    return Random("/".join([SEED, *map(str, about)]))  # noqa: S311 - a story, no secret


def story_id(prefix: str, *about: object) -> str:
    """An id as the workers make them, the same every time."""
    digest = hashlib.sha256("/".join([SEED, prefix, *map(str, about)]).encode()).digest()
    return f"{prefix}_{base64.b32encode(digest[:16]).decode().rstrip('=').lower()}"
