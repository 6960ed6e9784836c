"""A mail's two parts out of its blocks: the HTML that every client can show, and the text.

Tables and inline styles, because that is what mail clients understand; the dark colours are in a
style element, which those that have a dark mode read. Nothing is fetched from anywhere.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import escape
from itertools import groupby

from mail_palette import DARK, LIGHT
from mail_source import Block, as_html, as_text

FONT = "system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif"


@dataclass(frozen=True)
class Frame:
    """What stands around each mail; ``unsubscribe_url`` is empty in what nobody can opt out of."""

    business: str
    postal_address: str
    why: str
    unsubscribe_url: str = ""


@dataclass(frozen=True)
class Parts:
    """A mail's text and HTML."""

    text: str
    html: str


def render(subject: str, blocks: Iterable[Block], values: Mapping[str, str], frame: Frame) -> Parts:
    """Both parts of a mail."""
    shown = [block for block in blocks if block.is_shown(values)]
    return Parts(_text(shown, values, frame), _html(subject, shown, values, frame))


# The text


def _text(blocks: list[Block], values: Mapping[str, str], frame: Frame) -> str:
    parts = []
    for kind, group in groupby(blocks, lambda block: block.kind):
        lines = [_TEXT[kind].format(*(as_text(part, values) for part in b.parts)) for b in group]
        parts.append(("\n" if kind in ("item", "fact") else "\n\n").join(lines))
    foot = [frame.why, f"{frame.business}, {frame.postal_address}"]
    if frame.unsubscribe_url:
        foot.append(f"Unsubscribe: {frame.unsubscribe_url}")
    return "\n\n".join([*parts, "-- \n" + "\n".join(foot)]) + "\n"


_TEXT = {
    "heading": "{0}",
    "paragraph": "{0}",
    "item": "- {0}",
    "fact": "{0}: {1}",
    "button": "{0}:\n{1}",
    "link": "{0}:\n{1}",
    "prose": "{0}",
}

# The HTML


def _html(subject: str, blocks: list[Block], values: Mapping[str, str], frame: Frame) -> str:
    escaped = {name: escape(value) for name, value in values.items()}
    body = "".join(
        _WRAPPED[kind].format("".join(_piece(block, values, escaped) for block in group))
        for kind, group in groupby(blocks, lambda block: block.kind)
    )
    leave = ""
    if frame.unsubscribe_url:
        leave = _LEAVE.format(escape(frame.unsubscribe_url))
    return _PAGE.format(
        subject=escape(subject),
        business=escape(frame.business),
        body=body,
        why=escape(frame.why),
        address=escape(frame.postal_address),
        leave=leave,
    )


def _piece(block: Block, values: Mapping[str, str], escaped: Mapping[str, str]) -> str:
    if block.kind == "prose":
        return "".join(map(_paragraph, re.split(r"\n\s*\n", as_text(block.parts[0], values))))
    return _PIECES[block.kind].format(*(as_html(part, escaped) for part in block.parts))


def _paragraph(text: str) -> str:
    return _PIECES["paragraph"].format(escape(text.strip()).replace("\n", "<br>"))


def _styled(css: str) -> str:
    """CSS with the light colours in the places of their names."""
    return re.sub(r"\$([a-z-]+)", lambda found: LIGHT[found[1]], css)


_PIECES = {
    "heading": _styled(
        '<h1 style="margin:0 0 16px;font-size:22px;line-height:1.3;font-weight:650;'
        'color:$text" class="text">{0}</h1>'
    ),
    "paragraph": _styled('<p style="margin:0 0 16px;color:$text" class="text">{0}</p>'),
    "item": '<li style="margin:0 0 6px">{0}</li>',
    "fact": _styled(
        '<tr><td class="muted line" width="1%" valign="top" '
        'style="padding:8px 16px 8px 0;color:$muted;'
        'border-bottom:1px solid $line;white-space:nowrap">{0}</td>'
        '<td class="text line" valign="top" style="padding:8px 0;color:$text;'
        'border-bottom:1px solid $line;overflow-wrap:anywhere">{1}</td></tr>'
    ),
    "button": _styled(
        '<table role="presentation" cellpadding="0" cellspacing="0" border="0" '
        'style="margin:8px 0 20px"><tr><td class="button" bgcolor="$accent" '
        'style="border-radius:7px;background:$accent"><a href="{1}" class="on-accent" '
        'style="display:inline-block;padding:12px 22px;color:$on-accent;font-weight:600;'
        'text-decoration:none">{0}</a></td></tr></table>'
    ),
    "link": _styled(
        '<p style="margin:0 0 16px"><a href="{1}" class="accent" style="color:$accent">{0}</a></p>'
    ),
}
_TABLE = (
    '<table role="presentation" cellpadding="0" cellspacing="0" border="0" width="100%" '
    'style="margin:0 0 20px">{0}</table>'
)
_WRAPPED = {
    "heading": "{0}",
    "paragraph": "{0}",
    "prose": "{0}",
    "button": "{0}",
    "link": "{0}",
    "item": _styled('<ul style="margin:0 0 16px;padding:0 0 0 20px;color:$text" class="text">')
    + "{0}</ul>",
    "fact": _TABLE,
}
_LEAVE = _styled('<br><a href="{0}" class="muted" style="color:$muted">Unsubscribe</a>')
_DARK = "".join(
    (
        f".page{{background:{DARK['page']}!important}}",
        f".card{{background:{DARK['card']}!important;border-color:{DARK['line']}!important}}",
        f".text{{color:{DARK['text']}!important}}",
        f".muted{{color:{DARK['muted']}!important}}",
        f".line{{border-color:{DARK['line']}!important}}",
        f".accent{{color:{DARK['accent']}!important}}",
        f".button{{background:{DARK['accent']}!important}}",
        f".on-accent{{color:{DARK['on-accent']}!important}}",
    )
)
_STYLE = f"@media (prefers-color-scheme:dark){{{_DARK}}}".replace("{", "{{").replace("}", "}}")
_PAGE = (
    '<!doctype html><html lang="en"><head><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width,initial-scale=1">'
    '<meta name="color-scheme" content="light dark">'
    '<meta name="supported-color-schemes" content="light dark">'
    "<title>{subject}</title><style>:root{{color-scheme:light dark}}"
    + _STYLE
    + "@media (max-width:480px){{.inner{{padding:24px 18px 8px!important}}}}</style></head>"
    + _styled(
        '<body class="page" style="margin:0;padding:0;background:$page">'
        '<table role="presentation" class="page" cellpadding="0" cellspacing="0" border="0" '
        'width="100%" style="background:$page"><tr><td align="center" style="padding:24px 12px">'
        '<table role="presentation" cellpadding="0" cellspacing="0" border="0" width="100%" '
        f'style="max-width:576px;text-align:left;font:16px/1.5 {FONT}">'
        '<tr><td class="accent" style="padding:0 4px 14px;font-weight:650;color:$accent">'
        "{business}</td></tr>"
        '<tr><td class="card inner" style="padding:32px 32px 14px;background:$card;'
        'border:1px solid $line;border-radius:10px;overflow-wrap:anywhere">{body}</td></tr>'
        '<tr><td class="muted" style="padding:18px 4px 0;font-size:13px;color:$muted">'
        "{why}<br>{business}, {address}{leave}</td></tr>"
        "</table></td></tr></table></body></html>"
    )
)
