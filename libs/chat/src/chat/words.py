"""Words as questions and articles share them: folded, stemmed, and without those that say nothing.

The stemmer is a small one of our own: it takes off a plural, -ing and -ed, and leaves the rest to
the thesaurus. Both sides go through it, so it need not be right, only the same.
"""

import re
import unicodedata
from functools import lru_cache

WORD = re.compile(r"[^\W_]+")
_APOSTROPHES = re.compile("['’‘ʼ`´]")
_VOWEL = re.compile("[aeiouy]")
ENDINGS = ("ing", "ed")
_DOUBLED = re.compile(r"([bdfgmnprt])\1$")


def listed(text: str) -> frozenset[str]:
    """The words of a list in the source."""
    return frozenset(WORD.findall(text))


# What a sentence is built with.
FUNCTION = listed(
    """
    a about actually after ah all also am an and any anybody anymore anyone anything are
    arent as at be because been being both but by can cant cannot could couldnt did didnt
    do does doesnt doing dont done each either else even ever every everything explain for
    from get gets getting give go goes going gonna got gotta guy guys had hafta has hasnt
    have havent having he hello help her here hers hes hey hi him his hmm how howd hows i
    id if ill im in into is isnt it its ive just kind know let lets like lol look lot make
    makes many maybe me mean might mine more most much must my myself need needs no not
    now of off oh ok okay on once one only or other our ours out over own people please
    pls really right said same say says she should shouldnt so some somebody someone
    something soon sort still such sure tell than thanks thank that thats the their theirs
    them then there theres these they theyre think this those though thru through to too
    try u under until up ur us use used usually very want wanted wants was wasnt wat way
    we well were weve what whats when where wheres which while who whos whose why will
    with without wont would wouldnt ya yall yeah yes yet you youll your youre yours folks
    yes
    """
)
# What says nothing in a question, but something in an answer.
CHATTER = listed(
    """
    thousand dollar dollars bucks grand possible quite regarding stuff thing things around
    ready bout few everywhere special question wondering wonder basically honest honestly
    big day days week weeks month months yr yrs year years january february march april
    june july august september october november december monday tuesday wednesday thursday
    able friday saturday sunday today tomorrow yesterday live living
    """
)
STOP = FUNCTION | CHATTER


def fold(text: str) -> str:
    """Text in small letters without accents, apostrophes and invisible marks (NFKC, then NFD)."""
    if text.isascii():
        return text.lower().replace("'", "").replace("`", "")
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    seen = "".join(each for each in plain if unicodedata.category(each) not in ("Mn", "Cf"))
    return _APOSTROPHES.sub("", seen)


def words(text: str) -> list[str]:
    """The words of a text, folded, in order; numbers are words, too."""
    return WORD.findall(fold(text))


@lru_cache(maxsize=8192)
def stem(word: str) -> str:
    """What is left of a folded word without its endings.

    >>> [stem(word) for word in ("selling", "properties", "taxed", "closes", "buyers", "evicted")]
    ['sel', 'property', 'tax', 'clos', 'buyer', 'evict']
    """
    if len(word) < 4 or not word.isascii() or not word.isalpha():
        return word
    word = _without_plural(word)
    for ending in ENDINGS:
        left = word.removesuffix(ending)
        if left != word and len(left) >= 3 and _VOWEL.search(left):
            return _plain_end(left)
    return _plain_end(word)


def _without_plural(word: str) -> str:
    if word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "shes", "ches", "xes", "zes")):
        return word[:-2]
    return word.removesuffix("s")


def _plain_end(word: str) -> str:
    if len(word) > 3 and word.endswith("e"):
        word = word[:-1]
    if len(word) > 3 and word.endswith("i"):
        word = word[:-1] + "y"
    return word[:-1] if _DOUBLED.search(word) or word.endswith("ll") else word


STOP_STEMS = frozenset(map(stem, STOP))
FUNCTION_STEMS = frozenset(map(stem, FUNCTION))
