"""Ranked search over the articles: BM25 (Robertson and Zaragoza, 2009) field by field, summed.

A title says what an article is about, so one hit there outweighs any number in the body. Equal
scores are ordered by slug: the same query always gives the same answer. Words are those of the
bots' search (`chat.words`), and typing errors are mended as there (`chat.spelling`).
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from html import escape
from math import log
from typing import NamedTuple

from chat.spelling import nearest, shelved
from chat.words import FUNCTION, WORD, fold, stem, words
from playbook_article import Article

K1 = 1.2
B = 0.75
SNIPPET_WORDS = 32
WORDS_BEFORE = 4
MOST_MENDED = 12  # words of a query; a stranger's nonsense is not looked up word by word
FIELDS: tuple[tuple[float, Callable[[Article], str]], ...] = (
    (6.0, lambda article: article.title),
    (4.0, lambda article: " ".join(article.tags)),
    (3.0, lambda article: article.summary),
    (1.0, lambda article: article.text),
)
_TORN = re.compile(r"(?<![^\W_])([^\W_]{1,40})[ -](?=([^\W_]{1,40}))")
_EMAIL = re.compile(r"\b([eE])-(?=mail)")


class Hit(NamedTuple):
    """An article that matches, how well, and the passage that shows it (HTML)."""

    article: Article
    score: float
    snippet: str


def terms(text: str) -> list[str]:
    """The index terms of a text: folded, stemmed, without the words that a sentence is built with.

    >>> terms("The owner's e-mails")
    ['owner', 'email']
    """
    return [stem(word) for word in words(_joined(text)) if word not in FUNCTION]


def _joined(text: str) -> str:
    return _EMAIL.sub(r"\1", text)


@lru_cache(maxsize=4096)
def _terms_in(word: str) -> frozenset[str]:
    """The terms of one printed word: "e-mail," has one, "and/or" none."""
    return frozenset(terms(word))


class _Field:
    """One field of every article: how often each term occurs, weighed by length and rarity."""

    def __init__(self, weight: float, texts: Sequence[str]) -> None:
        self._weight = weight
        self._counts = [Counter(terms(text)) for text in texts]
        lengths = [count.total() for count in self._counts]
        average = sum(lengths) / len(lengths) or 1.0
        self._norms = [K1 * (1 - B + B * length / average) for length in lengths]
        self._holding = Counter(term for count in self._counts for term in count)

    def scores(self, query: Iterable[str]) -> Iterator[float]:
        """The field's share of each article's score."""
        weights = [(term, self._rarity(term)) for term in query if term in self._holding]
        for count, norm in zip(self._counts, self._norms, strict=True):
            yield self._weight * sum(
                rarity * count[term] * (K1 + 1) / (count[term] + norm) for term, rarity in weights
            )

    def _rarity(self, term: str) -> float:
        holding = self._holding[term]
        return log(1 + (len(self._counts) - holding + 0.5) / (holding + 0.5))


class Index:
    """The searchable form of some articles; built once."""

    def __init__(self, articles: Sequence[Article]) -> None:
        self._articles = articles
        self._fields = [_Field(w, [field(a) for a in articles]) for w, field in FIELDS]
        self._texts = {a.slug: Printed.of(a.text) for a in articles}
        held = [{w for _, field in FIELDS for w in words(_joined(field(a)))} for a in articles]
        known = set().union(*held)
        finds = Counter(term for each in held for term in {stem(w) for w in each - FUNCTION})
        self._stems = finds.keys()
        self._shelves = shelved({word: finds[stem(word)] for word in known}, FUNCTION)

    def meant(self, query: str) -> str:
        """The query without its typing errors: each word that no article holds is replaced by the
        nearest one that some article does, if there is one near enough; a word torn in two is one.

        A word with accents is no slip: it is only folded.
        """
        left = MOST_MENDED

        def mended(found: re.Match[str]) -> str:
            nonlocal left
            word = fold(found[0])
            if not left or self._is_known(found[0]) or word != found[0].lower():
                return found[0]
            left -= 1
            meant = nearest(word, self._shelves)
            return found[0] if meant is None or meant in FUNCTION else meant

        whole = unicodedata.normalize("NFC", _joined(query))
        return WORD.sub(mended, _TORN.sub(self._mended_tear, whole))

    def _is_known(self, word: str) -> bool:
        """Whether a word as it is written finds anything, or is one that the search ignores."""
        folded = fold(word)
        return folded in FUNCTION or stem(folded) in self._stems

    def _mended_tear(self, found: re.Match[str]) -> str:
        """The first of two words: without the gap where only both together are a word."""
        one, two = found[1], found[2]
        is_torn = stem(fold(one + two)) in self._stems
        return one if is_torn and not (self._is_known(one) and self._is_known(two)) else found[0]

    def search(self, query: str, limit: int, tag: str | None = None) -> list[Hit]:
        """The best matches of any of the query's terms, best first; none for no usable term.

        The query is taken as it was written: `meant` mends it. With a tag only articles
        that have it count.
        """
        wanted = list(dict.fromkeys(terms(query)))
        columns = zip(*(field.scores(wanted) for field in self._fields), strict=True)
        scored = zip((round(sum(column), 4) for column in columns), self._articles, strict=True)
        found = sorted(
            (
                (score, article)
                for score, article in scored
                if score > 0 and (tag is None or tag in article.tags)
            ),
            key=lambda pair: (-pair[0], pair[1].slug),
        )
        return [Hit(a, score, self._snippet(a, frozenset(wanted))) for score, a in found[:limit]]

    def _snippet(self, article: Article, wanted: frozenset[str]) -> str:
        """The best passage of the text; the summary where only title, tags or summary match."""
        passage = self._texts[article.slug].passage(wanted)
        return passage or Printed.of(article.summary).marked(wanted)


class Printed(NamedTuple):
    """A text word by word as it is printed, and the index terms of each word."""

    words: list[str]
    terms: list[frozenset[str]]

    @classmethod
    def of(cls, text: str) -> "Printed":
        """Splits a text at white space."""
        words = text.split()
        return cls(words, [_terms_in(word) for word in words])

    def passage(self, wanted: frozenset[str]) -> str:
        """The passage with the most different terms, then with the most; empty for no match."""
        matches = [i for i, found in enumerate(self.terms) if found & wanted]
        if not matches:
            return ""
        begin = max(0, max(matches, key=lambda i: (*self._richness(i, wanted), -i)) - WORDS_BEFORE)
        end = begin + SNIPPET_WORDS
        passage = Printed(self.words[begin:end], self.terms[begin:end]).marked(wanted)
        return f"{'… ' if begin else ''}{passage}{' …' if end < len(self.words) else ''}"

    def _richness(self, start: int, wanted: frozenset[str]) -> tuple[int, int]:
        end = start + SNIPPET_WORDS - WORDS_BEFORE
        inside = [term for found in self.terms[start:end] for term in found & wanted]
        return len(set(inside)), len(inside)

    def marked(self, wanted: frozenset[str]) -> str:
        """HTML with each match in `<mark>`."""
        return " ".join(
            f"<mark>{escape(word)}</mark>" if found & wanted else escape(word)
            for word, found in zip(self.words, self.terms, strict=True)
        )
