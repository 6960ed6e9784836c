"""What kind of image some bytes are, by their beginning: names and headers don't count.

The signatures are those of the WHATWG's MIME Sniffing standard (https://mimesniff.spec.whatwg.org),
and for AVIF and HEIC the brands of ISO/IEC 14496-12.
"""

from contracts.media import MediaType

LOOKED_AT = 64
"""Bytes of a file that are enough to know its kind."""
SIGNATURES: tuple[tuple[bytes, MediaType], ...] = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
)
BRANDS: dict[bytes, MediaType] = {
    **dict.fromkeys((b"avif", b"avis"), "image/avif"),
    **dict.fromkeys((b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx"), "image/heic"),
}
EXTENSIONS: dict[MediaType, tuple[str, ...]] = {
    "image/jpeg": (".jpg", ".jpeg"),
    "image/png": (".png",),
    "image/gif": (".gif",),
    "image/webp": (".webp",),
    "image/avif": (".avif",),
    "image/heic": (".heic", ".heif"),
}
"""Endings of names, the usual one first."""


def kind_of(beginning: bytes) -> MediaType | None:
    """The type of an image that begins so; ``None`` for anything that is not kept.

    >>> kind_of(b"GIF89a..."), kind_of(b"<svg onload='…'>".replace("…".encode(), b""))
    ('image/gif', None)
    """
    for signature, kind in SIGNATURES:
        if beginning.startswith(signature):
            return kind
    if beginning[:4] == b"RIFF" and beginning[8:14] == b"WEBPVP":
        return "image/webp"
    return _kind_by_brand(beginning) if beginning[4:8] == b"ftyp" else None


def _kind_by_brand(beginning: bytes) -> MediaType | None:
    """The first brand that is known: the major one, or of those that it is compatible with."""
    end = min(int.from_bytes(beginning[:4]), len(beginning))
    places = (8, *range(16, end - 3, 4))
    brands = (beginning[place : place + 4] for place in places)
    return next((BRANDS[brand] for brand in brands if brand in BRANDS), None)
