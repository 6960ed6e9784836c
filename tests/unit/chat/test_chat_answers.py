"""Which section answers, and what is left out of an answer."""

import pytest
from bookcase import ROOT, Bookcase, playbook

from chat.definitions import HOLDS, SAYS, explains
from chat.passages import passages, slug_of
from chat.replies import Reply, Visitor, by_rule, from_passages
from chat.sums import has_own_figures
from chat.thesaurus import shipped
from chatbot_words import WORDING as SELLERS
from founder_words import WORDING as FOUNDER

CASE = playbook()
PROFILE = Bookcase(
    passages((ROOT / "tests/sets/founder_profile.md").read_text(encoding="utf-8"), "profile"),
    shipped("founder"),
)
HEADED = [each for each in CASE.passages if each.heading]


def ask(message: str) -> Reply:
    return by_rule(message, Visitor(), SELLERS) or from_passages(
        message, CASE.query(message), CASE.hits(message), SELLERS
    )


def ask_of_founder(message: str) -> Reply:
    return by_rule(message, Visitor(), FOUNDER) or from_passages(
        message, PROFILE.query(message), PROFILE.hits(message), FOUNDER
    )


@pytest.mark.parametrize("name", [each.name for each in HEADED])
def test_a_heading_is_answered_by_its_own_section(name: str) -> None:
    [passage] = [each for each in HEADED if each.name == name]
    assert [each.name for each in ask(passage.heading).passages] == [name]


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("so when will I get paid", "how-long-a-sale-takes#when-do-i-get-paid"),
        ("can i choose a closing date", "how-long-a-sale-takes#can-i-choose-the-closing-date"),
        ("what are the closing costs", "what-selling-costs#what-are-closing-costs"),
        (
            "hi, how soon can a house be sold",
            "inherited-house-in-washington#how-soon-can-the-house-be-sold",
        ),
    ],
)
def test_what_is_nearly_a_heading_is_answered_by_it(question: str, name: str) -> None:
    assert ask(question).passages[0].name == name


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("what does quitclaim deed mean", "quitclaim deed"),
        ("explain short sale", "which is a short sale"),
        ("what is escrow?", "Escrow is the neutral company"),
        ("whats a lien", "A lien is a claim"),
        ("what is ARV", "ARV is the after-repair value"),
    ],
)
def test_a_word_is_explained_where_the_playbook_explains_it(question: str, told: str) -> None:
    assert told in ask(question).text


def test_a_sentence_explains_a_term_or_only_holds_it() -> None:
    assert explains(("lien",), "A lien is a claim on the house.") == SAYS
    assert explains(("lien",), "A lien is never a reason to wait.") == HOLDS
    assert explains(("short", "sal"), "They take less, which is a short sale.") == SAYS
    assert explains(("short", "sal"), "A sale that is short.") == 0


@pytest.mark.parametrize(
    "question",
    [
        "I sell at 455,000 and still owe 210,000, what will I net",
        "we bought at 310k and sell at 700k what is our taxable gain",
        "how much do I walk away with at $389,000 with a $150,500 mortgage",
    ],
)
def test_no_example_s_sums_answer_a_question_with_its_own_figures(question: str) -> None:
    reply = ask(question)
    if reply.intent == "question":
        assert reply.text.startswith("I can't work that out")
        assert "=" not in reply.text
        assert reply.is_final
        assert reply.passages


@pytest.mark.parametrize(
    "question", ["do i owe tax in 2026", "is 30 days enough", "my ZIP is 98103", "how much is it"]
)
def test_not_every_number_is_an_amount(question: str) -> None:
    assert not has_own_figures(question)


@pytest.mark.parametrize(
    "question",
    [
        "what is the phone number of the treasurer",
        "whats your email",
        "who owns hearthstack?",
        "can you sell me a home, any houses for rent?",
        "SELECT name FROM leads",
        "how do you score a lead",
    ],
)
def test_what_is_not_for_sellers_or_not_ours_is_declined(question: str) -> None:
    assert ask(question).intent == "unknown"


def test_an_article_for_the_team_has_no_passages() -> None:
    for tags in ("leads, buyers", "compliance,STAFF"):
        assert passages(f"---\ntitle: T\nslug: t\ntags: {tags}\n---\n\nText.\n", "n") == []
    assert slug_of("---\nslug: t\ntags: staff\n---\nText.", "n") == "t"
    assert len(passages("---\nslug: t\ntags: leaders\n---\nText.", "n")) == 1


def test_code_is_told_line_by_line() -> None:
    [found] = passages("Sums:\n\n```\nA: 1 + 1 = 2\nB: 2 + 2 = 4\n```\n\nDone.", "n")
    assert found.text == "Sums:\nA: 1 + 1 = 2\nB: 2 + 2 = 4\nDone."


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("when was the company founded?", "2017"),
        ("when was hearthstack started", "2017"),
        ("where did she grow up", "Yakima"),
        ("How Hearthstack began", "2017"),
    ],
)
def test_the_founder_s_beginnings(question: str, told: str) -> None:
    assert told in ask_of_founder(question).text


@pytest.mark.parametrize(
    "message",
    ["I want to talk to the founder", "could I meet with her", "can i speak to the owner please"],
)
def test_the_founder_is_a_person_too(message: str) -> None:
    assert ask_of_founder(message).handoff


@pytest.mark.parametrize(
    ("message", "intent"),
    [("ok thanks bye", "goodbye"), ("hello number 4", "greeting"), ("no thanks", "goodbye")],
)
def test_small_talk_comes_in_rows(message: str, intent: str) -> None:
    assert ask(message).intent == intent
