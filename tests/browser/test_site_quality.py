"""Others' tools on every page of the site: html-validate, axe-core, and a scale.

Lighthouse takes a quarter of a minute a page: `make lighthouse` runs it.
"""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Response

from fleet.dev.local import LocalFleet

from .axe import Audit
from .site_tour import FOR_ALL, FOR_SOME, Tour

ROOT = Path(__file__).resolve().parents[2]
PROGRAMS = ROOT / "node_modules" / ".bin"
RULES = Path(__file__).with_name("htmlvalidate.json")
DOCS = ROOT / "workers" / "gateway" / "public" / "docs.html"
MOST_BYTES = 100_000


@pytest.fixture
def site(fleet: LocalFleet) -> str:
    """The site's address: what stands behind the bare localhost."""
    return f"http://localhost:{fleet.port}"


@pytest.fixture
def tour(site: str) -> Iterator[Tour]:
    """A visitor of every page."""
    with Tour.of(site) as tour:
        yield tour


@pytest.fixture
def weighed(page: Page) -> Iterator[dict[str, int]]:
    """The bytes of all that a page loads, images aside, before any compression."""
    found: dict[str, int] = {}

    def weigh(answer: Response) -> None:
        if answer.request.resource_type != "image" and answer.status == 200:
            found[answer.url] = len(answer.body())

    page.on("response", weigh)
    yield found
    page.remove_listener("response", weigh)


def test_html_validate_finds_nothing(tour: Tour, tmp_path: Path) -> None:
    pages = {path: tour.page(path) for path in tour.paths()} | dict(tour.mistakes())
    for number, (name, markup) in enumerate(pages.items()):
        told = f"<!-- {name.partition('&token')[0]} -->"
        (tmp_path / f"{number}.html").write_text(markup + told, encoding="utf-8")
    found = subprocess.run(
        ["html-validate", "--config", RULES, "--formatter", "text", tmp_path, DOCS],
        env=os.environ | {"PATH": f"{PROGRAMS}:{os.environ['PATH']}"},  # with the Node it wants
        capture_output=True,
        text=True,
        check=False,
    )
    assert found.returncode == 0, found.stdout + found.stderr


def test_nothing_is_in_anybodys_way_on_pages_of_ones_own(
    page: Page, site: str, tour: Tour, axe: Audit
) -> None:
    for path in tour.own_paths():
        page.goto(site + path)
        axe(page)


def test_nothing_is_in_the_way_of_who_errs(
    browser: Browser, tour: Tour, site: str, axe: Audit
) -> None:
    page = browser.new_page()  # the console of the other one tells of what came from no network
    pages = list(dict(tour.mistakes()).values())
    answers = iter(pages)
    kind = "text/html; charset=utf-8"
    page.route(
        f"{site}/mistake", lambda route: route.fulfill(body=next(answers), content_type=kind)
    )
    for _ in pages:
        page.goto(f"{site}/mistake")
        axe(page)
    page.context.close()


def test_every_page_is_light(page: Page, site: str, tour: Tour, weighed: dict[str, int]) -> None:
    for path in (*FOR_ALL, *FOR_SOME, *tour.own_paths()):
        if path == "/404":
            continue  # the browser's console tells of its status; it is smaller than all others
        weighed.clear()
        page.goto(site + path, wait_until="networkidle")
        assert sum(weighed.values()) < MOST_BYTES, (path, weighed)
        assert any("widget.js" in url for url in weighed), "the chat box was not weighed"
