"""Text inside XML and HTML, whatever it holds."""

import re
from html import escape

# Characters that XML 1.0 has no way to write (production [2]), surrogates among them.
_UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def text(said: str) -> str:
    """A text as an element's content or an attribute's value.

    >>> text('A & B "x" <script>')
    'A &amp; B &quot;x&quot; &lt;script&gt;'
    """
    return escape(_UNWRITABLE.sub("\ufffd", said))
