"""The engine over the repository's sets, with a real FTS5."""

import json
from pathlib import Path
from typing import Any

import pytest
from bookcase import ROOT, Bookcase, playbook

from chat.follow_up import going_on, is_follow_up, needs_topic
from chat.passages import passages
from chat.ranking import grounds
from chat.replies import Reply, Visitor, by_rule, from_passages
from chat.thesaurus import shipped
from chatbot_words import WORDING as SELLERS
from founder_words import WORDING as FOUNDER

SETS = ROOT / "tests" / "sets"
HERE = Path(__file__).parent


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def shelves() -> Bookcase:
    return playbook()


def recall(shelves: Bookcase, questions: list[dict[str, Any]]) -> float:
    """The share whose first three passages hold an expected one, and that is answered."""

    def found(each: dict[str, Any]) -> bool:
        hits = shelves.hits(each["question"])
        there = any(hit.passage.name in each["expected"] for hit in hits[:3])
        return there and bool(grounds(hits))

    return sum(map(found, questions)) / len(questions)


def declined(shelves: Bookcase, questions: list[dict[str, Any]]) -> float:
    answered = [each for each in questions if grounds(shelves.hits(each["question"]))]
    return 1 - len(answered) / len(questions)


def test_sellers_find_what_they_ask_for(shelves: Bookcase) -> None:
    assert recall(shelves, lines(SETS / "seller_questions.jsonl")) >= 0.9


def test_what_the_playbook_does_not_say_is_declined(shelves: Bookcase) -> None:
    assert declined(shelves, lines(SETS / "unanswerable.jsonl")) >= 0.95


def test_the_hold_out_is_found_and_declined(shelves: Bookcase) -> None:
    assert recall(shelves, lines(HERE / "holdout_questions.jsonl")) >= 0.9
    assert declined(shelves, lines(HERE / "holdout_unanswerable.jsonl")) >= 0.9


def test_the_founder_s_profile_answers_what_it_says_and_nothing_else() -> None:
    profile = passages((SETS / "founder_profile.md").read_text(encoding="utf-8"), "profile")
    case = Bookcase(profile, shipped("founder"))
    wrong = []
    for each in lines(SETS / "founder_questions.jsonl"):
        asked = each["question"]
        reply = from_passages(asked, case.query(asked), case.hits(asked), FOUNDER)
        told = reply.text.lower()
        held = all(any(one.lower() in told for one in fact) for fact in each["facts"])
        if not held or bool(reply.passages) != bool(each["facts"]):
            wrong.append(each["id"])
    assert wrong == []


def in_context(case: Bookcase, topic: str, question: str) -> str | None:
    """The passage that answers a question which follows one that was answered."""
    asked, hits = case.query(question), case.hits(question)
    reply = from_passages(question, asked, hits, SELLERS)
    if is_follow_up(question) and (not reply.passages or needs_topic(question, asked)):
        told = grounds(case.hits(topic))[0].read
        after = case.query(question, f"{told.passage.title} {told.passage.heading}")
        if going := going_on(asked, after, told, case.article(told)):
            return going[0].passage.name
    return reply.passages[0].name if reply.passages else None


def test_a_question_that_goes_on_is_about_what_was_told(shelves: Bookcase) -> None:
    told = lines(SETS / "follow_ups.jsonl")
    answered = [each for each in told if each["expected"]]
    found = [in_context(shelves, each["topic"], each["question"]) for each in answered]
    right = [name in each["expected"] for name, each in zip(found, answered, strict=True)]
    assert sum(right) / len(right) >= 0.9
    others = [each for each in told if not each["expected"]]
    wrong = [each["id"] for each in others if in_context(shelves, each["topic"], each["question"])]
    assert len(wrong) / len(others) <= 0.1


def answer(case: Bookcase, message: str, wording: Any) -> Reply:
    ruled = by_rule(message, Visitor(), wording)
    return ruled or from_passages(message, case.query(message), case.hits(message), wording)


INJECTIONS = lines(SETS / "injections.jsonl")


@pytest.mark.parametrize("each", INJECTIONS, ids=[each["id"] for each in INJECTIONS])
def test_nobody_takes_the_bot_over(shelves: Bookcase, each: dict[str, Any]) -> None:
    wording, case, asked = SELLERS, shelves, each.get("ask", each["text"])
    if each["where"] == "document":
        case = Bookcase(passages(f"# Notes\n\n## {asked}\n\n{each['text']}", "n"), shipped("homes"))
    elif each["where"] == "profile":
        wording = FOUNDER
        text = (SETS / "founder_profile.md").read_text(encoding="utf-8") + "\n" + each["text"]
        case = Bookcase(passages(text, "profile"), shipped("founder"))
    reply = answer(case, asked, wording)
    told = reply.text.lower()
    for word in each["must_not"]:
        if word == "{system}":
            assert not leaks(reply.text, wording.instructions)
        elif word != "{others}":
            assert word.lower() not in told
    assert not reply.lead


def leaks(text: str, instructions: str) -> bool:
    from chat.guard import rows_of_words

    return not rows_of_words(text).isdisjoint(rows_of_words(instructions))
