"""A home's address in free text, as it was written: from the house number to the ZIP code."""

import re
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from lead_bot_numbers import WORDS as NUMBER_WORDS
from lead_bot_numbers import numbers
from lead_bot_text import Span, any_of, small, word_set
from lead_bot_vocabulary import CITIES, WORDS, is_word

LONGEST = 200
MOST_HOUSES = 24  # numbers of a text behind which a street is looked for
STATES = word_set(
    "al ak az ar ca co ct de fl ga hi id il in ia ks ky la me md ma mi mn ms mo mt ne nv nh nj "
    "nm ny nc nd oh ok or pa ri sc sd tn tx ut vt va wa wv wi wy dc pr"
)
_STATE_NAMES = (
    "alabama|alaska|arizona|arkansas|california|colorado|connecticut|delaware|florida|georgia"
    "|hawaii|idaho|illinois"
    "|indiana|iowa|kansas|kentucky|louisiana|maine|maryland|massachusetts|michigan|minnesota"
    "|mississippi|missouri"
    "|montana|nebraska|nevada|new hampshire|new jersey|new mexico|new york|north carolina"
    "|north dakota|ohio|oklahoma"
    "|oregon|pennsylvania|rhode island|south carolina|south dakota|tennessee|texas|utah|vermont"
    "|virginia|washington"
    "|west virginia|wisconsin|wyoming"
)
# Words, too: a state only in capitals, or with a ZIP code behind it, or at an address's end.
_WORDY_STATES = word_set("in or me hi ok oh de la pa ma co al id mo so")
_SUFFIXES = word_set(
    "st str street ave av aven avenue rd road dr drv drive ln lane ct court pl plc place blvd "
    "blv boulevard way wy cir circle ter terr terrace pkwy parkway hwy highway trl trail loop "
    "sq square aly alley cv cove pt point xing crossing row run path walk plaza plz bend ridge "
    "rdg hollow holw landing lndg pike tpke turnpike fwy crescent cres mews close glen gln "
    "grove grv heights hts hill hills knoll manor mnr meadow meadows park pass shore shores "
    "spring springs station sta trace trce view vw villa village vista vis crk creek cyn canyon "
    "court's expy expressway causeway cswy esplanade green grn harbor hbr estates ests"
)
_PLAIN = word_set(
    "st str street ave av avenue rd road dr drive ln lane ct court pl place blvd boulevard way "
    "cir circle ter terrace pkwy parkway hwy highway trl trail loop aly alley"
)
_DIRECTIONS = word_set(
    "n s e w ne nw se sw north south east west northeast northwest southeast southwest n. s. e. w."
)
_PARTS_OF_TOWN = word_set("north south east west northeast northwest downtown uptown old new")
_SUFFIXLESS = word_set(
    "broadway bowery embarcadero strand crescent esplanade boardwalk rampart alameda"
)
_ROUTES = re.compile(
    r"(?:state |us |u\.s\. |county |old |farm to market |ranch )?(?:highway|hwy|route|rte|rt"
    r"|road|rd|cr|fm|sr)\.?\s#?\d{1,4}[a-z]?"
    r"(?:\s(?:n|s|e|w|ne|nw|se|sw|north|south|east|west)(?![a-z]))?"
)
_LETTERED = re.compile(
    r"(?:avenue|ave|street|st|avenida|calle)\.?\s(?:[a-z]|\d{1,3}|of the \w+)(?!\w)"
)
_FOREIGN = re.compile(r"(?:calle|avenida|camino|via|paseo|rue|el camino|la|las|los|del)\s\w")
_HOUSE = re.compile(
    r"(?<![\w$#.,/:-])(?:[nsew]\d{1,5}\s?[nsew]\d{1,5}|\d{1,5}-\d{1,4}|\d{1,6}(?:-[a-z]"
    r"|[a-z])?(?:\s?½|\s1/2)?)"
    r"(?![\w%$:/]|[.,]\d)(?=[\s,.])"
)
_UNIT = (
    r"(?:apt|apartment|unit|suite|ste|bldg|building|floor|fl|lot|space|spc|trlr|room"
    r"|rm)\.?\s?#?\s?[a-z0-9-]{1,6}(?!\w)|#\s?[a-z0-9-]{1,6}(?!\w)"
)
_UNIT_BEHIND = re.compile(rf"[\s,]{{1,3}}(?:{_UNIT})|#[a-z0-9-]{{1,6}}(?!\w)")
_UNIT_BEFORE = re.compile(rf"(?:{_UNIT})[\s,]{{1,3}}$")
_WORD = re.compile(r"[^\W_][\w'./-]*")
_ZIP = re.compile(r"[\s,.]{1,3}(?:zip(?: code)?(?: is)?:?\s)?(\d{5}(?:-\d{4})?)(?![\w-])")
_STATE = re.compile(rf"[\s,.]{{1,3}}({_STATE_NAMES}|[a-z]{{2}}|[a-z]\.[a-z]\.)(?!\w)")
_CITY_BEFORE = re.compile(r"\s{0,9},?\s{1,9}(?:in\s|near\s|city of\s)?")
# A word of these is no part of a street's name, and what is counted by the number before it.
_NEVER = word_set(
    "i we you he she they it is are was were be am have has had do does did will would can "
    "could should my your our his her their its a an and or but so if then than that this these "
    "those for with from by to at in on of about not no minute minutes min mins hour hours hr "
    "hrs day days week weeks wks month months mos year years yr yrs mile miles block blocks bed "
    "beds bedroom bedrooms br bath baths bathroom bathrooms ba car cars story stories unit "
    "units acre acres kids kid people percent thousand thousands hundred million dollars dollar "
    "bucks sq sqft feet ft foot times time more less other owners owner tenants tenant dogs "
    "cats offers offer brothers sisters siblings k need needs want wants sell selling bad just "
    "when where while because since until per each cash way too steps rooms houses homes "
    "properties years' pm am o'clock owe"
) - {"way"}
_DECOYS = any_of(
    (
        r"neighbou?rs?(?:'s)?|live(?:s)? (?:at|on)|living at|i'?m (?:at|staying at)|mail(?:ing)?"
        r"|send (?:it|mail|the check)"
    ),
    (
        r"office|not|old address|instead of|used to|next (?:to|door)|minutes from|blocks? from|near"
        r"|across from|work at"
    ),
)
_HOMES = any_of(
    r"sell|selling|house|home|property|place|condo|duplex|rental|it'?s|address(?: is)?"
    r"|located(?: (?:in|at))?|own|inherited"
)
# “400k 18 Fir Ave”: the first number is an amount, the second the house's.
_AMOUNT_BEFORE = re.compile(r"(?:\d{1,4} ?[km]|\d{6})[\s,]{1,2}\d{1,6}[a-z]?\s")
_AT_HOME = re.compile(
    r"\b(?:sell|selling|sale|house|home|property|place|condo|it'?s|its|it is|that'?s|address|at|is"
    r"|own|inherited|have|got)(?: (?:my|our|the|is|a|at|on|is at))*\W{1,2}$"
)
_BUILT = re.compile(r"\b(?:built|since|in|from|circa|a)\W+$")
_KINDS = word_set(
    "house home condo duplex triplex rambler bungalow craftsman townhouse townhome cottage brick "
    "property properties colonial tudor ranch victorian split level cabin apartment apartments"
)
_CLOSED = re.compile(r"\s*(?:$|[.,;!?\n)]|-\s|(?:and|asap|i|we|my|in|it|by)\b)")
_LOT = re.compile(r"(?<!\w)lot #?\s?$")
_BOX = re.compile(r"\bp\.?\s?o\.?\s?box\b")


