"""A person's name in free text; a title is no part of it."""

import re
import unicodedata
from collections.abc import Iterable

from lead_bot_text import ASIDE, few, small, word_set
from lead_bot_vocabulary import CITIES, is_word

LONGEST = 80
MOST_WORDS = 4
_TITLES = word_set("mr mrs ms miss dr mr. mrs. ms. dr. sir madam prof rev pastor")
_NAME = r"[^\W\d_][\w'’.-]{0,30}"
_STRONG = re.compile(
    r"(?<!\w)(?:my (?:full |first |real )?name(?:'s| is|:)|(?:the )?name(?:'s| is|:)|names"
    r"|me llamo|mi nombre es|ask for|soy|i go by"
    r"|my name should be|the name is|it'?s spelled|name it'?s|name:|nombre:|spelled)\s*",
)
_MEDIUM = re.compile(
    r"(?<!\w)(?:this is|i'?m|i am|it'?s|it is|calls? me|she'?s|he'?s|(?:hi|hello|hey"
    r"|good (?:morning|afternoon|evening))(?:,)? (?:this is|i'?m|it'?s)"
    r"|speaking is|signed|thanks,|regards,|sincerely,)\s+",
)
_HERE = re.compile(rf"^(?:hi,? |hello,? |hey,? )?((?:{_NAME}\s){{1,3}}){{1}}here(?![\w])")
_PART = r"[^\W\d_](?:\.|[\w'-]{0,30})"
_SIGNED = re.compile(
    rf"(?:^|[.!?;,\n]\s*)({_PART}(?:[ \t]{_PART}){{1,3}})"
    r"[\s,:(-]*(?:(?:at|on|cell|phone|ph|tel|mobile|e-?mail)\b[\s.:]*)?$",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_](?:[\w'.-]{0,30}[\w.])?")
_LAST_OF = re.compile(r"(?<!\w)(?:is )?my (?:last|first|family|sur) ?name(?!\w)")
_NOT_NAMES = word_set(
    "the a an my our your his her and or but with from in on at by for of to is was not no yes "
    "so very too here there folks also but who just phone number calling call speaking selling "
    "seller owner and i'm im its it's this that will american mexican catholic christian "
    "english spanish vietnamese chinese russian canadian irish spelled spelt wrong llc inc asap "
    "obo btw fyi lol mi yo usd hoa zip apt st ave rd"
)
_NO_ENDINGS = (
    "ing",
    "ily",
    "ally",
    "ous",
    "ful",
    "able",
    "ible",
    "less",
    "ness",
    "ment",
    "tion",
    "ated",
    "ized",
    "ished",
)
_PARTICLES = word_set("de la del da di van von der den le el al bin st dos das y")
_LAST_FIRST = re.compile(r"^([^\W\d_]{2,20}), ([^\W\d_]{2,20})\W*$")
_TITLE_FIRST = re.compile(r"^(?:mr|mrs|ms|miss|dr|prof)\b\.?\s*", re.IGNORECASE)
_OTHERS = frozenset({"she's", "shes", "he's", "hes"})
_AFTER_TITLE = re.compile(r"[\s.]*")
_ITS = frozenset({"it's", "its", "it is"})
_GREETED = re.compile(
    r"\W*(?:(?:hi|hello|hey|yo|yes|yeah|good morning|good afternoon|good evening|sup)\b\W*)*"
)
_AGAIN = re.compile(
    r"[.,;!?\n]\s*(?:(?:no|sorry|oops|wait|i mean|i meant|actually|correction|rather"
    r"|scratch that)\b[\s,.]*)+(?:it'?s |it is |i'?m |i am |my name is |that'?s |i mean |i meant )?"
)
# Given names that are ordinary words, too.
GIVEN = word_set(
    "sue bill will mark grace hope joy rose may april june faith dawn ray rob pat art frank gene "
    "jack drew chase grant rich summer autumn ruby amber heather iris lily violet daisy jade pearl "
    "olive ivy eve bob dick don guy jay kit lance miles nick norm pierce rusty skip van wade ward"
)
_WORDY = word_set("divorce foreclosure probate relocation relocating retirement taxes downsizing")
_REFUSED = re.compile(r"\b(?:not|isn'?t)\W*$")


def name(text: str, *, is_asked: bool, contacts: Iterable[int] = ()) -> str | None:
    """The name that somebody gives; ``None`` where a text gives none.

    In ``text`` all that was read otherwise is set aside; ``contacts`` are the places where a phone
    number or an e-mail address began. Where the name was asked for, a message that may be nothing
    else is one.
    """
    low = small(text)
    found = (
        _after(_STRONG, text, low, is_sure=True)
        or _here(text, low)
        or _after(_MEDIUM, text, low, is_sure=False)
        or _signed(text, contacts)
    )
    if found and (again := _said_again(text, low)):
        found = again
    if is_asked:
        found = _full(found, text, low) or found or _whole(text, low)
    return found


def bare_name(text: str) -> str | None:
    """A message that is a name and nothing else, though something else was asked for."""
    words = text.strip(" .!").split()
    if not 1 <= len(words) <= 3 or not all(word[0].isupper() for word in words):
        return None
    if len(words) > 1 and any(word.lower() in GIVEN for word in words[:1]):
        return " ".join(words)
    return None if has_common(text) else _whole(text.strip(), small(text).strip())


def has_common(text: str) -> bool:
    """Whether a word of a text is an ordinary one, a place or an ending of such."""
    words = [word.strip(" .,!'") for word in small(text).split()]
    return any(
        is_word(word) or word in _NOT_NAMES or word.endswith(_NO_ENDINGS) or word in _WORDY
        for word in words
    )


def _said_again(text: str, low: str) -> str | None:
    """The name that puts the first one right: “My name is Bob. No it's Rob.”"""
    again = None
    for cue in few(_AGAIN.finditer(low)):
        if words := _words(text, low, cue.end(), is_sure=False, needs_two=False):
            again = " ".join(words)
    return again


def _after(pattern: re.Pattern[str], text: str, low: str, *, is_sure: bool) -> str | None:
    found = None
    for cue in few(pattern.finditer(low)):
        is_other = cue[0].strip() in _OTHERS
        words = _words(text, low, cue.end(), is_sure=is_sure, needs_two=is_other)
        if cue[0].strip() in _ITS and text == low and not _GREETED.fullmatch(low[: cue.start()]):
            continue
        if words and not _REFUSED.search(low[max(0, cue.start() - 8) : cue.start()]):
            said = _longer(words, text, low, cue.end())
            if found is None or len(said) > len(found):
                found = said
            if not is_sure:
                break
    return " ".join(found) if found else None


def _longer(words: list[str], text: str, low: str, place: int) -> list[str]:
    """“April, April Nguyen” or “SHAWN with a W, Shawn Petty”: the name in full that follows."""
    first = words[0].lower()
    rest = re.compile(rf"[,.]\s*({re.escape(first)})\s").search(low, place, place + 60)
    if rest:
        again = _words(text, low, rest.start(1), is_sure=True, needs_two=True)
        if len(again) > len(words):
            return again
    return words


def _words(text: str, low: str, place: int, *, is_sure: bool, needs_two: bool) -> list[str]:
    """The words of a name that begins at a place."""
    words: list[str] = []
    end, no_capitals = place, text == low
    while len(words) < MOST_WORDS and (found := _WORD.match(text, end)):
        said, word = found[0].rstrip("."), low[found.start() : found.end()].rstrip(".")
        if word in _TITLES:
            end = _AFTER_TITLE.match(text, found.end()).end()  # type: ignore[union-attr] # it matches anything
            continue
        is_named = said[0].isupper() and not said.isupper()
        if word in _NOT_NAMES and not (is_named and (words or word == "will")):
            break
        if not _may_be_name(
            said, word, is_sure=is_sure, no_capitals=no_capitals, is_first=not words
        ):
            break
        is_initial = len(said) == 1
        words.append(f"{said}." if is_initial and found[0].endswith(".") else said)
        end = found.end()
        if text[end : end + 1] not in (" ", "\t") or (found[0].endswith(".") and not is_initial):
            break
        end += 1
    if needs_two and len(words) < 2:
        return []
    is_doubtful = not is_sure and not no_capitals and len(words) == 1 and is_word(words[0].lower())
    return [] if is_doubtful and not _ends_there(text, end) else words


def _ends_there(text: str, end: int) -> bool:
    return re.match(r"\s*(?:$|[.,!;\n]|and\b|calling\b|" + ASIDE + ")", text[end:]) is not None


def _may_be_name(said: str, word: str, *, is_sure: bool, no_capitals: bool, is_first: bool) -> bool:
    if said[0].isupper() and not said.isupper():
        return not is_first or is_sure or not word.endswith(_NO_ENDINGS)
    if is_sure:
        return is_first or not is_word(word)
    if said.isupper() and len(said) > 1 and not no_capitals:
        return len(said) > 3 and not is_word(word) and word not in CITIES
    if not no_capitals:
        return False
    return (
        not is_word(word)
        and not word.endswith(_NO_ENDINGS)
        and (not is_first or word not in CITIES or len(word) < 7)
    )


def _here(text: str, low: str) -> str | None:
    found = re.match(
        rf"\W*(?:hi,? |hello,? |hey,? )?({_NAME}(?: {_NAME}){{0,2}}) here(?!\w)",
        text,
        re.IGNORECASE,
    )
    if not found:
        return None
    words = found[1].split()
    if any(is_word(word.lower()) or word.lower() in _NOT_NAMES for word in words):
        return None
    return found[1]


def _signed(text: str, contacts: Iterable[int]) -> str | None:
    """The name in front of a way to reach somebody: “… moving soon. Ann Bell 503-555-0166”."""
    for place in contacts:
        before = _SIGNED.search(text, max(0, place - LONGEST), place)
        words = before[1].split() if before else []
        telling = [word for word in words if word.lower() not in _PARTICLES]
        if not all(word[0].isupper() and word.lower() not in _NOT_NAMES for word in telling):
            continue
        if words and not all(is_word(word.lower().strip(".'")) for word in words):
            return " ".join(words)
    return None


def _full(found: str | None, text: str, low: str) -> str | None:
    """A name in full beside a sentence about it: “March is my last name. Gloria March.”"""
    if not _LAST_OF.search(low):
        return None
    for part in re.split(r"[.,;\n]\s*", text):
        words = part.strip(" !").split()
        if 2 <= len(words) <= MOST_WORDS and all(
            word[0].isupper() and word.lower() not in _NOT_NAMES for word in words
        ):
            return " ".join(words)
    return found


def _whole(text: str, low: str) -> str | None:
    """The message as a name, if it can be one."""
    part = text.split(ASIDE)[0] if ASIDE in text else text
    part = re.sub(
        (
            r"^\W*(?:(?:yes|yeah|sure|ok|okay|hi|hello|well|um|uh|sorry|oh|it'?s|its|i'?m|im"
            r"|this is"
            r"|just|name|names?)\b[\s,:.]*)+"
        ),
        "",
        part,
        flags=re.IGNORECASE,
    )
    part = _LAST_FIRST.sub(r"\2 \1", _TITLE_FIRST.sub("", part))
    part = re.split(r"(?<!\b[^\W\d_])\.|[,;!?\n(]| and | - ", part.strip(" .,!?\"'"))[0].strip()
    words = [word for word in part.split() if word.lower().strip(".") not in _TITLES]
    if not 1 <= len(words) <= MOST_WORDS or len(part) > LONGEST:
        return None
    lows = [word.lower().strip(".'") for word in words]
    if any(not _is_letters(word) for word in lows) or _holds_other_words(words):
        return None
    telling = [word for word in words if word.lower() not in _PARTICLES]
    known = sum(is_word(word.lower().strip(".'")) for word in telling)
    all_capital = all(word[0].isupper() for word in telling)
    if known == len(telling) and not (all_capital and (len(words) > 1 or len(text.split()) == 1)):
        return None
    if known and not all_capital:
        return None
    if (
        len(words) == 1
        and not any(each in "aeiouyáéíóúàèäöü" for each in lows[0])
        and len(lows[0]) > 3
    ):
        return None
    return " ".join(words)


def _holds_other_words(words: list[str]) -> bool:
    """Whether a word is none of a name; in capitals, among others, it may be one: Nguyễn Văn An."""
    is_title = len(words) > 2 and all(word[0].isupper() for word in words)
    return not is_title and any(word.lower().strip(".'") in _NOT_NAMES for word in words)


def _is_letters(word: str) -> bool:
    return bool(word) and all(
        unicodedata.category(each)[0] in "LM" or each in "'.-" for each in word
    )
