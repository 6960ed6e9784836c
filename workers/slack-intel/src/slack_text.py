"""Text for Slack: what others wrote is shown as it is, and nobody is pinged.

Only Block Kit shows text as it is: ``plain_text`` without emoji, and the text elements of
``rich_text``. A message's ``text``, which stands in notifications and for blocks that Slack
refuses, goes out with markup and links switched off, and is disarmed besides: Slack reads commands
out of angle brackets (`<!channel>`, `<@U024BE7LH>`, `<https://…|text>`), so that `&`, `<` and `>`
are escaped ("Formatting text for app surfaces", Slack's documentation), and what else it or one of
its apps may read as more than text is broken up with a zero-width space.

Our own words may carry marks: controls of a terminal, which `clean` takes out of everything else.
"""

import re

ZERO_WIDTH_SPACE = "\u200b"
BOLD, CODE, ITALIC, QUOTE = "\x02", "\x11", "\x1d", "\x1e"

# Controls, and those that turn the direction of text around ("Trojan Source", CVE-2021-42574).
_UNSHOWN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_BROADCAST = re.compile(r"@(?=channel|here|everyone|group)", re.IGNORECASE)
_COMMAND = re.compile(r"<(?=[!@#])")
_MARKUP = re.compile(
    r"(?<!\w)[*_~`](?=\S)|:(?=[\w+'-]+:)|\b[a-z][a-z0-9+.-]{0,20}:(?=//)", re.IGNORECASE
)


def clean(text: str) -> str:
    """Untrusted text without what could not be seen, or would make the rest look otherwise."""
    return _UNSHOWN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def bold(text: str) -> str:
    """Untrusted text, marked to be bold."""
    return BOLD + clean(text) + BOLD


def code(text: str) -> str:
    """Untrusted text, marked to be code."""
    return CODE + clean(text) + CODE


def italic(text: str) -> str:
    """Untrusted text, marked to be italic."""
    return ITALIC + clean(text) + ITALIC


def quote(text: str) -> str:
    """A line of untrusted text, marked to be a quotation."""
    return QUOTE + clean(text)


def shorten(text: str, most: int) -> str:
    """Text of at most so many characters, cut with an ellipsis; cut before escaping it."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def escape(text: str) -> str:
    """Clean text for ``plain_text``, which shows it as it is."""
    plain = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _BROADCAST.sub("@" + ZERO_WIDTH_SPACE, plain)


def disarm(text: str) -> str:
    """Clean text for a message's ``text``: escaped, and no markup, emoji or link."""
    return escape(_MARKUP.sub(lambda found: found[0] + ZERO_WIDTH_SPACE, text))


def rich(text: str) -> str:
    """Clean text for an element of ``rich_text``, which is not escaped and reads no command."""
    return _BROADCAST.sub("@" + ZERO_WIDTH_SPACE, _COMMAND.sub("<" + ZERO_WIDTH_SPACE, text))


def split(text: str, most: int) -> list[str]:
    """Text in parts of at most so many characters, at the end of a line or a word if there is one.

    Joined they are the text.
    """
    parts = []
    while len(text) > most:
        ends = (text.rfind(end, most // 2, most) + 1 for end in "\n ")
        cut = next(filter(None, ends), most)
        parts.append(text[:cut])
        text = text[cut:]
    return [*parts, text] if text else parts