class Found(NamedTuple):
    """An address as it was written, and where it stands."""

    text: str
    span: Span


def addresses(text: str, *, is_asked: bool) -> list[Found]:
    """The addresses in a text, in their order; ``is_asked`` takes one without Street or Avenue."""
    low = small(text)
    found: list[Found] = []
    last = -1
    for start, house_end, spoken in islice(_houses(low), MOST_HOUSES):
        if start < last or low[max(0, start - 5) : start].rstrip(" #").endswith("box"):
            continue
        if _AMOUNT_BEFORE.match(low, start):
            continue
        end = _street_end(low, house_end, is_asked=is_asked, is_clear=not spoken)
        if end is None and spoken is None:
            end = _street_before_city(text, low, start, house_end, is_asked=is_asked)
        if end is None:
            continue
        end = _whole(text, low, end)
        unit = _UNIT_BEFORE.search(low, max(0, start - 24), start)
        lot = _LOT.search(low, max(0, start - 8), start)
        begin = unit.start() if unit else lot.start() if lot else start
        if end - begin > LONGEST:
            continue
        said = text[begin:house_end] if spoken is None else spoken
        written = " ".join((said + text[house_end:end]).split()).rstrip(",. ")
        found.append(Found(written, (begin, end)))
        last = end
    return found


