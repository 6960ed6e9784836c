import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat.spelling import distance
from chat.words import FUNCTION
from playbook_article import Article
from playbook_content import ARTICLES
from playbook_search import Index, terms

INDEX = Index(ARTICLES)


def made(slug: str, title: str = "Porch", summary: str = "Fence", body: str = "words") -> Article:
    return Article(title, slug, summary, (), "2026-01-01", "2026-01-01", "", f"<p>{body}</p>")


@pytest.mark.parametrize(
    ("query", "slug"),
    [
        ("net sheet", "reading-a-net-sheet"),
        ("probate", "probate-and-inherited-houses"),
        ("Foreclosure timeline", "foreclosure-timelines"),
        ("what is MAO", "the-mao-formula"),
        ("how do you value my home", "how-we-value-a-home"),
        ("interest rate", "how-interest-rates-move-offers"),
        ("email consent", "texting-and-emailing-with-consent"),
        ("quiet hours", "texting-and-emailing-with-consent"),
        ("wire fraud", "from-contract-to-closing"),
        ("speed to lead", "what-makes-a-lead-hot"),
        ("steering", "conversations-that-respect-fair-housing"),
    ],
)
def test_a_question_finds_its_article_first(query: str, slug: str) -> None:
    assert INDEX.search(query, 10)[0].article.slug == slug


@pytest.mark.parametrize(
    ("query", "meant"),
    [
        ("forclosure", "foreclosure"),
        ("morgage payoff", "mortgage payoff"),
        ("inhertied house", "inherited house"),
        ("What is an escorw?", "What is an escrow?"),
        ("tennants who stay", "tenants who stay"),
        ("DIVORCEE & the lein", "divorce & the lien"),
        ("apraisal", "appraisal"),
        ("earnest mony", "earnest money"),
        ("hime value", "home value"),
        ("net shet", "net sheet"),
        ("the fore closure", "the foreclosure"),
        ("in herited house", "inherited house"),
        ("mort-gage", "mortgage"),
    ],
)
def test_a_word_that_no_article_holds_is_read_as_the_nearest_that_one_does(
    query: str, meant: str
) -> None:
    assert INDEX.meant(query) == meant
    assert INDEX.search(meant, 10)


WORDS = sorted({word for a in ARTICLES for word in re.findall(r"\b[a-z]{5,}\b", a.text)})
SEARCHED = [word for word in WORDS if word not in FUNCTION]
ERRORS = {
    "a letter too many": lambda word, at: word[:at] + word[at] + word[at:],
    "a letter missing": lambda word, at: word[:at] + word[at + 1 :],
    "two swapped": lambda word, at: word[:at] + word[at + 1] + word[at] + word[at + 2 :],
    "a wrong letter": lambda word, at: word[:at] + "q" + word[at + 1 :],
}


@given(st.sampled_from(SEARCHED), st.sampled_from(sorted(ERRORS)), st.data())
def test_one_error_in_a_word_still_finds_articles(
    word: str, error: str, data: st.DataObject
) -> None:
    at = data.draw(st.integers(1, len(word) - 2))
    wrong = ERRORS[error](word, at)
    meant = INDEX.meant(wrong)
    assert distance(wrong, meant, 2) <= 2
    assert INDEX.search(meant, 10) or not terms(meant)


@given(st.sampled_from(WORDS), st.sampled_from(sorted(ERRORS)), st.data())
def test_no_word_becomes_one_that_the_search_ignores(
    word: str, error: str, data: st.DataObject
) -> None:
    wrong = ERRORS[error](word, data.draw(st.integers(1, len(word) - 2)))
    meant = INDEX.meant(wrong)
    assert meant == wrong or meant not in FUNCTION


@pytest.mark.parametrize("query", ["café", "cafe\u0301", "wich", "home owner", "pay off"])
def test_what_is_no_slip_of_a_word_that_is_searched_is_left(query: str) -> None:
    assert INDEX.meant(query) == unicodedata.normalize("NFC", query)


@pytest.mark.parametrize("query", ["mórtgage", "mo\u0301rtgage"])
def test_accents_make_no_difference(query: str) -> None:
    assert INDEX.search(INDEX.meant(query), 10) == INDEX.search("mortgage", 10)


