"""The audit itself: it finds what it is there to find, and lets a sound page pass."""

import pytest
from playwright.sync_api import Page

from .axe import Audit

DARK_ON_DARK = """<style>@media (prefers-color-scheme: dark) { p { color: #000; background: #222 } }
</style><p>only in the dark</p>"""
SOUND = """<!doctype html><html lang="en"><title>Sound</title>
<meta name="viewport" content="width=device-width"><main><h1>Sound</h1>{}</main></html>"""


def test_a_sound_page_passes(axe: Audit, page: Page) -> None:
    page.set_content(SOUND.format("<p>All is well.</p>"))
    axe(page)


@pytest.mark.parametrize(
    ("markup", "complaint"),
    [
        ("<p style='color: #ccc; background: #fff'>faint</p>", "color-contrast.*390 light"),
        ("<input>", "label: Form elements must have labels: input"),
        ("<p style='width: 600px; height: 1px'></p>", r"scrolls sideways \(at 390 light, 390 dark"),
        (DARK_ON_DARK, r"color-contrast.*\(at 390 dark, 768 dark, 1440 dark\)"),
    ],
)
def test_what_is_in_peoples_way_is_found(
    axe: Audit, page: Page, markup: str, complaint: str
) -> None:
    page.set_content(SOUND.format(markup))
    with pytest.raises(AssertionError, match=complaint):
        axe(page)
