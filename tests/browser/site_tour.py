"""Every page of the site, as a visitor comes to see it: also an offer, a booking, and mistakes."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape

import httpx

HOME = "8021 21st Ave NW, Seattle, WA 98117"
FACTS = {"address": HOME, "condition": "fair", "timeline": "30_days", "sqft": "1600",
         "bedrooms": "3", "bathrooms": "2", "year_built": "1950"}  # fmt: skip
NOWHERE = FACTS | {"address": "1 Nowhere Rd, Boise, ID 83701"}
FOR_ALL = ("/", "/offer", "/playbook", "/playbook/reading-a-net-sheet", "/book", "/contact",
           "/privacy")  # fmt: skip
"""Pages that search engines may show."""
FOR_SOME = ("/playbook?q=taxes", "/playbook?q=qqqq", "/playbook?tag=closing", "/contact?sent=1",
            "/unsubscribe", "/unsubscribe?token=x", "/unsubscribe?done=1", "/404")  # fmt: skip
_FORM = re.compile(r'<form class="stack".*?</form>', re.DOTALL)
_HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')
_START = re.compile(r'name="start" value="([^"]+)"')


class Tour:
    """A visitor who asks for offers, books and errs."""

    def __init__(self, client: httpx.Client) -> None:
        self._client = client

    @classmethod
    @contextmanager
    def of(cls, site: str) -> Iterator["Tour"]:
        """A tour of the site that begins at this address."""
        with httpx.Client(base_url=site, headers={"Accept": "text/html"}, timeout=60) as client:
            yield cls(client)

    def paths(self) -> tuple[str, ...]:
        """The addresses of all pages, those of a new offer and a new booking among them."""
        return (*FOR_ALL, *FOR_SOME, *self.own_paths())

    def own_paths(self) -> tuple[str, ...]:
        """An offer, a house that somebody has to look at, and a booking."""
        slots = self._client.get("/book").text
        start = _START.search(slots)
        assert start, "no time is free"
        visit = {"name": "Ann Lee", "email": "ann@example.com", "address": HOME, "start": start[1]}
        return (
            self._sent("/offer", FACTS),
            self._sent("/offer", NOWHERE),
            self._sent("/book", visit),
        )

    def mistakes(self) -> Iterator[tuple[str, str]]:
        """What is shown to somebody who errs, with a name for each."""
        wrong = {"address": "", "sqft": "many", "phone": "12", "start": "", "name": ""}
        for path in ("/offer", "/book", "/contact", "/unsubscribe"):
            answer = self._client.post(path, data=wrong)
            assert answer.status_code == 422, answer.text
            yield f"wrong {path}", answer.text
        caught = self._client.post("/contact", data={"name": "Ann", "aside": "x"})
        yield "caught", caught.text
        foreign = {"Sec-Fetch-Site": "cross-site"}
        yield "foreign", self._client.post("/contact", data=wrong, headers=foreign).text

    def page(self, path: str) -> str:
        """A page's markup."""
        return self._client.get(path).text

    def _sent(self, path: str, fields: dict[str, str]) -> str:
        form = _FORM.search(self.page(path))
        assert form, f"{path} has no form"
        hidden = {unescape(name): unescape(value) for name, value in _HIDDEN.findall(form[0])}
        answer = self._client.post(path, data=hidden | fields)
        assert answer.status_code == 303, answer.text
        return answer.headers["location"]
