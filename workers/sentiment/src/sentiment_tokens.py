"""Cut a text into tokens that know their context: negated, stressed, before or after a "but"."""

import re
import unicodedata
from dataclasses import dataclass

NEGATION_REACH = 4  # tokens after a negator that it turns around, unless a clause ends before
BUT_BEFORE, BUT_AFTER = 0.5, 1.5  # what comes after "but" is what the writer means

_TOKEN = re.compile(
    r"""[:;=8xX]['o-]?[)(\]\[dDpP/\\|](?!\w)   # :-) ;D =( 8-|
      | <3 | [\U0001F300-\U0001FAFF\u2600-\u27BF\u2B50]
      | \d+(?:[.,]\d+)*(?:/\d+)?%?
      | [^\W\d_]+(?:['&-][^\W\d_]+)*
      | [.,;:!?()]+ | --+ """,
    re.VERBOSE,
)
_CLAUSE_END = frozenset(".,;:!?()")
_APOSTROPHES = str.maketrans({"’": "'", "‘": "'", "`": "'", "“": '"', "”": '"', "–": "-"})

_NEGATORS = """
not no never none nor neither nothing nobody nowhere without cannot cant hardly barely scarcely
rarely seldom isnt arent wasnt werent dont doesnt didnt wont wouldnt couldnt shouldnt aint hasnt
havent hadnt lacks lacked lacking"""
_STRENGTHENING = """
absolutely amazingly completely deeply enormously entirely especially exceptionally extremely fully
greatly highly hugely incredibly intensely most particularly purely quite really remarkably
seriously sharply so steeply strongly substantially such thoroughly too totally tremendously truly
unbelievably utterly very way"""
_WEAKENING = """
almost barely fairly hardly kinda less little marginally mildly moderately occasionally partly
pretty rather relatively scarcely slightly slight somewhat sorta"""

NEGATORS = frozenset(_NEGATORS.split())
BOOSTERS = dict.fromkeys(_STRENGTHENING.split(), 1.3) | dict.fromkeys(_WEAKENING.split(), 0.7)
CONTRAST = frozenset(["but", "however", "yet", "nevertheless", "nonetheless"])
# Before "to": "fails to rebound", "has yet to recover".
_UNDONE_TEXT = """
fail fails failed failing struggle struggles struggled struggling refuse refuses refused unable
yet"""
_UNDONE = frozenset(_UNDONE_TEXT.split())
# Between "no" and "of": "no sign of a crash" denies all that is said to its clause's end.
_SIGNS_TEXT = """
sign signs evidence hint hints indication trace fear fears danger risk"""
_SIGNS = frozenset(_SIGNS_TEXT.split())
_DENIAL_REACH = 8
_SUBORDINATING = frozenset(["as", "while", "because", "although", "though", "when"])


@dataclass(frozen=True, slots=True)
class Token:
    """One word or mark: ``text`` in lower case, and how its surroundings change its meaning."""

    text: str
    negator: int | None = None  # the position of the word that turns this one around
    stress: float = 1.0
    clause: int = 0

    @property
    def negated(self) -> bool:
        """Whether a word before it turns it around."""
        return self.negator is not None

    @property
    def is_mark(self) -> bool:
        """Whether the token is punctuation."""
        return self.text[0] in _CLAUSE_END or self.text.startswith("--")


def tokenize(text: str) -> list[Token]:
    """The tokens of a text (any length; only the order of its tokens matters)."""
    words = _TOKEN.findall(unicodedata.normalize("NFC", text).translate(_APOSTROPHES))
    shouting = any(word.islower() for word in words)
    return _in_context(words, _but_weights(words), shouting)


def _in_context(words: list[str], emphasis: list[float], mixed_case: bool) -> list[Token]:
    tokens: list[Token] = []
    lowered = [word.lower() for word in words]
    negator, negated_until, boost, clause = 0, 0, 1.0, 0
    for index, word in enumerate(lowered):
        reach = _reach(lowered, index)
        if word[0] in _CLAUSE_END or word.startswith("--") or (word in CONTRAST and not reach):
            negated_until, boost, clause = index, 1.0, clause + 1
        shout = 1.2 if mixed_case and len(word) > 2 and words[index].isupper() else 1.0
        negated = index < negated_until
        stress = emphasis[index] * boost * shout
        tokens.append(Token(word, negator if negated else None, stress, clause))
        if reach:
            negator, negated_until = index, index if negated else index + 1 + reach
        boost = BOOSTERS.get(word, 1.0)
    return tokens


def _reach(words: list[str], index: int) -> int:
    """How many words the one at ``index`` turns around, unless its clause ends before."""
    after = words[index + 1] if index + 1 < len(words) else ""
    if words[index] == "no" and after in _SIGNS:
        reach = words[index + 1 : index + 1 + _DENIAL_REACH]
        return next((n for n, word in enumerate(reach) if word in _SUBORDINATING), len(reach))
    undone = words[index] in _UNDONE and after == "to"
    return NEGATION_REACH if undone or is_negator(words[index]) else 0


def _but_weights(words: list[str]) -> list[float]:
    """Emphasis of each word: in a sentence with one contrast the second half counts for more."""
    weights = [1.0] * len(words)
    start = 0
    for end in [*(i for i, word in enumerate(words) if word[0] in ".!?"), len(words)]:
        sentence = [word.lower() for word in words[start:end]]
        pivot = next((i for i, word in enumerate(sentence) if i and word in CONTRAST), 0)
        for index in range(start, end) if pivot else ():
            weights[index] = BUT_BEFORE if index < start + pivot else BUT_AFTER
        start = end + 1
    return weights


def is_negator(word: str) -> bool:
    """Whether a word (lower case) turns around what follows it."""
    return word in NEGATORS or word.endswith("n't")
