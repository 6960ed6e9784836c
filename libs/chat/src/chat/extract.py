"""An answer out of the passages' own sentences, chosen against the question. It needs no model."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from chat.passages import Passage
from chat.ranking import Hit
from chat.search import Query

LONGEST_ANSWER = 480  # characters, about; the last sentence is let out whole
LONGEST_SENTENCE = 600
MOST_SENTENCES = 4
OPENING = (
    0.35  # what the first sentence of a section has ahead: it is the answer more often than not
)
FEW_LETTERS = 40  # a sentence this short ("Yes.") goes with the next


@dataclass(frozen=True)
class Extract:
    """Sentences as they stand, and the passages that they are of, each once."""

    text: str
    passages: tuple[Passage, ...]


def extract(query: Query, hits: Sequence[Hit]) -> Extract:
    """The sentences that answer best, out of the best passage, and of one that adds to it."""
    best = hits[0]
    chosen = _of_passage(query, best, LONGEST_ANSWER)
    parts, used = [chosen], [best.passage]
    if best.opening is not None:
        return Extract(chosen, (best.passage,))
    for hit in hits[1:2]:
        if new := _new_meanings(query, best, hit):
            more = _sentence_about(new, hit)
            if more and len(chosen) + len(more) <= LONGEST_ANSWER:
                parts.append(more)
                used.append(hit.passage)
    return Extract("\n\n".join(parts), tuple(used))


def _of_passage(query: Query, hit: Hit, room: int) -> str:
    known = [each for each in hit.read.sentences if len(each[0]) <= LONGEST_SENTENCE]
    if not known:
        return hit.passage.text[:LONGEST_SENTENCE]
    sentences = [text for text, _ in known]
    worth = {number: _worth(query, there) for number, (_, there) in enumerate(known)}
    worth[0] += OPENING * (query.weight or 1.0)
    if hit.opening is not None:
        worth = {number: -float(abs(number - hit.opening)) for number in worth}
        worth = {number: each for number, each in worth.items() if number >= hit.opening}
    chosen: set[int] = set()
    size = 0
    for number in sorted(worth, key=lambda each: (-worth[each], each)):
        if len(chosen) == MOST_SENTENCES or (chosen and size + len(sentences[number]) > room):
            break
        chosen.add(number)
        size += len(sentences[number])
        short = len(sentences[number]) < FEW_LETTERS and number + 1 < len(sentences)
        if short and number + 1 not in chosen:
            chosen.add(number + 1)
            size += len(sentences[number + 1])
    return joined([sentences[number] for number in sorted(chosen)], hit.passage.text)


def joined(sentences: Sequence[str], text: str) -> str:
    """Sentences of a text: each on the line of the one before only if it is there in the text."""
    lines = text.splitlines()
    told = sentences[0] if sentences else ""
    for before, sentence in pairwise(sentences):
        together = any(before in line and sentence in line for line in lines)
        told += (" " if together else "\n") + sentence
    return told


def _worth(query: Query, there: frozenset[str]) -> float:
    return sum(
        each.weight * max(worth for root, worth in each.stems.items() if root in there)
        for each in query.meanings
        if not there.isdisjoint(each.stems)
    )


def _new_meanings(query: Query, best: Hit, hit: Hit) -> list[dict[str, float]]:
    """What the question asks for that another passage is about and the best does not hold."""
    known = best.read.said
    there = hit.read.asks
    return [
        each.stems
        for each in query.meanings
        if known.isdisjoint(each.stems) and not there.isdisjoint(each.stems)
    ]


def _sentence_about(meanings: list[dict[str, float]], hit: Hit) -> str:
    wanted = {root for each in meanings for root in each}
    for sentence, there in hit.read.sentences:
        if not wanted.isdisjoint(there):
            return sentence
    return ""
