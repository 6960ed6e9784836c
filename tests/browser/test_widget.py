"""The chat widget on a page of another origin, under a strict Content-Security-Policy."""

import gzip
import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from .axe import Audit
from .scripted_chat import CUT, END, WIDGET, Behaviour, ScriptedChat, Shop, delta, event

MOST_BYTES = 15_000
TOKENS = WIDGET.parents[3] / "libs" / "design" / "tokens.css"
# What a page reports of a policy that was broken, also inside of the shadow tree.
WITNESS = """
window.broken = [];
document.addEventListener("securitypolicyviolation",
  (event) => window.broken.push(`${event.violatedDirective} ${event.blockedURI}`));
"""
LOST = "Failed to load resource"  # the browser's own line for a refusal or a lost connection
ONLINE = "dispatchEvent(new Event('online'))"


@pytest.fixture
def chat() -> Iterator[ScriptedChat]:
    with ScriptedChat() as chat:
        yield chat


@pytest.fixture
def shop(chat: ScriptedChat) -> Iterator[Shop]:
    with Shop(chat.origin) as shop:
        yield shop


@pytest.fixture
def visitor(browser: Browser, shop: Shop) -> Iterator[Page]:
    """A page of the shop; it breaks no policy and raises nothing."""
    complaints: list[str] = []
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    page.add_init_script(WITNESS)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "console",
        lambda line: (
            complaints.append(line.text) if line.type == "error" and LOST not in line.text else None
        ),
    )
    page.goto(shop.origin)
    yield page
    broken = page.evaluate("window.broken")
    page.context.close()
    assert (complaints, broken) == ([], [])


def opened(page: Page) -> Locator:
    page.get_by_role("button", name="Chat", exact=True).click()
    return page.get_by_role("dialog")


def ask(page: Page, text: str) -> None:
    field = page.get_by_label("Your message")
    field.fill(text)
    field.press("Enter")


def answers(page: Page) -> Locator:
    """Whole answers, the greeting among them, and no drafts."""
    return page.locator(".said.bot:not([aria-hidden])")


def test_it_is_small() -> None:
    assert len(gzip.compress(WIDGET.read_bytes(), 9)) < MOST_BYTES


def test_its_colours_are_the_houses() -> None:
    tokens = set(re.findall(r"#[0-9a-f]{6}\b", TOKENS.read_text()))
    colours = re.findall(r"light-dark\((#\w+), (#\w+)\)", WIDGET.read_text())
    assert len(colours) > 8
    assert {colour for pair in colours for colour in pair} <= tokens


def test_a_question_is_answered_with_its_sources(visitor: Page, chat: ScriptedChat) -> None:
    source = {"title": "Closing costs", "url": "https://homes.example/closing"}
    chat.coming = [
        Behaviour(
            "We pay the closing costs.",
            [source],
            [b": hi\n\n", delta("We pay "), 0.3, delta("the closing"), 1.0],
        )
    ]
    box = opened(visitor)
    ask(visitor, "Who pays for closing?")
    expect(visitor.locator(".said.bot[aria-hidden] .text")).to_have_text("We pay the closing")
    expect(answers(visitor)).to_have_count(2)
    expect(answers(visitor).last).to_contain_text("We pay the closing costs.")
    link = box.get_by_role("link", name="Closing costs")
    expect(link).to_have_attribute("href", "https://homes.example/closing")
    expect(link).to_have_attribute("rel", "noopener noreferrer")
    expect(visitor.locator(".said.bot[aria-hidden]")).to_have_count(0)


def test_a_session_goes_on_and_is_in_no_address(visitor: Page, chat: ScriptedChat) -> None:
    opened(visitor)
    for number, text in enumerate(("First?", "Second?"), start=2):
        ask(visitor, text)
        expect(answers(visitor)).to_have_count(number)
    assert [body.get("session_id") for body in chat.bodies] == [None, "chat_0secret"]
    assert len(set(chat.keys)) == 2
    assert not [url for url in chat.urls if "chat_0" in url]
    assert "chat_0" not in visitor.url


def test_the_keyboard_is_enough(visitor: Page, chat: ScriptedChat) -> None:
    visitor.keyboard.press("Tab")
    launch = visitor.get_by_role("button", name="Chat", exact=True)
    expect(launch).to_be_focused()
    visitor.keyboard.press("Enter")
    field = visitor.get_by_label("Your message")
    expect(field).to_be_focused()
    visitor.keyboard.type("One")
    visitor.keyboard.press("Shift+Enter")
    visitor.keyboard.type("Two")
    visitor.keyboard.press("Enter")
    expect(answers(visitor)).to_have_count(2)
    assert chat.messages == ["One\nTwo"]
    expect(field).to_have_value("")
    expect(field).to_be_focused()
    for name in ("Send", "Talk to a person"):
        visitor.keyboard.press("Tab")
        expect(visitor.get_by_role("button", name=name)).to_be_focused()
    visitor.keyboard.press("Escape")
    expect(visitor.get_by_role("dialog")).to_be_hidden()
    expect(launch).to_be_focused()


