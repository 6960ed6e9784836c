"""Smart encoding: typography that costs a text its GSM-7 is put in plain characters.

One curly apostrophe makes a text UCS-2, and that can triple its price. What means the same is
replaced, and only where the whole text becomes GSM-7 by it: one that stays UCS-2 in any case (an
emoji, a name in Polish) is sent as it was written.
"""

from sms_segments import foreign

PLAIN = str.maketrans(
    {
        **dict.fromkeys("‘’‚‛′ʼ`´", "'"),
        **dict.fromkeys("“”„‟″«»", '"'),
        **dict.fromkeys("‐‑‒–—―−", "-"),
        **dict.fromkeys("\t\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007", " "),
        **dict.fromkeys("\u2008\u2009\u200a\u202f\u205f\u3000", " "),
        **dict.fromkeys("\u200b\u2060\ufeff\u00ad\u200e\u200f", ""),
        **dict.fromkeys("\u2028\u2029\u0085", "\n"),
        "…": "...",
        "•": "-",
        "·": "-",
        "⁄": "/",
        "ﬁ": "fi",
        "ﬂ": "fl",
    }
)


def smart(text: str) -> str:
    """The text in GSM-7 where plain characters say the same, else the text as it is."""
    if not foreign(text):
        return text
    plain = text.translate(PLAIN)
    return text if foreign(plain) else plain