def best(found: list[Found], text: str) -> Found | None:
    """The address of the home that is for sale, where there are several."""
    low = small(text)
    ranked = []
    for number, each in enumerate(found):
        before = low[max(0, each.span[0] - 32) : each.span[0]]
        before = re.split(r"[.!?;\n]", before)[-1]
        decoy, home = _last(_DECOYS, before), _last(_HOMES, before)
        rank = 0 if decoy > home else 2 if home >= 0 else 1
        ranked.append((rank, -number))
    if not ranked:
        return None
    rank, number = max(ranked)
    chosen = found[-number]
    is_neighbours = re.search(
        r"neighbou?r|next door|across", low[max(0, chosen.span[0] - 32) : chosen.span[0]]
    )
    return None if rank == 0 and (len(found) > 1 or is_neighbours) else chosen


def is_box(text: str) -> bool:
    """Whether a text names a post-office box, which is no home."""
    return _BOX.search(small(text)) is not None


def ends_in_zip(address: str) -> bool:
    """Whether an address has its ZIP code, which stands last."""
    return re.search(r"(?<=[\s,])\d{5}(?:-\d{4})?$", address) is not None


def has_place(address: str) -> bool:
    """Whether an address says in which city, state or ZIP code it is."""
    low = small(address)
    if ends_in_zip(low):
        return True
    words = re.findall(r"[^\W\d_][\w'.-]*", low)
    if len(words) > 1 and words[-1] in STATES - _DIRECTIONS and words[-1] not in _WORDY_STATES:
        return True
    if len(words) > 2 and words[-1] in STATES and _ends_in_city(words[:-1]):
        return True
    if re.search(rf"\b(?:{_STATE_NAMES})$", low):
        return True
    return _ends_in_city(words)


def _ends_in_city(words: list[str]) -> bool:
    """Whether the last words are those of a place, with a street before them."""
    tail = words[1:]
    return any(
        " ".join(tail[place:]) in CITIES
        for place in range(max(0, len(tail) - 3), len(tail))
        if not {*tail[place:]} <= _SUFFIXES | _DIRECTIONS
    )


def place_of(text: str) -> str | None:
    """A city, state or ZIP code as the answer to where a street is; ``None`` if it is none."""
    low = small(text)
    bare = re.sub(
        r"^\W*(?:(?:it'?s|that'?s|its|thats|is|in|the|city|of|zip|code|um|uh|oh|ok)\W+)*", "", low
    )
    start = len(low) - len(bare)
    if found := re.match(r"(\d{5}(?:-\d{4})?)\W*$", bare):
        return found[1]
    end = _city_end(text, low, start, is_free=True)
    if end is None:
        return None
    return " ".join(text[start : _state_end(text, low, end)].split()).strip(" ,.")


def corrected(text: str, held: str) -> str | None:
    """A held address with the part changed that a text names; ``None`` if it names none."""
    low = small(text)
    if found := re.search(r"\bzip(?: ?code)?\b\D{0,20}(\d{5}(?:-\d{4})?)\b", low):
        if re.search(r"\d{5}(?:-\d{4})?$", held):
            return re.sub(r"\d{5}(?:-\d{4})?$", found[1], held)
        return f"{held} {found[1]}"
    if found := re.search(
        r"\b(?:house|street|building) (?:number|no\.?)\b\D{0,20}?(\d[\w-]{0,7})", low
    ):
        return re.sub(r"(?<!\w)\d[\w-]*", found[1], held, count=1)
    if found := re.search(rf"(?<!\w)(?:{_UNIT})", low):
        written = text[found.start() : found.end()]
        if _UNIT_BEHIND.search(small(held)):
            return _UNIT_BEHIND.sub(f" {written}", held, count=1) if held else None
        street, comma, rest = held.partition(",")
        return f"{street} {written}{comma}{rest}"
    return None


