"""Hosts that have photos of homes, such as a listing service's: each path is a picture."""

import gzip
import zlib

from fleet.dev.providers.base import Answer, Exchange, StandIn

MISSING, PACKED = "/missing/", "/packed/"
WIDTH, HEIGHT = 800, 600  # pixels


class Photos(StandIn):
    """Answers a PNG whose colour comes of the path; nothing below ``/missing/``.

    Below ``/packed/`` it comes compressed once more, as some servers do with all that they have.
    """

    name = "photos"
    hosts = ("photos.example.com", "listing-photos.example")

    def answer(self, exchange: Exchange) -> Answer:
        """Answer with the picture of a path."""
        if MISSING in exchange.path:
            return Answer.text("There is no such photo.", 404)
        # The name tells a wrong type, as names do.
        headers = {"content-type": "application/octet-stream"}
        content = picture(exchange.path)
        if PACKED in exchange.path:
            return Answer(
                200, gzip.compress(content, mtime=0), headers | {"content-encoding": "gzip"}
            )
        return Answer(200, content, headers)


def picture(path: str) -> bytes:
    """A PNG (ISO/IEC 15948) of one colour, the same for the same path."""
    colour = zlib.crc32(path.encode()).to_bytes(4)[:3]
    row = b"\0" + colour * WIDTH
    header = WIDTH.to_bytes(4) + HEIGHT.to_bytes(4) + b"\x08\x02\0\0\0"
    chunks = (b"IHDR", header), (b"IDAT", zlib.compress(row * HEIGHT)), (b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in chunks)


def _chunk(kind: bytes, data: bytes) -> bytes:
    checked = kind + data
    return len(data).to_bytes(4) + checked + zlib.crc32(checked).to_bytes(4)
