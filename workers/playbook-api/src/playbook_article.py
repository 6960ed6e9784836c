"""An article of the playbook, as it was written and as it is read."""

import re
from dataclasses import dataclass
from functools import cached_property
from html import unescape

WORDS_A_MINUTE = 230
FOR_SELLERS = "sellers"


@dataclass(frozen=True)
class Article:
    """One article. `published` and `updated` are days, YYYY-MM-DD; `html` holds no script."""

    title: str
    slug: str
    summary: str
    tags: tuple[str, ...]
    published: str
    updated: str
    markdown: str
    html: str

    @cached_property
    def text(self) -> str:
        """The words alone, on one line."""
        return " ".join(unescape(re.sub(r"<[^<>]+>", " ", self.html)).split())

    @property
    def for_sellers(self) -> bool:
        """Whether people who sell a house are meant to read it; others are for the team."""
        return FOR_SELLERS in self.tags

    @property
    def minutes(self) -> int:
        """How long it takes to read."""
        return max(1, round(len(self.text.split()) / WORDS_A_MINUTE))
