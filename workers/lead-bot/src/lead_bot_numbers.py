"""Numbers in free text: in digits, in words, and in both (“3hundred 25 thousend”)."""

import re
from collections.abc import Iterator
from typing import NamedTuple

_UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
)
_TEENS = "sixteen seventeen eighteen nineteen"
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
WORDS = {
    **{word: number for number, word in enumerate(f"{_UNITS} {_TEENS}".split())},
    **{word: 10 * number for number, word in enumerate(_TENS.split(), 2)},
    "fourty": 40,
    "fiftey": 50,
}
DIGIT_WORDS = {"oh": 0, "o": 0, **{word: WORDS[word] for word in _UNITS.split()[:10]}}
_HUNDREDS = ("hundred", "hundreds", "hunderd", "hunnerd", "hundo", "hunnid", "hunned", "hundrd")
_THOUSANDS = ("thousand", "thousands", "thousend", "thousnd", "thousan", "thou", "thows", "grand")
_MILLIONS = ("million", "millions", "millon", "milion", "mil", "mill", "mm", "m")
SCALES = {
    **dict.fromkeys(_HUNDREDS, 100),
    **dict.fromkeys((*_THOUSANDS, "k", "ks", "g", "gs"), 1_000),
    **dict.fromkeys(_MILLIONS, 1_000_000),
}
_FRACTIONS = {"half": 0.5, "quarter": 0.25, "quarters": 0.25, "½": 0.5, "¼": 0.25, "¾": 0.75}
# A letter is a scale only right behind its number; so is “mil”, which may be a name.
_TIED = frozenset({"k", "ks", "g", "gs", "m", "mm"})
_TOKEN = re.compile(
    r"(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d{1,2})?(?!\d)|\d{1,3}(?:\.\d{3})+(?![.\d])|\d+(?:\.\d+)?)"
    r"|(?P<word>[a-z]+|[½¼¾])|(?P<other>[^\s\w$-]+|\$)"
)
_DOTTED = re.compile(r"\d{1,3}(?:\.\d{3})+")
# “1,2m” is no list, and no thousands.
_DECIMAL_COMMA = re.compile(
    r"(?<![\d.,])(\d{1,3}),(\d{1,2})(?=\s?(?:k|m|mm|mil|mill|millions?|thousand)(?!\w))"
)
_SPACED = re.compile(r"(?<![\d.,])\d{1,3}(?: \d{3})+(?![\d.,])")
_ANY = re.compile(r"\d|" + r"|".join(sorted((*WORDS, *_HUNDREDS, *_THOUSANDS, *_MILLIONS[:6]))))
MOST_DIGITS = 12
MOST_NUMBERS = 40


class Number(NamedTuple):
    """A number, and where it stands; ``is_scaled`` if a word such as thousand is part of it."""

    start: int
    end: int
    value: float
    is_scaled: bool
    is_spoken: bool


class _Token(NamedTuple):
    start: int
    end: int
    kind: str
    value: float
    text: str


def numbers(text: str) -> list[Number]:
    """The numbers in a text, which is in small letters, in their order."""
    if not _ANY.search(text):
        return []
    tokens = list(_tokens(text))
    found: list[Number] = []
    place = 0
    while place < len(tokens) and len(found) < MOST_NUMBERS:
        number, following = _read(tokens, place)
        if number:
            found.append(number)
        place = max(following, place + 1)
    return found


def _tokens(text: str) -> Iterator[_Token]:
    # “350 000” is one number only where nothing else can be meant.
    if "," in text:
        text = _DECIMAL_COMMA.sub(r"\1.\2", text)
    text = _SPACED.sub(lambda found: found[0].replace(" ", ","), text)
    for found in _TOKEN.finditer(text):
        start, end = found.span()
        said = found[0]
        if found["digits"]:
            yield _Token(start, end, "digits", _digits_value(said), said)
        elif found["other"]:
            yield _Token(start, end, "other", 0, said)
        elif said in WORDS:
            yield _Token(start, end, "word", WORDS[said], said)
        elif said in SCALES:
            yield _Token(start, end, "scale", SCALES[said], said)
        elif said in _FRACTIONS:
            yield _Token(start, end, "part", _FRACTIONS[said], said)
        else:
            yield _Token(
                start, end, said if said in ("a", "an", "and", "of", "point", "oh") else "", 0, said
            )


def _digits_value(said: str) -> float:
    if len(said) > MOST_DIGITS + 4:
        return 0.0
    if _DOTTED.fullmatch(said) and not said.startswith("0."):
        return float(said.replace(".", ""))
    return float(said.replace(",", ""))


def _read(tokens: list[_Token], place: int) -> tuple[Number | None, int]:
    """The number that begins at a token, and the token behind it."""
    first = tokens[place]
    if first.kind not in ("digits", "word", "part", "a", "an"):
        return None, place + 1
    run = _Run(tokens, place)
    while run.place < len(tokens) and run.step():
        pass
    if not run.is_number:
        return None, place + 1
    last = tokens[run.place - 1]
    return Number(first.start, last.end, run.value(), run.is_scaled, run.is_spoken), run.place