@given(st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join))
def test_what_is_written_right_is_left_as_it_is(query: str) -> None:
    assert INDEX.meant(query) == query


@given(st.text(max_size=200))
def test_what_was_meant_has_no_more_errors(query: str) -> None:
    meant = INDEX.meant(query)
    found = INDEX.search(query, 50)
    assert {hit.article for hit in found} <= {hit.article for hit in INDEX.search(meant, 50)}
    if len(query) < 60:  # no more words than are mended at once
        assert INDEX.meant(meant) == meant


def test_a_hit_in_the_title_comes_before_any_number_in_the_body() -> None:
    articles = [
        made("body", body="roof " * 200),
        made("summary", summary="The roof"),
        made("title", title="The roof"),
        made("none"),
    ]
    found = [hit.article.slug for hit in Index(articles).search("roofs", 10)]
    assert found == ["title", "summary", "body"]


def test_a_search_with_a_tag_finds_the_same_without_those_that_have_it_not() -> None:
    every = INDEX.search("liens", 50)
    tagged = [hit for hit in every if "sellers" in hit.article.tags]
    assert 0 < len(tagged) < len(every)
    assert INDEX.search("liens", 50, "sellers") == tagged
    assert INDEX.search("liens", 1, "sellers") == tagged[:1]
    assert INDEX.search("liens", 50, "none") == []


def test_equal_articles_are_ordered_by_slug() -> None:
    articles = [made("b", title="Roof"), made("a", title="Roof"), made("c")]
    assert [hit.article.slug for hit in Index(articles).search("roof", 10)] == ["a", "b"]


@pytest.mark.parametrize("query", ["", "   ", "the of and", "!?*", "zyzzyva", "٣"])
def test_a_query_without_a_known_word_finds_nothing(query: str) -> None:
    assert INDEX.search(query, 10) == []


def test_a_limit_cuts_the_list_and_not_its_order() -> None:
    assert INDEX.search("house offer", 2) == INDEX.search("house offer", 10)[:2]


@pytest.mark.parametrize(
    ("word", "same"),
    [
        ("houses", "House"),
        ("taxes", "tax"),
        ("properties", "property"),
        ("e-mail", "email"),
        ("owner's", "owner"),
        ("owner’s", "owner"),
        ("café", "cafe"),
    ],
)
def test_forms_of_a_word_are_one_term(word: str, same: str) -> None:
    assert terms(word) == terms(same)


@pytest.mark.parametrize("word", ["access", "basis", "bus"])
def test_words_that_only_look_plural_keep_their_end(word: str) -> None:
    assert terms(word) == [word]


def snippet(article: Article, query: str) -> str:
    return Index([article, made("other")]).search(query, 1)[0].snippet


def test_a_snippet_marks_every_form_of_the_wanted_words() -> None:
    article = made("a", body="Old roofs leak. A new roof does not.")
    expected = "Old <mark>roofs</mark> leak. A new <mark>roof</mark> does not."
    assert snippet(article, "roof") == expected


def test_a_snippet_shows_the_passage_with_most_of_the_words() -> None:
    filler = "lorem " * 60
    article = made("a", body=f"roof {filler} gutter {filler} roof and gutter {filler}")
    found = snippet(article, "gutter roof")
    assert "<mark>roof</mark> and <mark>gutter</mark>" in found
    assert found.startswith("… ")
    assert found.endswith(" …")


def test_a_snippet_of_a_hit_in_the_title_alone_is_the_summary() -> None:
    article = made("a", title="Roof", summary="All about it", body="words")
    assert snippet(article, "roof") == "All about it"


@given(st.text(max_size=60))
def test_a_snippet_holds_no_html_but_its_marks(query: str) -> None:
    evil = made("a", title=query, body="&lt;script&gt;alert(1)&lt;/script&gt; roof <b>" + "x " * 40)
    for hit in Index([evil, made("b")]).search(query + " roof", 5):
        assert "<" not in re.sub(r"</?mark>", "", hit.snippet)


@given(st.text(max_size=200))
def test_any_query_is_answered_the_same_way_twice(query: str) -> None:
    first = INDEX.search(query, 10)
    assert first == INDEX.search(query, 10)
    assert [hit.score for hit in first] == sorted((hit.score for hit in first), reverse=True)
