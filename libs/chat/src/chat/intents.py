"""What a message wants, before anything is looked up: small talk, a person, or an answer."""

import re
import unicodedata
from typing import Literal

from chat.words import fold, listed, words

Intent = Literal[
    "crisis",
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

``crisis``: somebody may harm themselves.
``greeting``, ``thanks``, ``goodbye``: small talk. ``about``: what the bot is. ``handoff``: a person
is wanted; contact details are asked for, or were there. ``contact``: details that were asked for,
corrected or not given.
``question``: answered from passages. ``unknown``: no passage answers it. ``nonsense``: no words.
"""

LONGEST_SMALL_TALK = 6  # words: what is longer is looked up
LONGEST_REFUSAL = 14  # words
_GREETING = re.compile(
    r"(?:hi+|hey+|hello+|howdy|yo|greetings|hola|whats up|sup"
    r"|good (?:morning|afternoon|evening|day))"
    r"(?: (?:there|again|all|folks|everybody|everyone|team|you|guys|bot|world|sir|maam))*"
    r"(?: (?:number )?\d{1,3})?(?: how are (?:you|things))?"
)
_HOW_ARE_YOU = re.compile(r"how (?:are|r) (?:you|u|things)(?: doing)?(?: today)?")
_THANKS = re.compile(
    r"(?:ok(?:ay)? |great |perfect |cool |awesome |alright ){0,3}"
    r"(?:many thanks|thanks?|thank you|thank u|thx|ty|appreciate it|much appreciated|cheers)"
    r"(?: (?:so|very|much|a lot|a bunch|again|for|your|you|the|help|that|this|all|guys)){0,5}"
)
_OKAY = re.compile(r"(?:ok(?:ay)?|great|perfect|cool|awesome|alright|got it|i see|good to know)")
_GOODBYE = re.compile(
    r"(?:good ?bye|bye+(?: bye)?|see (?:you|ya)(?: later)?|have a (?:good|nice) \w+|take care)"
)
_LEAVING = re.compile(
    rf"(?:(?:{_THANKS.pattern}|{_OKAY.pattern}) ){{0,2}}(?:{_GOODBYE.pattern}|no thanks?"
    rf"|no thank you|(?:no )?(?:thats all|thats it|im good|im done|nothing else))"
    rf"(?: (?:{_GOODBYE.pattern}|{_THANKS.pattern}|for now)){{0,3}}"
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
    r"|\b(?:i (?:want|need|wish|would like|have)|id like|can i|could i|may i|let me|please)"
    r"(?: \w+){0,3} (?:talk|speak|chat|meet)(?: directly)? (?:to|with) (?:the |your |a )?"
    r"(?:founder|owner|boss|ceo|president|supervisor|her|him)"
    r"(?: (?:directly|please|herself|himself|in person|myself|now|today))*(?: about .*)?$"
    r"|\bhablar con (?:una persona|alguien)\b"
    r"|\bmit (?:einem menschen|jemandem) (?:sprechen|reden)\b"
    r"|\b(?:can|could|may) (?:i|we) (?:talk|speak) (?:to|with) (?:you|someone|somebody)\b"
)
_NOT_WANTED = re.compile(
    r"\b(?:dont|do not|doesnt|not|never|no|stop|without|why (?:did|do|would) \w+)(?: \w+){0,3}"
    r" (?:call|calls|calling|text|email|phone|talk|talking|speak|speaking|chat|contact|contacted"
    r"|connect|transfer|put through|be called|be put)\b"
    rf"|\b(?:dont|do not|no|not|never) (?:want|need|need to|like|wish)(?: \w+){{0,4}} {_PEOPLE}\b"
    rf"|\b(?:no|not an?) {_PEOPLE}\b"
)
_NO = (
    r"no+|nope|nah|no thanks?|no thank (?:you|u)|no need|no dont|dont bother|please dont",
    r"not (?:now|really|yet|today|interested|necessary)|rather not|maybe later|later",
    r"(?:id|i would|i|ill|i will) (?:rather|prefer) not|never ?mind|nvm|forget (?:it|about it)",
    r"(?:i )?changed my mind|cancel(?: that| it)?|leave it|skip(?: it| that)?",
    r"(?:i )?(?:dont|do not) (?:want to|wanna|give|share)(?: \w+){0,5}",
    r"(?:i )?(?:wont|will not|im not|am not) (?:giv|shar)\w+(?: \w+){0,5}",
    r"(?:please )?(?:dont|do not) (?:call|text|email|phone|contact) me(?: please)?",
)
_AFTER_NO = (
    r"thanks?|thank you|please|then|now|for now|(?:i am|im) (?:good|fine|ok)|not now|after all"
    r"|(?:its|thats|it is) (?:ok|fine|all|it|good)|anyway|sorry"
)
_DECLINED = re.compile(
    rf"(?:oh |ok |well |sorry |actually |hm+ |um |and )*(?:{'|'.join(_NO)})(?: (?:{_AFTER_NO}))*"
)
_NOBODY = rf"(?:{_PEOPLE}|anyone|anybody|you|you guys|you people)"
_REFUSED = re.compile(
    r"\b(?:dont|do not|would not|wouldnt|wont|rather not) (?:really )?"
    r"(?:(?:want|need|wish|like|care) )?"
    rf"(?:to )?(?:talk|speak|chat)(?:ing)? (?:to|with)(?: an?| any| your| the)? {_NOBODY}\b"
    r"|\b(?:dont|do not) (?:really )?(?:want|need)"
    rf"(?: to be| any| your| you to| {_PEOPLE} to| anybody to| anyone to)?"
    r" (?:call(?:s|ed|ing)?|phone|contact|contacted)\b"
    rf"|^(?:no|not an?) {_PEOPLE}(?: please)?$"
)
_CORRECTED = re.compile(
    r"\b(?:actually|correction|correct|sorry|wait|oops|instead|changed?|wrong|typo|mistyped|misspelled|mistake"
    r"|i meant|i mean|rather|should be|make (?:it|that)|use|update|new|better|best|not|other"
    r"|my (?:\w+ )?(?:number|phone|cell|mobile|email|e ?mail|mail|name|address)(?: \w+)? (?:is|s)"
    r"|(?:reach|call|email|text|write|mail) me)\b"
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
    ("goodbye", _LEAVING),
)


def declines(message: str) -> bool:
    """Whether somebody does not want what was offered: a plain no, or that they want nobody."""
    text = " ".join(words(message))
    return bool(_DECLINED.fullmatch(text)) or refuses_a_person(message)


def refuses_a_person(message: str) -> bool:
    """Whether somebody says that they do not want to be put through, called or written to."""
    text = " ".join(words(message))
    return len(text.split()) <= LONGEST_REFUSAL and bool(_REFUSED.search(text))


def corrects(message: str) -> bool:
    """Whether a message says of details that they are others than those that were given."""
    return bool(_CORRECTED.search(" ".join(words(message))))


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