class _Run:
    """A number as it is read on: what is complete, and what the next scale would multiply."""

    def __init__(self, tokens: list[_Token], place: int) -> None:
        self.tokens, self.place = tokens, place
        self.total = 0.0
        self.current: float | None = None
        self.last = ""
        self.last_scale = 0.0
        self.is_scaled = self.is_number = self.is_spoken = False

    def value(self) -> float:
        """The number so far; “a million two” has two hundred thousand."""
        rest = self.current or 0.0
        if self.last_scale == 1_000_000 and self.last == "word" and 0 < rest < 10:
            rest *= 100_000
        return round(self.total + rest, 2)

    def step(self) -> bool:
        """Take a token, or more, if they go on with the number."""
        token = self.tokens[self.place]
        match token.kind:
            case "digits":
                return self._digits(token)
            case "word":
                return self._word(token)
            case "scale":
                return self._scale(token)
            case "part":
                return self._part(token)
            case "a" | "an":
                return self._article()
            case "and":
                return self._and()
            case "point":
                return self._point()
            case "oh":
                return self._oh()
        return False

    def _peek(self, ahead: int = 1) -> str:
        place = self.place + ahead
        return self.tokens[place].kind if place < len(self.tokens) else ""

    def _take(self, kind: str, count: int = 1) -> bool:
        self.last, self.is_number = kind, True
        self.place += count
        return True

    def _digits(self, token: _Token) -> bool:
        if self.current is None and self.total == 0:
            value = token.value
            if self._peek() == "scale" and token.text.count(".") == 1:
                value = float(token.text) if len(token.text) <= MOST_DIGITS else 0.0
            self.current = value
            return self._take("digits")
        if self.last == "hundred" and self.current is not None and token.value < 100:
            self.current += token.value
            return self._take("digits")
        if self.current is None and self._peek() == "scale" and token.value < 1000:
            self.current = token.value
            return self._take("digits")
        return False

    def _word(self, token: _Token) -> bool:
        value, current = token.value, self.current
        self.is_spoken = True
        if current is None:
            if self.total and value >= 1000:
                return False
            self.current = value
            return self._take("tens" if value >= 20 else "word")
        if self.last == "hundred" and value < 100:
            self.current = current + value
            return self._take("tens" if value >= 20 else "word")
        if self.last == "tens" and 0 < value < 10:
            self.current = current + value
            return self._take("word")
        # “two forty”, “four ten”, “3 fifty”: the hundreds are not said.
        is_digit = self.last == "digits" and current.is_integer() and value >= 20
        if (self.last == "word" or is_digit) and 0 < current < 10 and value >= 10:
            self.current = 100 * current + value
            return self._take("tens" if value >= 20 else "teen")
        return False

    def _scale(self, token: _Token) -> bool:
        if token.text in _TIED and self.tokens[self.place - 1].end + 1 < token.start:
            return False
        if self.current is None:
            return False
        if token.value == 100:
            if self.current >= 100:
                return False
            self.current *= 100
            self.is_spoken = True
            return self._take("hundred")
        # In Spanish “mil” is a thousand: nobody asks for three hundred million.
        scale = 1_000.0 if token.text == "mil" and self.current >= 20 else token.value
        self.total += self.current * scale
        self.current, self.is_scaled, self.last_scale = None, True, scale
        return self._take("scale")

    def _part(self, token: _Token) -> bool:
        skip = self._until_scale()
        if self.current is None and self.total == 0:
            if skip is None:
                return False
            self.current = token.value
            return self._take("part", 1 + skip)
        if token.text in "½¼¾" and self.current is not None:
            self.current += token.value
            return self._take("part")
        if self.last in ("word", "digits") and token.value == 0.25 and self.current == 3:
            self.current = 0.75
            return self._take("part", 1 + (skip or 0))
        return False

    def _until_scale(self) -> int | None:
        """How many small words stand before the scale that follows: “half (of a) million”."""
        kinds = [self._peek(ahead) for ahead in (1, 2, 3)]
        skip = next((n for n, kind in enumerate(kinds) if kind == "scale"), None)
        is_near = skip is not None and all(kind in ("a", "an", "of") for kind in kinds[:skip])
        return skip if is_near else None

    def _article(self) -> bool:
        if self.is_number:
            return False
        following = self._peek()
        if following == "part":
            self.place += 1
            return True
        if following != "scale" or self.tokens[self.place + 1].text in _TIED:
            return False
        self.current, self.is_spoken = 1.0, True
        return self._take("word")

    def _and(self) -> bool:
        kinds = (self._peek(1), self._peek(2))
        if kinds == ("a", "part") and self.is_number:
            part = self.tokens[self.place + 2].value
            if self.current is not None:
                self.current += part
            else:
                self.total += part * self.last_scale
            return self._take("part", 3)
        if self.last == "hundred" and kinds[0] in ("word", "digits"):
            self.place += 1
            return True
        if self.last == "scale" and kinds[0] == "word":
            self.place += 1
            return True
        return False

    def _point(self) -> bool:
        if self.current is None or self._peek() not in ("word", "digits", "oh"):
            return False
        self.place += 1
        digits = ""
        while self.place < len(self.tokens) and len(digits) < 6:
            token = self.tokens[self.place]
            if token.kind not in ("word", "digits", "oh") or token.value >= 100:
                break
            digits += str(int(token.value))
            self.place += 1
        self.current += float(f"0.{digits}")
        self.last = "decimals"
        return True

    def _oh(self) -> bool:
        if self.last != "word" or not self.current or self.current >= 10 or self._peek() != "word":
            return False
        self.current = 100 * self.current + self.tokens[self.place + 1].value
        return self._take("teen", 2)
