"""The house's design tokens: one file, copied to every worker that serves pages of its own."""

import shutil
from collections.abc import Iterable
from pathlib import Path

TOKENS = Path("libs") / "design" / "tokens.css"


def copy_tokens(root: Path, folders: Iterable[Path]) -> None:
    """Put the tokens into ``public/vendor/`` of the workers in these folders that have assets."""
    source = root / TOKENS
    if not source.is_file():
        return
    for folder in folders:
        if (folder / "public").is_dir():
            target = folder / "public" / "vendor" / source.name
            target.parent.mkdir(exist_ok=True)
            if not target.is_file() or target.read_bytes() != source.read_bytes():
                shutil.copyfile(source, target)