def test_a_screen_reader_is_told_what_it_is_and_only_whole_answers(
    visitor: Page, chat: ScriptedChat
) -> None:
    chat.coming = [Behaviour(steps=[delta("We "), 0.5])]
    box = opened(visitor)
    expect(box).to_have_accessible_name("Questions about selling?")
    log = visitor.get_by_role("log", name="Conversation")
    expect(log).to_have_attribute("aria-live", "polite")
    ask(visitor, "Who pays?")
    expect(visitor.get_by_role("status")).to_have_text("Writing an answer…")
    expect(answers(visitor)).to_have_count(2)
    expect(visitor.get_by_role("status")).to_have_text("")
    expect(log).to_contain_text("You: Who pays?")
    expect(log).to_contain_text("Answer: We pay the closing costs.")


def test_a_connection_that_is_lost_midway_counts_once(visitor: Page, chat: ScriptedChat) -> None:
    chat.coming = [Behaviour(steps=[delta("We pay "), 0.2, CUT]), Behaviour(steps=[CUT])]
    opened(visitor)
    ask(visitor, "Who pays?")
    for tries in (1, 2):
        expect(visitor.get_by_text("The connection was lost. Trying again…")).to_be_visible()
        visitor.wait_for_timeout(100)
        assert len(chat.keys) == tries
        visitor.evaluate(ONLINE)
        visitor.wait_for_timeout(300)
    expect(answers(visitor)).to_have_count(2)
    expect(visitor.locator(".said.user")).to_have_count(1)
    expect(visitor.locator(".note")).to_have_count(0)
    assert len(chat.keys) == 3
    assert len(set(chat.keys)) == 1
    assert chat.messages == ["Who pays?"]


def test_after_several_tries_a_person_decides(visitor: Page, chat: ScriptedChat) -> None:
    chat.coming = [Behaviour(steps=[CUT])] * 4
    opened(visitor)
    ask(visitor, "Who pays?")
    for _ in range(3):
        expect(visitor.get_by_text("Trying again…")).to_be_visible()
        visitor.wait_for_timeout(200)
        visitor.evaluate(ONLINE)
    again = visitor.get_by_role("button", name="Try again")
    expect(again).to_be_visible()
    expect(visitor.get_by_text("Your message was not answered.")).to_be_visible()
    again.click()
    expect(answers(visitor)).to_have_count(2)
    expect(again).to_have_count(0)
    assert len(set(chat.keys)) == 1


def test_what_the_chat_refuses_is_told_and_can_be_changed(
    visitor: Page, chat: ScriptedChat
) -> None:
    chat.coming = [Behaviour(status=413, detail="The message is longer than 4,000 characters.")]
    opened(visitor)
    ask(visitor, "Too long")
    expect(visitor.get_by_text("The message is longer than 4,000 characters.")).to_be_visible()
    expect(visitor.get_by_label("Your message")).to_have_value("Too long")


def test_a_busy_chat_is_asked_again_when_it_says(visitor: Page, chat: ScriptedChat) -> None:
    chat.coming = [Behaviour(status=429, headers={"retry-after": "1"}), Behaviour(status=503)]
    opened(visitor)
    ask(visitor, "Who pays?")
    expect(visitor.get_by_text("One moment, please…")).to_be_visible()
    expect(answers(visitor)).to_have_count(2, timeout=10_000)
    assert len(set(chat.keys)) == 1


def test_an_error_in_the_stream_is_told_and_can_be_tried_again(
    visitor: Page, chat: ScriptedChat
) -> None:
    problem = event("error", {"status": 502, "detail": "The answer broke off; ask again."})
    chat.coming = [Behaviour(steps=[delta("We "), problem, END])] * 2
    opened(visitor)
    ask(visitor, "Who pays?")
    again = visitor.get_by_role("button", name="Try again")
    for _ in range(2):
        expect(visitor.get_by_text("The answer broke off; ask again.")).to_have_count(1)
        again.click()
    expect(answers(visitor)).to_have_count(2)
    assert len(set(chat.keys)) == 2


def test_an_answer_that_is_still_being_written_is_waited_for(
    visitor: Page, chat: ScriptedChat
) -> None:
    at_work = Behaviour(status=409, headers={"retry-after": "1"}, detail="It is being answered.")
    chat.coming = [Behaviour(steps=[delta("We "), CUT]), *[at_work] * 5]
    opened(visitor)
    ask(visitor, "Who pays?")
    expect(answers(visitor)).to_have_count(2, timeout=20_000)
    assert len(chat.keys) == 7
    assert len(set(chat.keys)) == 1


