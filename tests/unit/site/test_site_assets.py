"""Static files and the pages that name them."""

import runpy
from pathlib import Path

SITE = Path(__file__).resolve().parents[3] / "workers" / "site"


def test_the_digests_are_those_of_the_files() -> None:
    made = runpy.run_path(str(SITE / "hash_assets.py"))
    assert made["render"]() == (SITE / "src" / "site_assets.py").read_text(encoding="utf-8")


def test_the_example_on_the_home_page_is_the_playbooks() -> None:
    from site_example import EXAMPLE, EXAMPLE_NET

    playbook = SITE.parent / "playbook-api" / "content" / "reading-a-net-sheet.md"
    article = playbook.read_text(encoding="utf-8")
    for name, cash, listing in EXAMPLE:
        assert f"| {name} | {cash} | {listing} |" in article
    name, cash, listing = EXAMPLE_NET
    assert f"| **{name}** | **{cash}** | **{listing}** |" in article


def test_the_files_of_a_page_weigh_less_than_half_of_what_it_may() -> None:
    files = ["site.css", "site.js", "icon.svg"]
    assert sum((SITE / "public" / name).stat().st_size for name in files) < 50_000
