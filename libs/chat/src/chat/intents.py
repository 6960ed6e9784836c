"""What a message wants, before anything is looked up: small talk, a person, or an answer."""

import re
import unicodedata
from typing import Literal

from chat.words import fold, listed, words

Intent = Literal[
    "greeting",
    "thanks",
    "goodbye",
    "about",
    "handoff",
    "contact",
    "question",
    "unknown",
    "nonsense",
]
"""What a turn was:

``greeting``, ``thanks``, ``goodbye``: small talk. ``about``: what the bot is. ``handoff``: a person
is wanted; contact details are asked for, or were there. ``contact``: details that were asked for.
``question``: answered from passages. ``unknown``: no passage answers it. ``nonsense``: no words.
"""

LONGEST_SMALL_TALK = 6  # words: what is longer is looked up
_GREETING = re.compile(
    r"(?:hi+|hey+|hello+|howdy|yo|greetings|hola|whats up|sup"
    r"|good (?:morning|afternoon|evening|day))"
    r"(?: (?:there|again|all|folks|everybody|everyone|team|you|guys))*(?: how are (?:you|things))?"
)
_HOW_ARE_YOU = re.compile(r"how (?:are|r) (?:you|u|things)(?: doing)?(?: today)?")
_THANKS = re.compile(
    r"(?:ok(?:ay)? |great |perfect |cool |awesome |alright )*"
    r"(?:many thanks|thanks?|thank you|thank u|thx|ty|appreciate it|much appreciated|cheers)"
    r"(?: (?:so|very|much|a lot|a bunch|again|for|your|you|the|help|that|this|all|guys))*"
)
_OKAY = re.compile(r"(?:ok(?:ay)?|great|perfect|cool|awesome|alright|got it|i see|good to know)")
_GOODBYE = re.compile(
    r"(?:good ?bye|bye+(?: bye)?|see (?:you|ya)(?: later)?|have a (?:good|nice) \w+|take care)"
)
_ABOUT = re.compile(
    r"(?:are you|r u|am i (?:talking|chatting|speaking) (?:to|with)|is this)(?: an?| really)?"
    r" (?:bot|robot|chatbot|ai|machine|computer|human|person|real(?: person| human)?)(?: or .*)?"
    r"|(?:who|what) (?:are you|r u|is this)"
    r"|what (?:can|do) you (?:do|know|help with)(?: for me)?"
    r"|(?:can you )?help(?: me)?(?: please)?"
)
_PEOPLE = (
    r"(?:person|human(?: being)?|somebody(?: real)?|someone(?: real)?|rep|representative|operator"
    r"|live (?:agent|chat|person)|real (?:person|human|agent)|staff(?: member)?|employee|manager"
    r"|agent of yours|one of you|(?:member of |somebody from )?your team|customer service)"
)
_PERSON = re.compile(
    rf"\b(?:talk|speak|chat|connect|transfer|put|get|reach|want|need|give|have|contact|pass)\b"
    rf"(?: \w+){{0,5}} {_PEOPLE}\b"
    r"|^(?:an? )?(?:real |live |actual )?(?:human|person|representative|agent|operator)"
    r"(?: please| pls| now)*$"
    r"|\b(?:call|phone|ring|text|email) me(?: back)?\b(?! (?:if|a|an)\b)"
    r"|\bgive me a (?:call|ring)\b"
    r"|\bhave (?:someone|somebody) (?:call|phone|contact|email|text) me\b"
    r"|\bhablar con (?:una persona|alguien)\b"
    r"|\bmit (?:einem menschen|jemandem) (?:sprechen|reden)\b"
    r"|\b(?:can|could|may) (?:i|we) (?:talk|speak) (?:to|with) (?:you|someone|somebody)\b"
)
_NOT_WANTED = re.compile(
    r"\b(?:dont|do not|not|never|stop|why (?:did|do|would) \w+)(?: \w+){0,3}"
    r" (?:call|text|email|phone)\b"
)
# Words that other languages are made of, and English is not.
_FOREIGN = listed(
    """
    el los las del para como que por una mi casa cuanto cuánto vender quiero wie ich
    mein meine der die das und ist nicht ein eine brauche haus verkaufe le les des est
    une pour je ma mon vendre maison comment quel qual é o os imposto sobre venda em não
    minha eu il lo gli mia vendere come och jag att är het een van mijn ik
    """
)


def small_talk(message: str) -> Intent | None:
    """Which kind of small talk a message is, if it is nothing else."""
    said = words(message)
    if not said:
        return "nonsense"
    if len(said) > LONGEST_SMALL_TALK:
        return None
    text = " ".join(said)
    for intent, pattern in _SMALL_TALK:
        if pattern.fullmatch(text):
            return intent
    return None


_SMALL_TALK: tuple[tuple[Intent, re.Pattern[str]], ...] = (
    ("greeting", _GREETING),
    ("greeting", _HOW_ARE_YOU),
    ("thanks", _THANKS),
    ("thanks", _OKAY),
    ("goodbye", _GOODBYE),
    ("about", _ABOUT),
)


def wants_a_person(message: str) -> bool:
    """Whether somebody asks to be put through to a person, or to be called."""
    text = " ".join(words(message))
    return bool(_PERSON.search(text)) and not _NOT_WANTED.search(text)


def is_foreign(message: str) -> bool:
    """Whether a message is in a language that the passages are not in."""
    if not message.isascii():
        letters = [each for each in fold(message) if each.isalpha()]
        others = sum("LATIN" not in unicodedata.name(each, "") for each in letters)
        if others * 2 > len(letters):
            return True
    said = words(message)
    return len(said) >= 3 and sum(word in _FOLDED_FOREIGN for word in said) * 3 >= len(said)


_FOLDED_FOREIGN = frozenset(map(fold, _FOREIGN))
