"""A Chromium for the ring that opens pages; a page that complains on its console fails its test."""

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from .axe import Audit
from .chromium import find_chromium

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
# Chromium speaks the machine's language, and makes of "C.UTF-8" one that no page can format by.
ENVIRONMENT = os.environ | {"LANG": "en_US.UTF-8"}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One headless browser for a file of tests.

    Not for the session: while Playwright is there its event loop runs in this thread, and no test
    of another folder could have one of its own.
    """
    with sync_playwright() as playwright:
        program = str(find_chromium())
        browser = playwright.chromium.launch(
            executable_path=program, args=ARGUMENTS, env=ENVIRONMENT
        )
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A fresh page of desktop size, whose console must stay free of errors."""
    complaints: list[str] = []
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)
    yield page
    page.context.close()
    assert complaints == []


@pytest.fixture(scope="session")
def axe() -> Audit:
    """Finds what keeps people from using a page: ``axe(page)``."""
    return Audit()
