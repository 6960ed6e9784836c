"""What kind of image some bytes are, and what they are called."""

import re
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from media_names import clean_name, disposition
from media_types import EXTENSIONS, LOOKED_AT, kind_of

FTYP = (24).to_bytes(4) + b"ftyp"
IMAGES = {
    b"\xff\xd8\xff\xe0\0\x10JFIF": "image/jpeg",
    b"\xff\xd8\xff\xdb": "image/jpeg",
    b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR": "image/png",
    b"GIF87a": "image/gif",
    b"GIF89a": "image/gif",
    b"RIFF\x10\0\0\0WEBPVP8 ": "image/webp",
    b"RIFF\x10\0\0\0WEBPVP8X": "image/webp",
    FTYP + b"avif\0\0\0\0mif1miaf": "image/avif",
    FTYP + b"avis\0\0\0\0msf1miaf": "image/avif",
    FTYP + b"mif1\0\0\0\0avifmiaf": "image/avif",
    FTYP + b"heic\0\0\0\0mif1heic": "image/heic",
    FTYP + b"mif1\0\0\0\0miafheix": "image/heic",
}
OTHERS = [
    *(
        b"",
        b"\xff\xd8",
        b"\x89PNG",
        b"GIF88a",
        b"RIFF\x10\0\0\0WAVEfmt ",
        b"BM6\0\0\0",
        b"%PDF-1.7",
    ),
    *(
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"<?xml version='1.0'?><svg/>",
    ),
    *(b"\xef\xbb\xbf<svg/>", b" \n<!DOCTYPE html>", b"<script>alert(1)</script>", b"\0\0\0\0ftyp"),
    *(FTYP + b"isom\0\0\0\0mp42mp41", (16).to_bytes(4) + b"ftypisom\0\0\0\0avif", b"\x1f\x8b\x08"),
    *(b"\n\xff\xd8\xff", b" GIF89a", FTYP + b"xxxxavif"),
]


@pytest.mark.parametrize(("beginning", "kind"), IMAGES.items())
def test_an_image_is_known_by_its_beginning(beginning: bytes, kind: str) -> None:
    assert kind_of(beginning) == kind
    assert kind_of((beginning + bytes(LOOKED_AT))[:LOOKED_AT]) == kind


@pytest.mark.parametrize("beginning", OTHERS)
def test_what_may_hold_scripts_or_is_no_image_is_not_kept(beginning: bytes) -> None:
    assert kind_of(beginning) is None


@given(st.binary(max_size=LOOKED_AT))
def test_text_is_never_an_image(data: bytes) -> None:
    assert kind_of(b"<" + data) is None


@pytest.mark.parametrize(
    ("given_name", "cleaned"),
    [
        ("front.jpg", "front.jpg"),
        ("Front.JPEG", "Front.JPEG"),
        ("front.png", "front.png.jpg"),
        ("../../etc/passwd", "passwd.jpg"),
        ("C:\\photos\\kitchen.jpg", "kitchen.jpg"),
        ("a\r\nSet-Cookie: x=1.jpg", "aSet-Cookie_ x=1.jpg"),
        ("evil\u202egpj.exe", "evilgpj.exe.jpg"),
        ("  .hidden..jpg", "hidden.jpg"),
        (".jpg", "jpg.jpg"),
        ("Küche 🏠.jpg", "Küche 🏠.jpg"),
        *((nothing, None) for nothing in (None, "", "..", "/", " \t", "\u202e")),
    ],
)
def test_a_name_is_only_a_name(given_name: str | None, cleaned: str | None) -> None:
    assert clean_name(given_name, "image/jpeg") == cleaned


@given(st.text(max_size=200), st.sampled_from(sorted(EXTENSIONS)))
def test_a_name_ends_as_its_type_says_and_stays_as_it_is(text: str, kind: str) -> None:
    name = clean_name(text, kind)  # type: ignore[arg-type]
    if name is None:
        return
    assert name.lower().endswith(EXTENSIONS[kind])  # type: ignore[index]
    assert len(name) <= 150
    assert not set('/\\<>:"|?*\r\n\0') & set(name)
    assert clean_name(name, kind) == name  # type: ignore[arg-type]


@given(st.text(max_size=100))
def test_a_disposition_is_one_line_and_tells_the_whole_name(text: str) -> None:
    name = clean_name(text, "image/png")
    if name is None:
        return
    found = re.fullmatch(
        r"inline; filename=\"([ !#-\[\]-~]+)\"; filename\*=UTF-8''([\w!#$&+.^`|~%-]+)",
        disposition(name),
        re.ASCII,
    )
    assert found is not None
    assert unquote(found[2]) == name
