"""Somebody who speaks of ending their life: that comes before any question of a house."""

from lead_bot_text import any_of

_SELF = r"(?:my ?sel(?:f|ves)|our ?selves)"
_CRISIS = any_of(
    rf"(?:kill(?:ing)?|hang(?:ing)?|shoot(?:ing)?|harm(?:ing)?|hurt(?:ing)?|cut(?:ting)?) {_SELF}",
    r"(?:end|ending|take|taking) (?:my(?: own)? life|it all)|kms|unalive(?: my ?self)?",
    (
        r"(?:i'?m|i am|i feel|feel(?:ing)?|get(?:ting)?)(?: \w+){0,2} suicidal"
        r"|(?:i|i'?m|i am|i'?ve)(?: \w+){0,4} (?:commit(?:ting)?|considering"
        r"|contemplating|attempting?) suicide|(?:think(?:ing)?|thoughts?) (?:about|of) suicide"
        r"|suicidal"
    ),
    (
        r"(?:want to|wanna|going to|gonna|rather|ready to|i could just) die"
        r"|wish (?:i|we) (?:was|were|am) dead|better off (?:dead|without me)|i should be dead"
    ),
    (
        r"(?:don'?t|do not|no longer) (?:want to|wanna) (?:be alive|exist|wake up"
        r"|live(?! (?:here|there|in|at|with|near|on|like|next|so|that|this|by|around|alone|far)))"
    ),
    (
        r"(?:no reason|nothing(?: left)?|no will) to live(?: for)?|life is(?:n'?t| not) worth"
        r"|not worth living|can'?t go on (?:living|any ?more)|jump off (?:a|the) (?:bridge|roof)"
    ),
    r"(?:quiero|prefiero) morir(?:me)?|matarme|suicidarme|quitarme la vida",
)


def is_crisis(low: str) -> bool:
    """Whether somebody, in small letters, speaks of ending their own life or of hurting it."""
    return _CRISIS.search(low) is not None
