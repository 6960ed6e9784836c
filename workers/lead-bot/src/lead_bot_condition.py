"""The condition of a home, from a plain word for it or from what is said of its parts."""

import re

from contracts.leads import Condition
from lead_bot_text import any_of, clauses, few

_EXCELLENT = (
    r"excell?ent|exelent|excelent|perfect|pristine|immaculate|mint|flawless|like new"
    r"|brand new|turn ?-?key|top notch|amazing"
)
_GOOD = (
    r"good|gud|nice|fine|spotless|solid|decent|great|well (?:kept|maintained|cared for)|very good"
    r"|pretty good|livable|sound|buena?s?"
)
_FAIR = (
    r"fair|average|normal|ok|okay|so-?so|alright|all right|regular|not great|not bad|lived-in|meh"
)
_POOR = (
    r"poor|bad|terrible|awful|rough|horrible|ugly|trashed|wrecked|disaster|a dump|shit"
    r"|crap(?:py)?|sad|mala?|gutted"
)
_GRADES: tuple[tuple[Condition, str], ...] = (
    ("poor", _POOR),
    ("fair", _FAIR),
    ("good", _GOOD),
    ("excellent", _EXCELLENT),
)
_OF_HOME = r"(?:cond\w*|shape|repair|state|estado|order)"
_ANY_GRADE = any_of(*(words for _, words in _GRADES))
_GRADED = [
    (
        grade,
        re.compile(
            rf"(?<!\w)(?:{words})(?!\w)(?:\W+(?:\w+\W+)?){{0,1}}{_OF_HOME}(?!\w)"
            rf"|(?<!\w){_OF_HOME}\W+(?:(?:is|it'?s|are|was|would be|of|the|house|home|pretty"
            rf"|very|really|just|about|in|be|I'?d|say)\W+){{0,5}}(?:{words})(?!\w)"
        ),
        any_of(words),
    )
    for grade, words in _GRADES
]
_MOVE_IN = any_of(
    (
        r"(?:re)?model+ed|remod\w+ed|renovated|remodled|rehabbed|redone|re-?did|redid"
        r"|move[ -]in ready|turn ?-?key|brand new"
    ),
    (
        r"(?:all|everything(?:'s| is)?|completely|fully|totally|recently) (?:new|updated|upgraded"
        r"|redone|rebuilt)|top to bottom"
    ),
    (
        r"built (?:last year|this year)|new construction|updated (?:kitchen|throughout|everything)"
        r"|gut(?:ted)? and redone"
    ),
)
_SOUND = any_of(
    (
        r"everything works|all works|works fine|kept up|well[ -]kept|well[ -]maintained"
        r"|taken care of|no (?:major )?(?:problems|issues)"
    ),
    (
        r"nothing (?:major|wrong|broken)|in order|scuffs?|touch[ -]?up|clean|cosmetic|minor|little"
        r"|small|no complaints|holding up"
    ),
    (
        r"new (?:roof|furnace|kitchen|windows|water heater|floors?|paint|carpet|siding|appliances"
        r"|hvac|plumbing)"
    ),
)
_WORN = any_of(
    (
        r"(?:fix|replace|repair|redo)(?: up)? (?:the|that|her|his|our) \w+"
        r"|dated|outdated|old|older|original|worn|tired|needs?(?: a| some| a little| new)? \w+"
        r"|need(?:s|ed|ing)? work|leak(?:s|ing|y|ed)?"
    ),
    (
        r"knob and tube|fixer(?:[ -]upper)?|handyman|tlc|elbow grease|peeling|stain(?:s|ed)?"
        r"|crack(?:s)?|drafty|broken|could use"
    ),
    (
        r"(?:19[2-9]0'?s|from the (?:[2-9]0'?s|sixties|seventies|eighties|nineties))|aging|faded"
        r"|deferred maintenance|not updated"
    ),
    (
        r"never (?:been )?(?:updated|remodeled|renovated)|hasn'?t been (?:updated|touched|painted)"
        r"|missing|fell off|sag(?:s|ging)?"
    ),
    (
        r"carpet(?:s)? (?:is|are) \w+|bad roof|old roof|(?:roof|furnace|plumbing|wiring"
        r"|electric(?:al)?) (?:is|are) \w+"
    ),
)
_BROKEN = any_of(
    (
        r"fire|burn(?:t|ed)|flood(?:s|ed)?|mold(?:y)?|mould|asbestos|condemned|red[ -]tagged"
        r"|uninhabitable|unlivable|unsafe|collaps\w+"
    ),
    (
        r"foundation (?:is |has |problems?|issues?|crack\w*|bad|shot|settl\w*|sink\w*)\w*"
        r"|crack(?:ed"
        r"|s) (?:in the )?foundation|foundation"
    ),
    (
        r"can'?t (?:be )?live(?:d)?(?: in)?|cannot (?:be )?live(?:d)?|not livable|not fit to"
        r"|fall(?:ing|en|s) (?:apart|down|in)|caved? in|rott\w+|rotten"
    ),
    (
        r"gut job|(?:down )?to the studs"
        r"|tear[ -]?down|termites?|sewage|squatters?|hoard\w*|infest\w*|rats|gutted"
        r"|no (?:heat|water|power|plumbing|electricity|roof|kitchen)"
    ),
    (
        r"(?:furnace|heater|boiler|roof|floors?|plumbing|septic|hvac|wiring|electric(?:al)?|it'?s"
        r"|they'?re)(?: is| are|'s)? (?:all )?(?:dead|shot|gone|toast|done|busted)"
    ),
    (
        r"(?:tons|lots?|a lot|plenty) of work|needs everything|major (?:work|repairs?)|(?:total"
        r"|complete) (?:rehab|gut|wreck|disaster)|trashed|a wreck"
    ),
    (
        r"roof (?:leaks|caved|is leaking)|holes? in|water damage|smoke damage|structural"
        r"|everything (?:is|needs)|need(?:s)? (?:uh )?everything"
    ),
)
_NEEDS = re.compile(
    r"\bneed(?:s|ing)?\b|\bleak|\bbroken\b|\bnew (?:roof|kitchen|bath\w*|floors?|windows|furnace"
    r"|plumbing|paint|carpet)s?\b"
)
_SLIGHT = re.compile(
    r"\b(?:just|jus|only|little|some|bit of|minor|few)\b[^.;]{0,30}\b(?:paint|scuffs?|touch"
    r"|clean\w*|carpet|cosmetic|nicks?|landscaping|yard work)"
)
_NOT = re.compile(
    r"\b(?:not|isn'?t|aint|ain'?t|no|never|wasn'?t|nothing|without|hardly|far from)(?: +(?:in"
    r"|very|that|really|so|the|a|at all|any|all|too))* *$"
)
_ELSEWHERE = any_of(
    r"price|offer|deal|luck|morning|afternoon|evening|day|night|time|money|health|school"
    r"|neighborhood|neighbou?rs|area|location|market"
    r"|credit|bones|question|idea|point|news|job|i'?m|im|we'?re|sounds|feel(?:ing)?|enough|man"
    r"|thing|reason|guy|friend|value|bus|traffic|view"
)
_NEW_PART = re.compile(
    r"\bnew (?!roof)(?:kitchen|bath\w*|furnace|windows|floors?|carpet|appliances|hvac|siding)\b"
    r"|everything else (?:works|is)"
)
_OF_TEN = re.compile(r"(?<![\w$])(\d{1,2})(?:\.5)? ?(?:/|out of|of) ?(?:10|ten)(?!\w)")
_SKULLS = ("💀", "☠", "🔥", "🤮", "💩", "👎")
_HOME_PART = any_of(
    r"house|home|place|property|roof|floors?|kitchen|bath(?:room)?s?|basement|foundation|walls?"
    r"|ceilings?|furnace|plumbing|pipes?|wiring"
    r"|electric(?:al)?|windows?|porch|deck|carpets?|garage|yard|condo|duplex|it|everything|mold"
    r"|inside|interior|exterior|unit|apartment|rental"
)


