"""The chat widget on a page of another origin, with chatbot itself behind it."""

from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import Page, Route, expect

from fleet.dev.local import LocalFleet

from .scripted_chat import Shop
from .test_widget import answers, ask, opened, visitor  # noqa: F401 - a fixture

QUESTION = "Who pays the closing costs?"


@pytest.fixture
def chatbot(fleet: LocalFleet) -> Iterator[httpx.Client]:
    with fleet.worker("chatbot") as client:
        yield client


@pytest.fixture
def shop(fleet: LocalFleet) -> Iterator[Shop]:
    with Shop(f"http://chatbot.localhost:{fleet.port}") as shop:
        yield shop


def turns_of(fleet: LocalFleet) -> list[str]:
    """What visitors have said, as it is stored."""
    return [row["message"] for row in fleet.d1("chatbot", "SELECT message FROM turns ORDER BY n")]


def test_a_conversation_goes_on_over_pages(visitor: Page, fleet: LocalFleet) -> None:  # noqa: F811
    box = opened(visitor)
    ask(visitor, QUESTION)
    expect(answers(visitor)).to_have_count(2, timeout=20_000)
    # An answer grows while it streams; its sources come at the end.
    sources = box.get_by_role("list", name="Sources")
    expect(sources.get_by_role("link").first).to_be_visible(timeout=20_000)
    ask(visitor, "How long does closing take?")
    expect(answers(visitor)).to_have_count(3, timeout=20_000)
    expect(sources).to_have_count(2, timeout=20_000)
    said = answers(visitor).last.inner_text()
    visitor.reload()
    expect(answers(visitor)).to_have_count(3, timeout=20_000)
    assert answers(visitor).last.inner_text() == said
    assert turns_of(fleet) == [QUESTION, "How long does closing take?"]
    assert len(fleet.d1("chatbot", "SELECT id FROM sessions")) == 1


def test_an_answer_that_was_lost_on_its_way_is_brought_again(
    visitor: Page,  # noqa: F811
    fleet: LocalFleet,
    chatbot: httpx.Client,
) -> None:
    lost: list[str] = []

    def lose(route: Route) -> None:
        if lost or route.request.method != "POST":
            route.continue_()
            return
        key = route.request.headers["idempotency-key"]
        headers = {"content-type": "application/json", "idempotency-key": key}
        # chatbot answers, and nobody hears it
        chatbot.post("/api/chat", content=route.request.post_data, headers=headers)
        lost.append(key)
        route.abort("connectionreset")

    visitor.route("**/api/chat", lose)
    opened(visitor)
    ask(visitor, QUESTION)
    expect(answers(visitor)).to_have_count(2, timeout=20_000)
    expect(visitor.locator(".said.user")).to_have_count(1)
    assert len(lost) == 1
    assert turns_of(fleet) == [QUESTION]
