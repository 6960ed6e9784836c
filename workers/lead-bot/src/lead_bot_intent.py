"""What a message wants, beside what it tells: stop, a person, yes, no, an answer, a correction.

The rules for stop are those by which sms hears one (47 CFR 64.1200(a)(10)): a word that stands
alone, or a sentence that says of messages that they shall end. “Stop by on Monday” is neither.
"""

import re
from typing import Literal

from lead_bot_text import any_of, clauses, phrases, word_set
from lead_bot_vocabulary import CITIES, EMPTY, is_word

Intent = Literal["stop", "human", "nonsense", "correction", "yes", "no", "question"]

_STOP_WORDS = word_set(
    "stop stopall unsubscribe unsuscribe unsubcribe cancel end quit revoke optout arret alto basta"
) | phrases(
    "opt out, stop all, unsubscribe me, unsuscribe me, remove me, take me off, stop it, stop "
    "now, opt me out, no more, stop this, leave me alone, go away, fuck off, f off, piss off, "
    "go to hell, get lost, stop messaging, stop texting, no more texts, end chat, end "
    "conversation"
)
_PLAINEST = frozenset({"stop", "stopall", "stop all", "unsubscribe", "optout", "opt out", "revoke"})
_STEMS = ("stop", "unsub", "opt", "revoke")
_POLITE = word_set(
    "please pls plz thanks thank you thx ok okay hi hello hey yes no now immediately asap sir "
    "but and just already"
)
_ME = r"(?:me|us|my (?:phone|number|cell|email))"
_TEXTS = r"(?:texts?|text messages?|messages?|msgs?|sms|e-?mails?)"
# That a word begins is asked once, before the many that it may be.
_STOP = re.compile(
    r"\b(?:"
    + "|".join(
        (
            (
                rf"(?:stop|quit|cease)(?: with| all| any| the| these| those| your| this| of"
                rf"| sending| damn| freaking)* (?:{_TEXTS}|texting|txting|messaging|contacting"
                rf"|emailing|spamming|bothering|harassing|calling)\b(?! (?:after|before|at|about|on"
                rf"|until)\b)"
            ),
            (
                rf"(?:no more|end|cancel|revoke)(?: with| all| any| the| these| those| your"
                rf"| this)* {_TEXTS}\b"
            ),
            (
                rf"(?:do not|don'?t|never)(?: ever)? (?:text|txt|message|sms|contact|email|call"
                rf"|write)(?: to)? {_ME}(?: again| anymore| any more| ever)*\b(?! (?:after"
                rf"|before|at"
                rf"|on|until|till|today|tonight|while|during)\b)"
            ),
            (
                rf"(?:stop|quit) (?:sending (?:these|this|them|me)|(?:spamming|bothering|texting"
                rf"|txting|messaging|emailing|contacting|harassing) {_ME})\b"
            ),
            (
                rf"(?:take|remove|delete|get) {_ME} (?:off|from|out)\b(?! (?:of )?(?:this|the"
                rf"|my) (?:house|home|mess|place|mortgage|loan))"
            ),
            rf"(?:unsubscribe|unsuscribe|unsubcribe) {_ME}",
            (
                r"(?:i )?(?:want to |wish to |would like to |wanna )?opt out\b"
                r"|revoke (?:my )?consent\b"
            ),
        )
    )
    + rf")|opt {_ME} out|leave {_ME} alone|lose my number"
    r"|(?:remove|delete|erase|forget) (?:my (?:number|info\w*|data|details|name))"
    r"|no (?:me )?(?:escriban|escriba|manden|llamen|contacten)|dejen? de"
)
_NO_STOP = re.compile(
    r"\b(?:do not|don'?t|never|can'?t|cannot|cant|won'?t) (?:stop|quit|end|cancel)\b"
    r"|\bstop asking\b"
)
_TEXT_NOT_CALL = re.compile(r"\b(?:text|txt|email|message|write)(?: to)? (?:me|us)\b")
_PERSON = (
    r"(?:(?:a|an|any|the|your|one of your|actual|real|reel|live|human|some) )*(?:person"
    r"|human(?: being)?|people|agent|representative|rep|someone|somebody|anyone|anybody"
    r"|manager|supervisor|operator|specialist|team member|real one|adult)"
)
_HUMAN = re.compile(
    r"\b(?:"
    + "|".join(
        (
            (
                rf"(?:talk|speak|chat|spk|tlk|connect me|transfer me|get me|put me through"
                rf"|put me on|pass me)(?: (?:to|with|on|through|over))* {_PERSON}\b"
            ),
            (
                r"(?:want|need|prefer|get|give me|have|can i have|is there"
                r"|like)(?: to)?(?: talk to| speak to| speak with)? (?:a |an |some )?(?:real|reel"
                r"|live|actual|human|living)(?: human| live| actual)? ?(?:person|human|being|agent"
                r"|people|one)?\b"
            ),
            r"(?:real|reel|live|actual) (?:person|human|people|agent)\b(?! or\b)(?!\?)",
            (
                r"(?:can|could|have|let|would) (?:some ?one|some ?body|a person|an agent|a human"
                r"|you|u)(?: please| pls)? (?:call|phone|ring|contact) me\b"
            ),
            (
                r"(?:please |pls )?(?:call|phone|ring) me(?: back| please| asap| now| today"
                r"| instead)*(?=\W*$)|i'?d rather (?:talk|speak)\b|customer service\b"
            ),
            (
                r"hablar con (?:una? )?(?:persona|alguien|humano|agente|representante)\b|(?:una"
                r"|un) (?:persona real|humano|agente)\b"
            ),
            (
                r"(?:is|any) (?:anyone|anybody|someone) (?:real|human|there to talk)\b"
                r"|no (?:bots?|robots?|machines?)\b|(?:hate|sick of|tired of) (?:bots?|robots?"
                r"|talking to (?:a )?(?:bot|robot|machine))\b"
            ),
        )
    )
    + r")|^\W*(?:human|person|agent|representative|operator|rep|real person|a person|a human"
    r"|live agent|persona|humano|agente)(?: please| pls| plz)?\W*$"
)
_NO_HUMAN = re.compile(
    r"\b(?:do|will|would|must|should) (?:i|we) (?:have|need|get|be able)?\b|\b(?:don'?t|do not"
    r"|dont|not|no need|never)(?: \w+){0,3} (?:talk|speak|call|chat|person|human)\b"
)
_YES = word_set(
    "yes yep yeah ya yup yea yah sure ok okay k correct right absolutely definitely si sí "
    "affirmative indeed fine great perfect alright 👍 ✅ 👌 y please agreed certainly bet "
    "totally uh-huh cool exactly"
) | phrases(
    "of course, sounds good, sounds great, that works, works for me, yes please, please do, "
    "go ahead, let's do it, lets do it, why not, that's right, thats right, thats correct, "
    "that's correct, that is correct, i do, i would, i guess, i guess so, you bet, for sure, "
    "yes sir, yes maam, yes ma'am, ok sure, ya sure, i am, it is, all good, looks good, do "
    "it, sure thing, yes it is, por favor, claro"
)
_NO = word_set("no nope nah naw n negative 👎 nay never pass") | phrases(
    "no thanks, no thank you, not really, not now, no way, i'm good, im good, nah im good, "
    "not yet, i don't, i dont, no need, not interested, no gracias, rather not, i'd rather "
    "not, id rather not, no not now, maybe later, not today, no im good, no i'm good, hard "
    "pass, i'm not interested, im not interested"
)
_CORRECTION = any_of(
    (
        r"actually|sorry|i meant|i mean|scratch that|oops|whoops|my bad|typo|correction"
        r"|correct that"
        r"|wrong|mistake|mistyped|instead|should be|should have been"
    ),
    (
        r"change|update|fix (?:my|the|that)|not right|isn'?t right|fat fingers?|wait|no wait|no no"
        r"|rather|strike that|take that back|disregard|make (?:it|that)"
    ),
    (
        r"it'?s not|that'?s not|its not|let me correct|misspelled|i said|old one|new one is|new is"
        r"|more like|in fact|my mistake|perdon|mejor dicho"
    ),
)
_DENIED = re.compile(
    r"^\W*(?:no|nope|nah)\b[\s,.]+\S|\bnot\b|\bnew (?:number|phone|email|price|address)\b"
)
_SLOT_WORDS = {
    slot: re.compile(rf"\b(?:{words})\b")
    for slot, words in {
        "phone": r"phone|number|cell|mobile|call me",
        "email": r"e-?mail",
        "address": r"address|house number|street|zip|city|apt|unit",
        "name": r"name|spelled",
        "asking_price": r"price|asking|amount|want",
        "condition": r"condition|shape",
        "timeline": r"date|time ?(?:line|frame)|when|deadline",
    }.items()
}
_QUESTION = re.compile(
    r"^\W*(?:and |so |but |ok |okay |well |hi |hello |hey |wait |also |yes |no |oh )*(?:who|whos"
    r"|who's|what|whats|what's|when|where|why|how|hows|how's|which|do|does|did|can|could|is|are"
    r"|r|will|would|should|am|may i|have you|has|wut|wat)\b"
)
_BARE_WHY = re.compile(r"\W*(?:but |and )?(?:why|what for|how come|how so|for what)\W*")
_GREETING = re.compile(
    r"\W*(?:(?:hi|hello|hey|hiya|yo|howdy|hola|sup|good (?:morning|afternoon|evening|day)|there"
    r"|u|you|anybody|anyone|is"
    r"|somebody|home|again|all)\b\W*)+"
)
_THANKS = re.compile(
    r"\W*(?:(?:thanks?|thank you|thx|ty|gracias|great|ok|okay|k|cool|perfect|awesome|good|fine"
    r"|will do|got it|sounds|so much|very"
    r"|much|a lot|you|u|bye|goodbye|see|see you|then|soon|later|talk|to|have a|nice|day"
    r"|appreciate it|appreciated|for|your|the|help|all|i|alright"
    r"|wonderful|lovely|tysm|that's|thats|it|sir|maam|ma'am|again|and|god bless|bless|take care"
    r"|👍|🙏|👋)\b\W*)+|\W*[👍🙏👋❤😊🙂😀]+\W*"
)
_FAREWELL = re.compile(
    r"\W*(?:(?:ok|okay|thanks|thank you|thx|alright|well|and|so|for now|then|that's all)\W+)*"
    r"(?:bye(?:[ -]?bye)?|good ?bye|cya|ciao|adios|so long|farewell|(?:see|talk to) (?:you|ya|u)"
    r"(?: later| soon| then)?|ttyl|(?:have|enjoy) (?:a |your )?(?:\w+ )?(?:day|night|evening"
    r"|weekend)|good ?night)"
    r"(?:\W+(?:bye|thanks|thank you|now|for now|all|everyone|then))*\W*"
)
_WORDS = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_RUNS = re.compile(r"[aeiouy]")


