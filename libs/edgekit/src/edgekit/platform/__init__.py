"""Where Python meets the Workers runtime; nothing outside this package touches JavaScript.

There are two ways across, with one interface (``Bridge``): ``fast`` uses the JavaScript module that
edgekit ships and an event loop of its own, ``plain`` uses only what Pyodide and the platform have.
The fast way is taken when its module is in the bundle; the var ``EDGEKIT_PLAIN`` turns it off.
"""

from .bridge import (
    NO_HEADERS,
    TOO_LARGE,
    Bridge,
    Caller,
    Head,
    PlatformError,
    Reply,
    status_and_text,
)

__all__ = [
    "NO_HEADERS",
    "TOO_LARGE",
    "Bridge",
    "Caller",
    "Head",
    "PlatformError",
    "Reply",
    "status_and_text",
]