def condition(text: str, *, is_asked: bool) -> Condition | None:
    """How good a home is; ``None`` where a text, in small letters, does not say.

    Unless it was asked for, the text has to speak of the condition, or of what is wrong with a part
    of the home.
    """
    if found := _OF_TEN.search(text):
        points = int(found[1])
        return (
            "excellent"
            if points >= 9
            else "good"
            if points >= 7
            else "fair"
            if points >= 5
            else "poor"
        )
    graded = _graded(text, is_asked=is_asked)
    if graded in (None, "good"):
        described = _described(text, is_asked=is_asked)
        if graded is None or described == "excellent":
            return described
        return "fair" if described == "poor" else graded
    return graded


def _graded(text: str, *, is_asked: bool) -> Condition | None:
    """By a plain word; of several the last one that is not denied."""
    if not _ANY_GRADE.search(text):
        return None
    found: list[tuple[int, Condition]] = []
    for grade, with_home, alone in _GRADED:
        matches = [*few(with_home.finditer(text))]
        if is_asked:
            plain_words = few(alone.finditer(text))
            matches += [each for each in plain_words if not _is_elsewhere(text, each)]
        found += [(each.start(), _unless_denied(grade, text, each.start())) for each in matches]
    if not found:
        return _alone(text)
    plain = [each for each in found if not _NOT.search(text[max(0, each[0] - 24) : each[0]])]
    worst_first = ("poor", "fair", "good", "excellent")
    chosen = plain or found
    place, grade = max(chosen)
    same_place = [each for at, each in chosen if at == place]
    return min(same_place, key=worst_first.index) if len(same_place) > 1 else grade