def _last(pattern: re.Pattern[str], text: str) -> int:
    end = -1
    for found in pattern.finditer(text):
        end = found.end()
    return end


def _houses(low: str) -> Iterator[tuple[int, int, str | None]]:
    """Where house numbers may be: start, end, and the digits of one that is in words."""
    yielded = False
    for found in _HOUSE.finditer(low):
        yielded = True
        yield found.start(), found.end(), None
    if yielded and not any(word in low for word in ("street", "avenue", "road", "drive", "lane")):
        return
    for number in numbers(low):
        said = low[number.start : number.end]
        if (
            number.is_spoken
            and not number.is_scaled
            and number.value.is_integer()
            and not any(each.isdigit() for each in said)
        ):
            yield number.start, number.end, str(int(number.value))


def _street_end(low: str, place: int, *, is_asked: bool, is_clear: bool) -> int | None:
    """Where the street behind a house number ends, with its direction; ``None`` without one."""
    rest = low[place : place + 100]
    begin = place + len(rest) - len(rest.lstrip(" ,."))
    if begin - place > 2 or (begin - place == 2 and low[begin : begin + 1].isdigit()):
        return None
    for pattern in (_ROUTES, _LETTERED):
        if route := _behind_direction(pattern, low, begin):
            return route
    words: list[str] = []
    end, last_end = None, begin
    for found in _WORD.finditer(low, begin, min(len(low), begin + 90)):
        gap = low[last_end : found.start()]
        if gap.strip(" ") or len(words) > 6:
            break
        word = found[0].rstrip(".,")
        if word in _NEVER or (words and _is_number(word)):
            break
        last_end = found.end()
        words.append(word)
        names = [each for each in words[:-1] if each not in _DIRECTIONS]
        if word in _SUFFIXES and (names or (len(words) > 1 and words[0] in _DIRECTIONS)):
            following = _WORD.match(low, last_end + 1)
            if word not in _PLAIN and following and following[0].rstrip(".,") in _PLAIN:
                continue
            end = last_end
            break
        if word in _SUFFIXLESS:
            end = last_end
            break
    if end is None:
        end = _suffixless(low, begin, words, is_asked=is_asked and is_clear)
    if end is None:
        return None
    return _with_direction(low, end)


def _behind_direction(pattern: re.Pattern[str], low: str, begin: int) -> int | None:
    word = _WORD.match(low, begin)
    if word and word[0].rstrip(".") in _DIRECTIONS:
        begin = word.end() + 1
    found = pattern.match(low, begin)
    return found.end() if found else None


def _is_number(word: str) -> bool:
    return word.isdigit() and len(word) > 4


def _suffixless(low: str, begin: int, words: list[str], *, is_asked: bool) -> int | None:
    """The end of a street without a suffix: only with city and state behind it, or if asked."""
    names = [word for word in words if word not in _DIRECTIONS]
    if not names or names[0] in NUMBER_WORDS:
        return None
    comma = low.find(",", begin, begin + 50)
    street = low[begin:comma] if comma > 0 else ""
    if street and len(street.split()) <= 4 and not {*street.split()} & _NEVER:
        city = _city_end(low, low, comma, is_free=False)
        if city is not None and (_ZIP.match(low, city) or _STATE.match(low, city)):
            return comma
    if _FOREIGN.match(low, begin):
        end = comma if comma > 0 else len(low)
        return end if len(low[begin:end].split()) <= 4 else None
    is_short = low[begin:].strip(" .!") == " ".join(words) and len(words) <= 3
    if is_asked and is_short and all(not is_word(name) or name in CITIES for name in names):
        return begin + len(low[begin:].rstrip(" .!"))
    return None


