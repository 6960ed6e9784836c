"""Render `content/*.md` into `src/playbook_content.py`, once, when an article is written.

The worker ships HTML and not a Markdown parser: a parser would double its bundle, add its import to
every cold start, and do the same work again in every isolate. The HTML is committed with the
Markdown; a test fails when the two differ.

Run as `python workers/playbook-api/render_playbook.py` after editing an article.
"""

import sys
from pathlib import Path
from typing import Any

from markdown_it import MarkdownIt

HERE = Path(__file__).resolve().parent
TARGET = HERE / "src" / "playbook_content.py"
FIELDS = ("title", "slug", "summary", "tags", "published", "updated")

HEADER = '''"""The articles of `content/`, made by render_playbook.py: edit those instead."""

# ruff: noqa: E501
# fmt: off
from playbook_article import Article

ARTICLES: tuple[Article, ...] = (
'''

# Raw HTML is escaped and not passed through; links to javascript: and the like are not made.
MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table")


def front_matter(text: str, name: str) -> tuple[dict[str, str], str]:
    """The header between two `---` lines, as fields, and the body. Raises ValueError."""
    opening, header, body = text.split("---\n", 2)
    fields = dict(line.split(": ", 1) for line in header.strip().splitlines())
    if opening or tuple(fields) != FIELDS:
        raise ValueError(f"{name}: the header must hold {', '.join(FIELDS)}, in this order.")
    if fields["slug"] != name.removesuffix(".md"):
        raise ValueError(f"{name}: the slug is {fields['slug']!r}; it must be the file's name.")
    return {key: value.strip('"') for key, value in fields.items()}, body.strip() + "\n"


def article(path: Path) -> dict[str, Any]:
    """The members of an `Article`."""
    fields, markdown = front_matter(path.read_text(encoding="utf-8"), path.name)
    tags = tuple(tag.strip() for tag in fields["tags"].split(","))
    return {**fields, "tags": tags, "markdown": markdown, "html": html(markdown)}


def html(markdown: str) -> str:
    """Markdown as HTML that a strict Content-Security-Policy allows: classes, no inline styles."""
    return MARKDOWN.render(markdown).replace(' style="text-align:', ' class="align-')


def render(content: Path = HERE / "content") -> str:
    """The text of the generated module, newest article first."""
    articles = [article(path) for path in content.glob("*.md")]
    articles.sort(key=lambda a: (a["published"], a["slug"]), reverse=True)
    return HEADER + "".join(_source(each) for each in articles) + ")\n"


def _source(members: dict[str, Any]) -> str:
    lines = "".join(f"        {name}={value!r},\n" for name, value in members.items())
    return f"    Article(\n{lines}    ),\n"


if __name__ == "__main__":
    TARGET.write_text(render(), encoding="utf-8")
    sys.stdout.write(f"Wrote {TARGET.relative_to(HERE)}.\n")
