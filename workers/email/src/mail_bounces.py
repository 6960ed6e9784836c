"""What a bounce means, by the server's own words: its status code (RFC 3463) and its text.

Not by the provider's label: what one calls hard another calls blocked, and a full mailbox is called
permanent by some. Only a bounce that says that nobody is there is hard.
"""

import re
from typing import Literal

Bounce = Literal["hard", "soft", "reply"]

_CODE = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
_REPLY_CODE = re.compile(r"\b([45])\d\d\b")

# An answer of a person's machine, not of a mail server: the mail has arrived.
_REPLY = re.compile(
    r"out[ -]of[ -](?:the[ -])?office|auto[ -]?(?:matic|mated)?[ -]?(?:reply|response|responder)"
    r"|on (?:vacation|holiday|annual leave|parental leave|maternity leave)|away from (?:my|the) "
    r"|vacation (?:notice|message|reply)",
    re.IGNORECASE,
)
# The mailbox is there and can't take more, or the mail or its sender is not liked.
_PASSING = re.compile(
    r"(?:mailbox|inbox|quota|storage)\b.{0,30}\b(?:full|exceeded|over)|over.?quota|quota exceeded"
    r"|insufficient (?:system )?storage|out of (?:storage|disk)|temporar|try again"
    r"|gr[ea]ylist|rate.?limit|too many|spam|black.?list|block.?list|dnsbl|reputation|policy"
    r"|dmarc|\bspf\b|dkim"
    r"|content rejected|virus|message (?:is )?too (?:large|big)|size limit|timed? ?out",
    re.IGNORECASE,
)
_GONE = re.compile(
    r"(?:user|mailbox|recipient|account|address|alias)\b.{0,60}"
    r"\b(?:unknown|not found|does ?n[o']t exist|not exist|no longer|disabled|deactivated|inactive"
    r"|suspended|invalid|not a valid)"
    r"|(?:unknown|no such|invalid|non-?existent|nonexistent) (?:local |mail)?"
    r"(?:user|mailbox|recipient|account|address|person|domain|host)"
    r"|does ?n[o']t have an? .{0,30}account|no mailbox here|not our customer"
    r"|(?:domain|host)\b.{0,40}\b(?:not found|does not exist|does not accept mail)|null mx"
    r"|hard bounce|bounced address",  # what Resend and SendGrid say of what they know already
    re.IGNORECASE,
)
# RFC 3463, 3.2 and 3.3, and RFC 7505: no such mailbox or system; moved; disabled; no mail here.
_GONE_CODES = frozenset({(1, 1), (1, 2), (1, 3), (1, 6), (1, 10), (2, 1)})
_PASSING_CODES = frozenset({(2, 2), (2, 3), (2, 4)})


def classify(status: str, text: str) -> Bounce:
    """Whether nobody is there (hard), it may work another day (soft), or a machine replied.

    ``status`` is the enhanced status code, where the provider tells it apart from the text. Where
    neither says anything a bounce is soft: if it comes again and again, that is answer enough.
    """
    code = _CODE.search(status) or _CODE.search(text)
    if _REPLY.search(text) and not (code and code[1] == "5"):
        return "reply"
    if code and code[1] == "4":
        return "soft"
    if code is None and (basic := _REPLY_CODE.search(text)) and basic[1] == "4":
        return "soft"
    detail = (int(code[2]), int(code[3])) if code else (0, 0)
    if detail in _PASSING_CODES or (_PASSING.search(text) and detail not in _GONE_CODES):
        return "soft"
    if re.search(r"quota|mailbox (?:is )?full", text, re.IGNORECASE):
        return "soft"
    return "hard" if detail in _GONE_CODES or _GONE.search(text) else "soft"
