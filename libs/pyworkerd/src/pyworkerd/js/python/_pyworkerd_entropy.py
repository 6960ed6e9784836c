"""Warns of randomness that a worker's own code draws while it is imported.

Cloudflare imports a worker once, into a snapshot from which many isolates start, and refuses it:
https://developers.cloudflare.com/workers/languages/python/how-python-workers-work/
"""

import os
import random
import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from types import FrameType, ModuleType
from typing import Any

# `uuid` and `secrets` come down to these.
DRAWING: dict[ModuleType, tuple[str, ...]] = {
    os: ("urandom",),
    random: (
        *("_urandom", "random", "getrandbits", "randbytes", "randint", "randrange", "uniform"),
        *("choice", "choices", "sample", "shuffle", "gauss"),
    ),
}
TEXT = "Cloudflare refuses randomness while a worker is imported: draw it in a handler."

_importing = False


@contextmanager
def entropy_is_told(own: str, vendored: str) -> Iterator[None]:
    """Warn, while the block runs, of each line below ``own`` but not below ``vendored``."""
    global _importing
    drawing = [(module, name) for module, names in DRAWING.items() for name in names]
    real = [getattr(module, name) for module, name in drawing]
    for (module, name), function in zip(drawing, real, strict=True):
        setattr(module, name, _telling(function, own, vendored))
    _importing = True
    try:
        yield
    finally:
        _importing = False
        for (module, name), function in zip(drawing, real, strict=True):
            setattr(module, name, function)


def _telling(function: Callable[..., Any], own: str, vendored: str) -> Callable[..., Any]:
    @wraps(function)
    def telling(*args: Any, **named: Any) -> Any:
        # Who has imported the name keeps this function.
        if _importing:
            _warn(sys._getframe(1), own, vendored)
        return function(*args, **named)

    return telling


def _warn(frame: FrameType | None, own: str, vendored: str) -> None:
    # What a package draws is between it and the SDK, which knows the packages that may.
    while frame is not None and not frame.f_code.co_filename.startswith(f"{own}/"):
        frame = frame.f_back
    if frame is not None and not frame.f_code.co_filename.startswith(f"{vendored}/"):
        warnings.warn_explicit(TEXT, RuntimeWarning, frame.f_code.co_filename, frame.f_lineno)
