"""The text of a feed's bytes, in whatever encoding browsers know.

By RFC 7303 a byte order mark comes first, then HTTP's ``charset``, then the XML declaration, else
it is UTF-8. Labels mean what the WHATWG's Encoding standard says (``iso-8859-1`` is windows-1252),
as the package ``webencodings`` has them.
"""

import re

import webencodings

LONGEST_DECLARATION = 512  # bytes
_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16le"), (b"\xfe\xff", "utf-16be"))
_CHARSET = re.compile(r"""charset\s*=\s*["']?([^\s"';]+)""", re.IGNORECASE)
_DECLARED = re.compile(rb"""^\s*<\?xml[^>]*?encoding\s*=\s*["']([\w.:-]+)["']""")
# Python's codecs of these names know less than the standard's encodings.
_WIDER = {"shift_jis": "cp932", "euc-kr": "cp949", "gbk": "gb18030", "big5": "big5hkscs",
          "euc-jp": "euc_jp"}  # fmt: skip
_UNMAPPED = {byte: chr(byte) for byte in (0x81, 0x8D, 0x8F, 0x90, 0x9D)}


def decoded(data: bytes, content_type: str = "") -> str:
    """The text; a sign that is none in the encoding becomes U+FFFD, and nothing is ever raised."""
    for mark, name in _BOMS:
        if data.startswith(mark):
            return _text(data[len(mark) :], name, "replace")
    names = [*_declared(data, content_type), "utf-8", "windows-1252"]
    for name in names:
        try:
            return _text(data, name, "strict")
        except UnicodeDecodeError:
            continue
    return _text(data, names[0], "replace")


def _declared(data: bytes, content_type: str) -> list[str]:
    """The encodings that are said to be the feed's, those that browsers don't know left out."""
    wide = _without_mark(data)
    if wide:
        return [wide]
    over_http = _CHARSET.search(content_type)
    in_xml = _DECLARED.search(data[:LONGEST_DECLARATION])
    labels = [over_http[1] if over_http else "", in_xml[1].decode() if in_xml else ""]
    found = [webencodings.lookup(label) for label in labels]
    # What begins byte by byte is no UTF-16, whoever says so.
    bytewise = data.lstrip()[:1] == b"<"
    return [
        "utf-8" if encoding.name.startswith("utf-16") and bytewise else encoding.name
        for encoding in found
        if encoding is not None
    ]


def _without_mark(data: bytes) -> str:
    """UTF-16 by the zeros of its first "<"."""
    return {b"<\0": "utf-16le", b"\0<": "utf-16be"}.get(data[:2], "")


def _text(data: bytes, name: str, errors: str) -> str:
    if name == "windows-1252":
        return _windows_1252(data)
    encoding = webencodings.lookup(name)
    if name in _WIDER or encoding is None:
        return data.decode(_WIDER.get(name, "utf-8"), errors)
    return str(encoding.codec_info.decode(data, errors)[0])


def _windows_1252(data: bytes) -> str:
    """As the standard has it: the five bytes that Microsoft left out are control characters."""
    text = data.decode("cp1252", "surrogateescape")
    for byte, sign in _UNMAPPED.items():
        text = text.replace(chr(0xDC00 + byte), sign)
    return text