def stop(low: str) -> bool:
    """Whether somebody wants to hear no more."""
    said = _plain(low)
    if _bare(said) in _STOP_WORDS or said in _STOP_WORDS:
        return True
    if _STOP.search(low) and not _NO_STOP.search(low):
        # “Don't call me, text me” asks for texts; “txt me, dont call” too.
        return not _TEXT_NOT_CALL.search(_STOP.sub(" ", low))
    if not any(word in low for word in _STEMS):
        return False
    return any(
        _bare(_plain(low[start:end])) in _PLAINEST and low[end : end + 1] != "?"
        for start, end in clauses(low)
    )


def human(low: str) -> bool:
    """Whether somebody wants to talk to a person."""
    return _HUMAN.search(low) is not None and not _NO_HUMAN.search(low)


def yes_or_no(low: str) -> Literal["yes", "no"] | None:
    """Whether a message is nothing but a yes or a no."""
    said = _plain(low)
    if not said and any(each in low for each in "👍✅👌"):
        return "yes"
    if "👎" in low and not said:
        return "no"
    bare = _bare_of(
        said,
        (
            "please",
            "pls",
            "thanks",
            "thank you",
            "thx",
            "lol",
            "ok",
            "man",
            "sir",
            "maam",
            "ma'am",
            "that",
            "hun",
            "so",
        ),
    )
    for words, answer in ((_YES, "yes"), (_NO, "no")):
        if said in words or bare in words:
            return answer  # type: ignore[return-value] # one of the two
    parts = said.split()
    if parts and len(parts) <= 4:
        if parts[0] in _YES and all(each in _YES or each in _POLITE for each in parts):
            return "yes"
        if parts[0] in _NO and all(
            each in _NO or each in _POLITE or each in ("im", "i'm", "good") for each in parts
        ):
            return "no"
    return None


