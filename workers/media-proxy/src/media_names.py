"""What a file is called when somebody saves it (RFC 6266, and RFC 8187 for other than ASCII)."""

import re
import unicodedata
from urllib.parse import quote

from contracts.media import LONGEST_NAME, MediaType
from media_types import EXTENSIONS

_UNFIT = re.compile(r'[^\x20-\x7e]|["\\%]')  # in a quoted file name (RFC 6266, appendix D)
_BEYOND_NAMES = re.compile(r'[<>:"|?*]')  # what Windows takes in no name
_ATTRIBUTE = "!#$&+-.^_`|~"  # not to be encoded, beside letters and digits (RFC 8187, 3.2.1)


def clean_name(given: str | None, kind: MediaType) -> str | None:
    """A name without folders and unseen characters, whose ending fits the type; ``None`` for none.

    >>> clean_name("../../etc/Küche.html", "image/jpeg")
    'Küche.html.jpg'
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", given or ""))[-1]
    seen = "".join(each for each in last if unicodedata.category(each)[0] != "C")
    name = _BEYOND_NAMES.sub("_", " ".join(seen.split())).strip(". ")
    endings = EXTENSIONS[kind]
    ending = next((each for each in endings if name.lower().endswith(each)), "")
    stem = (name.removesuffix(name[-len(ending) :]) if ending else name).rstrip(". ")
    if not stem:
        return None
    ending = name[-len(ending) :] if ending else endings[0]
    return stem[: LONGEST_NAME - len(ending)] + ending


def disposition(name: str) -> str:
    """The ``Content-Disposition`` of an image that is shown, and saved under a name."""
    plain = _UNFIT.sub("_", name)
    return f"inline; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe=_ATTRIBUTE)}"
