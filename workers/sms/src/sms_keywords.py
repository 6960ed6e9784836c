"""Whether a text says STOP, START or HELP.

The words are those of 47 CFR 64.1200(a)(10), as it is in force since April 2025 (stop, quit, end,
revoke, opt out, cancel, unsubscribe), and of CTIA and Twilio (stopall, optout, start, unstop, help,
info). The rule counts any wording from which a reasonable person understands that the sender wants
no more texts. So a word that stands alone counts, also with thanks or a please around it, and the
plainest of them as a clause among others; and a sentence counts if it says of *texts* that they
shall end. A word in another sentence does not:
“we have got to stop this bill”, “please cancel my 3pm”, “STOP 12345”.
"""

import re
import unicodedata
from itertools import groupby
from typing import Literal

Keyword = Literal["stop", "start", "help"]

STOP = {
    *("stop", "stopall", "unsubscribe", "cancel", "end", "quit", "revoke", "optout", "opt out"),
    *("stop all", "unsubscribe all", "opt me out", "remove me", "take me off", "no more texts"),
    *("stop it", "stop now", "stop this", "stop spamming", "quit it", "unsubscribe me", "arret"),
}
# “Wrong number. STOP”; but “We were there to the end. End” may be of anything.
PLAINEST = {"stop", "stopall", "stop all", "unsubscribe", "revoke", "optout", "opt out"}
START = {"start", "unstop", "resubscribe", "subscribe"}
HELP = {"help", "info"}
UNSEEN = {"Mn", "Mc", "Me", "Cf"}  # marks on letters, and what has no looks at all
POLITE = {
    *("please", "pls", "plz", "thanks", "thank", "you", "thx", "ok", "okay", "hi", "hello", "hey"),
    *("yes", "no", "now", "immediately", "asap", "sir", "mam", "but", "and", "just"),
}
_ME = r"(?:me|us|my (?:phone|number|cell)|this (?:phone|number))"
_DOING = r"sending|receiving|getting"
_ANY = rf"(?: (?:with|all|any|the|these|those|your|this|of|from|consent|for|{_DOING}))*"
_TEXTS = r"(?:texts?|text messages?|messages?|sms)"
_TEXTING = rf"(?:{_TEXTS}|texting|(?:text )?messaging|contact|contacting|sending {_ME})"
_BUT = r"(?! (?:after|before|at|on|until|till|today|tonight|tomorrow|while|during|so late)\b)"
_SENTENCES = re.compile(
    "|".join(
        (
            rf"\b(?:stop|quit|cease){_ANY} {_TEXTING}\b",
            rf"\b(?:no more|end|cancel|revoke){_ANY} {_TEXTS}\b",
            rf"\b(?:do not|don t|dont|never) (?:ever )?(?:text|message|sms|contact) {_ME}\b{_BUT}",
            rf"\b(?:stop|quit) (?:sending (?:these|this|them)|(?:spamming|bothering) {_ME})\b",
            rf"\b(?:take|remove|delete) {_ME} (?:off|from)\b",
            rf"\b(?:please|pls|wrong number) (?:remove|delete) {_ME}$",
            rf"\b(?:unsubscribe {_ME}|opt (?:me|us) out|leave me alone|lose my number)\b",
            r"\bi (?:want to |wish to |would like to )?opt out\b",
            r"\brevoke (?:my )?consent\b",
        )
    )
)
_DO_NOT_STOP = re.compile(r"\b(?:do not|don t|dont|never|can t|cannot) (?:stop|quit|end|cancel)\b")
_CLAUSE_ENDS = re.compile(r"(?<=[.!?…\n,;:])|(?<=\s)[-–—]+(?=\s)")
_NOT_LETTERS = re.compile(r"[\W_]+")


def keyword(text: str, provider_says: str | None = None) -> Keyword | None:
    """What a text asks for; ``provider_says`` is Twilio's ``OptOutType``, which comes first."""
    told = (provider_says or "").strip().lower()
    if told in ("stop", "start", "help"):
        return told  # type: ignore[return-value] # one of the three
    said = _plain(text)
    bare = _without_politeness(said)
    if bare in STOP or said in STOP:
        return "stop"
    if said in START or bare in START:
        return "start"
    if said in HELP or bare in HELP:
        return "help"
    if _SENTENCES.search(said) and not _DO_NOT_STOP.search(said):
        return "stop"
    return "stop" if any(map(_is_plainest, _CLAUSE_ENDS.split(text))) else None


def _is_plainest(clause: str) -> bool:
    """Whether a clause is one of the plainest words, and no question."""
    is_asked = clause.rstrip().endswith("?")
    return not is_asked and _without_politeness(_plain(clause)) in PLAINEST


def _plain(text: str) -> str:
    """Small letters without accents and invisible marks; a blank for what is between words."""
    folded = unicodedata.normalize("NFKD", text).casefold()
    letters = "".join(each for each in folded if unicodedata.category(each) not in UNSEEN)
    words = _NOT_LETTERS.sub(" ", letters).strip()
    is_spelled_out = len(words) > 1 and all(len(word) == 1 for word in words.split())
    return words.replace(" ", "") if is_spelled_out else words


def _without_politeness(said: str) -> str:
    """Without words of courtesy at both ends, and with a word that is repeated said once."""
    words = [word for word, _ in groupby(said.split())]
    while words and words[0] in POLITE:
        del words[0]
    while words and words[-1] in POLITE:
        del words[-1]
    return " ".join(words)
