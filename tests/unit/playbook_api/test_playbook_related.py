"""What to read next is about the same, and is never for others."""

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from playbook_article import Article
from playbook_related import related

WORDS = st.sampled_from(["roof", "escrow", "probate", "tenant", "lien", "tax", "mortgage"])
TEXTS = st.lists(WORDS, max_size=12).map(" ".join)


@st.composite
def shelves(draw: st.DrawFn) -> list[Article]:
    return [
        made(str(n), draw(TEXTS), ("sellers",) if draw(st.booleans()) else ())
        for n in range(draw(st.integers(1, 8)))
    ]


def made(slug: str, text: str, tags: tuple[str, ...] = ()) -> Article:
    return Article("A title", slug, "A summary", tags, "2026-01-01", "2026-01-01", "", text)


@given(shelves(), st.integers(1, 9))
def test_related_are_others_for_the_same_readers_each_once(
    articles: list[Article], most: int
) -> None:
    for_sellers = {each.slug: each.for_sellers for each in articles}
    found = related(articles, most)
    assert found.keys() == for_sellers.keys()
    for slug, near in found.items():
        slugs = [each.slug for each in near]
        assert slug not in slugs
        assert len(set(slugs)) == len(slugs) <= most
        assert not for_sellers[slug] or all(each.for_sellers for each in near)


@given(shelves(), st.randoms())
def test_the_order_of_the_articles_changes_nothing(articles: list[Article], random: Random) -> None:
    shuffled = random.sample(articles, len(articles))
    assert related(articles, 3) == related(shuffled, 3)


def test_a_rare_word_says_more_than_one_that_all_articles_hold() -> None:
    articles = [
        made("a", "house house probate"),
        made("b", "house house house"),
        made("c", "house probate"),
        made("d", "house roof"),
    ]
    assert [each.slug for each in related(articles, 3)["a"]] == ["c"]


def test_what_shares_no_word_is_not_related() -> None:
    assert related([made("a", "roof"), made("b", "lien"), made("c", "tax")], 3)["a"] == []
