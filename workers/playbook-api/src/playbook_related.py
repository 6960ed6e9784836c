"""What to read next: the articles whose rare words are the same (cosine of tf-idf weights).

Manning, Raghavan and Schütze, Introduction to Information Retrieval (2008), sections 6.2 to 6.4.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from math import log, sqrt

from playbook_article import Article
from playbook_search import FIELDS, terms

Weights = Mapping[str, float]


def related(articles: Sequence[Article], most: int) -> dict[str, list[Article]]:
    """By slug the other articles that are about the same, at most so many, the nearest first.

    An article for sellers is related to such ones alone: none leads to what is for the team.
    """
    weights = _weights(articles)
    return {each.slug: _nearest(each, articles, weights)[:most] for each in articles}


def _nearest(
    to: Article, articles: Sequence[Article], weights: Mapping[str, Weights]
) -> list[Article]:
    mine = weights[to.slug]
    near = {
        each.slug: sum(weight * mine.get(term, 0.0) for term, weight in weights[each.slug].items())
        for each in articles
        if each.slug != to.slug and (each.for_sellers or not to.for_sellers)
    }
    found = [each for each in articles if near.get(each.slug, 0.0) > 0]
    return sorted(found, key=lambda each: (-near[each.slug], each.slug))


def _weights(articles: Sequence[Article]) -> dict[str, Weights]:
    """Of each article its terms, the more often it says them and the fewer others do the heavier;
    the sum of the squares is 1.
    """
    counts = {each.slug: _counted(each) for each in articles}
    holding = Counter(term for count in counts.values() for term in count)
    return {
        slug: _of_length_one(
            {
                term: (1 + log(times)) * log(len(articles) / holding[term])
                for term, times in count.items()
            }
        )
        for slug, count in counts.items()
    }


def _counted(article: Article) -> dict[str, float]:
    """How often an article says each term; as in a search, a title says it louder than a text."""
    count: dict[str, float] = {}
    for loudness, field in FIELDS:
        for term in terms(field(article)):
            count[term] = count.get(term, 0.0) + loudness
    return count


def _of_length_one(weights: Weights) -> Weights:
    length = sqrt(sum(weight * weight for weight in weights.values()))
    return {term: weight / length for term, weight in weights.items() if weight > 0}
