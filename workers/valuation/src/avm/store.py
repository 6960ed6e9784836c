"""Reads the artefact that `fleet train` writes: a JSON header and little-endian arrays, gzipped."""

from __future__ import annotations

import gzip
import json
import sys
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

MAGIC = b"hearthstack-avm-2\n"


class ArtefactError(ValueError):
    """The file is not an artefact that this code can read."""


@dataclass(frozen=True)
class Artefact:
    """The header, and the arrays by name."""

    header: dict[str, Any]
    arrays: dict[str, array[Any]]


def read(path: Path) -> Artefact:
    """Read an artefact. Raises ArtefactError when it is not one, or damaged."""
    try:
        content = gzip.decompress(path.read_bytes())
    except (OSError, EOFError) as error:
        raise ArtefactError(
            f"{path.name} can't be read: {error}. Run `fleet train` again."
        ) from error
    if not content.startswith(MAGIC):
        raise ArtefactError(f"{path.name} is of another format. Run `fleet train` again.")
    head, _, body = content[len(MAGIC) :].partition(b"\n")
    header = json.loads(head)
    return Artefact(header, dict(_arrays(header["arrays"], body)))


def _arrays(layout: list[tuple[str, str, int]], body: bytes) -> Iterator[tuple[str, array[Any]]]:
    at = 0
    for name, typecode, count in layout:
        values = array(typecode)
        size = count * values.itemsize
        values.frombytes(body[at : at + size])
        if sys.byteorder == "big":
            values.byteswap()
        at += size
        yield name, values
