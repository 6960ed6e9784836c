"""Messages of somebody who may harm themselves: they are answered before anything else is done.

Looked for are wishes and intentions, in the first person or about somebody now. That a death in a
house has to be disclosed, or that a mortgage is killing somebody, is none.
"""

import re

from chat.words import words

_MINE = r"(?:my ?self|our ?selves)"
_ANYBODYS = r"(?:my ?self|our ?selves|him ?self|her ?self|them ?sel(?:f|ves))"
_INTENDS = (
    r"(?:want|wants|wanna|going|gonna|plan|plans|planning|threatens|threatening|threatened|might"
    r"|may|will|ill|could|should|think|thinking|thought|thoughts|feel|feeling|about|ready|rather"
    r"|tempted|try|trying|tried|id|just|wish|better|have)"
)
_ANY_MORE = r"(?: any ?more| any longer)?"
_SUICIDE = r"su[ie]?[cs]id\w*"
_SIGNS = (
    rf"(?:kil+|hang|shoot|drown|unalive)(?:ing)? {_MINE}",
    rf"{_INTENDS}(?: \w+){{0,4}} (?:kil+|hurt|harm|cut|hang|shoot|drown)(?:ing)? {_ANYBODYS}",
    r"self ?harm(?:ing)?",
    r"end(?:ing)? (?:my|his|her|their) (?:own )?life",
    r"end(?:ing)? it all",
    r"tak(?:e|ing) (?:my|his|her|their) own life",
    r"tak(?:e|ing) my life",
    r"su[ie]?cidal",
    rf"i(?:m| am| feel| might| could| will)(?: \w+){{0,3}} {_SUICIDE}",
    rf"{_INTENDS}(?: \w+){{0,3}} (?:commit|committing) {_SUICIDE}",
    rf"think(?:ing)? (?:of|about) (?:{_SUICIDE}|dying|ending my)",
    r"(?:want|wanna|ready)(?: to)? (?:die|be dead)(?! (?:in|at|here|of old)\b)",
    r"wish i (?:was|were) dead",
    r"better off dead",
    rf"(?:dont|do not) (?:want to|wanna) (?:live|be alive|exist|wake up){_ANY_MORE}$",
    rf"i (?:cant|cannot|can not) (?:go on|live){_ANY_MORE}$",
    r"(?:no|any) (?:reason|point)(?: left)? (?:to|in) (?:live|living|go on living|being alive)",
    r"nothing(?: left)? to live for",
    r"life (?:is not|isnt) worth living",
    r"(?:quiero|voy a|deseo) (?:morir(?:me)?|matarme|suicidarme|quitarme la vida)",
)
_CRISIS = re.compile(rf"\b(?:{'|'.join(_SIGNS)})\b|^(?:kms|{_SUICIDE})$")


def in_crisis(message: str) -> bool:
    """Whether somebody says that they, or a person with them, may end their life."""
    return bool(_CRISIS.search(" ".join(words(message))))
