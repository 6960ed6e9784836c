"""The ways in which a text can be read: as it stands, and past what hides words from a search.

Marks may stand for blanks (“adults…only”), letters may be spaced out (“k i d s”) or run together
(“#nokids”), and digits may stand for letters (“k1ds”). What another reading finds is found in the
text all the same.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

from content_writer_plain_text import Letter, PlainText, plain
from content_writer_rules import RULES

RUNS = re.compile(
    r"(?<![\w'])(?:(?P<apart>[a-z0-9](?:[ .]{1,2}[a-z0-9]){2,40})|[a-z]{5,40})(?![\w'])"
)
"""Letters that are spaced out, and words, which may be several behind a number sign."""
MIXED = re.compile(r"(?<![\w@$!])(?=[0-9@$!]*[a-z])(?=[a-z]*[0-9@$!])[a-z0-9@$!]*[a-z0-9@$]")
DIGITS = {like: str.maketrans("034578@$!1", f"oeastbasi{like}") for like in ("i", "l")}
"""The letters that digits and signs look like; 1 is like two of them."""
LONGEST_WORD = 20


def readings(source: str) -> Iterator[PlainText]:
    """The ways to read a text, the plain one first, without those that say the same."""
    first = plain(source)
    yield first
    seen = {first.text}
    apart = plain(source, apart=True)
    others = (apart, _closed_up(apart), *(_closed_up(_spelled(first, like)) for like in DIGITS))
    for other in others:
        if other.text not in seen:
            seen.add(other.text)
            yield other


def _spelled(seen: PlainText, like: str) -> PlainText:
    """With letters for digits, in words that have both."""
    words = [*MIXED.finditer(seen.text)]
    if not words:
        return seen
    letters = seen.letters()
    for word in words:
        for place in range(*word.span()):
            letter = letters[place]
            letters[place] = letter._replace(character=letter.character.translate(DIGITS[like]))
    return PlainText.of(seen.source, letters)


def _closed_up(seen: PlainText) -> PlainText:
    """With words in place of letters that are spaced out, and of those run together in a tag."""
    letters, closed, done = seen.letters(), [], 0
    for run in RUNS.finditer(seen.text):
        start, end = run.span()
        before = seen.starts[start] - 1
        if not run["apart"] and (before < 0 or seen.source[before] != "#"):
            continue
        closed += letters[done:start]
        closed += _words([each for each in letters[start:end] if each.character not in " ."])
        done = end
    return PlainText.of(seen.source, closed + letters[done:]) if done else seen


def _words(run: list[Letter]) -> list[Letter]:
    """Letters as words: parted where the gap is wider than elsewhere, else as the rules' words."""
    gaps = [after.start - before.end for before, after in pairwise(run)]
    ends = {place + 1 for place, gap in enumerate(gaps) if gap > min(gaps)}
    ends = ends or _ends("".join(letter.character.lower() for letter in run))
    words = []
    for place, letter in enumerate(run):
        if place in ends:
            words.append(Letter(" ", letter.start, letter.start))
        words.append(letter)
    return words


@lru_cache(maxsize=256)
def _ends(letters: str) -> set[int]:
    """Where to part letters so that all of them are words of the rules; nowhere if they are not."""
    parted: dict[int, set[int]] = {0: set()}
    for end in range(1, len(letters) + 1):
        for start in range(max(0, end - LONGEST_WORD), end):
            if start in parted and RULES.vocabulary.fullmatch(letters[start:end]):
                parted[end] = parted[start] | {start}
                break
    return parted.get(len(letters), set()) - {0}
