"""Smaller images, by the platform's image resizing where the worker has it.

https://developers.cloudflare.com/images/transform-images/bindings/
"""

from bisect import bisect_left
from typing import Any

from contracts.media import MediaType
from edgekit import PlatformError
from edgekit.platform.values import js_object
from media_vars import Ctx

BINDING = "IMAGES"
WIDTHS = (160, 320, 480, 640, 960, 1280, 1920, 2560)
"""Pixels. What is asked for is rounded up to one of these, so that no link makes a thousand."""
WIDEST = 4096
OUTPUTS: dict[str, MediaType] = {
    "image/jpeg": "image/jpeg",
    "image/png": "image/png",
    "image/webp": "image/webp",
    "image/avif": "image/avif",
    "image/heic": "image/jpeg",
}
"""What becomes of each type. A GIF would lose its motion; browsers don't show HEIC."""
TIMEOUT_MS = 20_000


def step(width: int) -> int:
    """The width that is made where ``width`` is asked for."""
    return WIDTHS[min(bisect_left(WIDTHS, width), len(WIDTHS) - 1)]


def output(media_type: str, width: int | None, ctx: Ctx) -> MediaType | None:
    """The type of a smaller image; ``None`` where there is to be none."""
    if width is None or ctx.worker.bindings[BINDING] is None:
        return None
    return OUTPUTS.get(media_type)


async def resized(body: Any, output: MediaType, width: int, ctx: Ctx) -> Any:
    """The bytes of an image, at most as wide, as a JavaScript stream; ``body`` is one too.

    ``None`` where the platform does not do it, which is logged.
    """
    how = js_object({"width": step(width), "fit": "scale-down"})
    try:
        images = ctx.binding(BINDING).input(body).transform(how)
        made = js_object({"format": output})
        answer = await ctx.bridge.within(TIMEOUT_MS, images, "output", made)
    except PlatformError as error:
        ctx.log.warning("not_resized", error=str(error)[:300])
        return None
    return answer.image()
