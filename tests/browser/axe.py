"""axe-core (https://github.com/dequelabs/axe-core) on a page, at every width and colour scheme.

Its rules cover WCAG 2 levels A and AA and good practice. The fixture ``axe`` gives an ``Audit``::

    def test_nothing_is_in_anyones_way(axe: Audit, page: Page) -> None:
        page.goto(home)
        axe(page)
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

from playwright.sync_api import Page

SOURCE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
WIDTHS = (390, 768, 1440)
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
HEIGHT = 900
# Frames hold what others wrote: what is in them is no part of the page.
RUN = "axe.run(document, {iframes: false, resultTypes: ['violations']}).then(r => r.violations)"


class Audit:
    """Looks for what keeps people from using a page, in every width and colour scheme."""

    def __init__(self) -> None:
        self._source = SOURCE.read_text(encoding="utf-8")

    def __call__(self, page: Page) -> None:
        """Fail, naming rule and elements, if a rule is broken or the page scrolls sideways."""
        found: dict[str, list[str]] = {}
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": HEIGHT})
            for scheme in SCHEMES:
                page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
                for complaint in self._complaints(page, width):
                    found.setdefault(complaint, []).append(f"{width} {scheme}")
        assert not found, "\n".join(f"{text} (at {', '.join(at)})" for text, at in found.items())

    def _complaints(self, page: Page, width: int) -> Iterator[str]:
        if not page.evaluate("'axe' in window"):
            page.evaluate(self._source)  # not as a script element: a page's CSP would refuse it
        for violation in page.evaluate(RUN):
            yield _told(violation)
        scrolled = page.evaluate("document.documentElement.scrollWidth")
        if scrolled > width:
            yield f"the page is {scrolled} px wide, so that it scrolls sideways"


def _told(violation: dict[str, Any]) -> str:
    places = "; ".join(" ".join(map(str, node["target"])) for node in violation["nodes"])
    return f"{violation['id']}: {violation['help']}: {places}"