def question(low: str) -> bool:
    """Whether something is asked of us."""
    if greets(low):
        return False
    if "?" in low or "question mark" in low:
        return len(_WORDS.findall(low)) > 0
    if _BARE_WHY.fullmatch(low):
        return True
    found = _QUESTION.match(low)
    return found is not None and _WORDS.search(low, found.end()) is not None


def greets(low: str) -> bool:
    """Whether a message is nothing but a greeting, or asks whether anybody is there."""
    return _GREETING.fullmatch(low[:80]) is not None and len(low) <= 80


def thanks(low: str) -> bool:
    """Whether a message is nothing but thanks, a farewell, or a nod."""
    return _THANKS.fullmatch(low[:120]) is not None and len(low) <= 120


def farewell(low: str) -> bool:
    """Whether a message takes leave, and does nothing else."""
    return _FAREWELL.fullmatch(low[:80]) is not None


def corrects(low: str) -> bool:
    """Whether a message has words of one that puts something right."""
    return _CORRECTION.search(low) is not None or _DENIED.search(low) is not None


def named_slots(low: str) -> set[str]:
    """The slots that a message speaks of by their names."""
    return {slot for slot, words in _SLOT_WORDS.items() if words.search(low)}


def nonsense(low: str) -> bool:
    """Whether nothing can be made of a message: no letters, or no word among them that is known."""
    words = _WORDS.findall(low)
    if not words:
        return sum(map(str.isdigit, low)) < 3
    if sum(map(str.isdigit, low)) >= 5:
        return False
    telling = [word for word in words if word not in EMPTY]
    if not telling:
        return True
    known = [word for word in telling if is_word(word) or word in CITIES]
    if known:
        return len(known) == 1 and len(known[0]) < 3 and len(telling) > 3
    if not all(each.isascii() for each in low):
        return False  # another language's letters
    return len(telling) < 2 or not all(_RUNS.search(word) for word in telling) or len(telling) < 5


def _plain(low: str) -> str:
    words = re.sub(r"[^\w']+|_", " ", low).strip(" '")
    letters = words.split()
    if len(letters) > 1 and all(len(each) == 1 for each in letters):
        return "".join(letters)
    return " ".join(letters)


def _bare(said: str) -> str:
    words = [
        word
        for place, word in enumerate(said.split())
        if place == 0 or word != said.split()[place - 1]
    ]
    while words and words[0] in _POLITE:
        del words[0]
    while words and words[-1] in _POLITE:
        del words[-1]
    return " ".join(words)


def _bare_of(said: str, endings: tuple[str, ...]) -> str:
    changed = True
    while changed:
        changed = False
        for ending in endings:
            if said.endswith(" " + ending):
                said, changed = said.removesuffix(" " + ending), True
            if said.startswith(ending + " "):
                said, changed = said.removeprefix(ending + " "), True
    return said
