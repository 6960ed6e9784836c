"""Questions that have their topic from the one before: "and how long does that take?"."""

import re
from collections.abc import Iterable

from chat.ranking import ENOUGH, SURE, Hit, Read, rank
from chat.search import Query
from chat.words import words

LONGEST = 9  # words of a follow-up; a longer question says itself what it is about
SHORTEST = 3  # words; a question of no more ("why?", "how much exactly?") rarely stands alone
FEW = 2  # meanings of its own, up to which a question that points back is about what it points to
_POINTING = frozenset(
    ["that", "it", "this", "they", "them", "those", "these", "its", "their", "one", "ones"]
)
_GOING_ON = re.compile(
    r"(?:and|but|or|so|ok|okay|then|also|what about|how about|what if|why|how so|how come)\b", re.I
)
# "is it legal to …" and "can you promise that I …" point to nothing.
_NOT_POINTING = re.compile(
    r"\b(?:is|was|be|it.?s) (?:it )?(?:\w+ )?(?:to|that|if|for)\b|\bthat (?:i|we|you|my|our|the)\b",
    re.I,
)


def is_follow_up(question: str) -> bool:
    """Whether a question may need the one before it to be understood."""
    said = words(question)
    if not 0 < len(said) <= LONGEST:
        return False
    return len(said) <= SHORTEST or points_back(question) or bool(_GOING_ON.match(question))


def points_back(question: str) -> bool:
    """Whether a word of it stands for what was talked about."""
    return not _POINTING.isdisjoint(words(_NOT_POINTING.sub(" ", question)))


def needs_topic(question: str, alone: Query) -> bool:
    """Whether its topic is that of the one before, even if passages are found for it alone."""
    own = sum(each.known for each in alone.meanings)
    return points_back(question) and own <= FEW and alone.named is None


def going_on(alone: Query, after: Query, told: Read, article: Iterable[Read]) -> list[Hit]:
    """The passages of the article talked about that answer a question which goes on from there.

    ``alone`` is the question by itself, which says whether a passage answers; ``after`` the same
    with the heading of the passage that was told, which says which does best. A question that has
    no meaning of its own ("how much is it?") is about what was told.
    """
    there = list(article)
    if not alone.meanings:
        return [hit._replace(confidence=SURE) for hit in rank(after, [told])]
    sure = {id(hit.read) for hit in rank(alone, there) if hit.confidence >= ENOUGH}
    found = [hit for hit in rank(after, there) if id(hit.read) in sure and hit.read is not told]
    return [hit._replace(confidence=SURE) for hit in found[:1]]