def test_a_conversation_that_was_ended_begins_anew(visitor: Page, chat: ScriptedChat) -> None:
    opened(visitor)
    ask(visitor, "First?")
    expect(answers(visitor)).to_have_count(2)
    chat.coming = [Behaviour(status=409, detail="This conversation has ended.")]
    ask(visitor, "Second?")
    expect(answers(visitor)).to_have_count(3)
    assert [body.get("session_id") for body in chat.bodies] == [None, "chat_0secret", None]


def test_an_expired_session_begins_another(visitor: Page, chat: ScriptedChat) -> None:
    opened(visitor)
    ask(visitor, "First?")
    expect(answers(visitor)).to_have_count(2)
    chat.sessions = {"chat_somebody", "chat_else"}
    ask(visitor, "Second?")
    expect(answers(visitor)).to_have_count(3)
    expect(visitor.get_by_text("This is a new conversation")).to_be_visible()
    assert chat.bodies[-1] == {"message": "Second?"}


def test_only_https_becomes_a_link(visitor: Page, chat: ScriptedChat) -> None:
    reply = (
        "See [ok](javascript:alert(1)), [x](data:text/html,hi), [y](JaVaScRiPt:alert(1)), "
        "[z](\x01javascript:alert(1)), http://plain.example, [http](http://plain.example) and "
        "[rules](https://homes.example/rules) or https://homes.example/a?b=1."
    )
    odd = {"title": "Odd", "url": "javascript:alert(1)"}
    chat.coming = [Behaviour(reply, [odd])]
    box = opened(visitor)
    ask(visitor, "Links?")
    expect(answers(visitor)).to_have_count(2)
    hrefs = box.locator("a").evaluate_all("links => links.map((link) => link.getAttribute('href'))")
    assert hrefs == ["https://homes.example/rules", "https://homes.example/a?b=1"]
    expect(answers(visitor).last).to_contain_text("Odd")


def test_markup_is_text(visitor: Page, chat: ScriptedChat) -> None:
    evil = '<img src=x onerror="document.title=1"><script>document.title=2</script>&amp;'
    chat.coming = [Behaviour(evil, [{"title": evil, "url": "https://a.example"}], [delta(evil)])]
    box = opened(visitor)
    ask(visitor, evil)
    expect(answers(visitor)).to_have_count(2)
    expect(box.locator("img, script")).to_have_count(0)
    expect(answers(visitor).last).to_contain_text(evil)
    expect(visitor.locator(".said.user")).to_contain_text(evil)
    assert visitor.title() == "A shop"


def test_an_answer_survives_another_page_of_the_site(visitor: Page, chat: ScriptedChat) -> None:
    opened(visitor)
    ask(visitor, "First?")
    expect(answers(visitor)).to_have_count(2)
    chat.coming = [Behaviour(steps=[delta("We "), 5.0])]
    ask(visitor, "Second?")
    expect(visitor.locator(".said.bot[aria-hidden] .text")).to_have_text("We")
    chat.transcript = [
        {"role": "user", "text": "First?"},
        {"role": "assistant", "text": "We pay the closing costs.", "sources": []},
        {"role": "user", "text": "Second?"},
        {"role": "assistant", "text": "We", "sources": [], "partial": True},
    ]
    visitor.reload()
    expect(visitor.get_by_role("dialog")).to_be_visible()
    expect(answers(visitor)).to_have_count(3)
    expect(visitor.locator(".said.user")).to_have_count(2)
    assert chat.messages == ["First?", "Second?"]
    assert len(set(chat.keys)) == 2


def test_a_new_conversation_can_be_begun(visitor: Page, chat: ScriptedChat) -> None:
    opened(visitor)
    ask(visitor, "First?")
    expect(answers(visitor)).to_have_count(2)
    visitor.get_by_role("button", name="Start over").click()
    expect(answers(visitor)).to_have_count(1)
    ask(visitor, "Second?")
    expect(answers(visitor)).to_have_count(2)
    assert "session_id" not in chat.bodies[-1]


def test_a_person_can_be_asked_for(visitor: Page, chat: ScriptedChat) -> None:
    opened(visitor)
    visitor.get_by_role("button", name="Talk to a person").click()
    expect(answers(visitor)).to_have_count(2)
    assert chat.messages == ["I would like to talk to a person."]


