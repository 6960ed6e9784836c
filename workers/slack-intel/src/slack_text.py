"""Untrusted text as Slack's mrkdwn and plain text: shown as it is, and nobody is pinged.

Slack reads commands only out of angle brackets (`<!channel>`, `<@U024BE7LH>`, `<https://…|text>`),
so that escaping `&`, `<` and `>` disarms them ("Formatting text for app surfaces", Slack's
documentation). Bare `@channel` is parsed only on request; it is broken up all the same.
"""

import re

_BROADCAST = re.compile(r"@(?=channel|here|everyone|group)", re.IGNORECASE)
ZERO_WIDTH_SPACE = "\u200b"


def escape(text: str) -> str:
    """Text that Slack shows as it is."""
    plain = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _BROADCAST.sub("@" + ZERO_WIDTH_SPACE, plain)


def shorten(text: str, most: int) -> str:
    """Text of at most so many characters, cut with an ellipsis; cut before escaping it."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def quote(text: str, most: int = 600) -> str:
    """Text as a block quotation."""
    return "\n".join("> " + escape(line) for line in shorten(text, most).splitlines())


def counted(count: int, noun: str) -> str:
    """So many of something."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
