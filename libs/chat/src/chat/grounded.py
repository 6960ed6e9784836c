"""A whole answer after a model: what it was allowed to say, and what the passages add to that."""

from chat.extract import Extract
from chat.passages import Passage
from chat.release import Release
from chat.sentences import split
from chat.words import STOP_STEMS, stem, words

SAID_ALREADY = 0.6  # of a sentence's own words


def completed(release: Release, extract: Extract) -> tuple[str, tuple[Passage, ...]]:
    """What to let out behind a model that has failed, and the passages of the whole answer.

    Without a word of the model's it is the extractive answer; else its sentences that are new.
    """
    if not release.told:
        return extract.text, extract.passages
    told = _own(release.text)
    new = [each for each in split(extract.text) if not _is_in(_own(each), told)]
    if not new:
        return "", tuple(release.passages)
    return "\n\n" + " ".join(new), tuple(dict.fromkeys((*release.passages, *extract.passages)))


def _is_in(own: set[str], told: set[str]) -> bool:
    return len(own & told) >= SAID_ALREADY * len(own)


def _own(text: str) -> set[str]:
    return set(map(stem, words(text))) - STOP_STEMS