def test_it_works_in_a_frame_without_storage(visitor: Page, shop: Shop, chat: ScriptedChat) -> None:
    visitor.goto(f"{shop.origin}/framed")
    frame = visitor.frame_locator("iframe")
    frame.get_by_role("button", name="Chat", exact=True).click()
    field = frame.get_by_label("Your message")
    for number, text in enumerate(("First?", "Second?"), start=2):
        field.fill(text)
        field.press("Enter")
        expect(frame.locator(".said.bot:not([aria-hidden])")).to_have_count(number)
    assert chat.bodies[1]["session_id"] == "chat_0secret"


LONG = {"title": "What we pay for, and what we do not", "url": "https://homes.example/costs"}


def talk(page: Page, chat: ScriptedChat) -> None:
    """A conversation with all there is to be seen."""
    refused = Behaviour(status=422, detail="That is no question that I can read.")
    text = (
        "We pay all closing costs: title, escrow and recording fees.\n\n"
        "You pay what you owe on the house, which the title company takes out of the price. "
        "See https://homes.example/a-rather-long-address-that-does-not-fit-on-one-line-of-the-box."
    )
    chat.coming = [Behaviour(text, [LONG, LONG | {"title": "Closing"}]), refused]
    opened(page)
    ask(page, "Who pays the closing costs, and is there anything that I have to pay myself?")
    expect(answers(page)).to_have_count(2)
    ask(page, "???")
    expect(page.locator(".failed")).to_be_visible()


def test_nothing_is_in_anyones_way(visitor: Page, chat: ScriptedChat, axe: Audit) -> None:
    axe(visitor)
    talk(visitor, chat)
    axe(visitor)
    chat.coming = [Behaviour(steps=[delta("We are "), 8.0])]
    ask(visitor, "And then?")
    expect(visitor.locator(".said.bot[aria-hidden] .text")).to_have_text("We are")
    axe(visitor)


@pytest.mark.parametrize(
    ("name", "width", "height", "scheme"),
    [("desktop", 1280, 800, "light"), ("dark", 1280, 800, "dark"), ("phone", 320, 568, "light")],
)
def test_it_fits_every_screen(
    browser: Browser,
    shop: Shop,
    chat: ScriptedChat,
    name: str,
    width: int,
    height: int,
    scheme: Any,
) -> None:
    page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=scheme)
    page.goto(shop.origin)
    talk(page, chat)
    area = page.get_by_role("dialog").bounding_box()
    assert area is not None
    assert area["x"] >= 0
    assert area["y"] >= 0
    assert area["x"] + area["width"] <= width
    assert area["y"] + area["height"] <= height
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    sideways = "log => log.scrollWidth - log.clientWidth"
    assert page.get_by_role("log").evaluate(sideways) == 0
    page.context.close()


def test_a_long_answer_is_read_from_its_beginning(visitor: Page, chat: ScriptedChat) -> None:
    chat.coming = [Behaviour("We pay.\n" * 80)]
    opened(visitor)
    ask(visitor, "Who pays?")
    expect(answers(visitor)).to_have_count(2)
    above = visitor.get_by_role("log").bounding_box()
    answer = answers(visitor).last.bounding_box()
    assert above is not None
    assert answer is not None
    assert abs(answer["y"] - above["y"]) < 4


def test_on_a_phone_tab_stays_in_the_box(visitor: Page) -> None:
    visitor.set_viewport_size({"width": 375, "height": 667})
    box = opened(visitor)
    expect(box).to_have_attribute("aria-modal", "true")
    for _ in range(8):
        visitor.keyboard.press("Tab")
        assert visitor.evaluate("document.activeElement.localName") == "hearthstack-chat"


def test_who_wants_no_motion_gets_none(visitor: Page, chat: ScriptedChat) -> None:
    visitor.emulate_media(reduced_motion="reduce")
    chat.coming = [Behaviour(steps=[2.0])]
    box = opened(visitor)
    ask(visitor, "Who pays?")
    expect(visitor.locator(".dots")).to_be_visible()
    moving = "box => [box, ...box.querySelectorAll('*')].flatMap((each) => each.getAnimations())"
    assert box.evaluate(f"box => ({moving})(box).length") == 0


def test_a_page_may_choose_words_and_a_colour(visitor: Page, shop: Shop) -> None:
    shop.attributes = (
        'data-title="Ask Ann" data-label="Ask" data-greeting="Hi." data-accent="#ffd54a" data-open'
    )
    visitor.reload()
    expect(visitor.get_by_role("dialog", name="Ask Ann")).to_be_visible()
    expect(answers(visitor)).to_contain_text("Hi.")
    send = visitor.get_by_role("button", name="Send")
    expect(send).to_have_css("background-color", "rgb(255, 213, 74)")
    expect(send).to_have_css("color", "rgb(0, 0, 0)")
