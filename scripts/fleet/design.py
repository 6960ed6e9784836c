"""The house's design tokens: one file, copied to every worker that serves pages of its own."""

import shutil
from collections.abc import Iterable
from pathlib import Path

TOKENS = Path("libs") / "design" / "tokens.css"
COPIES = Path("public") / "vendor"


def copy_tokens(root: Path, folders: Iterable[Path]) -> None:
    """Put the tokens into ``public/vendor/`` of the workers in these folders that have assets."""
    source = root / TOKENS
    if not source.is_file():
        return
    for folder in folders:
        if (folder / "public").is_dir():
            target = folder / COPIES / source.name
            target.parent.mkdir(exist_ok=True)
            if not target.is_file() or target.read_bytes() != source.read_bytes():
                shutil.copyfile(source, target)


def is_copy(path: Path) -> bool:
    """Whether a path is of what is copied to a worker from elsewhere: nobody edits it there."""
    return f"/{COPIES.as_posix()}/" in f"{path.as_posix()}/"
