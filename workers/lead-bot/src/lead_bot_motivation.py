"""Why somebody wants to sell, in their own words."""

from lead_bot_text import any_of, clauses

LONGEST = 240
_REASONS = any_of(
    (
        r"inherit\w*|heirs?|probate|estate|divorc\w*|separat(?:ed|ing|ion)|split(?:ting"
        r"|tin)?(?: up)?|break(?:ing)? up"
    ),
    (
        r"fore?clos\w*|auction|behind|default|notice|short sale|bankrupt\w*|debts?|can'?t (?:afford"
        r"|pay|keep up)|owe (?:the )?(?:irs|taxes)"
    ),
    (
        r"back taxes|tax lien|liens?|lost (?:my|his|her|our|the|work)(?: job| work)?|laid off"
        r"|lay ?off|bank"
    ),
    (
        r"tenants?|renters?|evict\w*|squatters?|tired of|landlord\w*|vacant|empty|sick of|headache"
        r"|burden|get rid of"
    ),
    (
        r"reloc\w*|mov(?:e|ing|ed)|transfer(?:red)?|new job|job|military|pcs|deploy\w*|country"
        r"|retir\w*|daughter|grandkids?"
    ),
    (
        r"down ?siz\w*|smaller|too (?:big|much|large|many stairs)|bigger|growing family|baby"
        r"|pregnant|stairs|upkeep|maintain"
    ),
    (
        r"passed(?: away)?|died|death|late (?:husband|wife|mother|father|mom|dad)|widow\w*"
        r"|nursing home|assisted living|hospital|sick|ill|health|medical|disab\w*"
    ),
    (
        r"upgrad\w*|bought another|another house|second home|investment|cash out"
        r"|need (?:the )?(?:money|cash)|repairs?|fire|flood(?:ed)?|neighborhood|crime|noise"
    ),
)
_STRONG = any_of(
    (
        r"inherit\w*|heirs?|probate|divorc\w*|separat(?:ed|ing|ion)|split(?:ting|tin)(?: up)?"
        r"|fore?clos\w*|auction|bankrupt\w*"
    ),
    (
        r"(?:problem|bad|awful|nasty|no more|tired of(?: the| my)?|sick of(?: the| my)?)"
        r" (?:tenants?|renters?)"
        r"|(?:tenants?|renters?) (?:won'?t|don'?t|stopped|trash\w*|wreck\w*|from hell|refuse\w*"
        r"|not paying|behind|left|quit|destroy\w*|moved out|owe)"
    ),
    (
        r"behind (?:on|in|with)|evict\w*|reloc\w*|mov(?:e|ing) (?:to|out|away|back|down"
        r"|in with|for|closer|near|because)|transfer(?:red)?|retir(?:e|ing|ed)"
    ),
    (
        r"down ?siz\w*|smaller|too (?:big|much)|passed(?: away)?|died|widow\w*|nursing home"
        r"|assisted living|back taxes|laid off|new job|lost \w+ (?:job)"
    ),
    (
        r"left (?:(?:it|this|that|(?:the|this|her|his|their) (?:\w+ )?(?:house|home|place|property"
        r"|condo)) )?to (?:me|us|my \w+)|left (?:me|us) (?:it|the|this|a|her|his|their)"
    ),
    (
        r"(?:lost|bank send) \w+|go back to|can'?t (?:afford|pay|keep)|stairs|he passed|she passed"
        r"|country|military|pcs|tired of|sick of|get rid of|medical|health"
    ),
)


def motivation(text: str, low: str, *, is_asked: bool) -> str | None:
    """The clauses that say why; ``None`` where a text does not say. ``low`` is it in small letters.

    Where the reason was asked for, what is said is the reason.
    """
    pattern = _REASONS if is_asked else _STRONG
    said = [
        text[start:end].strip(" ,.-")
        for start, end in clauses(text)
        if pattern.search(low, start, end)
    ]
    if said:
        return _short("; ".join(said))
    if is_asked and len(low.split()) >= 2 and any(each.isalpha() for each in low):
        return _short(text)
    return None


def _short(text: str) -> str:
    plain = " ".join(text.split())
    if len(plain) <= LONGEST:
        return plain
    match = _STRONG.search(plain.lower()) or _REASONS.search(plain.lower())
    start = max(0, match.start() - LONGEST // 2) if match else 0
    cut = plain[start : start + LONGEST]
    return cut.rpartition(" ")[0] or cut