def _unless_denied(grade: Condition, text: str, start: int) -> Condition:
    """“Not good” is fair at best, “not bad” good, “not perfect” good."""
    if not _NOT.search(text[max(0, start - 24) : start]):
        return grade
    is_strong = "at all" in text[start : start + 24]
    return {
        "poor": "fair",
        "fair": "fair",
        "good": "poor" if is_strong else "fair",
        "excellent": "good",
    }[grade]


def _is_elsewhere(text: str, match: re.Match[str]) -> bool:
    """Whether a word is of something else than the home: “good morning”, “a fair price”."""
    after = text[match.end() : match.end() + 16]
    before = text[max(0, match.start() - 12) : match.start()]
    word_after = re.match(r"\W*(\w+)", after)
    if word_after and _ELSEWHERE.fullmatch(word_after[1]):
        return True
    return re.search(
        r"\b(?:i'?m|im|we'?re|sounds|looks like a|feel|that'?s|thats)\W*(?:\w+\W+)?$", before
    ) is not None and not re.search(r"\bit\b", before)


def _alone(text: str) -> Condition | None:
    """A clause that is nothing but the word: “condo. like new. 515k.”"""
    for start, end in clauses(text):
        clause = re.sub(
            r"^\W*(?:it'?s|its|is|pretty|very|really|just|about|in|more|like)\b|\W+$",
            "",
            text[start:end],
        ).strip()
        for grade, _, word in _GRADED:
            if grade in ("excellent", "poor", "fair") and word.fullmatch(clause):
                if clause in (
                    "fair",
                    "ok",
                    "okay",
                    "alright",
                    "all right",
                    "perfect",
                    "amazing",
                    "normal",
                    "regular",
                    "bad",
                    "sad",
                    "so-so",
                    "terrible",
                    "awful",
                    "horrible",
                ):
                    continue
                return grade
        if re.fullmatch(r"\W*(?:is |it'?s |its )?like new\W*", text[start:end]):
            return "excellent"
    return None


def _described(text: str, *, is_asked: bool) -> Condition | None:
    """By what is said of the home's parts."""
    skulls = sum(text.count(each) for each in _SKULLS)
    broken = [
        each
        for each in few(_BROKEN.finditer(text))
        if not _NOT.search(text[max(0, each.start() - 24) : each.start()])
    ]
    renewed = [
        each
        for each in few(_MOVE_IN.finditer(text))
        if not _NOT.search(text[max(0, each.start() - 24) : each.start()])
    ]
    worn = [
        each
        for each in few(_WORN.finditer(text))
        if not _NOT.search(text[max(0, each.start() - 24) : each.start()])
    ]
    sound = _SOUND.search(text)
    if not is_asked and not _speaks_of_home(text, broken, renewed, worn):
        return None
    if skulls >= 2 and _HOME_PART.search(text):
        return "poor"
    if broken:
        has_new = renewed or (len(broken) == 1 and _NEW_PART.search(text))
        return "fair" if has_new else "poor"
    if renewed:
        return "good" if worn and not is_asked else "excellent"
    if _SLIGHT.search(text):
        return "good"
    if len(_NEEDS.findall(text)) >= 3:
        return "poor"
    if worn:
        return "fair"
    if sound and is_asked:
        return "good"
    return None


def _speaks_of_home(
    text: str, broken: list[re.Match[str]], renewed: list[re.Match[str]], worn: list[re.Match[str]]
) -> bool:
    """Whether what is broken, renewed or worn is the home, though nobody asked."""
    if broken or renewed:
        return _HOME_PART.search(text) is not None
    return any(
        re.search(
            (
                r"\b(?:roof|floors?|kitchen|bath\w*|furnace|plumbing|wiring|windows?|paint|carpet"
                r"|work|tlc|fixer\w*|handyman|leak\w*|dated|outdated)\b"
            ),
            text[each.start() : each.end() + 16],
        )
        for each in worn
    )
