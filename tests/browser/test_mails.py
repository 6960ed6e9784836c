"""Every mail as its reader sees it: on a phone and in a window, by day and by night."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, Page

sys.path.insert(0, str(Path(__file__).parents[2] / "workers" / "email" / "src"))

from mail_rendering import Parts
from mail_sender import rendered
from mail_templates import TEMPLATES, read_data
from mail_vars import MailVars

LEAST_CONTRAST = 4.5  # WCAG 2.2, 1.4.3, for text of any size
LEAVE = "https://email.example/api/unsubscribe?token=" + "t" * 120
LONG = "Wolfeschlegelsteinhausenbergerdorff" * 2
NAMES = sorted(TEMPLATES)

# The lowest contrast of any text with what lies behind it, and that text.
CONTRAST = """() => {
  const channel = (value) => value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  const numbers = (css) => css.match(/[\\d.]+/g).map(Number);
  const luminance = (css) => {
    const [red, green, blue] = numbers(css).map((each) => channel(each / 255));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const behind = (element) => {
    for (let each = element; each; each = each.parentElement) {
      const color = getComputedStyle(each).backgroundColor;
      const [, , , alpha = 1] = numbers(color);
      if (alpha === 1) return color;
    }
    throw new Error(`Nothing lies behind ${element.outerHTML}.`);
  };
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  let lowest = [99, ""];
  while (texts.nextNode()) {
    const text = texts.currentNode.data.trim(), element = texts.currentNode.parentElement;
    if (!text) continue;
    const pair = [getComputedStyle(element).color, behind(element)].map(luminance);
    const ratio = (Math.max(...pair) + 0.05) / (Math.min(...pair) + 0.05);
    if (ratio < lowest[0]) lowest = [ratio, text];
  }
  return lowest;
}"""


def mail(name: Any, /, **changes: str) -> Parts:
    template = TEMPLATES[name]
    given = MailVars({"BUSINESS_NAME": "Hearthstack Homes", "POSTAL_ADDRESS": "1 Main St"}.get)
    values = template.values(read_data(name, template.sample | changes))
    leave = LEAVE if template.category == "marketing" else ""
    return rendered(name, template.subject_of(values), values, leave, given)


@pytest.fixture(params=[320, 600], ids="{}px".format)
def width(request: pytest.FixtureRequest) -> int:
    return int(request.param)


@pytest.fixture(params=["light", "dark"])
def reader(request: pytest.FixtureRequest, browser: Browser, width: int) -> Iterator[Page]:
    """A mail client's view; a mail that asks for anything outside of itself fails its test."""
    scheme: Literal["light", "dark"] = request.param
    page = browser.new_page(viewport={"width": width, "height": 600}, color_scheme=scheme)
    asked: list[str] = []
    page.on("request", lambda sent: asked.append(sent.url))
    yield page
    page.context.close()
    assert asked == []


@pytest.mark.parametrize("name", NAMES)
def test_a_mail_is_read_without_scrolling_sideways_and_without_squinting(
    reader: Page, width: int, name: str
) -> None:
    reader.set_content(mail(name).html)
    assert reader.evaluate("document.documentElement.scrollWidth") <= width
    ratio, text = reader.evaluate(CONTRAST)
    assert ratio >= LEAST_CONTRAST, text


@pytest.mark.parametrize("name", NAMES)
def test_words_that_never_end_are_broken(reader: Page, width: int, name: str) -> None:
    sample = TEMPLATES[name].sample
    longer = {
        each: LONG for each in ("name", "address", "when", "text", "button") if each in sample
    }
    reader.set_content(mail(name, **longer).html)
    assert reader.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("name", NAMES)
def test_the_colours_of_the_night_are_others(browser: Browser, name: str) -> None:
    page = browser.new_page(color_scheme="dark")
    page.set_content(mail(name).html)
    look = "getComputedStyle(document.querySelector('.card')).backgroundColor"
    by_night = page.evaluate(look)
    page.emulate_media(color_scheme="light")
    assert page.evaluate(look) != by_night
    page.context.close()
