"""The chat box for any page, as a browser gets it."""

import hashlib
from pathlib import Path

SCRIPT = Path(__file__).with_name("widget.js").read_text(encoding="utf-8")
MEDIA_TYPE = "text/javascript; charset=utf-8"
ETAG = f'"{hashlib.sha256(SCRIPT.encode()).hexdigest()[:32]}"'
HEADERS = {
    "ETag": ETAG,
    "Cache-Control": "public, max-age=300, stale-while-revalidate=86400",
    # Pages with a Cross-Origin-Embedder-Policy take no script without it.
    "Cross-Origin-Resource-Policy": "cross-origin",
}
