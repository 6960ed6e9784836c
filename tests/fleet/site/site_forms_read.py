"""Reads the forms of the site's pages, as a browser does before it sends them."""

import re
from html import unescape

FORM = re.compile(r'<form class="stack".*?</form>', re.DOTALL)
INPUT = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')


def hidden(page: str) -> dict[str, str]:
    """The hidden fields of a page's own form."""
    found = FORM.search(page)
    assert found, page[:2000]
    return {unescape(name): unescape(value) for name, value in INPUT.findall(found[0])}
