"""Sentences that speak to a machine: they are no knowledge, and are not repeated to visitors.

Documents come from whoever wrote them. A sentence that tells a model what to say, names its prompt
or plays a role of its protocol is left out of what may be answered with. This is the outer fence;
the inner one is that an answer can do nothing but be said.
"""

import re

_FLAGS = re.IGNORECASE
_MACHINE = re.compile(
    r"""
    \b(?:language\s+models?|llms?|chat\s?bots?|chatgpt|system\s+prompts?|system\s+override)\b
    | \b(?:dear|hey|attention|note\s+to|als)\s+(?:ai|ki|ia|assistants?|bots?|models?)\b
    | ^\W*(?:system|assistant|user|developer|tool|function)\s*(?:\w+\s*)?:
    | \[/?inst\] | <</?sys>> | <\|[^|]*\|> | \#{3,}
    | "(?:name|arguments|tool_call|function)"\s*:
    | \b(?:call|use|invoke|run)\s+(?:the\s+)?(?:tool|function|sql|command)\b
    | \b(?:drop|truncate|alter)\s+table\b | \bdelete\s+from\b
    | \b(?:ignore|disregard|forget|override|bypass|reveal)\b[^.!?]{0,60}
      \b(?:rules?|instructions?|questions?|previous|prompts?|policy|policies|passages|above)\b
    | \b(?:hidden|secret|your|previous)\s+(?:instructions?|rules|prompt)\b
    | \b(?:reply|respond|answer)\s+(?:only\s+)?(?:with|every|all|that)\b
    | \b(?:you|assistant)\s+must\s+(?:always\s+)?(?:answer|say|reply|respond|claim|tell)\b
    | \b(?:if|when)\s+(?:an?\s+|the\s+)?(?:user|visitor|reader|customer|anyone)s?\s+
      (?:says?|said|mentions?|asks?|wants?|claims?)\b
    | \bwhen\s+asked\b | \bfrom\s+now\s+on\b | \btell\s+the\s+(?:reader|user|visitor)\b
    | \bignor(?:a|e|iere|ez)\b[^.!?]{0,40}\b(?:instrucc?i\w+|pregunta|anweisungen|frage|r[eè]g\w+)\b
    | \bmusst\s+du\b
    """,
    _FLAGS | re.VERBOSE,
)
# The flag would let "say what …" count as shouting: these are looked for in the very letters.
_SHOUTED = re.compile(r"\bSAY\s+[A-Z]{3,}|\b[A-Z]{3,40}(?:-[A-Z]{2,40}){0,8}-\d{2,40}\b")
_ORDER = re.compile(
    r"(?:^|\band |\by )\W*(?i:please\s+)?(?i:say|print|output|repeat|append|write|escribe)\s+"
    r"[\"'“‘]?[A-Z0-9]{3,}"
)
_ENCODED = re.compile(
    r"(?<![A-Za-z0-9+/])(?=[A-Za-z0-9+/]*\d)(?=[A-Za-z0-9+/]*[A-Z])(?=[A-Za-z0-9+/]*[a-z])[A-Za-z0-9+/]{20,}={0,2}"
)


def speaks_to_a_machine(sentence: str) -> bool:
    """Whether a sentence is for a model rather than for a reader."""
    return bool(
        _MACHINE.search(sentence)
        or _SHOUTED.search(sentence)
        or _ORDER.search(sentence)
        or _ENCODED.search(sentence)
    )
