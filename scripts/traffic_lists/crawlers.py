"""The crawlers whose names do not say what they are, out of ``crawler-user-agents``."""

import re
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Any

SOURCE = Path(__file__).resolve().parents[2] / "workers" / "analytics" / "src"
TABLE = SOURCE / "crawler_table.py"
PACKAGE = "crawler-user-agents"
PUBLISHED = "October 2026"
LEAST = 4  # characters: shorter names are parts of others
WIDTH = 100

# People read pages with these, or in them, so that their name alone says nothing.
_PEOPLES = """
Viber|PayPal/|Tumblr/|Bluesky/|Fluid|Fever|Sonic|coccoc|Charlotte|MetaIAB Facebook|Instapaper/
PocketCasts/|Overcast/|Goodreads|Notion/|NewsBlur|inoreader|Code/1.|Trae/|Grammarly/|Valve/Steam
Asana/|CapitalOneShopping|Dataprovider|Blackboard|upday/|Webflow|Magellan|Adventurer|WhatsApp
Anchor Browser|Trove|Buck/|AP3A.240617.008"""
PEOPLES = frozenset(re.split(r"[|\n]", _PEOPLES.strip()))
_TEXT = '''\
"""Names of crawlers that do not say what they are. Generated: do not edit.

By ``python -m traffic_lists`` from the package ``{package}`` {version} ({published}),
MIT licence, Copyright (c) Martin Monperrus: its patterns that are plain text and no HTTP library's.
"""

# Divided by bars, in lower case.
_TABLE = r"""
{table}""".strip()

CRAWLERS: tuple[str, ...] = tuple(
    name for line in _TABLE.splitlines() for name in line.strip("|").split("|")
)
'''


def crawlers() -> list[str]:
    """The names in lower case, in order, that the worker's own expression does not find."""
    import crawleruseragents

    found = map(_plain_name, crawleruseragents.CRAWLER_USER_AGENTS_DATA)
    return sorted({name.lower() for name in found if name and not is_plainly_a_bot(name)})


def is_plainly_a_bot(name: str) -> bool:
    """Whether the worker's own expression finds a name."""
    if str(SOURCE) not in sys.path:
        sys.path.append(str(SOURCE))
    from visitor_identity import SELF_DECLARED

    return bool(SELF_DECLARED.search(name))


def _plain_name(entry: dict[str, Any]) -> str | None:
    """A pattern that is plain text, but for the case of a letter; ``None`` for any other."""
    name = re.sub(r"\[(\w)\w\]", r"\1", entry["pattern"])
    name = re.sub(r"\\([./+\- ])", r"\1", name)
    if "http-library" in entry.get("tags", ()) or re.search(r"[\\^$|()*?\[\]]", name):
        return None
    return name if len(name) >= LEAST and name not in PEOPLES else None


def module() -> str:
    """Source of ``crawler_table``."""
    lines, line = [], ""
    for name in crawlers():
        if line and len(line) + len(name) + 1 > WIDTH:
            lines.append(line)
            line = ""
        line = f"{line}|{name}" if line else name
    table = "".join(f"{each}\n" for each in [*lines, line])
    return _TEXT.format(package=PACKAGE, version=version(PACKAGE), published=PUBLISHED, table=table)