def _street_before_city(
    text: str, low: str, start: int, house_end: int, *, is_asked: bool
) -> int | None:
    """The end of a street without a suffix that a known city follows: “1600 Pine, Seattle”."""
    begin = house_end + 1
    is_named = is_asked or text[begin : begin + 1].isupper() or _AT_HOME.search(low[:start])
    if not is_named or _BUILT.search(low[:start]):
        return None
    end, names = house_end, 0
    for word in _WORD.finditer(low, begin, begin + 40):
        said = word[0].rstrip(".,")
        is_direction = said in _DIRECTIONS
        if low[end : word.start()] != " " or said in _NEVER or said in _KINDS or names == 3:
            return None
        if said in NUMBER_WORDS or said.isdigit():
            return None
        end, names = word.start() + len(said), names + (not is_direction)
        city = _city_end(text, low, end, is_free=False) if names else None
        if city is not None and _CLOSED.match(low, _state_end(text, low, city)):
            return end
    return None


def _with_direction(low: str, end: int) -> int:
    found = re.compile(r"\s(n|s|e|w|ne|nw|se|sw|north|south|east|west)\.?(?!\w|')").match(low, end)
    return found.end(1) if found else end


def _whole(text: str, low: str, end: int) -> int:
    """Where an address ends whose street ends there: with its unit, city, state and ZIP code."""
    if unit := _UNIT_BEHIND.match(low, end):
        end = unit.end()
    city = _city_end(text, low, end, is_free=False)
    return _state_end(text, low, city if city is not None else end)


def _city_end(text: str, low: str, place: int, *, is_free: bool) -> int | None:
    """Where the city ends that a text goes on with; ``None`` without one."""
    before = _CITY_BEFORE.match(low, place) if not is_free else re.compile(r"\s*").match(low, place)
    if before is None:
        return None
    start = before.end()
    ends: list[int] = []
    for word in _WORD.finditer(low, start, min(len(low), start + 48)):
        gap = low[ends[-1] if ends else start : word.start()]
        if (ends and gap != " ") or (not ends and gap):
            break
        ends.append(word.end() - (1 if word[0].endswith(".") and len(word[0]) > 3 else 0))
        if len(ends) == 4 or low[ends[-1] : ends[-1] + 1] in (",", ".", ";", "!", "?"):
            break
    for end in reversed(ends):
        name = low[start:end].replace(".", "")
        if name in CITIES and not _is_just_a_word(text, low, start, end):
            return end
        part, _, city = name.partition(" ")
        if part in _PARTS_OF_TOWN and city in CITIES:
            return end
    return _unknown_city(text, low, start, ends)


def _is_just_a_word(text: str, low: str, start: int, end: int) -> bool:
    """Whether what is called as some village is an ordinary word here."""
    name = low[start:end]
    if " " in name or name not in WORDS or name in ("seattle", "portland", "phoenix", "kent"):
        return False
    is_marked = _STATE.match(low, end) or _ZIP.match(low, end)
    is_name = text[start].isupper() and (text[start + 1 : end].islower() or is_marked)
    return not (is_name or is_marked)


def _unknown_city(text: str, low: str, start: int, ends: list[int]) -> int | None:
    """A place that the list does not have: with a state or ZIP code behind it."""
    for end in ends:
        state = _STATE.match(low, end)
        name = low[start:end].split()
        if any(word in _NEVER or word.isdigit() for word in name):
            return None
        if state and (state[1] in STATES - _WORDY_STATES or _ZIP.match(low, state.end())):
            return end
    return None


def _state_end(text: str, low: str, end: int) -> int:
    """Where state and ZIP code end that follow; the place itself without them."""
    if state := _STATE.match(low, end):
        name = state[1].replace(".", "")
        is_state = name in STATES or len(name) > 2
        is_upper = text[state.start(1) : state.end(1)].isupper()
        follows_zip = _ZIP.match(low, state.end())
        ends_there = not re.match(r"\s\w", low[state.end() : state.end() + 2])
        is_plain = name not in _WORDY_STATES
        if is_state and (
            follows_zip or (is_upper and not text.isupper()) or is_plain or ends_there
        ):
            end = state.end(1)
    if found := _ZIP.match(low, end):
        end = found.end(1)
    return end
