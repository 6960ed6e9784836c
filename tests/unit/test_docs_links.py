"""The documents find each other: every link leads somewhere, and the index has every page."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LINK = re.compile(r"\]\((?!https?:|mailto:)([^)#\s]+)(?:#[^)]*)?\)")
INDEX = ROOT / "docs" / "README.md"
PAGES = sorted([ROOT / "README.md", *ROOT.glob("docs/**/*.md"), *ROOT.glob("libs/*/README.md")])


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_link_leads_somewhere(page: Path) -> None:
    assert [
        link for link in LINK.findall(page.read_text()) if not (page.parent / link).exists()
    ] == []


def test_the_index_has_every_page() -> None:
    linked = {(INDEX.parent / link).resolve() for link in LINK.findall(INDEX.read_text())}
    of_workers = set(ROOT.glob("docs/workers/*.md"))  # listed by their own index
    pages = {page for page in PAGES if page.parent != ROOT} - of_workers - {INDEX}
    assert pages - linked == set()
