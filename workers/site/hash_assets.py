"""Write the digests of `public/` into `src/site_assets.py`, once, when a static file has changed.

Pages name a static file with a digest of its content, so that browsers may keep it for ever. The
worker can't read the files, which the platform serves; a test fails when the digests are old.

Run as `python workers/site/hash_assets.py` after editing one, or libs/design/tokens.css.
"""

import hashlib
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
TARGET = HERE / "src" / "site_assets.py"
PUBLIC = ("card.png", "icon.svg", "site.css", "site.js")
FILES = {name: HERE / "public" / name for name in PUBLIC} | {
    "vendor/tokens.css": HERE.parents[1] / "libs" / "design" / "tokens.css"
}
HEADER = '''"""Digests of the static files, made by hash_assets.py: run it when one changes."""

VERSIONS = {
'''


def render() -> str:
    """The text of the generated module."""
    return HEADER + "".join(f'    "{name}": "{digest(name)}",\n' for name in FILES) + "}\n"


def digest(name: str) -> str:
    """What changes with a file's content."""
    return hashlib.sha256(FILES[name].read_bytes()).hexdigest()[:12]


if __name__ == "__main__":
    TARGET.write_text(render(), encoding="utf-8")
    sys.stdout.write(f"Wrote {TARGET.relative_to(HERE)}.\n")
